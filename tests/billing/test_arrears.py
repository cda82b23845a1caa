from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing import proof
from billing.interest import interest
from billing.jobs import CLIMB
from billing.models import Arrears, Book, Charge, PaymentPlan, Posting, equal_parts
from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from members.models import Membership
from tests.factories import billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrears(now):
    """Of an invoice of 2 March 2026: due on the 16th, in default since the 17th."""
    membership = billing.membership(at=now)
    return billing.arrears(at=now, of=membership.member)


def noticed(arrears):
    return billing.climbed(arrears, "NOTICE")


def asked(arrears):
    return billing.climbed(arrears, "SUSPENSION")


def pay(arrears, amount=None, *, at):
    return billing.transfer(arrears.invoice, amount=amount or arrears.invoice.outstanding, at=at)


class TestTheLadder:
    @pytest.mark.rule("12.8", "12.10")
    def test_has_its_steps_on_days_10_21_and_35_of_the_default(self, arrears):
        days = []
        while arrears.next_step_at:
            days.append((arrears.next_step_at.astimezone(AMSTERDAM), str(arrears.state)))
            arrears.climb(actor="clock", at=arrears.next_step_at)
        assert days == [
            (datetime(2026, 3, 26, 9, tzinfo=AMSTERDAM), "DEFAULT"),
            (datetime(2026, 4, 7, 9, tzinfo=AMSTERDAM), "NOTICE"),  # day 21 is Easter Monday
            (datetime(2026, 4, 20, 9, tzinfo=AMSTERDAM), "SUSPENSION"),
        ]
        assert arrears.state == "TERMINATION"

    def test_gives_a_week_between_steps_also_when_one_came_late(self, arrears):
        late = arrears.next_step_at + timedelta(days=60)
        arrears.climb(actor="clock", at=late)
        assert arrears.pay_by >= amsterdam_date(late) + timedelta(days=6)
        assert arrears.next_step_at >= late + timedelta(days=6)

    def test_is_climbed_by_the_sweep_and_each_step_once(self, arrears):
        moment = arrears.next_step_at
        assert [CLIMB.run(moment), CLIMB.run(moment)] == [1, 0]
        assert Event.objects.filter(name="arrears.notice_given").count() == 1

    def test_refuses_a_step_before_its_moment(self, arrears):
        with pytest.raises(IllegalMove):
            arrears.climb(actor="clock", at=arrears.next_step_at - timedelta(seconds=1))

    def test_begins_by_itself_when_an_invoice_falls_overdue(self, now):
        invoice = billing.overdue_invoice(at=now)
        drain()
        assert Arrears.objects.get().invoice == invoice

    @pytest.mark.rule("12.10")
    def test_never_suspends_or_ends_by_itself(self, arrears):
        billing.climbed(arrears, "TERMINATION")
        drain()
        assert Membership.objects.get().state == "ASPIRANT"


class TestTheFormalNotice:
    @pytest.mark.rule("12.8", "12.9", "12.11")
    def test_claims_interest_until_today_and_costs_by_the_scale(self, arrears):
        noticed(arrears)
        until = date(2026, 3, 26)
        asked = {each.kind: each.amount for each in Charge.objects.all()}
        assert asked == {
            "INTEREST": interest(Decimal("145.20"), default=date(2026, 3, 17), paid=until),
            "COSTS": Decimal(40),
        }
        assert arrears.invoice.outstanding == Decimal("145.20") + sum(asked.values())

    def test_says_it_to_the_cent_with_the_last_day(self, arrears):
        noticed(arrears)
        drain()
        letter = SentLetter.objects.get(letter="billing/formal_notice")
        for words in ("€ 145,20", "€ 0,36", "€ 40,00", "€ 185,56", "6 april 2026"):
            assert words in letter.text.replace("\xa0", " "), words

    def test_does_not_go_to_who_paid_while_it_was_on_its_way(self, arrears):
        noticed(arrears)
        pay(arrears, at=arrears.noticed_at)
        drain()
        assert not SentLetter.objects.filter(letter="billing/formal_notice").exists()

    def test_is_not_given_to_who_paid_just_before(self, arrears):
        pay(arrears, at=arrears.next_step_at)
        arrears.refresh_from_db()
        arrears.climb(actor="clock", at=arrears.next_step_at)
        assert (arrears.state, Charge.objects.count()) == ("CLEARED", 0)

    def test_claims_less_of_who_paid_a_part(self, arrears):
        pay(arrears, Decimal(100), at=arrears.next_step_at - timedelta(days=3))
        noticed(arrears)
        owed = arrears.owing(date(2026, 3, 26))
        assert (owed.principal, owed.costs) == (Decimal("45.20"), 40)

    def test_is_settled_by_what_it_asked_whenever_that_comes_within_its_term(self, arrears):
        noticed(arrears)
        pay(arrears, at=arrears.noticed_at + timedelta(days=9))
        drain()
        arrears.refresh_from_db()
        arrears.invoice.refresh_from_db()
        assert (arrears.state, arrears.invoice.state) == ("CLEARED", "PAID")
        assert list(proof.faults()) == []

    @pytest.mark.rule("12.11")
    def test_is_not_settled_by_the_invoice_alone(self, arrears):
        noticed(arrears)
        pay(arrears, Decimal("145.20"), at=arrears.noticed_at)
        arrears.invoice.refresh_from_db()
        assert arrears.invoice.state == "OVERDUE"
        owed = arrears.owing(amsterdam_date(arrears.noticed_at))
        assert (owed.costs, owed.interest, owed.principal) == (0, 0, arrears.invoice.outstanding)


