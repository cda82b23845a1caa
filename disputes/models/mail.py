"""Mail that came in for a dispute: what became of it, and what it says while its sender is asked to confirm it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes import terms
from disputes.evidence_file import Taken
from disputes.models.dispute import Dispute
from disputes.models.party import Party
from keurmerk.fields import personal
from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from keurmerk.tokens import new_token


class DisputeMailQuerySet(models.QuerySet["DisputeMail"]):
    def waiting(self) -> "DisputeMailQuerySet":
        return self.filter(state=DisputeMail.State.WAITING)


class DisputeMail(Lifecycle):
    """One mail to the reply address of a party. Once it is settled we keep that it came, and nothing that it says."""

    class State(models.TextChoices):
        LANDED = "LANDED", _("In the dispute")
        WAITING = "WAITING", _("Waiting for its sender")
        REFUSED = "REFUSED", _("Not taken")
        IGNORED = "IGNORED", _("An automatic reply")
        LAPSED = "LAPSED", _("Not confirmed")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.WAITING: {State.LANDED, State.REFUSED, State.LAPSED},
        State.LANDED: set(),
        State.REFUSED: set(),
        State.IGNORED: set(),
        State.LAPSED: set(),
    }

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="mails")
    party = models.CharField(max_length=8, choices=Party)
    is_private = models.BooleanField(default=False)  # an answer to the mediator alone
    state = models.CharField(max_length=8, choices=State)
    message_hash = models.CharField(max_length=64)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    sender = personal(models.EmailField(blank=True))
    text = personal(models.TextField(blank=True))
    files = personal(models.JSONField(default=list))  # [[name, path]] in the default storage
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = DisputeMailQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispute", "message_hash"], name="dispute_mail_once_per_message"),
            models.CheckConstraint(condition=Q(party__in=["SHOP", "CONSUMER"]), name="dispute_mail_is_of_a_party"),
            models.CheckConstraint(
                condition=Q(state="WAITING", expires_at__isnull=False)
                | (~Q(state="WAITING") & Q(sender="", text="", files=[], settled_at__isnull=False)),
                name="settled_dispute_mail_keeps_no_words",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], condition=Q(state="WAITING"), name="dispute_mail_to_forget"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk} in {self.dispute_id}"

    @classmethod
    def note(
        cls, dispute: Dispute, party: Party, state: str, *, message_hash: str, is_private: bool, at: datetime
    ) -> "DisputeMail":
        """What became of a mail at once. Raises IntegrityError for one that came before."""
        return cls.objects.create(
            dispute=dispute, party=party, state=state, message_hash=message_hash, is_private=is_private,
            received_at=at, settled_at=at,
        )  # fmt: skip

    @classmethod
    def hold(
        cls,
        dispute: Dispute,
        party: Party,
        *,
        sender: str,
        text: str,
        files: Sequence[tuple[str, Taken]],
        message_hash: str,
        is_private: bool,
        at: datetime,
    ) -> "DisputeMail":
        """Keeps what a stranger wrote until he says by a letter's link who he is. Raises IntegrityError when known."""
        with transaction.atomic():
            held = cls.objects.create(
                dispute=dispute, party=party, state=cls.State.WAITING, message_hash=message_hash,
                is_private=is_private, sender=sender, text=text, received_at=at, expires_at=at + terms.MAIL_KEPT,
                files=[[name, f"disputes/{new_token()}.{file.kind.ending}"] for name, file in files],
            )  # fmt: skip
            record("dispute_mail.held", subject=held, actor="mail", at=at, payload={"dispute": dispute.pk})
            for (_name, path), (_same, file) in zip(held.files, files, strict=True):
                default_storage.save(path, ContentFile(file.content))
        return held

    def land(self, *, actor: str, at: datetime) -> None:
        """Its sender confirmed it; whoever calls this puts its words in the dispute."""
        self._settle(self.State.LANDED, actor=actor, at=at)

    def refuse(self, *, actor: str, at: datetime) -> None:
        """The dispute ended meanwhile."""
        self._settle(self.State.REFUSED, actor=actor, at=at)

    def lapse(self, *, actor: str, at: datetime) -> None:
        """Nobody confirmed it in fourteen days: what it says goes."""
        self._settle(self.State.LAPSED, actor=actor, at=at)

    def held_files(self) -> list[tuple[str, bytes]]:
        """What was attached, as it was kept; what is gone is left out."""
        kept = [(name, path) for name, path in self.files if default_storage.exists(path)]
        found = []
        for name, path in kept:
            with default_storage.open(path) as stored:
                found.append((name, bytes(stored.read())))
        return found

    def _settle(self, to: str, *, actor: str, at: datetime) -> None:
        paths: list[str] = [path for _name, path in self.files]
        empty: dict[str, Any] = {"sender": "", "text": "", "files": []}
        with transaction.atomic():
            news, told = f"dispute_mail.{to.lower()}", {"dispute": self.dispute_id}
            self._move(to, news, actor=actor, at=at, payload=told, settled_at=at, expires_at=None, **empty)
            transaction.on_commit(partial(_delete, paths))


def _delete(paths: Sequence[str]) -> None:
    for path in paths:
        default_storage.delete(path)
