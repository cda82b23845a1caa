"""What holds for the whole house: doors, retention, words, the schedule, migrations."""

import importlib.util
import pkgutil
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from keurmerk import checks, schedule
from keurmerk.fields import is_personal
from keurmerk.retention import RETENTION

OURS = ("keurmerk", "members", "inspections", "reviews", "disputes", "billing")
SOUNDS_PERSONAL = ("email", "phone", "customer_name", "consumer_name", "ip_address", "display_name")


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


class TestDoors:
    def test_every_view_states_its_audience(self):
        assert checks.every_view_states_its_audience(None) == []


class TestRetention:
    def test_every_personal_field_has_its_term(self):
        assert checks.every_personal_field_has_its_term(None) == []

    def test_every_field_that_sounds_personal_is_marked(self):
        unmarked = [
            f"{model._meta.label}.{field.name}"
            for model in own_models()
            for field in model._meta.fields
            if field.name in SOUNDS_PERSONAL and not is_personal(field)
        ]
        assert unmarked == []

    @pytest.mark.parametrize("rule", RETENTION, ids=lambda rule: f"{rule.model}: {', '.join(rule.fields)}")
    def test_every_rule_names_fields_that_exist(self, rule):
        model = apps.get_model(rule.model)
        for name in (*rule.fields, *filter(None, [rule.counted_from.split("__")[0]])):
            model._meta.get_field(name)

    @pytest.mark.django_db
    def test_the_nightly_duty_runs_on_an_empty_house(self, now):
        assert schedule.run_at("keurmerk.forget", now) == 0


class TestWords:
    def test_every_message_is_in_dutch_and_none_is_stale(self):
        call_command("messages", "--check")

    def test_every_catalogue_lies_where_django_looks(self):
        found = set(Path(settings.BASE_DIR).glob("frontend/*/locale"))
        assert found <= {Path(place) for place in settings.LOCALE_PATHS}


class TestSchedule:
    def test_every_recurring_job_says_why(self):
        assert all(job.why for job in schedule.EVERY.values())

    def test_no_cron_because_it_needs_another_package_and_never_replays(self):
        assert importlib.util.find_spec("croniter") is None


class TestMigrations:
    @pytest.mark.django_db
    def test_say_all_that_the_models_say(self):
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)

    @pytest.mark.parametrize("app", OURS)
    def test_are_one_line_with_a_name_each(self, app):
        package = importlib.import_module(f"{app}.migrations")
        names = sorted(each.name for each in pkgutil.iter_modules(package.__path__))
        assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
        assert not [name for name in names if "auto_" in name or "initial" in name]
