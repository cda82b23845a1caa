"""Why would we doubt this review? Pure functions over facts: each signal has a weight and a sentence.

Doubt never hides a review. It asks the writer for proof, or a person to look (product.md B3; BW 6:193g: reasonable
steps against fake reviews; the stars are no signal: the same rule for one star and for five). The weights were set by
hand and measured on the labelled set of tests/reviews/labelled.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LOOK = 40  # from this weight on a person looks
ASK = 75  # from this weight on proof is worth asking for
_ALIKE = 0.7


@dataclass(frozen=True)
class Facts:
    """What is known around one review. Counts are of other reviews than this one; nothing here is personal."""

    verified: bool = True
    by_own_people: bool = False  # written from a device that logs in for this shop
    from_own_address: bool = False  # ... or from its address on the network
    same_device_here: int = 0  # about this shop, in a year
    same_device_shops: int = 0  # other shops, in thirty days
    same_address_here: int = 0  # about this shop, in thirty days, from another device
    same_mailbox_here: int = 0  # about this shop, in a year, under another spelling of one mailbox
    by_writer: int = 0  # anywhere, in thirty days
    throwaway_address: bool = False
    staff_domain: bool = False
    likeness: float = 0.0  # to the text that is most alike, of another writer, in a year
    that_day: int = 0  # reviews of this shop in the day around this one, itself included
    usual: float = 0.0  # a day, over the ninety days before
    invited_lately: int = 0  # invitations of this shop that were sent in the week until then
    order_shared: int = 0  # the same order number, reported for other buyers
    order_worth_nothing: bool = False
    minutes_from_letter: float | None = None


@dataclass(frozen=True)
class Signal:
    """One reason to doubt: what it is called, how heavy it is, and the figure it rests on."""

    code: str
    weight: int
    figure: float = 0


def signals(facts: Facts) -> list[Signal]:
    """All that speak, the heaviest first."""
    found = [signal for look in _LOOKS for signal in look(facts)]
    return sorted(found, key=lambda signal: (-signal.weight, signal.code))


def weight(found: list[Signal]) -> int:
    """At most 100."""
    return min(sum(signal.weight for signal in found), 100)


def explain(code: str, figure: float) -> str:
    """The sentence that a moderator reads."""
    return str(SENTENCES[code]) % {"figure": f"{figure:g}"}


SENTENCES: dict[str, Any] = {
    "OWN_DEVICE": _("Written on a device with which somebody logs in for this shop."),
    "OWN_ADDRESS": _("Written from the address on the network from which this shop's people log in."),
    "DEVICE_HERE": _("From the same device came %(figure)s other reviews of this shop in a year."),
    "DEVICE_SHOPS": _("From the same device %(figure)s other shops were reviewed in thirty days."),
    "ADDRESS_HERE": _("From the same address came %(figure)s other reviews of this shop in thirty days."),
    "MAILBOX": _("The same mailbox reviewed this shop %(figure)s times under another spelling."),
    "BUSY_WRITER": _("This writer wrote %(figure)s other reviews in thirty days."),
    "THROWAWAY": _("The e-mail address is of a service for throw-away addresses."),
    "STAFF_DOMAIN": _("The e-mail address is of the shop itself."),
    "ALIKE": _("The text is for %(figure)s percent the same as another writer's."),
    "BURST": _("%(figure)s reviews in a day are many more than this shop gets, also after its invitations."),
    "ORDER_SHARED": _("The order number was reported for %(figure)s other buyers too."),
    "WORTHLESS": _("The order was reported with a total of nothing."),
    "HASTE": _("Written %(figure)s minutes after the invitation left."),
}


def _own(facts: Facts) -> Iterator[Signal]:
    if facts.by_own_people:
        yield Signal("OWN_DEVICE", 65)
    elif facts.from_own_address:
        yield Signal("OWN_ADDRESS", 45)


def _device(facts: Facts) -> Iterator[Signal]:
    if facts.same_device_here:
        yield Signal("DEVICE_HERE", min(10 + 15 * facts.same_device_here, 60), facts.same_device_here)
    if facts.same_device_shops >= 4:
        yield Signal("DEVICE_SHOPS", min(8 * facts.same_device_shops, 50), facts.same_device_shops)


def _address(facts: Facts) -> Iterator[Signal]:
    """A family or an office shares an address: three are no news."""
    if facts.same_address_here >= 3:
        yield Signal("ADDRESS_HERE", min(7 * facts.same_address_here, 45), facts.same_address_here)


def _writer(facts: Facts) -> Iterator[Signal]:
    if facts.same_mailbox_here:
        yield Signal("MAILBOX", min(30 + 10 * facts.same_mailbox_here, 60), facts.same_mailbox_here)
    if facts.by_writer >= 6:
        yield Signal("BUSY_WRITER", min(4 * facts.by_writer, 45), facts.by_writer)
    if facts.throwaway_address:
        yield Signal("THROWAWAY", 40)
    if facts.staff_domain:
        yield Signal("STAFF_DOMAIN", 60)


def _text(facts: Facts) -> Iterator[Signal]:
    if facts.likeness >= _ALIKE:
        yield Signal("ALIKE", round(60 * facts.likeness) - 5, round(100 * facts.likeness))


def _rhythm(facts: Facts) -> Iterator[Signal]:
    """Against the shop's own rhythm: a shop that sent many invitations gets many reviews."""
    expected = max(facts.usual, facts.invited_lately / 14)
    if facts.that_day >= 6 and facts.that_day > expected + 4 * (expected + 1) ** 0.5:
        yield Signal("BURST", 20 if facts.verified else 40, facts.that_day)


def _order(facts: Facts) -> Iterator[Signal]:
    if facts.order_shared:
        yield Signal("ORDER_SHARED", min(10 + 10 * facts.order_shared, 40), facts.order_shared)
    if facts.order_worth_nothing:
        yield Signal("WORTHLESS", 10)
    if facts.minutes_from_letter is not None and facts.minutes_from_letter < 2:
        yield Signal("HASTE", 10, round(facts.minutes_from_letter, 1))


_LOOKS: tuple[Callable[[Facts], Iterator[Signal]], ...] = (_own, _device, _address, _writer, _text, _rhythm, _order)
