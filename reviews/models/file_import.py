"""A list from a file, of whatever kind: uploaded, checked, carried out in chunks, stopped and undone at will."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record


class FileImport(Lifecycle):
    """One file. What it says line by line stays in the file, which goes as soon as the work is done.

    `position` is the byte at which the next chunk begins, committed together with that chunk: whoever is killed in
    the middle of one leaves nothing of it behind, and the next one begins where the last whole one ended.

    A kind of list has a `shop`, `faults` and `keys`, says in NEWS how its events are called, in `can_be_read` what must
    be known of its columns before anything can be done, and in `to_take_back` how much an undoing goes through.
    """

    NEWS: ClassVar[tuple[str, ...]]

    class State(models.TextChoices):
        UPLOADED = "UPLOADED", _("Uploaded")
        CHECKING = "CHECKING", _("Being checked")
        READY = "READY", _("Checked")
        RUNNING = "RUNNING", _("Being taken in")
        DONE = "DONE", _("Taken in")
        CANCELLED = "CANCELLED", _("Stopped")
        UNDOING = "UNDOING", _("Being undone")
        UNDONE = "UNDONE", _("Undone")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.UPLOADED: {State.UPLOADED, State.CHECKING, State.CANCELLED},
        State.CHECKING: {State.UPLOADED, State.CHECKING, State.READY, State.CANCELLED},
        State.READY: {State.UPLOADED, State.CHECKING, State.RUNNING, State.CANCELLED},
        State.RUNNING: {State.DONE, State.CANCELLED},
        State.DONE: {State.UNDOING},
        State.CANCELLED: {State.UNDOING},
        State.UNDOING: {State.UNDONE},
        State.UNDONE: set(),
    }

    shop: Any
    shop_id: int
    faults: Any
    keys: Any
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    file_name = personal(models.CharField(max_length=120, blank=True))
    path = models.CharField(max_length=120, blank=True)  # in the default storage; empty: the file is gone
    size = models.PositiveBigIntegerField(default=0)  # bytes, as we keep it
    charset = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    header_line = models.PositiveSmallIntegerField(default=0)  # where the names of the columns are; 0: nowhere
    columns = models.JSONField(default=list)  # what each column of the file holds: a code of its vocabulary
    position = models.PositiveBigIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)  # lines of the file before `position`
    lines = models.PositiveIntegerField(default=0)  # of the whole file, once it is checked
    forecast = models.JSONField(default=dict)  # how much of it would become what
    outcome = models.JSONField(default=dict)  # how many became what
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)  # confirmed
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()  # until then the file is kept

    class Meta:
        abstract = True

    @property
    def can_be_read(self) -> bool:
        """Do we know enough of its columns?"""
        raise NotImplementedError

    def note_upload(self, *, size: int, layout: dict[str, Any], actor: str, at: datetime) -> None:
        """The file is written."""
        type(self)._base_manager.filter(pk=self.pk).update(size=size)
        self.size = size
        self.lay_out(layout, actor=actor, at=at)

    def discard(self) -> None:
        """Nothing came of it: neither file nor row stays."""
        default_storage.delete(self.path)
        self.delete()

    def lay_out(self, layout: dict[str, Any], *, actor: str, at: datetime) -> None:
        """This is how the file is to be read: from now on its check, or a person must say first what it holds."""
        fresh: dict[str, Any] = {"position": 0, "line": 0, "forecast": {}, "checked_at": None, **layout}
        for name, value in fresh.items():
            setattr(self, name, value)
        with transaction.atomic():
            self.faults.all().delete()
            self.keys.all().delete()
            if self.can_be_read:
                self._go_on(self.State.CHECKING, "checking", actor=actor, at=at, **fresh)
            else:
                self._tell(self.State.UPLOADED, "laid_out", actor=actor, at=at, **fresh)

    def be_ready(self, *, line: int, actor: str, at: datetime, **facts: Any) -> None:
        """All of it was read: the shop can see what would happen, and what is wrong."""
        facts = {**facts, "line": line, "lines": line, "checked_at": at}
        with transaction.atomic():
            self.keys.all().delete()
            self._tell(self.State.READY, "ready", actor=actor, at=at, **facts)

    def start(self, *, actor: str, at: datetime) -> None:
        """The shop saw what would happen and wants it."""
        fresh = {"position": 0, "line": 0, "outcome": {}, "started_at": at}
        self._go_on(self.State.RUNNING, "confirmed", actor=actor, at=at, **fresh)

    def advance(self, event: str, *, position: int, actor: str, at: datetime, **facts: Any) -> None:
        """A chunk is done: its work, its counts and the place after it are one commit, and so is the next errand."""
        fresh = {"position": position, **facts}
        with transaction.atomic():
            type(self)._base_manager.filter(pk=self.pk).update(**fresh)
            for name, value in fresh.items():
                setattr(self, name, value)
            record(
                self._news(event),
                subject=self,
                actor=actor,
                at=at,
                payload={"shop": self.shop_id, "position": position},
            )

    def finish(self, *, actor: str, at: datetime, **facts: Any) -> None:
        self._tell(self.State.DONE, "done", actor=actor, at=at, ended_at=at, **facts)

    def cancel(self, *, actor: str, at: datetime) -> None:
        """Stops after the chunk at hand. What was done by then stays, and can be undone."""
        with transaction.atomic():
            self.keys.all().delete()
            self._tell(self.State.CANCELLED, "cancelled", actor=actor, at=at, ended_at=at)

    def undo(self, *, actor: str, at: datetime) -> None:
        """Takes back all that can be taken back."""
        self._go_on(self.State.UNDOING, "undoing", actor=actor, at=at, position=0)

    def mark_undone(self, *, actor: str, at: datetime) -> None:
        """`position` says how many were taken back."""
        self._tell(self.State.UNDONE, "undone", actor=actor, at=at, undone_at=at)

    def forget_file(self) -> None:
        """Its work is done, or its time is over: what the list said goes. Repeatable."""
        if self.path:
            default_storage.delete(self.path)
        self.path = ""
        self.save(update_fields=["path"])

    def _news(self, what: str) -> str:
        """How this kind of list calls it."""
        return next(name for name in self.NEWS if name.endswith(f".{what}"))

    def _go_on(self, to: str, event: str, *, actor: str, at: datetime, **fields: Any) -> None:
        self._tell(to, event, actor=actor, at=at, facts={"position": fields["position"]}, **fields)

    def _tell(
        self, to: str, event: str, *, actor: str, at: datetime, facts: dict[str, Any] | None = None, **fields: Any
    ) -> None:
        payload = {"shop": self.shop_id, **(facts or {})}
        self._move(to, self._news(event), actor=actor, at=at, payload=payload, **fields)

    @property
    def is_working(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.RUNNING, self.State.UNDOING}

    @property
    def parts_done(self) -> int:
        """How much of the present work is done, in percent."""
        whole = self.to_take_back if self.state == self.State.UNDOING else self.size
        return min(100, 100 * self.position // whole) if whole else 0

    @property
    def to_take_back(self) -> int:
        """How much an undoing goes through."""
        raise NotImplementedError


class ImportFault(models.Model):
    """A cell or a line that cannot be used: where and why, never what it said. Column 0 is the whole line."""

    line = models.PositiveIntegerField()
    column = models.PositiveSmallIntegerField(default=0)  # counted from 1
    code = models.CharField(max_length=30)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["line", "column"]

    def __str__(self) -> str:
        return f"{self.code} in line {self.line}"


class ImportKey(models.Model):
    """What the check of a file met already, as 63 bits of a hash; gone when the check is."""

    key = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key}"


def promises_of(kind: str) -> list[models.BaseConstraint]:
    """What always holds for a list of this kind, as constraints that are called after it."""
    return [
        models.CheckConstraint(
            condition=~Q(state="READY") | Q(checked_at__isnull=False), name=f"ready_{kind}_was_checked"
        ),
        models.CheckConstraint(
            condition=~Q(state__in=["RUNNING", "DONE"]) | Q(started_at__isnull=False), name=f"running_{kind}_says_when"
        ),
        models.CheckConstraint(
            condition=~Q(state__in=["CHECKING", "RUNNING"]) | ~Q(path=""), name=f"working_{kind}_has_its_file"
        ),
        models.CheckConstraint(
            condition=~Q(state="UNDONE") | Q(undone_at__isnull=False), name=f"undone_{kind}_says_when"
        ),
    ]
