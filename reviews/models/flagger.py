"""Trusted flaggers: organisations whose notices go first (DSA 22)."""

from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.tokens import new_token


class TrustedFlaggerQuerySet(models.QuerySet["TrustedFlagger"]):
    def standing(self, at: datetime) -> "TrustedFlaggerQuerySet":
        """Whose status nobody ended, and whose period has not passed at this moment."""
        return self.filter(ended_at=None).filter(Q(until=None) | Q(until__gt=at))


class TrustedFlagger(models.Model):
    """An organisation that got the status from a coordinator; it proves itself with its code.

    `ground` says which coordinator gave it, by which decision; `until` is when that ends, None where it says no end.
    """

    name = models.CharField(max_length=120)
    ground = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=64, unique=True, default=new_token)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TrustedFlaggerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at=None), name="trusted_flagger_stands_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="trusted_flagger_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def admit(
        cls, name: str, *, ground: str = "", until: datetime | None = None, actor: str, at: datetime
    ) -> "TrustedFlagger":
        """From now on its notices go first (DSA 22). Raises IllegalMove while it stands already."""
        try:
            with transaction.atomic():
                made = cls.objects.create(name=name, ground=ground, since=at, until=until)
                record("flagger.admitted", subject=made, actor=actor, at=at)
        except IntegrityError as twice:
            raise IllegalMove(f"{name} is a trusted flagger already") from twice
        return made

    def end(self, *, actor: str, at: datetime) -> None:
        """The status was taken away; notices filed under it keep their place in the count."""
        with transaction.atomic():
            if TrustedFlagger.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at):
                self.ended_at = at
                record("flagger.ended", subject=self, actor=actor, at=at)
