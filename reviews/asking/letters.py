"""One buyer's letter, from a mould that many letters share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.utils import translation

from keurmerk.calendar import amsterdam_date, in_words
from keurmerk.mail.letter import Letter, render
from keurmerk.mail.mould import Mould
from keurmerk.mail.sending import Filled
from reviews import addresses
from reviews.asking.wording import (
    Gap,
    Wording,
    button_line,
    fill,
    fit_to_greet,
    fit_to_quote,
    greeting,
    star_lines,
)
from reviews.models import Invitation, LetterText

LETTERS: dict[str, str] = {
    LetterText.Letter.INVITATION: "reviews/invitation",
    LetterText.Letter.REMINDER: "reviews/reminder",
}
_PER_PERSON = ("name", "shop", "order", "token", "away", "reply_to")


def letter_to(invitation: Invitation, letter: str, wording: Wording, *, reply_to: str, away: str = "") -> Filled:
    """The letter as this buyer reads it; `away` is the token of the link to unsubscribe, if it is not the usual one."""
    name = fit_to_greet(invitation.customer_name)
    order = fit_to_quote(invitation.order_number)
    kind = _Kind(
        letter=LETTERS[letter],
        language=invitation.language,
        wording=wording,
        last_day=amsterdam_date(invitation.expires_at),
        named=bool(name),
        numbered=bool(order),
        site=settings.SITE_URL,
    )
    words = {
        "name": name,
        "shop": invitation.shop.name,
        "order": order,
        "token": invitation.token,
        "away": away or addresses.unsubscribe_token(invitation),
        "reply_to": reply_to,
    }
    return Filled(_mould(kind), words)


@dataclass(frozen=True)
class _Kind:
    """All that letters of one mould have in common."""

    letter: str
    language: str
    wording: Wording
    last_day: date
    named: bool
    numbered: bool
    site: str


@lru_cache(maxsize=2000)
def _mould(kind: _Kind) -> Mould:
    def make(marks: Mapping[str, str]) -> tuple[Letter, dict[str, str]]:
        facts = _facts(kind, marks)
        headers = {
            "Reply-To": marks["reply_to"],
            "List-Unsubscribe": f"<{addresses.unsubscribe_by_click(marks['away'], kind.language)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        }
        return render(kind.letter, kind.language, facts), headers

    return Mould(_PER_PERSON, make)


def _facts(kind: _Kind, marks: Mapping[str, str]) -> dict[str, str]:
    language, token = kind.language, marks["token"]
    gaps = {
        Gap.GREETING: greeting(marks["name"] if kind.named else "", language),
        Gap.NAME: marks["name"] if kind.named else "",
        Gap.SHOP: marks["shop"],
        Gap.ORDER: marks["order"] if kind.numbered else "",
        Gap.LAST_DAY: _in_words(kind.last_day, language),
        Gap.STARS: star_lines({stars: addresses.form(token, language, stars) for stars in range(1, 6)}, language),
        Gap.BUTTON: button_line(addresses.form(token, language), language),
    }
    return {
        "subject": fill(kind.wording.subject, gaps, language),
        "body": fill(kind.wording.body, gaps, language),
        "shop": marks["shop"],
        "away_url": addresses.unsubscribe_at(marks["away"], language),
    }


def _in_words(day: date, language: str) -> str:
    with translation.override(language):
        return in_words(day)