class TestInTheBooks:
    def test_a_claim_is_owed_and_is_no_revenue_and_has_no_vat(self, arrears):
        noticed(arrears)
        books = Posting.objects.filter(invoice=arrears.invoice).by_book()
        assert (books[Book.COSTS], books[Book.VAT]) == (-40, -arrears.invoice.vat)
        assert list(proof.faults()) == []

    def test_a_claim_is_never_edited_or_deleted(self, arrears):
        noticed(arrears)
        for spoil in (lambda: Charge.objects.update(amount=1), lambda: Charge.objects.all().delete()):
            with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
                spoil()

    def test_claims_go_with_an_invoice_that_is_taken_back(self, arrears):
        noticed(arrears)
        pay(arrears, Decimal(100), at=arrears.noticed_at)
        note = billing.credit_note(of=arrears.invoice, at=arrears.noticed_at)
        drain()
        arrears.refresh_from_db()
        assert (note.owed_back, arrears.state) == (100, "CLEARED")
        assert list(proof.faults()) == []

    def test_the_claim_of_a_later_step_is_only_what_grew_since(self, arrears):
        asked(arrears)
        lines = Charge.objects.interest().values_list("amount", flat=True)
        whole = arrears.owing(date(2026, 4, 7)).accrued
        assert (len(lines), sum(lines)) == (2, whole)

    @pytest.mark.rule("12.9")
    def test_costs_that_were_made_are_claimed_with_their_evidence(self, arrears):
        noticed(arrears)
        arrears.add_costs(
            Decimal("112.50"), description="Deurwaarder", evidence="x.pdf", actor="user:1", at=arrears.noticed_at
        )
        assert arrears.owing(amsterdam_date(arrears.noticed_at)).costs == Decimal("152.50")
        assert list(proof.faults()) == []


class TestASuspension:
    @pytest.mark.rule("12.10", "14.1", "10.3")
    def test_is_the_managers_and_is_lifted_when_all_is_paid(self, arrears):
        asked(arrears)
        at = datetime(2026, 4, 7, 12, tzinfo=AMSTERDAM)
        membership = arrears.suspend_membership(actor="user:1", at=at)
        assert membership.state == "SUSPENDED"
        pay(arrears, at=at)
        drain()
        membership.refresh_from_db()
        assert membership.state == "ASPIRANT"

    def test_stays_while_another_invoice_is_open_for_which_it_was(self, arrears, now):
        other = billing.arrears(at=now, of=arrears.invoice.member)
        at = datetime(2026, 4, 7, 12, tzinfo=AMSTERDAM)
        asked(arrears).suspend_membership(actor="user:1", at=at)
        asked(other)
        Arrears.objects.filter(pk=other.pk).update(membership_suspended=True)
        pay(arrears, at=at)
        drain()
        assert Membership.objects.get().state == "SUSPENDED"

    def test_is_not_possible_before_the_notice_has_passed(self, arrears):
        with pytest.raises(IllegalMove):
            noticed(arrears).suspend_membership(actor="user:1", at=arrears.noticed_at)


class TestMoreTime:
    @pytest.mark.rule("12.5")
    def test_holds_the_ladder_and_not_the_interest(self, arrears):
        arrears.hold(date(2026, 5, 1), reason="Bezwaar", actor="user:1", at=arrears.next_step_at)
        assert CLIMB.run(datetime(2026, 4, 20, tzinfo=AMSTERDAM)) == 0
        assert arrears.owing(date(2026, 5, 1)).accrued == interest(
            Decimal("145.20"), default=date(2026, 3, 17), paid=date(2026, 5, 1)
        )

    def test_never_brings_a_step_forward(self, arrears):
        before = arrears.next_step_at
        arrears.hold(amsterdam_date(before) - timedelta(days=2), reason="x", actor="u", at=before - timedelta(days=5))
        assert arrears.next_step_at == before


