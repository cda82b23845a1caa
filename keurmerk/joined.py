"""Rows of several models by one statement that is written down once: for the few that are asked at every call.

`select_related` finds the same, but puts its statement together anew each time, which takes the ORM several times as
long as the database takes to answer.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db import connection, models


class Joined:
    """`SELECT {columns} FROM ...`, in which each model has an alias; `rows` gives a tuple of models per row.

    A model of a LEFT JOIN that found nothing is None. Not for fields that Django converts on the way, such as JSON.
    """

    def __init__(self, statement: str, **aliases: type[models.Model]) -> None:
        self._statement, self._aliases = statement, aliases

    def rows(self, *parameters: Any) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._full_statement, parameters)
            found = cursor.fetchall()
        return (tuple(_built(model, names, row[where]) for model, names, where in self._parts) for row in found)

    @cached_property
    def _full_statement(self) -> str:
        columns = (
            f'{alias}."{field.column}"'
            for alias, model in self._aliases.items()
            for field in model._meta.concrete_fields
        )
        return self._statement.format(columns=", ".join(columns))

    @cached_property
    def _parts(self) -> list[tuple[type[models.Model], list[str], slice]]:
        parts, start = [], 0
        for model in self._aliases.values():
            names = [field.attname for field in model._meta.concrete_fields]
            parts.append((model, names, slice(start, start + len(names))))
            start += len(names)
        return parts


def _built(model: type[models.Model], names: Sequence[str], values: Sequence[Any]) -> models.Model | None:
    return model.from_db(connection.alias, names, values) if values[0] is not None else None
