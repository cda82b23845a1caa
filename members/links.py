"""Signed links that work without logging in."""

from keurmerk import links
from keurmerk.tokens import sign, unsign
from members.models.takeover import Takeover
from members.models.user import User
from members.terms import TAKEOVER_LINK_LIFE

_STOP = "stop-newsletter"
_TAKEOVER = "take-over-shop"


def stop_link(user: User) -> str:
    """Where this reader stops the newsletter, in their language; it works for as long as they are one."""
    prefix = "" if user.language == "nl" else f"/{user.language}"
    return links.absolute(f"{prefix}/newsletter/stop/{sign(_STOP, user.pk)}/")


def takeover_link(takeover: Takeover, language: str) -> str:
    """Where the new owner of a shop accepts it, once logged in (terms 1.5)."""
    prefix = "" if language == "nl" else f"/{language}"
    return links.absolute(f"{prefix}/dashboard/takeover/{sign(_TAKEOVER, takeover.pk)}/")


def takeover_behind(token: str) -> int:
    """The number of the takeover that `takeover_link` was made for. Raises BadToken."""
    return int(unsign(_TAKEOVER, token, max_age=int(TAKEOVER_LINK_LIFE.total_seconds())))


def reader_behind(token: str) -> int:
    """The number of the user that `stop_link` was made for. Raises BadToken."""
    return int(unsign(_STOP, token))
