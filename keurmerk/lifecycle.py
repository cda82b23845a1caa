"""States that move by verbs: the table of legal moves, the guard against lost races, the event with the change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction

from keurmerk.outbox import record


class IllegalMove(Exception):
    """The state does not allow this verb, or somebody else moved first."""


class Lifecycle(models.Model):
    """A thing with a `state`. Only its verbs move it, and each verb calls `_move`."""

    MOVES: ClassVar[Mapping[str, set[str]]] = {}

    state: Any

    class Meta:
        abstract = True

    def may_move_to(self, state: str) -> bool:
        """Is this move in the table? For buttons that should not be offered in vain."""
        return state in self.MOVES[self.state]

    def _move(
        self,
        to: str,
        event: str,
        *,
        actor: str,
        at: datetime,
        payload: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        """Moves to `to` with `fields`, and records `event`, in one transaction.

        The row is updated only while its state is still the one we saw: who comes second gets IllegalMove.
        """
        before = self.state
        if not self.may_move_to(to):
            raise IllegalMove(f"{type(self).__name__} {self.pk} is {before}: no move to {to}")
        with transaction.atomic():
            unmoved: models.QuerySet[Any] = type(self)._base_manager.filter(pk=self.pk).filter(models.Q(state=before))
            moved = unmoved.update(**{"state": to, **fields})
            if not moved:
                raise IllegalMove(f"{type(self).__name__} {self.pk} is no longer {before}")
            for name, value in {"state": to, **fields}.items():
                setattr(self, name, value)
            facts = {"from": before, "to": to, **(payload or {})}
            record(event, subject=self, actor=actor, at=at, payload=facts)
