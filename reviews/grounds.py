"""The written grounds on which a review may be held or taken down: the same for one star and for five.

Public on the page "how reviews work" (DSA 14; numbers.md 6.1: the practice of the mark; ISO 20488, moderation).
An opinion is never a ground; a fact that is wrong is one only when it can be checked.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Grounds(models.TextChoices):
    UNLAWFUL = "UNLAWFUL", _("Unlawful, such as a threat")
    CHILD_ABUSE = "CHILD_ABUSE", _("Sexual abuse of a child")
    PERSONAL = "PERSONAL", _("Tells personal data of somebody")
    INSULT = "INSULT", _("Insults or swears")
    DISCRIMINATION = "DISCRIMINATION", _("Discriminates")
    ADVERTISING = "ADVERTISING", _("Advertises")
    OFF_TOPIC = "OFF_TOPIC", _("Is not about this shop")
    INTEREST = "INTEREST", _("Written by somebody with an interest")
    FALSE_FACTS = "FALSE_FACTS", _("States facts that are shown to be wrong")
    NO_PURCHASE = "NO_PURCHASE", _("No proof of an order or contact")
    REWARDED = "REWARDED", _("Written for a reward")
    TWICE = "TWICE", _("The same experience twice")


class Basis(models.TextChoices):
    """Where a rule comes from: the law, or what a writer accepts with our terms (DSA 17, third paragraph, d and e)."""

    LAW = "LAW", _("The law")
    TERMS = "TERMS", _("Our rules for reviews")


@dataclass(frozen=True)
class Rule:
    """One written rule: its code on the page "how reviews work", where it comes from, and the law if that is it."""

    code: str
    basis: Basis
    law: str = ""


# A law that is left empty is named by whoever decides.
RULES: dict[str, Rule] = {
    Grounds.UNLAWFUL: Rule("R1", Basis.LAW),
    Grounds.CHILD_ABUSE: Rule("R2", Basis.LAW, "Wetboek van Strafrecht, art. 252"),
    Grounds.PERSONAL: Rule("R3", Basis.LAW, "AVG / GDPR, art. 6"),
    Grounds.INSULT: Rule("R4", Basis.TERMS),
    Grounds.DISCRIMINATION: Rule("R5", Basis.TERMS),
    Grounds.ADVERTISING: Rule("R6", Basis.TERMS),
    Grounds.OFF_TOPIC: Rule("R7", Basis.TERMS),
    Grounds.INTEREST: Rule("R8", Basis.TERMS),
    Grounds.FALSE_FACTS: Rule("R9", Basis.TERMS),
    Grounds.NO_PURCHASE: Rule("R10", Basis.TERMS),
    Grounds.REWARDED: Rule("R11", Basis.TERMS),
    Grounds.TWICE: Rule("R12", Basis.TERMS),
}
HIDES_AT_ONCE = frozenset({Grounds.UNLAWFUL, Grounds.CHILD_ABUSE, Grounds.PERSONAL})  # reading A28
ABOUT_THE_PURCHASE = frozenset({Grounds.NO_PURCHASE, Grounds.INTEREST, Grounds.TWICE})  # the writer can prove otherwise
