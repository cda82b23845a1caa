"""Could the release of before go on running on these tables? Read from a migration's operations (docs/adr/0012).

A release is put in its place while the former one still answers, and going back is a link and no restore. So a
migration takes nothing away that the former release uses, asks nothing of rows that it writes, and holds no large
table up. What has to do so after all says why, in `Migration.stands_beside_the_old = "..."`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED

REASON = "stands_beside_the_old"
SHORTEST_REASON = 20

# The rule holds for higher numbers than these; there was none before.
BEFORE = {"keurmerk": 8, "members": 25, "inspections": 13, "reviews": 37, "disputes": 6, "billing": 13}

# Tables with a row for each order, letter, event or review: an index is made beside them, not in their way.
LARGE = {
    f"{app}.{model}"
    for app, names in {
        "keurmerk": ("event", "delivery", "sentletter"),
        "reviews": (
            "invitation", "orderline", "review", "reviewversion", "productreview", "productreviewversion",
            "ledgerentry", "reply", "consent", "trace",
        ),
        "members": ("webhookmessage", "webhookattempt"),
        "billing": ("journalentry", "posting"),
    }.items()
    for model in names
}  # fmt: skip

_TAKES_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
_SQL = {
    r"\bDROP\s+(TABLE|COLUMN)\b": "drops what the old release uses",
    r"\bRENAME\b": "renames what the old release uses",
    r"\bSET\s+NOT\s+NULL\b": "asks of the old release's rows what it does not write",
    r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)": "makes an index without CONCURRENTLY",
}


def all_faults() -> Iterator[str]:
    """Every migration since the rule, against the tables as they are before it."""
    loader = MigrationLoader(None)  # from the files alone
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app in BEFORE and int(name[:4]) > BEFORE[app]:
            before = loader.project_state((app, name), at_end=False)
            yield from (f"{app}.{name}: {fault}" for fault in faults(migration, before))


def faults(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """What the release of before could not stand; nothing when the migration says why it can after all."""
    if reason := getattr(migration, REASON, ""):
        return [] if len(str(reason)) >= SHORTEST_REASON else [f"{REASON} gives no reason"]
    state, new, found = before.clone(), set[str](), list[str]()
    for operation in _plain(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            new.add(_label(migration, operation.name))
        elif _label(migration, _model_of(operation)) not in new:
            found += [f"{_told(operation)} {fault}" for fault in _faults_of(operation, migration.app_label, state)]
        operation.state_forwards(migration.app_label, state)
    return found


def _plain(operations: Sequence[Operation]) -> Iterator[Operation]:
    """With those that only the database sees unfolded."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _plain(operation.database_operations)
        else:
            yield operation


def _faults_of(operation: Operation, app: str, state: ProjectState) -> Iterator[str]:
    if isinstance(operation, _TAKES_AWAY):
        yield "takes away what the old release uses: first a release that no longer does, then this"
    elif isinstance(operation, migrations.AddField):
        yield from _of_new_field(operation, app)
    elif isinstance(operation, migrations.AlterField):
        yield from _of_changed_field(operation, _table(state, app, operation.model_name))
    elif isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        yield from _of_index(f"{app}.{operation.model_name.lower()}", "AddIndexConcurrently")
    elif isinstance(operation, migrations.AddConstraint):
        yield from _of_index(
            f"{app}.{operation.model_name.lower()}", "AddConstraintNotValid, or an index made beside it"
        )
    elif isinstance(operation, migrations.RunSQL):
        yield from (says for pattern, says in _SQL.items() if re.search(pattern, str(operation.sql), re.IGNORECASE))


def _of_new_field(operation: migrations.AddField, app: str) -> Iterator[str]:
    field: Any = operation.field
    if field.many_to_many:
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield "is asked of rows that the old release writes without it: null=True, or db_default="
    if field.db_index or field.unique:
        yield from _of_index(f"{app}.{operation.model_name.lower()}", "db_index=False and an index made beside it")


def _of_changed_field(operation: migrations.AlterField, table: ModelState | None) -> Iterator[str]:
    former = table.fields.get(operation.name) if table else None
    if former is None:
        return
    field = operation.field
    if former.null and not field.null:
        yield "is asked of rows that the old release writes without it"
    if former.get_internal_type() != field.get_internal_type():
        yield "becomes another kind: add a column beside it"
    lengths = (getattr(former, "max_length", None), getattr(field, "max_length", None))
    if None not in lengths and lengths[1] < lengths[0]:  # type: ignore[operator]
        yield "becomes shorter than what the old release writes"


def _of_index(model: str, instead: str) -> Iterator[str]:
    if model in LARGE:
        yield f"holds up writing to a large table: {instead}"


def _table(state: ProjectState, app: str, model: str) -> ModelState | None:
    return state.models.get((app, model.lower()))


def _model_of(operation: Operation) -> str:
    return str(getattr(operation, "model_name", "") or getattr(operation, "name", "") or "")


def _label(migration: migrations.Migration, model: str) -> str:
    return f"{migration.app_label}.{model.lower()}"


def _told(operation: Operation) -> str:
    field: models.Field[object, object] | None = getattr(operation, "field", None)
    names = [_model_of(operation), str(getattr(operation, "name", "")) if field else ""]
    return " ".join([type(operation).__name__, *filter(None, names)])
