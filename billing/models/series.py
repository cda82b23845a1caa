"""Numbers without gaps: the next one is taken under lock, in the transaction that uses it (numbers 5.4)."""

from typing import ClassVar

from django.db import models, transaction


class NumberSeries(models.Model):
    """How far a series has come in a year."""

    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "year"], name="series_once_per_year"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """`F2026-00017`: sorts as text, and tells the year by itself."""
        return f"{self.series}{self.year}-{self.last:05d}"

    @classmethod
    def take(cls, series: str, year: int) -> str:
        """The next number. Who comes second waits for the first to commit; a rollback gives the number back.

        Must be called inside the transaction that stores the number.
        """
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A number is taken in the transaction that uses it")
        row, _ = cls.objects.get_or_create(series=series, year=year)
        row = cls.objects.select_for_update().get(pk=row.pk)
        row.last += 1
        row.save(update_fields=["last"])
        return row.number
