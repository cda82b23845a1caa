"""Is this mail from a machine? What one wrote by itself is no answer, and none of them may be answered (RFC 3834)."""

import re

from django.conf import settings

from keurmerk.mail.arriving.mail import Mail

_ROBOTS = ("mailer-daemon@", "postmaster@")
_DEAF = re.compile(r"(?:no-?reply|do-?not-?reply|niet-?beantwoorden|geen-?antwoord|bounces?)(?:[+.@_-]|$)")
_LISTED = {"bulk", "junk", "list", "auto_reply"}


def _any_of(*phrases: str) -> re.Pattern[str]:
    """One pattern for all of them; a space is any white space."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})(?!\w)".replace(" ", r"\s{1,3}"), re.IGNORECASE)


IS_AWAY = _any_of(
    "automatisch antwoord", "automatische (?:reactie|beantwoording)", "automatic reply", "auto[- ]?(?:reply|response)",
    "out of (?:the )?office", "afwezig(?:heid)?", "buiten kantoor", "niet aanwezig", "on (?:vacation|holiday|leave)",
)  # fmt: skip
CAME_BACK = _any_of(
    "undeliver(?:able|ed)", "delivery status notification", "delivery (?:has )?failed",
    "mail delivery (?:failed|system)", "returned mail", "failure notice", "onbestelbaar",
    "kan niet worden (?:bezorgd|afgeleverd)",
)  # fmt: skip


def is_bounce(mail: Mail) -> bool:
    """A letter that came back."""
    if mail.sender.email.startswith(_ROBOTS) or mail.telling.get("x-failed-recipients"):
        return True
    failed = mail.kind == "multipart/report" or bool(CAME_BACK.search(mail.subject))
    return failed and mail.telling.get("return-path", "") in {"", "<>"}


def is_auto_reply(mail: Mail) -> bool:
    """A mailbox that answers while its person does not."""
    told = mail.telling
    marked = told.get("auto-submitted", "").startswith("auto-replied") or told.get("precedence") == "auto_reply"
    by_header = marked or bool(told.get("x-autoreply") or told.get("x-autorespond"))
    return by_header or bool(IS_AWAY.search(mail.subject))


def says_nothing(mail: Mail) -> bool:
    """Nobody wrote it: it is an answer to nothing, and no turn passes by it."""
    return is_bounce(mail) or is_auto_reply(mail)


def may_be_answered(mail: Mail) -> bool:
    """May a machine of ours write back? Never to a machine, a list, ourselves, or who says that nobody reads it."""
    told = mail.telling
    automatic = told.get("auto-submitted", "no").partition(";")[0].strip() not in {"", "no"}
    listed = any(told.get(name) for name in ("list-id", "list-post", "list-unsubscribe"))
    asked_not_to = bool(told.get("x-auto-response-suppress", "none").strip() not in {"", "none"} or told.get("x-loop"))
    bulk = told.get("precedence", "") in _LISTED or told.get("return-path") == "<>"
    if automatic or listed or asked_not_to or bulk or says_nothing(mail) or mail.kind == "multipart/report":
        return False
    return "@" in mail.sender.email and not _DEAF.match(mail.sender.email) and not is_ours(mail.sender.email)


def is_ours(address: str) -> bool:
    """An address of this installation: whoever answers that writes to himself."""
    known = (settings.DEFAULT_FROM_EMAIL, settings.BRAND["email"])
    own = {settings.INBOUND_DOMAIN, *(each.rpartition("@")[2].strip("> ").lower() for each in known)} - {""}
    return address.rpartition("@")[2].lower() in own
