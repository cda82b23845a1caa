"""What one edition asks otherwise than another: per criterion what came, went and changed (terms 6.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from inspections.models import Criterion


class Sort(StrEnum):
    """What happened to a criterion."""

    ADDED = "added"
    ENDED = "ended"
    CHANGED = "changed"


FIELDS = {
    "question_nl": _("Question in Dutch"),
    "question_en": _("Question in English"),
    "severity": _("Weight"),
    "basis": _("Basis in the law"),
    "advice_nl": _("Advice in Dutch"),
    "advice_en": _("Advice in English"),
    "when": _("When it holds"),
    "since": _("Asked from"),
}


@dataclass(frozen=True)
class Change:
    """One field of a criterion, before and after."""

    words: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """A criterion that is not what it was. `criterion` is the newest form of it."""

    sort: Sort
    criterion: Criterion
    changes: tuple[Change, ...] = ()

    @property
    def is_heavier(self) -> bool:
        """Shops have to do something that they did not have to do before."""
        heavier = any(change.words == str(FIELDS["severity"]) for change in self.changes)
        return self.criterion.is_blocking and (self.sort == Sort.ADDED or (self.sort == Sort.CHANGED and heavier))


def compare(before: Iterable[Criterion], after: Iterable[Criterion]) -> list[Difference]:
    """In the order of the newest edition; what ended comes last."""
    old, new = {each.code: each for each in before}, list(after)
    found = [_difference(old.get(each.code), each) for each in new]
    kept = {each.code for each in new}
    ended = [Difference(Sort.ENDED, each) for code, each in old.items() if code not in kept]
    return [each for each in found if each] + ended


def _difference(before: Criterion | None, after: Criterion) -> Difference | None:
    if before is None:
        return Difference(Sort.ADDED, after)
    changes = tuple(
        Change(str(words), _said(before, name), _said(after, name))
        for name, words in FIELDS.items()
        if getattr(before, name) != getattr(after, name)
    )
    return Difference(Sort.CHANGED, after, changes) if changes else None


def _said(criterion: Criterion, name: str) -> str:
    if name == "severity":
        return str(criterion.get_severity_display())
    value = getattr(criterion, name)
    return "" if value is None else str(value)
