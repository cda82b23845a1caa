"""What a buyer wrote and everybody may read: public first, and restricted on written grounds only."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove, Lifecycle
from reviews.chain import new_salt
from reviews.objections import Objection, holding

WRITABLE = ("PUBLISHED", "EDITED", "HELD")  # its writer may still change it
PUBLIC = Q(state__in=["PUBLISHED", "EDITED"])  # what everybody may read now


class Publication(Lifecycle):
    """A review of a shop or of a product (rulebook 2.6): its states, and the verbs with which the mark restricts it.

    A model says in `_become` what follows from a change.
    """

    class State(models.TextChoices):
        PUBLISHED = "PUBLISHED", _("Published")
        EDITED = "EDITED", _("Edited")
        HELD = "HELD", _("On hold")
        REMOVED_BY_AUTHOR = "REMOVED_BY_AUTHOR", _("Removed by the writer")
        REMOVED = "REMOVED", _("Removed")
        WITHDRAWN = "WITHDRAWN", _("Taken back by the webshop")  # which had brought it from elsewhere

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.PUBLISHED: {State.EDITED, State.HELD, State.REMOVED_BY_AUTHOR, State.REMOVED, State.WITHDRAWN},
        State.EDITED: {State.EDITED, State.HELD, State.REMOVED_BY_AUTHOR, State.REMOVED, State.WITHDRAWN},
        State.HELD: {
            State.PUBLISHED,
            State.EDITED,
            State.HELD,
            State.REMOVED_BY_AUTHOR,
            State.REMOVED,
            State.WITHDRAWN,
        },
        State.REMOVED_BY_AUTHOR: set(),
        State.REMOVED: {State.PUBLISHED, State.EDITED, State.REMOVED_BY_AUTHOR},
        State.WITHDRAWN: set(),
    }

    edited_at: Any
    title: Any
    text: Any
    held_by_rule: Any  # the code in reviews/objections.py; empty: a person held it, or nobody

    class Meta:
        abstract = True

    def hold(self, grounds: str, *, actor: str, at: datetime) -> None:
        """Out of sight until a person has looked: only what is unlawful or tells personal data (rulebook 2.6, A28)."""
        self._become(self.State.HELD, "held", actor=actor, at=at, reason=grounds, grounds=grounds, held_at=at)

    def release(self, *, actor: str, at: datetime) -> None:
        """A person looked, and it may be read after all."""
        self._become(self._shown, "released", actor=actor, at=at, grounds="", held_at=None)

    def remove(self, grounds: str, *, actor: str, at: datetime, by: str = "mark") -> None:
        """Taken down on one of the written grounds; the writer hears why and may appeal (DSA 17, 20).

        `by` is "mark", or "law" when an authority ordered it.
        """
        facts = {"grounds": grounds, "removed_at": at}
        self._become(self.State.REMOVED, "removed", actor=actor, at=at, reason=grounds, by=by, **facts)

    def reinstate(self, *, actor: str, at: datetime) -> None:
        """Back where it was: the appeal was right, or the proof came late (rulebook 2.7; product.md)."""
        self._become(self._shown, "reinstated", actor=actor, at=at, grounds="", removed_at=None, held_at=None)

    def _heed_the_rules(self, *, at: datetime) -> None:
        """Out of sight in the transaction that published it, so that nobody has read it, until a person has looked.

        Only for personal data and what is unlawful, by written rules that do not know the stars (rulebook 2.6).
        """
        found = self.objection
        if found:
            facts: dict[str, Any] = {"grounds": found.grounds, "held_at": at, "held_by_rule": found.code}
            self._become(self.State.HELD, "held", actor="rules", at=at, reason=found.grounds, **facts)

    def _become_edited(self, before: Any, *, actor: str, at: datetime, **words: Any) -> None:
        """Its new words, once the old ones are kept. `before` is its locked row.

        What a rule held comes back when its words are gone; what a person held is still for that person to judge.
        """
        fields = {"edited_at": at, "salt": new_salt(), **words}
        if before.is_held_by_a_person:
            self._become(self.State.HELD, "edited", actor=actor, at=at, **fields)
            return
        self._become(self.State.EDITED, "edited", actor=actor, at=at, grounds="", held_at=None, **fields)
        self._heed_the_rules(at=at)

    def _locked_to_edit(self) -> Any:
        """Its row, locked. Raises IllegalMove where there is nothing to edit any more."""
        before = type(self)._base_manager.select_for_update().get(pk=self.pk)
        if before.state not in WRITABLE:
            raise IllegalMove(f"{self} is {before.state}: nothing to edit")
        return before

    @property
    def objection(self) -> Objection | None:
        """What the written rules find in everything it says."""
        return holding(*self._words_to_check())

    def _words_to_check(self) -> list[str]:
        return [self.title, self.text]

    @property
    def is_held_by_a_person(self) -> bool:
        return bool(self.state == self.State.HELD and not self.held_by_rule)

    @property
    def is_public(self) -> bool:
        return self.state in {self.State.PUBLISHED, self.State.EDITED}

    @property
    def _shown(self) -> str:
        return self.State.EDITED if self.edited_at else self.State.PUBLISHED

    def _become(
        self, state: str, kind: str, *, actor: str, at: datetime, reason: str = "", by: str = "", **fields: Any
    ) -> None:
        """Moves, tells the news of this kind, and does what every change brings with it; why, and by whom, with it."""
        raise NotImplementedError
