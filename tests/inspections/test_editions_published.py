"""A new edition: drafted from the one in force, compared, tried on members' shops, and published for good."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from inspections import comparing, trying
from inspections.models import Checklist, Criterion, EditionTrial, Inspection, Snapshot, TrialFailure
from inspections.models.snapshot import fingerprint
from keurmerk import clock
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members.models import MarkGrant
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = "<html lang=nl><body><main><p>Welkom bij onze winkel in fietsen en onderdelen voor iedereen.</p></main></body></html>"


@pytest.fixture
def draft(now):
    inspections.checklist()
    return Checklist.draft("2", actor="test", at=now)


@pytest.fixture
def manager():
    return members.user(staff_role="manager")


class TestDraft:
    def test_starts_as_the_edition_in_force_and_holds_nothing_yet(self, draft, now):
        base = inspections.checklist()
        assert comparing.compare(base.criteria.all(), draft.criteria.all()) == []
        assert Checklist.objects.in_force(now.date()) == base

    def test_has_a_name_of_its_own(self, draft, now):
        with pytest.raises(IllegalMove):
            Checklist.draft("2", actor="test", at=now)

    def test_takes_a_new_point_at_its_end(self, draft):
        made = Criterion(checklist=draft, code="WD-90", auto="M")
        made.change({"question_nl": "Is er een herroepknop?", "question_en": "Is there a button?", "severity": "B"})
        assert list(draft.criteria.all())[-1] == made


class TestCompare:
    @pytest.mark.rule("6.1")
    def test_says_per_point_what_came_went_and_changed(self, draft):
        Criterion(checklist=draft, code="WD-90", auto="M").change({"question_nl": "Nieuw?", "severity": "B"})
        draft.criteria.get(code="TC-02").change({"severity": "B"})
        draft.criteria.get(code="RV-04").delete()
        found = comparing.compare(inspections.checklist().criteria.all(), draft.criteria.all())
        assert [(each.sort, each.criterion.code) for each in found] == [
            ("changed", "TC-02"), ("added", "WD-90"), ("ended", "RV-04"),
        ]  # fmt: skip
        assert [each.is_heavier for each in found] == [True, True, False]
        assert len(found[0].changes) == 1


class TestPublish:
    @pytest.mark.rule("4.11")
    def test_holds_from_its_day_and_leaves_what_is_under_way(self, draft, manager, now):
        before = inspections.inspection(at=now)
        draft.publish(valid_from=now.date() + DAY, by=manager, at=now)
        assert Checklist.objects.in_force(now.date()).edition == "1"
        after = inspections.unread_inspection(at=now + 2 * DAY)
        assert (Inspection.objects.get(pk=before.pk).checklist.edition, after.checklist.edition) == ("1", "2")

    @pytest.mark.rule("6.2")
    def test_is_told_to_who_makes_a_campaign_of_it(self, draft, manager, now):
        draft.publish(valid_from=now.date() + DAY, by=manager, at=now)
        event = Event.objects.get(name="edition.published")
        assert (event.payload["edition"], event.actor) == (draft.pk, f"user:{manager.pk}")

    def test_is_for_a_day_to_come_and_happens_once(self, draft, manager, now):
        with pytest.raises(IllegalMove):
            draft.publish(valid_from=now.date(), by=manager, at=now)
        stale = Checklist.objects.get(pk=draft.pk)
        draft.publish(valid_from=now.date() + DAY, by=manager, at=now)
        with pytest.raises(IllegalMove):
            stale.publish(valid_from=now.date() + 9 * DAY, by=manager, at=now)

    @pytest.mark.rule("4.11")
    @pytest.mark.parametrize(
        "deed",
        [
            lambda edition: Checklist.objects.filter(pk=edition.pk).update(valid_from=date(2030, 1, 1)),
            lambda edition: Checklist.objects.filter(pk=edition.pk).update(published_at=None),
            lambda edition: edition.criteria.filter(code="WD-01").update(severity="I"),
            lambda edition: edition.criteria.filter(code="RV-04").delete(),
            lambda edition: Criterion.objects.create(checklist=edition, code="XX-01", position=99, severity="B"),
            lambda edition: Criterion.objects.filter(checklist__edition="2").update(checklist=edition),
        ],
    )
    def test_is_for_good_the_database_says(self, draft, deed):
        with pytest.raises(IntegrityError, match="published edition"), transaction.atomic():
            deed(inspections.checklist())


class TestTrial:
    @pytest.fixture
    def shops(self):
        """Three members whose pages we have: the home page says nothing of a telephone."""
        return [self.member() for _ in range(3)]

    def member(self):
        case = inspections.passed_inspection()
        Snapshot.objects.create(
            inspection=case, reading=case.readings.first(), url=f"{case.shop.url}/", kind="home", html=PAGE, text="",
            sha256=fingerprint(PAGE, ""), fetched_at=clock.now(),
        )  # fmt: skip
        return case.shop

    def run(self, trial):
        """As the queue would: step after step, until one says it is done."""
        while not trial.done_at:
            assert trying.step(trial.pk, trial.after)
            trial.refresh_from_db()
        return trial

    @pytest.mark.rule("6.1")
    def test_counts_who_would_fail_and_on_what(self, shops, draft, manager, now, monkeypatch):
        monkeypatch.setattr("inspections.models.edition_trial.SHOPS_AT_ONCE", 2)
        draft.criteria.get(code="TC-02").change({"severity": "B"})
        trial = self.run(EditionTrial.begin(draft, by=manager, at=now))
        assert (trial.looked, trial.total) == (3, 3)
        failed = TrialFailure.objects.filter(trial=trial)
        assert failed.blocking().shops() == 3
        assert {each["code"] for each in failed.by_point()} >= {"ID-03"}
        assert not failed.new().filter(criterion__code="ID-03").exists()

    def test_does_each_chunk_once_also_when_the_queue_gives_it_twice(self, shops, draft, manager, now, monkeypatch):
        monkeypatch.setattr("inspections.models.edition_trial.SHOPS_AT_ONCE", 2)
        trial = EditionTrial.begin(draft, by=manager, at=now)
        assert [trying.step(trial.pk, 0), trying.step(trial.pk, 0)] == [True, False]
        self.run(EditionTrial.objects.get(pk=trial.pk))
        assert EditionTrial.objects.get(pk=trial.pk).looked == 3

    def test_killed_within_a_chunk_has_done_nothing_of_it_and_goes_on(self, shops, draft, manager, now, monkeypatch):
        trial = EditionTrial.begin(draft, by=manager, at=now)
        monkeypatch.setattr(EditionTrial, "moved_past", _broken)
        with pytest.raises(KeyboardInterrupt):
            trying.step(trial.pk, 0)
        assert not TrialFailure.objects.exists()
        monkeypatch.undo()
        EditionTrial.objects.update(moved_at=clock.real() - 2 * trying.STALLED)
        assert trying.resume(now=now) == 1
        assert self.run(EditionTrial.objects.get(pk=trial.pk)).looked == 3

    def test_leaves_who_may_not_show_the_mark_alone(self, shops, draft, manager, now):
        MarkGrant.objects.filter(shop=shops[0]).update(state="REVOKED")
        assert EditionTrial.begin(draft, by=manager, at=now).total == 2

    def test_runs_once_at_a_time_and_never_on_a_published_edition(self, shops, draft, manager, now):
        EditionTrial.begin(draft, by=manager, at=now)
        with pytest.raises(IllegalMove):
            EditionTrial.begin(draft, by=manager, at=now)
        with pytest.raises(IllegalMove):
            EditionTrial.begin(inspections.checklist(), by=manager, at=now)


def _broken(*_args, **_facts):
    raise KeyboardInterrupt
