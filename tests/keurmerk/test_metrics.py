"""The figures say what waits and what is late, in the format that monitors read; each alert watches one that exists."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from keurmerk import clock, jobs, metrics, schedule
from keurmerk.models import Beat, Delivery, PublishedCopy, Ran, SentLetter, Stumble
from tests.factories import reviews

pytestmark = pytest.mark.django_db
ALERTS = Path(settings.BASE_DIR) / "docs" / "operations" / "alerts.yml"


def figures() -> dict[str, float]:
    """`name{label}` to its value, read as a monitor reads it."""
    found = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        assert family.documentation
        for sample in family.samples:
            labels = ",".join(sample.labels.values())
            found[sample.name.removeprefix("keurmerk_") + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


class TestQueue:
    def test_that_never_gave_a_sign_is_silent_for_ever(self):
        assert figures()["queue_silence_seconds"] == float("inf")

    def test_tells_how_long_it_is_silent(self):
        Beat.objects.create(name="queue", at=clock.real() - timedelta(minutes=10))
        assert figures()["queue_silence_seconds"] == pytest.approx(600, abs=30)
        jobs.beat()
        assert figures()["queue_silence_seconds"] < 30

    def test_tells_what_waits_what_fails_and_what_waits_for_a_person(self):
        reviews.review()
        first, second = Delivery.objects.order_by("pk")[:2]
        Delivery.objects.exclude(pk__in=[first.pk, second.pk]).delete()
        Delivery.objects.filter(pk=first.pk).update(next_attempt_at=clock.real() - timedelta(hours=1))
        Delivery.objects.filter(pk=second.pk).update(attempts=2, last_error="Unavailable")
        told = figures()
        assert told["deliveries_waiting"] == 2
        assert told["deliveries_oldest_seconds"] == pytest.approx(3600, abs=30)
        assert told[f"deliveries_failing{{Unavailable,{second.reaction}}}"] == 1
        Delivery.objects.filter(pk=second.pk).update(quarantined_at=clock.real())
        assert figures()["deliveries_quarantined"] == 1


class TestLetters:
    def test_are_counted_with_the_age_of_the_oldest(self):
        then = clock.real() - timedelta(minutes=20)
        facts = {"letter": "a", "language": "nl", "subject": "?", "queued_at": then, "next_attempt_at": then}
        SentLetter.objects.create(about="1", to="anna@example.nl", reason="vendor unavailable", **facts)
        SentLetter.objects.create(about="2", to="anna@example.nl", state="UNKNOWN", **facts)
        told = figures()
        assert (told["letters_waiting"], told["letters_put_off"], told["letters_unanswered"]) == (1, 1, 1)
        assert told["letters_oldest_seconds"] == pytest.approx(1200, abs=30)
        assert "anna" not in metrics.text().decode()


class TestDeadlines:
    def test_that_nothing_followed_are_counted_by_sweep(self, now, monkeypatch):
        reviews.sent_invitation(at=now)
        sweep = next(job for job in schedule.EVERY.values() if job.name == "reviews.expire_invitations")
        late = sweep.next_due() + timedelta(minutes=16)
        monkeypatch.setattr(clock, "now", lambda: late)
        assert figures()["deadlines_overdue{reviews.expire_invitations}"] == 1
        monkeypatch.setattr(clock, "now", lambda: late - timedelta(minutes=5))
        assert figures()["deadlines_overdue{reviews.expire_invitations}"] == 0

    def test_a_job_that_no_longer_runs_misses_rounds(self):
        Ran.objects.create(job="keurmerk.post", at=clock.now() - timedelta(minutes=5))
        told = figures()
        assert told["job_rounds_missed{keurmerk.post}"] == pytest.approx(4, abs=0.5)
        assert told["job_rounds_missed{keurmerk.forget}"] == 0

    def test_rows_that_a_sweep_steps_around_are_told(self):
        Stumble.objects.create(sweep="a", subject_id=1, times=5, last_at=clock.now())
        Stumble.objects.create(sweep="a", subject_id=2, times=1, last_at=clock.now())
        told = figures()
        assert (told["stumbles"], told["stumbles_stuck"]) == (2, 1)


class TestCopiesAndBackups:
    def test_tell_how_far_they_are_behind(self, settings):
        PublishedCopy.objects.create(kind="shop", number=1, changes=2, due_at=clock.real() - timedelta(minutes=2))
        (settings.BACKUP_ROOT / "20260302T030000Z").mkdir(parents=True)
        (settings.BACKUP_ROOT / "20260302T030000Z" / "manifest.json").touch()
        told = figures()
        assert (told["copies_behind"], told["backups"]) == (1, 1)
        assert told["copies_lag_seconds"] == pytest.approx(120, abs=30)
        assert told["backup_age_seconds"] > 0
        assert 0 < told["disk_free_ratio{backups}"] < 1

    def test_without_a_backup_its_age_is_endless(self):
        assert figures()["backup_age_seconds"] == float("inf")


class TestAlerts:
    rules = yaml.safe_load(ALERTS.read_text())["groups"][0]["rules"]

    def names(self) -> set[str]:
        return {name for rule in self.rules for name in re.findall(r"keurmerk_\w+", rule["expr"])}

    def test_watch_figures_that_exist_and_all_of_them(self):
        told = {family.name for family in text_string_to_metric_families(metrics.text().decode())}
        assert self.names() == told

    @pytest.mark.parametrize("rule", rules, ids=lambda rule: rule["alert"])
    def test_say_what_is_the_matter_and_where_it_is_written_what_to_do(self, rule):
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert (settings.BASE_DIR / rule["annotations"]["runbook"]).is_file()
        assert re.fullmatch(r"\d+[mhd]", rule["for"])

    def test_have_names_of_their_own(self):
        names = [rule["alert"] for rule in self.rules]
        assert len(names) == len(set(names))
