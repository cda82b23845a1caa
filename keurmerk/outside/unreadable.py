"""Why a page could not be read: one exception per reason, each with a code and a sentence for the shop."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


class Unreadable(Exception):  # what is the matter, not "error"
    """A page could not be read. `reason` is stored and counted, `str()` is for people, in the active language."""

    reason = "unreadable"
    words = gettext_noop("This page could not be read.")

    def __str__(self) -> str:
        return _(self.words)


class BadAddress(Unreadable):
    reason = "bad_address"
    words = gettext_noop("This is not a web address that we can visit: use http or https on the normal port.")


class Unresolvable(Unreadable):
    reason = "unresolvable"
    words = gettext_noop("This domain name does not exist, or its name server does not answer.")


class PrivateAddress(Unreadable):
    reason = "private_address"
    words = gettext_noop("This address is not on the public internet, so we do not visit it.")


class ConnectionFailed(Unreadable):
    reason = "connection_failed"
    words = gettext_noop("The shop's server did not accept the connection, or broke it off.")


class TlsFailure(Unreadable):
    reason = "tls_failure"
    words = gettext_noop("The secure connection failed: the certificate is not valid for this address.")


class TimedOut(Unreadable):
    reason = "timeout"
    words = gettext_noop("The shop's server took too long to answer.")


class TooLarge(Unreadable):
    reason = "too_large"
    words = gettext_noop("This page is larger than we read: 2 MB.")


class TooManyRedirects(Unreadable):
    reason = "too_many_redirects"
    words = gettext_noop("This address keeps sending us on to another one.")


class BadContentType(Unreadable):
    reason = "bad_content_type"
    words = gettext_noop("This is not a web page, a text or a PDF.")


class HttpError(Unreadable):
    """The server answered with an error; `status` is its number."""

    reason = "http_error"
    words = gettext_noop("The shop's server answered with error %(status)d.")

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    def __str__(self) -> str:
        return _(self.words) % {"status": self.status}
