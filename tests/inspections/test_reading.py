"""A reading is done once, whatever happens to its worker, and a shop that cannot be read is still inspected."""

import pytest

from inspections import jobs, reading
from inspections.models import Finding, Inspection, Reading
from keurmerk import clock
from keurmerk.models import Event
from members.models import Application
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


class TestRead:
    @pytest.mark.rule("4.4")
    def test_starts_the_term_of_two_working_days(self, now, monkeypatch):
        case = inspections.unread_inspection(at=now)
        monkeypatch.setattr(reading, "look_at", lambda inspection: inspections.look())
        assert reading.read(case.readings.get().pk)
        case.refresh_from_db()
        assert case.application.state == Application.State.READY
        assert case.due_at == case.application.inspection_due_at

    def test_is_left_alone_while_another_worker_has_it(self, now, monkeypatch):
        case = inspections.unread_inspection(at=now)
        one = case.readings.get()
        assert Reading.objects.claim(one.pk, clock.real())
        monkeypatch.setattr(reading, "look_at", lambda inspection: pytest.fail("read twice"))
        assert not reading.read(one.pk)

    def test_is_taken_up_again_when_its_worker_died(self, now, monkeypatch):
        case = inspections.unread_inspection(at=now)
        one = case.readings.get()
        Reading.objects.claim(one.pk, clock.real())
        inspections.lease_is_over(one)
        assert jobs.read_what_got_lost(now=now) == 1
        monkeypatch.setattr(reading, "look_at", lambda inspection: inspections.look())
        assert reading.read(one.pk)
        assert not reading.read(one.pk)
        assert case.findings.count() == len(inspections.SMALL_EDITION)
        assert Event.objects.filter(name="inspection.read").count() == 1

    def test_settles_once_when_two_workers_finish(self, now):
        one = inspections.unread_inspection(at=now).readings.get()
        assert reading.settle(one, inspections.look(), at=now)
        assert not reading.settle(one, inspections.look(), at=now)

    def test_gives_up_after_some_attempts_and_queues_the_case(self, now, monkeypatch):
        case = inspections.unread_inspection(at=now)
        Reading.objects.update(attempts=3)
        monkeypatch.setattr(reading, "look_at", lambda inspection: pytest.fail("tried for ever"))
        reading.read(case.readings.get().pk)
        assert case.readings.get().problem == reading.BROKE_OFF
        assert Application.objects.get(pk=case.application_id).state == Application.State.READY

    def test_files_nothing_for_a_withdrawn_application(self, now):
        case = inspections.unread_inspection(at=now)
        case.application.withdraw(actor="test", at=now)
        case.cancel(actor="test", at=now)
        assert reading.settle(case.readings.get(), inspections.look(), at=now)
        assert not case.findings.exists()


class TestFile:
    def test_leaves_what_the_machine_does_not_know_to_a_person(self, now):
        case = inspections.inspection(at=now)
        finding = case.findings.get(criterion__code="PC-01")
        assert (finding.verdict, finding.decided_by, finding.is_open) == ("UNKNOWN", "HINT", True)

    def test_keeps_a_persons_verdict_when_the_shop_is_read_again(self, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        case.findings.get(criterion__code="WD-01").judge("MET", by=case.inspector, at=now)
        again = case.read_again(actor="test", at=now)
        reading.settle(again, inspections.look({"WD-01": "not_met", "ID-03": "not_met"}), at=now)
        assert case.findings.get(criterion__code="WD-01").verdict == Finding.Verdict.MET
        assert case.findings.get(criterion__code="ID-03").verdict == Finding.Verdict.NOT_MET

    def test_queues_a_shop_that_cannot_be_read(self, now):
        case = inspections.unread_inspection(at=now)
        nothing = reading.Look(problem="timeout", problem_words="De server deed er te lang over.")
        reading.settle(case.readings.get(), nothing, at=now)
        case.refresh_from_db()
        assert (case.state, case.risk_reasons) == ("QUEUED", ["unreadable"])
        assert case.findings.open().count() == len(inspections.SMALL_EDITION)


class TestReinspection:
    def again(self, now, outcomes, before=None):
        failed = inspections.failed_inspection(outcomes=before or {"WD-01": "not_met"})
        failed.application.ask_reinspection(actor="test", at=now)
        case = Inspection.plan(failed.application, actor="test", at=now)
        reading.settle(case.readings.get(), inspections.look(outcomes), at=now)
        return case

    @pytest.mark.rule("4.9")
    def test_selects_what_failed_and_what_changed(self, now):
        before = {"WD-01": "not_met"}
        case = self.again(now, {"WD-01": "met", "ID-03": "not_met"}, before)
        selected = set(case.findings.filter(selected=True).values_list("criterion__code", flat=True))
        assert {"WD-01", "ID-03"} <= selected
        assert "TC-02" not in selected

    @pytest.mark.rule("4.9")
    def test_carries_over_what_a_person_had_confirmed(self, now):
        first = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        first = inspections.judged(first, at=now)
        first.reject(by=first.inspector, at=now)
        first.execute(at=now)
        first.application.refresh_from_db()
        first.application.ask_reinspection(actor="test", at=now)
        second = Inspection.plan(first.application, actor="test", at=now)
        reading.settle(second.readings.get(), inspections.look(), at=now)
        clean = second.findings.get(criterion__code="PC-01")
        assert (clean.verdict, clean.confirmed_by, clean.selected) == ("MET", first.inspector, False)
        assert clean.carried_from.inspection == first
