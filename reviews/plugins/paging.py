"""A page deep down a list, for clients that count rows instead of remembering the last one they saw."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def rows_of(rows: "models.QuerySet[Row]", page: slice, *, by: str) -> "models.QuerySet[Row]":
    """The rows of this page, newest first by this moment.

    The way down is walked over an index alone; only the rows that are shown are fetched from the table.
    """
    shown = rows.order_by(f"-{by}", "-pk").values("pk")[page]
    return rows.model._default_manager.filter(pk__in=shown).order_by(f"-{by}", "-pk")
