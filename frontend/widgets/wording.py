"""Few words, said the same in every file: what a standing is called, and how a score is told."""

from django.utils.translation import gettext, ngettext

from frontend.templatetags.dutch import day, number
from frontend.templatetags.stars import score as shown
from frontend.widgets.card import WINDOW_MONTHS, ShopCard, Status

GERMAN = {  # widgets speak German; the pages do not yet
    Status.FULL: "Geprüftes Mitglied",
    Status.ASPIRANT: "Anwärter · neu",
    Status.SUSPENDED: "Mitgliedschaft ausgesetzt",
    Status.ENDED: "Mitgliedschaft beendet",
    Status.NONE: "Nicht angeschlossen",
}


def label(status: Status) -> str:
    """The standing in two or three words (terms 5.3: an aspirant is clearly shown as new)."""
    return {
        Status.FULL: gettext("Verified member"),
        Status.ASPIRANT: gettext("Aspirant member · new"),
        Status.SUSPENDED: gettext("Membership suspended"),
        Status.ENDED: gettext("Membership ended"),
        Status.NONE: gettext("Not affiliated"),
    }[status]


def standing(card: ShopCard) -> str:
    """The standing, with the day it ended."""
    if card.status == Status.ENDED and card.until:
        return gettext("Member until %(day)s") % {"day": day(card.until)}
    return label(card.status)


def out_of_five(card: ShopCard) -> str:
    return gettext("%(score)s out of 5") % {"score": shown(card.score)}


def reviews_counted(card: ShopCard) -> str:
    """The number behind the score, in words: "1.204 reviews"."""
    return ngettext("%(count)s review", "%(count)s reviews", card.count) % {"count": number(card.count)}


def period() -> str:
    return gettext("last %(months)d months") % {"months": WINDOW_MONTHS}


def told(card: ShopCard) -> str:
    """One sentence for who cannot see the picture."""
    facts = [card.name or card.host, standing(card)]
    if card.score is not None:
        facts += [f"{out_of_five(card)} ({reviews_counted(card)}, {period()})"]
    return ", ".join(fact for fact in facts if fact)
