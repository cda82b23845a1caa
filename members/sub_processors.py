"""Who processes personal data for us: for what, where and from when (terms 1.14, 1.16; PA sharing).

The list is part of the processing agreement (PA register partners). A new company stands on it, and is told to
members, thirty days before it gets anything; outside the European Economic Area only under standard contractual
clauses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.documents import FIRST

Words = str | Promise
NOTICE = timedelta(days=30)  # our own advice: the agreement names no term
EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)


class NoProtection(ValueError):
    """Outside the EEA without standard clauses: that needs each member's express written consent (PA sharing)."""


class NoNotice(ValueError):
    """It would get data before members had thirty days to object (terms 1.16)."""


@dataclass(frozen=True)
class SubProcessor:
    """One company. `setting` is what turns it on in this installation."""

    code: str
    name: str
    purpose: Words
    data: Words
    country: str
    place: Words
    setting: str
    clauses: bool = False  # standard contractual clauses (SCC) signed
    announced_on: date = FIRST.valid_from
    starts_on: date = FIRST.valid_from
    ended_on: date | None = None

    def __post_init__(self) -> None:
        if self.country not in EEA and not self.clauses:
            raise NoProtection(self.name)
        if self.is_added and self.starts_on - self.announced_on < NOTICE:
            raise NoNotice(self.name)

    @property
    def is_added(self) -> bool:
        """Not on the list that the first version of the agreement came with."""
        return self.announced_on > FIRST.valid_from

    @property
    def is_used(self) -> bool:
        return bool(getattr(settings, self.setting))


SUB_PROCESSORS: tuple[SubProcessor, ...] = (
    SubProcessor(
        code="postmark",
        name="Postmark (ActiveCampaign)",
        purpose=_("Sending e-mail: invitations, invoices and messages"),
        data=_("Name, e-mail address and what the letter says"),
        country="US",
        place=_("United States"),
        clauses=True,
        setting="POSTMARK_SERVER_TOKEN",
    ),
    SubProcessor(
        code="mailchimp",
        name="Mailchimp (Intuit)",
        purpose=_("The newsletter for members"),
        data=_("Name and e-mail address of members"),
        country="US",
        place=_("United States"),
        clauses=True,
        setting="MAILCHIMP_API_KEY",
    ),
    SubProcessor(
        code="bird",
        name="Bird",
        purpose=_("Invitations by text message, where a webshop chooses them"),
        data=_("Phone number and the words of the message"),
        country="NL",
        place=_("The Netherlands"),
        setting="BIRD_API_KEY",
    ),
    SubProcessor(
        code="moneybird",
        name="Moneybird",
        purpose=_("The books: invoices and what was paid"),
        data=_("Company, address, e-mail address and amounts of members"),
        country="NL",
        place=_("The Netherlands"),
        setting="MONEYBIRD_TOKEN",
    ),
)


def listed(day: date) -> list[SubProcessor]:
    """On the page that day: what is coming too, and nothing that has ended."""
    return [each for each in SUB_PROCESSORS if each.announced_on <= day and not (each.ended_on and each.ended_on < day)]


def changes(day: date) -> list[tuple[date, str, SubProcessor]]:
    """The log of the list, newest first: (day, "added" or "ended", which)."""
    found = [(each.starts_on, "added", each) for each in SUB_PROCESSORS if each.announced_on <= day]
    found += [(each.ended_on, "ended", each) for each in SUB_PROCESSORS if each.ended_on and each.ended_on < day]
    return sorted(found, key=lambda change: (change[0], change[2].code), reverse=True)


def to_tell(day: date) -> Iterable[SubProcessor]:
    """Of which members still have to hear, until the day on which it begins."""
    return [each for each in SUB_PROCESSORS if each.is_added and each.announced_on <= day <= each.starts_on]
