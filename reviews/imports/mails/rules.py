"""A shop's own rules for mails that we do not know: what stands between two texts. No patterns, so nothing can hang."""

from collections.abc import Iterable

from reviews.content import one_line
from reviews.imports import cells
from reviews.imports.cells import Faulty
from reviews.imports.mails import facts
from reviews.imports.mails.recognise import Reading
from reviews.models import OrderMail, OrderMailRule

Reason = OrderMail.Reason
_LONGEST = 200  # characters that a fact may take


def first_that_fits(rules: Iterable[OrderMailRule], *, subject: str, recipient: str, text: str) -> Reading | None:
    """What the first rule for mails with this subject makes of it, if it finds all it needs."""
    for rule in rules:
        if plain(rule.subject_has) in plain(subject):
            reading = apply(rule, subject=subject, recipient=recipient, text=text)
            if not reading.reason:
                return reading
    return None


def apply(rule: OrderMailRule, *, subject: str, recipient: str, text: str) -> Reading:
    """What this rule reads; `reason` says what it does not find. It looks in the subject first, then in the mail."""
    whole = f"{subject}\n{text}"
    number = between(whole, rule.number_before, rule.number_after)
    name = between(whole, rule.name_before, rule.name_after) if rule.name_before else ""
    email = between(whole, rule.email_before, rule.email_after) if rule.email_before else recipient
    reason = _reason(rule, subject, number, email)
    address = email if reason != Reason.NO_CUSTOMER else ""
    return Reading(
        reason=reason,
        email=address,
        number=number[:80],
        name=facts.as_name(name),
        language=facts.language(whole),
        total=facts.total(text),
    )


def _reason(rule: OrderMailRule, subject: str, number: str, email: str) -> str:
    if plain(rule.subject_has) not in plain(subject):
        return Reason.NO_ORDER
    if not cells.is_email(email):
        return Reason.NO_CUSTOMER
    try:
        cells.number(number)
    except Faulty:
        return Reason.NO_NUMBER
    return "" if any(letter.isalnum() for letter in number) else Reason.NO_NUMBER


def between(text: str, before: str, after: str) -> str:
    """What follows `before`, up to `after` or the end of the line; empty when `before` is nowhere."""
    flat = plain(text)
    start = flat.find(plain(before))
    if start < 0 or not before.strip():
        return ""
    rest = _kept(text)[start + len(plain(before)) :].lstrip(" \t\n:")[:_LONGEST]
    stop = plain(rest).find(plain(after)) if after.strip() else -1
    return one_line(rest[:stop] if stop >= 0 else rest.split("\n")[0], _LONGEST)


def plain(text: str) -> str:
    """In lower case, with single spaces, for comparing; as long as `_kept` of the same text."""
    return "".join(_lower(letter) for letter in _kept(text))


def _kept(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter
