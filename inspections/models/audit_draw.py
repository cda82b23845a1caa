"""Which members are checked this month, and how the lot fell: a draw that anybody can repeat (terms 6.4)."""

from datetime import date, datetime
from random import Random
from secrets import randbits
from typing import ClassVar

from django.db import models, transaction

from keurmerk.outbox import record


class AuditDraw(models.Model):
    """One month's draw: the seed, the weight of each shop by number, and who was drawn."""

    month = models.DateField(unique=True)  # its first day
    drawn_at = models.DateTimeField()
    seed = models.BigIntegerField()
    weights = models.JSONField(default=dict)
    drawn = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["-month"]

    def __str__(self) -> str:
        return f"Draw of {self.month:%Y-%m}"

    @classmethod
    def hold(cls, month: date, weights: dict[int, float], many: int, *, at: datetime) -> "AuditDraw | None":
        """Draws so many by weight; None when this month was drawn already."""
        seed = randbits(60)
        with transaction.atomic():
            kept = {str(number): weight for number, weight in sorted(weights.items())}
            draw, fresh = cls.objects.get_or_create(
                month=month,
                defaults={"drawn_at": at, "seed": seed, "weights": kept, "drawn": by_lot(kept, many, seed)},
            )
            if not fresh:
                return None
            record("audit.drawn", subject=draw, actor="clock", at=at, payload={"drawn": len(draw.drawn)})
        return draw

    def repeated(self) -> list[int]:
        """What the same seed and weights give again."""
        return by_lot(self.weights, len(self.drawn), self.seed)


def by_lot(weights: dict[str, float], many: int, seed: int) -> list[int]:
    """Without putting back, each by its weight (Efraimidis and Spirakis): the highest u ** (1 / weight) are drawn."""
    chance = Random(seed)  # noqa: S311  # repeatable on purpose; the seed itself comes from the system
    in_order = sorted(weights.items(), key=lambda each: int(each[0]))
    keys = {number: chance.random() ** (1 / weight) for number, weight in in_order}
    return [int(number) for number in sorted(keys, key=lambda number: -keys[number])[:many]]
