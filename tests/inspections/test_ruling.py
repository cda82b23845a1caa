"""Deciding and carrying out are two things, with ten minutes, and sometimes a second person, between them."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from inspections import jobs, terms
from inspections.models import Finding, Inspection, NotYet, SecondPerson
from keurmerk import outbox
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from members.models import Application, MarkGrant
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def decided(now):
    """Approved a moment ago; nobody outside knows."""
    case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
    case.approve(by=case.inspector, at=now, note="Mooi.")
    return case


@pytest.fixture
def proposed(now):
    """A shop with prohibited words that a person found harmless."""
    case = inspections.inspection(inspector=members.inspector(), at=now)
    Inspection.objects.filter(pk=case.pk).update(risk=4, risk_reasons=["prohibited"])
    case = inspections.judged(Inspection.objects.get(pk=case.pk), at=now)
    case.approve(by=case.inspector, at=now)
    return case


class TestTenMinutes:
    @pytest.mark.rule("4.6")
    def test_nothing_follows_before_they_are_over(self, decided, now):
        assert jobs.EXECUTE.run(now + terms.UNDO - SECOND) == 0
        outbox.drain()
        assert not SentLetter.objects.filter(letter="inspections/approved").exists()
        assert not MarkGrant.objects.exists()
        assert Application.objects.get(pk=decided.application_id).state == Application.State.IN_INSPECTION

    @pytest.mark.rule("4.6", "5.2")
    def test_then_letter_mark_and_membership_follow_once(self, decided, now):
        assert [jobs.EXECUTE.run(now + terms.UNDO), jobs.EXECUTE.run(now + terms.UNDO)] == [1, 0]
        outbox.drain()
        assert SentLetter.objects.filter(letter="inspections/approved").count() == 1
        assert MarkGrant.objects.count() == 1
        assert Event.objects.filter(name="inspection.passed").count() == 1
        assert Inspection.objects.get(pk=decided.pk).state == Inspection.State.PASSED

    def test_taken_back_it_never_happened(self, decided, now):
        decided.undo(by=decided.inspector, at=now + terms.UNDO - SECOND)
        assert jobs.EXECUTE.run(now + timedelta(hours=1)) == 0
        again = Inspection.objects.get(pk=decided.pk)
        assert (again.state, again.outcome, again.note_to_shop) == ("RUNNING", "", "Mooi.")
        again.approve(by=again.inspector, at=now + timedelta(hours=1))

    def test_are_over_when_they_are_over(self, decided, now):
        with pytest.raises(IllegalMove):
            decided.undo(by=decided.inspector, at=now + terms.UNDO)

    def test_are_for_who_decided_and_the_manager(self, decided, now):
        with pytest.raises(IllegalMove):
            decided.undo(by=members.inspector(), at=now)
        decided.undo(by=members.user(staff_role="manager"), at=now)

    def test_nobody_judges_reads_or_takes_over_meanwhile(self, decided, now):
        with pytest.raises(IllegalMove):
            decided.findings.first().judge("NOT_MET", by=decided.inspector, at=now)
        with pytest.raises(IllegalMove):
            decided.read_again(actor="test", at=now)
        with pytest.raises(IllegalMove):
            decided.take_over(members.inspector(), at=now)

    def test_end_without_effect_when_the_application_was_withdrawn(self, decided, now):
        Application.objects.get(pk=decided.application_id).withdraw(actor="test", at=now)
        jobs.EXECUTE.run(now + terms.UNDO)
        outbox.drain()
        assert not MarkGrant.objects.exists()
        assert Inspection.objects.get(pk=decided.pk).state == Inspection.State.CANCELLED

    @pytest.mark.rule("4.7")
    def test_hold_a_rejection_back_too(self, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        case.reject(by=case.inspector, at=now)
        assert Application.objects.get(pk=case.application_id).state == Application.State.IN_INSPECTION
        jobs.EXECUTE.run(now + terms.UNDO)
        assert Application.objects.get(pk=case.application_id).state == Application.State.REJECTED


class TestTwoPeople:
    @pytest.mark.rule("4.1")
    def test_a_risk_shop_waits_for_a_second_person(self, proposed, now):
        assert proposed.state == Inspection.State.PROPOSED
        assert jobs.EXECUTE.run(now + timedelta(days=9)) == 0

    def test_who_is_not_the_inspector(self, proposed, now):
        with pytest.raises(SecondPerson):
            proposed.second(by=proposed.inspector, at=now)
        proposed.second(by=members.inspector(), at=now + timedelta(days=1))
        assert jobs.EXECUTE.run(now + timedelta(days=1) + terms.UNDO) == 1
        assert MarkGrant.objects.exists()

    def test_the_database_has_the_last_word(self, proposed, now):
        facts = {"state": "DECIDED", "executes_at": now}
        for second in ({}, {"seconded_by": proposed.inspector, "seconded_at": now}):
            with pytest.raises(IntegrityError, match="risk_shop_is_approved_by_two"), transaction.atomic():
                Inspection.objects.filter(pk=proposed.pk).update(**facts, **second)

    def test_who_does_not_agree_gives_it_back(self, proposed, now):
        proposed.decline(by=members.inspector(), at=now)
        assert (proposed.state, proposed.outcome) == ("RUNNING", "")

    def test_rejecting_takes_one(self, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        Inspection.objects.filter(pk=case.pk).update(risk_reasons=["unreadable"])
        case = Inspection.objects.get(pk=case.pk)
        case.reject(by=case.inspector, at=now)
        assert case.state == Inspection.State.DECIDED


class TestWaive:
    @pytest.fixture
    def failing(self, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        return inspections.judged(case, at=now)

    def point(self, case, code="WD-01"):
        return case.findings.get(criterion__code=code)

    @pytest.mark.rule("4.1")
    def test_settles_a_point_that_fails(self, failing, now):
        with pytest.raises(NotYet):
            failing.approve(by=failing.inspector, at=now)
        self.point(failing).waive("Alleen diensten op maat.", by=members.user(staff_role="manager"), at=now)
        failing.approve(by=failing.inspector, at=now)
        assert "WD-01" not in [each.criterion.code for each in failing.failed_points()]

    def test_is_for_a_senior_with_a_reason(self, failing, now):
        with pytest.raises(IllegalMove):
            self.point(failing).waive("Mag wel.", by=failing.inspector, at=now)
        with pytest.raises(IllegalMove):
            self.point(failing).waive(" ", by=members.user(staff_role="manager"), at=now)
        with pytest.raises(IllegalMove):
            self.point(failing).judge("WAIVED", by=failing.inspector, at=now)

    @pytest.mark.rule("3.11")
    def test_never_lets_prohibited_content_pass(self, failing, now):
        with pytest.raises(IllegalMove):
            self.point(failing, "PC-01").waive("Ach.", by=members.user(staff_role="manager"), at=now)

    def test_says_who_and_why_or_does_not_exist(self, failing):
        with pytest.raises(IntegrityError, match="waived_finding_says_who_and_why"):
            Finding.objects.filter(pk=self.point(failing).pk).update(verdict="WAIVED")

    def test_is_forgotten_when_the_point_is_judged_again(self, failing, now):
        self.point(failing).waive("Op maat.", by=members.user(staff_role="manager"), at=now)
        self.point(failing).judge("NOT_MET", by=failing.inspector, at=now)
        assert self.point(failing).waiver == ""


def at_once(*deeds):
    """Each on a connection of its own, as in several browsers; which of them were refused."""
    gate, refused = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            gate.wait(timeout=30)
            deed()
        except IllegalMove as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return len(refused)


def loaded(case):
    return Inspection.objects.select_related("application", "shop").get(pk=case.pk)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_one_of_two_inspectors_takes_the_case(self, now):
        case = inspections.inspection(at=now)
        mine, theirs, people = loaded(case), loaded(case), [members.inspector(), members.inspector()]
        assert at_once(lambda: mine.take(people[0], at=now), lambda: theirs.take(people[1], at=now)) == 1
        assert Event.objects.filter(name="inspection.taken").count() == 1

    def test_a_case_is_decided_once(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        tabs, who = [loaded(case), loaded(case)], case.inspector
        assert at_once(*[lambda tab=tab: tab.approve(by=who, at=now) for tab in tabs]) == 1
        assert Event.objects.filter(name="inspection.decided").count() == 1

    def test_taking_back_and_the_sweep_do_not_both_win(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        case.approve(by=case.inspector, at=now)
        mine = loaded(case)
        just = now + terms.UNDO - SECOND
        refused = at_once(lambda: mine.undo(by=mine.inspector, at=just), lambda: jobs.EXECUTE.run(now + terms.UNDO))
        state = Inspection.objects.get(pk=case.pk).state
        assert (state, MarkGrant.objects.count()) == (("PASSED", 1) if refused else ("RUNNING", 0))

    def test_two_sweeps_carry_it_out_once(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        case.approve(by=case.inspector, at=now)
        at_once(*[lambda: jobs.EXECUTE.run(now + terms.UNDO)] * 2)
        assert Event.objects.filter(name="inspection.passed").count() == 1
        assert MarkGrant.objects.count() == 1
