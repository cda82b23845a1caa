"""A release is put in place while the former one answers: a migration that it could not stand is refused."""

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from keurmerk import beside

ID = ("id", models.BigAutoField(primary_key=True))


def before() -> ProjectState:
    """A large table and a small one."""
    state = ProjectState()
    fields = [ID, ("text", models.CharField(max_length=80)), ("note", models.CharField(max_length=80, null=True))]
    for name in ("Review", "Partner"):
        state.add_model(ModelState("reviews", name, [(field, each.clone()) for field, each in fields]))
    return state


def faults(*operations, **marks) -> list[str]:
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), **marks})(
        "0099_x", "reviews"
    )
    return beside.faults(migration, before())


def index(name: str = "Review", kind=migrations.AddIndex):
    return kind(name, models.Index(fields=["text"], name="by_text"))


class TestRefused:
    @pytest.mark.parametrize(
        "operation",
        [
            migrations.RemoveField("review", "text"),
            migrations.RenameField("review", "text", "words"),
            migrations.RenameModel("Review", "Opinion"),
            migrations.DeleteModel("Review"),
            migrations.AlterModelTable("Review", "opinions"),
            migrations.AddField("partner", "since", models.DateTimeField()),
            migrations.AddField("partner", "kind", models.CharField(max_length=5, default="a")),
            migrations.AddField("review", "code", models.CharField(max_length=5, null=True, unique=True)),
            migrations.AddField("review", "partner", models.ForeignKey("reviews.Partner", models.CASCADE, null=True)),
            migrations.AlterField("review", "note", models.CharField(max_length=80)),
            migrations.AlterField("review", "text", models.CharField(max_length=40)),
            migrations.AlterField("review", "text", models.IntegerField()),
            index(),
            migrations.AddConstraint("review", models.UniqueConstraint(fields=["text"], name="text_once")),
            migrations.RunSQL("ALTER TABLE reviews_review DROP COLUMN text"),
            migrations.RunSQL(["ALTER TABLE reviews_review ALTER note SET NOT NULL"]),
            migrations.RunSQL("create index by_text on reviews_review (text)"),
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("review", "text")]),
        ],
        ids=lambda operation: operation.__class__.__name__,
    )
    def test_what_the_old_release_could_not_stand(self, operation):
        (told,) = faults(operation)
        assert told.split()[0] in {type(operation).__name__, "RemoveField"}


class TestTaken:
    @pytest.mark.parametrize(
        "operation",
        [
            migrations.AddField("partner", "since", models.DateTimeField(null=True)),
            migrations.AddField("review", "kind", models.CharField(max_length=5, db_default="a")),
            migrations.AddField(
                "review", "partner", models.ForeignKey("reviews.Partner", models.CASCADE, null=True, db_index=False)
            ),
            migrations.AlterField("review", "text", models.CharField(max_length=200)),
            migrations.AlterField("review", "text", models.CharField(max_length=80, null=True)),
            index(kind=AddIndexConcurrently),
            index("Partner"),
            migrations.AddConstraint("partner", models.UniqueConstraint(fields=["text"], name="text_once")),
            migrations.RunSQL("CREATE INDEX CONCURRENTLY by_text ON reviews_review (text)"),
            migrations.RunPython(migrations.RunPython.noop),
        ],
        ids=lambda operation: operation.__class__.__name__,
    )
    def test_what_it_does_not_notice(self, operation):
        assert faults(operation) == []

    def test_everything_on_a_table_that_is_new(self):
        made = migrations.CreateModel("Thing", [ID])
        asked = migrations.AddField("thing", "since", models.DateTimeField())
        assert faults(made, asked, index("thing")) == []

    def test_what_says_why_it_can_be_stood(self):
        gone = migrations.RemoveField("review", "text")
        assert faults(gone, stands_beside_the_old="Nothing has read or written it since 1.3") == []
        assert faults(gone, stands_beside_the_old="yes") == ["stands_beside_the_old gives no reason"]


class TestOurs:
    def test_are_all_stood(self, db, capsys):
        call_command("beside")
        assert "stands them all" in capsys.readouterr().out

    def test_a_fault_ends_the_command(self, db, monkeypatch, capsys):
        monkeypatch.setattr(beside, "all_faults", lambda: iter(["reviews.0099_x: RemoveField review text"]))
        with pytest.raises(CommandError, match="1 operations"):
            call_command("beside")
        assert "reviews.0099_x" in capsys.readouterr().err

    def test_large_tables_are_tables_of_ours(self):
        from django.apps import apps

        known = {model._meta.label_lower for model in apps.get_models()}
        assert known >= beside.LARGE

    def test_those_from_before_the_rule_would_be_found(self, db, monkeypatch):
        monkeypatch.setattr(beside, "BEFORE", dict.fromkeys(beside.BEFORE, 0))
        assert len(list(beside.all_faults())) > 20
