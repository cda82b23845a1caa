"""The statement of reasons: everything that DSA article 17, third paragraph, asks, and nothing can be left out."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.grounds import Basis, Grounds
from reviews.moderation.filing import Source
from reviews.moderation.outcomes import LASTS, Duration, Outcome
from reviews.moderation.reasons import Evidence, Reasons

if TYPE_CHECKING:
    from reviews.models.decision import Decision

Text = str | Promise


class NotComplete(Exception):
    """A field that the law asks for is empty; named in the message."""


@dataclass(frozen=True)
class Statement:
    """Letters of the paragraph stand behind each field; words are in the reader's language when they are shown."""

    restriction: Text  # a
    where: Text  # a
    duration: Text  # a
    facts: str  # b
    prompted_by: Text  # b
    evidence: Text  # b
    decided_how: Text  # c
    found_how: Text  # c
    basis: Text  # d, e
    grounds: Text  # d, e
    reference: str  # d, e
    explanation: str  # d, e
    redress: tuple[Text, ...]  # f

    def __post_init__(self) -> None:
        empty = [each.name for each in fields(self) if not getattr(self, each.name)]
        if empty:
            raise NotComplete(", ".join(empty))


REDRESS = (
    _("Appeal with us: free of charge, within six months. Somebody else then decides, never a machine."),
    _("A certified body for out-of-court dispute settlement (article 21 of the Digital Services Act)."),
    _("The court. You can go there at any time, also without an appeal first."),
)
_RESTRICTIONS: dict[str, Text] = {
    Outcome.REMOVE: _("It is removed: nobody can read it any more, and it does not count in the score."),
    Outcome.HOLD: _("It is hidden for now: nobody can read it, and it does not count in the score meanwhile."),
    Outcome.EDIT: _("It stays for now. It may be removed if the words are not changed in time."),
}
_BY_MACHINE, _FOUND_BY_MACHINE = _("By machine, by a written rule."), _("By machine.")
_EVERYWHERE = _("Everywhere, in every country: on our pages, in widgets and in our API.")


def statement_of(decision: "Decision") -> Statement:
    """Of a decision that restricts something. Raises NotComplete."""
    own = decision.notice.source == Source.OWN
    return Statement(
        restriction=_RESTRICTIONS.get(decision.outcome, ""),
        where=_EVERYWHERE if decision.everywhere else "",
        duration=Duration(decision.duration).label if decision.duration else "",
        facts=decision.facts,
        prompted_by=_("We found this ourselves.") if own else _("Somebody reported it to us."),
        evidence=Evidence(decision.evidence).label if decision.evidence else "",
        decided_how=_BY_MACHINE if decision.automated else _("By a person."),
        found_how=_FOUND_BY_MACHINE if decision.detected_automatically else _("Not by machine."),
        basis=Basis(decision.basis).label if decision.basis else "",
        grounds=Grounds(decision.grounds).label if decision.grounds else "",
        reference=decision.law if decision.basis == Basis.LAW else decision.rule,
        explanation=decision.reasoning,
        redress=REDRESS,
    )


def statement_of_rule(said: Reasons) -> Statement:
    """Of a hold by a written rule, told at once, before its decision is on record. Raises NotComplete."""
    return Statement(
        restriction=_RESTRICTIONS[Outcome.HOLD],
        where=_EVERYWHERE,
        duration=Duration(LASTS[Outcome.HOLD]).label,
        facts=said.facts,
        prompted_by=_("We found this ourselves."),
        evidence=Evidence(said.evidence).label,
        decided_how=_BY_MACHINE,
        found_how=_FOUND_BY_MACHINE,
        basis=Basis(said.rule.basis).label,
        grounds=Grounds(said.grounds).label,
        reference=said.law if said.rule.basis == Basis.LAW else said.rule.code,
        explanation=said.reasoning,
        redress=REDRESS,
    )
