"""What was said: the file that both parties see, and the consumer keeps (terms 11.3); and what is for one alone."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from disputes.models.party import Party
from keurmerk.fields import personal

_PARTIES = (Party.SHOP.value, Party.CONSUMER.value)


def seen_column(reader: str) -> str:
    """Where it is written when `reader` had a message on the screen for the first time."""
    return f"seen_by_{reader.lower()}_at"


class SharedMessages(models.Manager["Message"]):
    """What both parties read. The ordinary way to ask, so that nobody finds a private message by accident."""

    def get_queryset(self) -> "models.QuerySet[Message]":
        return super().get_queryset().filter(only_for=None)


class PrivateMessages(models.Manager["Message"]):
    """What the mediator and one party wrote to each other alone; must be asked for by name, and by whose it is."""

    def get_queryset(self) -> "models.QuerySet[Message]":
        return super().get_queryset().exclude(only_for=None)

    def readable_by(self, reader: Party) -> "models.QuerySet[Message]":
        """All of them for the mediator, a party's own for that party."""
        found = self.get_queryset()
        return found if reader == Party.MEDIATOR else found.filter(only_for=reader)

    def unanswered(self) -> "models.QuerySet[Message]":
        """Written by a party, and nothing of the mediator in the same talk since."""
        answers = self.filter(
            dispute=OuterRef("dispute"), only_for=OuterRef("only_for"), author=Party.MEDIATOR, pk__gt=OuterRef("pk")
        )
        return self.exclude(author=Party.MEDIATOR).exclude(Exists(answers))


class Message(models.Model):
    """One message; never changed afterwards, but for who has seen it.

    With `only_for` it is between the mediator and that party (a caucus). Nothing of it reaches the other party or the
    sealed file: `objects`, and so every relation to messages, leaves private messages out.
    """

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="messages")
    author = models.CharField(max_length=8, choices=Party)
    only_for = models.CharField(max_length=8, choices=Party, null=True, default=None)  # noqa: DJ001  # null is "both"
    text = personal(models.TextField())
    by_mail = models.BooleanField(default=False, db_default=False)
    written_at = models.DateTimeField()
    seen_by_shop_at = models.DateTimeField(null=True)
    seen_by_consumer_at = models.DateTimeField(null=True)
    seen_by_mediator_at = models.DateTimeField(null=True)

    objects = SharedMessages()
    private = PrivateMessages()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(author__in=Party.values), name="message_has_an_author"),
            models.CheckConstraint(
                condition=Q(only_for=None)
                | Q(only_for__in=_PARTIES, author=Party.MEDIATOR.value)
                | Q(only_for__in=_PARTIES, author=models.F("only_for")),
                name="private_message_is_between_a_party_and_the_mediator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} in {self.dispute_id}"

    @classmethod
    def readable_by(cls, reader: Party) -> "models.QuerySet[Message]":
        """Shared and private ones together: everything that `reader` may read, and nothing else."""
        found = cls._base_manager.all()
        return found if reader == Party.MEDIATOR else found.filter(Q(only_for=None) | Q(only_for=reader))

    def seen_by(self) -> list[tuple[Party, datetime]]:
        """Who has seen it, and since when; not its author."""
        stamps = [(party, getattr(self, seen_column(party))) for party in Party]
        return [(party, at) for party, at in stamps if at is not None]
