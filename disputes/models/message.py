"""What was said: the file that both parties see, and the consumer keeps (terms 11.3)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from disputes.models.party import Party
from keurmerk.fields import personal


class Message(models.Model):
    """One message; never changed afterwards."""

    dispute = models.ForeignKey("disputes.Dispute", models.CASCADE, related_name="messages")
    author = models.CharField(max_length=8, choices=Party)
    text = personal(models.TextField())
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(author__in=Party.values), name="message_has_an_author"),
        ]

    def __str__(self) -> str:
        return f"{self.author} in {self.dispute_id}"
