"""The newsletter of an installation without Mailchimp: it remembers who would be on the list, and writes to nobody."""

from django.core.cache import cache

from members.newsletter import Reader

_KEY = "newsletter.readers"


class LocalList:
    """Kept in the cache: it is for looking at, and may be lost."""

    def welcome(self, reader: Reader) -> None:
        cache.set(_KEY, {*self.readers(), reader.email}, timeout=None)

    def part(self, email: str) -> None:
        cache.set(_KEY, self.readers() - {email}, timeout=None)

    def readers(self) -> set[str]:
        found: set[str] = cache.get(_KEY, set())
        return found
