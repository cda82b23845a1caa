"""The inspection's states, and who may do what when."""

import pytest

from inspections.models import Checklist, Finding, Inspection, NotYet
from inspections.models.ruling import HOST_PROOF
from inspections.reading import settle
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members.models import Application, HostProof, MarkGrant
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


class TestPlan:
    @pytest.mark.rule("4.11")
    def test_pins_the_edition_in_force(self, now):
        case = inspections.unread_inspection(at=now)
        inspections.checklist(edition="2", valid_from=now.date())
        assert Inspection.objects.get(pk=case.pk).checklist.edition == "1"

    def test_gives_the_open_one_back(self, now):
        case = inspections.unread_inspection(at=now)
        assert Inspection.plan(case.application, actor="test", at=now) == case
        assert case.readings.count() == 1

    def test_brings_the_first_edition_itself(self, now):
        Inspection.plan(inspections.submitted_application(at=now), actor="test", at=now)
        assert Checklist.objects.get().criteria.count() > 80

    @pytest.mark.rule("4.9")
    def test_counts_the_rounds(self, now):
        failed = inspections.failed_inspection()
        failed.application.ask_reinspection(actor="test", at=now)
        again = Inspection.plan(failed.application, actor="test", at=now)
        assert (again.round, again.kind) == (2, Inspection.Kind.REINSPECTION)
        assert again.due_at == failed.application.inspection_due_at


