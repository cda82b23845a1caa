"""Signed links that work without logging in."""

from keurmerk import links
from keurmerk.tokens import sign, unsign
from members.models.user import User

_STOP = "stop-newsletter"


def stop_link(user: User) -> str:
    """Where this reader stops the newsletter, in their language; it works for as long as they are one."""
    prefix = "" if user.language == "nl" else f"/{user.language}"
    return links.absolute(f"{prefix}/newsletter/stop/{sign(_STOP, user.pk)}/")


def reader_behind(token: str) -> int:
    """The number of the user that `stop_link` was made for. Raises BadToken."""
    return int(unsign(_STOP, token))
