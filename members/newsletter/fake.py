"""The newsletter of an installation without Mailchimp: it remembers who would be on the list, and writes to nobody."""

from django.core.cache import cache

from members.newsletter import Found, Reader

_KEY = "newsletter.readers"


class LocalList:
    """Kept in the cache: it is for looking at, and may be lost. Who unsubscribed is known to our own table."""

    def welcome(self, reader: Reader, *, known: bool, asked: bool) -> Found:
        cache.set(_KEY, {*self.readers(), reader.email}, timeout=None)
        return Found.READING

    def part(self, email: str) -> Found:
        found = Found.READING if email in self.readers() else Found.ABSENT
        cache.set(_KEY, self.readers() - {email}, timeout=None)
        return found

    def unsubscribe(self, email: str) -> Found:
        return self.part(email)

    def readers(self) -> set[str]:
        found: set[str] = cache.get(_KEY, set())
        return found