class TestAPaymentPlan:
    @pytest.fixture
    def plan(self, arrears):
        noticed(arrears)
        parts = equal_parts(arrears.invoice.outstanding, 3, first=date(2026, 3, 31))
        return PaymentPlan.agree(arrears, parts, actor="user:1", at=arrears.noticed_at)

    def test_has_equal_parts_a_month_apart_that_come_to_what_is_owed(self, plan, arrears):
        parts = list(plan.instalments.values_list("due_on", "amount"))
        assert [day for day, _ in parts] == [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
        assert sum(amount for _, amount in parts) == arrears.invoice.outstanding

    def test_stops_the_ladder_as_long_as_it_is_kept(self, plan, arrears):
        first = plan.instalments.first()
        pay(arrears, first.amount, at=datetime(2026, 3, 31, 23, tzinfo=AMSTERDAM))
        arrears.climb(actor="clock", at=arrears.next_step_at)
        assert arrears.state == "PLAN"
        assert amsterdam_date(arrears.next_step_at) == date(2026, 5, 1)

    def test_is_over_when_a_part_does_not_come_and_the_ladder_goes_on_where_it_was(self, plan, arrears):
        arrears.climb(actor="clock", at=arrears.next_step_at)
        drain()
        assert arrears.state == "NOTICE"
        assert arrears.next_step_at >= datetime(2026, 4, 8, tzinfo=AMSTERDAM)
        assert SentLetter.objects.filter(letter="billing/plan_broken").count() == 1

    def test_ends_with_the_last_part(self, plan, arrears):
        for part in plan.instalments.all():
            pay(arrears, part.amount, at=datetime.combine(part.due_on, datetime.min.time(), tzinfo=AMSTERDAM))
        drain()
        arrears.refresh_from_db()
        assert arrears.state == "CLEARED"

    def test_must_come_to_all_that_is_owed(self, arrears):
        noticed(arrears)
        for parts in ([], [(date(2026, 4, 1), Decimal(1))], [(date(2026, 1, 1), arrears.invoice.outstanding)]):
            with pytest.raises(IllegalMove):
                PaymentPlan.agree(arrears, parts, actor="user:1", at=arrears.noticed_at)

    def test_is_one_at_a_time(self, plan, arrears):
        with pytest.raises(IllegalMove):
            PaymentPlan.agree(
                arrears,
                equal_parts(arrears.invoice.outstanding, 2, first=date(2026, 4, 1)),
                actor="user:1",
                at=arrears.noticed_at,
            )


class TestAWriteOff:
    @pytest.fixture
    def given_up(self, arrears):
        asked(arrears).ask_write_off("Failliet, boedel leeg", actor="user:1", at=datetime(2026, 5, 1, tzinfo=AMSTERDAM))
        return arrears

    def test_takes_two_people(self, given_up):
        at = datetime(2026, 5, 2, tzinfo=AMSTERDAM)
        with pytest.raises(IllegalMove):
            given_up.write_off(actor="user:1", at=at)
        given_up.write_off(actor="user:2", at=at)
        assert (given_up.state, given_up.invoice.state) == ("WRITTEN_OFF", "WRITTEN_OFF")
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            Arrears.objects.update(written_off_by="user:1")

    def test_is_a_loss_but_for_the_vat_in_it(self, given_up):
        given_up.write_off(actor="user:2", at=datetime(2026, 5, 2, tzinfo=AMSTERDAM))
        books = Posting.objects.filter(invoice=given_up.invoice).by_book()
        charged = given_up.invoice.charged
        assert (books[Book.RECEIVABLE], books[Book.VAT]) == (0, 0)
        assert books[Book.BAD_DEBT] == 120 + charged
        assert list(proof.faults()) == []

    def test_is_undone_as_far_as_money_still_comes(self, given_up):
        at = datetime(2026, 5, 2, tzinfo=AMSTERDAM)
        given_up.write_off(actor="user:2", at=at)
        lost = given_up.invoice.written_off
        pay(given_up, Decimal(50), at=at)
        assert list(proof.faults()) == []
        pay(given_up, lost, at=at)  # fifty too much
        given_up.invoice.refresh_from_db()
        assert (given_up.invoice.written_off, given_up.invoice.outstanding) == (0, -50)
        assert list(proof.faults()) == []

    def test_can_be_turned_down(self, given_up):
        given_up.keep(actor="user:2", at=datetime(2026, 5, 2, tzinfo=AMSTERDAM))
        with pytest.raises(IllegalMove):
            given_up.write_off(actor="user:2", at=datetime(2026, 5, 3, tzinfo=AMSTERDAM))


class TestHandedOver:
    @pytest.mark.rule("12.9")
    def test_the_member_hears_which_collector_has_it(self, arrears):
        asked(arrears).hand_over("Incasso Noord", actor="user:1", at=datetime(2026, 5, 1, tzinfo=AMSTERDAM))
        drain()
        assert "Incasso Noord" in SentLetter.objects.get(letter="billing/handed_over").text

    def test_still_pays_here(self, arrears):
        asked(arrears).hand_over("Incasso Noord", actor="user:1", at=datetime(2026, 5, 1, tzinfo=AMSTERDAM))
        pay(arrears, at=datetime(2026, 5, 3, tzinfo=AMSTERDAM))
        drain()
        arrears.refresh_from_db()
        assert arrears.state == "CLEARED"