class TestTake:
    def test_puts_the_application_in_inspection(self, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        assert case.application.state == Application.State.IN_INSPECTION

    def test_is_for_one_inspector_only(self, now):
        case = inspections.inspection(at=now)
        stale = Inspection.objects.get(pk=case.pk)
        case.take(members.inspector(), at=now)
        with pytest.raises(IllegalMove):
            stale.take(members.inspector(), at=now)

    def test_waits_for_the_reading(self, now):
        with pytest.raises(IllegalMove):
            inspections.unread_inspection(at=now).take(members.inspector(), at=now)


class TestTakeOver:
    def test_moves_the_case_to_a_colleague(self, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        colleague = members.inspector()
        case.take_over(colleague, at=now)
        assert Inspection.objects.get(pk=case.pk).inspector == colleague

    def test_loses_to_who_came_first(self, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        stale = Inspection.objects.get(pk=case.pk)
        case.take_over(members.inspector(), at=now)
        with pytest.raises(IllegalMove):
            stale.take_over(members.inspector(), at=now)


class TestPutBack:
    def test_lets_somebody_else_take_it(self, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        case.put_back(by=case.inspector, at=now)
        case.take(members.inspector(), at=now)
        assert case.state == Inspection.State.ASSIGNED


class TestJudge:
    def test_keeps_what_the_machine_said(self, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        finding = case.findings.get(criterion__code="WD-01")
        finding.judge(Finding.Verdict.MET, by=case.inspector, at=now, note="Het staat onderaan.")
        finding.refresh_from_db()
        assert (finding.machine_verdict, finding.verdict, finding.was_overruled) == ("NOT_MET", "MET", True)

    def test_begins_the_inspection(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        assert case.state == Inspection.State.RUNNING

    def test_is_for_who_has_the_case(self, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        with pytest.raises(IllegalMove):
            case.findings.first().judge(Finding.Verdict.MET, by=members.inspector(), at=now)

    def test_ends_with_the_decision(self, now):
        case = inspections.passed_inspection()
        with pytest.raises(IllegalMove):
            case.findings.first().judge(Finding.Verdict.NOT_MET, by=case.inspector, at=now)


class TestTakeBack:
    def test_opens_the_point_again(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        finding = case.findings.get(criterion__code="PC-01")
        finding.take_back(by=case.inspector, at=now)
        assert finding.is_open


class TestApprove:
    @pytest.mark.rule("4.1")
    @pytest.mark.rule("5.7")
    def test_grants_the_mark_on_the_host_of_the_application(self):
        case = inspections.passed_inspection()
        assert case.application.state == Application.State.APPROVED
        assert MarkGrant.objects.get(shop=case.shop).host == case.application.shop_host

    @pytest.mark.rule("1.10")
    @pytest.mark.rule("4.1")
    def test_waits_for_a_blocking_point_that_fails(self, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        case = inspections.judged(case, at=now)
        with pytest.raises(NotYet) as refusal:
            case.approve(by=case.inspector, at=now)
        assert refusal.value.codes == ["WD-01"]
        assert not MarkGrant.objects.exists()

    def test_waits_until_hints_are_confirmed(self, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        with pytest.raises(NotYet) as refusal:
            case.approve(by=case.inspector, at=now)
        assert refusal.value.codes == ["WD-04", "PC-01"]

    def test_accepts_that_a_person_could_not_know(self, now):
        case = inspections.inspection(outcomes={"WD-01": "unknown"}, inspector=members.inspector(), at=now)
        inspections.judged(case, at=now, WD_01="UNKNOWN").approve(by=case.inspector, at=now)

    @pytest.mark.rule("3.11")
    @pytest.mark.parametrize("verdict", ["NOT_MET", "UNKNOWN", "NOT_APPLICABLE"])
    def test_is_impossible_while_prohibited_content_is_not_ruled_out(self, now, verdict):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        case = inspections.judged(case, at=now, PC_01=verdict)
        with pytest.raises(NotYet):
            case.approve(by=case.inspector, at=now)

    @pytest.mark.rule("18.2")
    def test_opens_the_invitations_when_the_privacy_statement_names_them(self, now):
        assert inspections.passed_inspection(at=now).shop.sharing_clause_found_at == now

    @pytest.mark.rule("18.2")
    def test_does_not_need_that_clause_and_leaves_the_invitations_shut_without_it(self, now):
        case = inspections.inspection(outcomes={"PR-15": "not_met"}, inspector=members.inspector(), at=now)
        inspections.judged(case, at=now).approve(by=case.inspector, at=now)
        case.shop.refresh_from_db()
        assert case.shop.sharing_clause_found_at is None

    def test_does_not_wait_for_improvements(self, now):
        case = inspections.inspection(outcomes={"TC-02": "not_met"}, inspector=members.inspector(), at=now)
        inspections.judged(case, at=now).approve(by=case.inspector, at=now)

    def test_is_for_who_has_the_case(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        with pytest.raises(IllegalMove):
            case.approve(by=members.inspector(), at=now)

    def test_leaves_everything_as_it_was_when_the_application_was_withdrawn(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        Application.objects.get(pk=case.application_id).withdraw(actor="test", at=now)
        with pytest.raises(IllegalMove):
            case.approve(by=case.inspector, at=now)
        assert Inspection.objects.get(pk=case.pk).is_open

    def test_happens_once(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        stale = Inspection.objects.get(pk=case.pk)
        case.approve(by=case.inspector, at=now)
        with pytest.raises(IllegalMove):
            stale.reject(by=case.inspector, at=now)
        assert Event.objects.filter(name="inspection.decided").count() == 1


class TestReject:
    @pytest.mark.rule("4.7")
    def test_rejects_the_application_with_it(self):
        case = inspections.failed_inspection()
        assert case.application.state == Application.State.REJECTED
        assert [finding.criterion.code for finding in case.failed_points()] == ["WD-01"]

    @pytest.mark.rule("4.7")
    def test_needs_a_required_point_that_failed(self, now):
        case = inspections.inspection(outcomes={"TC-02": "not_met"}, inspector=members.inspector(), at=now)
        with pytest.raises(NotYet):
            case.reject(by=case.inspector, at=now)

    def test_does_not_rest_on_a_hint(self, now):
        case = inspections.inspection(outcomes={"WD-04": "not_met"}, inspector=members.inspector(), at=now)
        with pytest.raises(NotYet):
            case.reject(by=case.inspector, at=now)


class TestOverdue:
    @pytest.mark.rule("4.4")
    @pytest.mark.rule("4.5")
    def test_is_past_two_working_days_and_decides_nothing(self, now):
        case = inspections.inspection(at=now)
        assert not Inspection.objects.overdue(case.due_at)
        later = case.due_at.replace(hour=18)
        assert list(Inspection.objects.overdue(later)) == [case]
        assert case.state == Inspection.State.QUEUED


class TestPlanAudit:
    @pytest.mark.rule("6.4")
    def test_checks_a_member_without_an_application(self, now):
        inspections.checklist()
        shop = members.full_shop()
        kind = Inspection.Kind.AUDIT_SIGNAL
        case = Inspection.plan_audit(shop, kind=kind, actor="user:1", at=now, due_at=None)
        settle(case.readings.get(), inspections.look(), at=now)
        case.refresh_from_db()
        case.take(members.inspector(), at=now)
        inspections.judged(case, at=now).approve(by=case.inspector, at=now)
        Inspection.objects.get(pk=case.pk).execute(at=now)
        assert Inspection.objects.get(pk=case.pk).state == Inspection.State.PASSED


@pytest.mark.rule("5.7")
class TestProofOfTheHost:
    def test_is_needed_before_approval(self, now):
        case = inspections.judged(inspections.inspection(inspector=members.inspector(), at=now), at=now)
        HostProof.objects.all().delete()
        with pytest.raises(NotYet) as refusal:
            case.approve(by=case.inspector, at=now)
        assert refusal.value.codes == [HOST_PROOF]
        members.proven(case.application)
        case.approve(by=case.inspector, at=now)
