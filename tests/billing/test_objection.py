"""An objection stands beside the debt: paying goes on, and what was wrong is taken back by a credit note."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing import proof
from billing.models import CreditNote, Objection
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from tests.factories import billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(now):
    return billing.invoice(at=now)


def objection(invoice, *, at):
    return Objection.file(invoice, "De toeslag hoort er niet op.", actor="user:1", at=at)


class TestFile:
    @pytest.mark.rule("12.5")
    def test_changes_nothing_about_paying(self, invoice, now):
        before = invoice.state, invoice.due_on, invoice.default_at, invoice.outstanding
        objection(invoice, at=now)
        invoice.refresh_from_db()
        assert (invoice.state, invoice.due_on, invoice.default_at, invoice.outstanding) == before
        invoice.fall_overdue(actor="clock", at=invoice.default_at)
        assert invoice.state == "OVERDUE"

    @pytest.mark.rule("12.5")
    def test_stops_no_step_of_the_ladder(self, now):
        arrears = billing.arrears(at=now)
        step = arrears.next_step_at
        objection(arrears.invoice, at=arrears.next_step_at)
        arrears.refresh_from_db()
        assert arrears.next_step_at == step

    @pytest.mark.rule("11.11")
    @pytest.mark.parametrize(("days", "late"), [(0, False), (5, False), (6, True)])
    def test_is_late_after_five_days_and_handled_all_the_same(self, invoice, now, days, late):
        made = objection(invoice, at=now + timedelta(days=days))
        assert (made.late, made.state) == (late, "FILED")

    def test_twice_is_once_while_it_waits(self, invoice, now):
        first, second = (objection(invoice, at=now) for _ in range(2))
        assert first == second
        assert Event.objects.filter(name="objection.filed").count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.create(invoice=invoice, story="x", filed_at=now, filed_by="user:1")

    def test_is_refused_where_all_was_taken_back(self, invoice, now):
        billing.credit_note(of=invoice, at=now)
        with pytest.raises(IllegalMove):
            objection(invoice, at=now)

    @pytest.mark.rule("12.5")
    def test_is_confirmed_with_what_stays_to_be_paid(self, invoice, now):
        objection(invoice, at=now)
        drain()
        letter = SentLetter.objects.get(letter="billing/objection_received")
        assert "schort de betaling niet op" in letter.text
        assert "145,20" in letter.text


class TestAnswer:
    @pytest.mark.rule("12.5")
    def test_of_yes_is_a_credit_note_and_leaves_the_rest_to_pay(self, invoice, now):
        made = objection(invoice, at=now)
        note = made.grant("De toeslag hoort er niet op.", net=Decimal(20), actor="user:2", at=now)
        invoice.refresh_from_db()
        assert (made.state, made.credit_note, invoice.state) == ("GRANTED", note, "ISSUED")
        assert (note.total, invoice.outstanding) == (Decimal("24.20"), Decimal("121.00"))
        assert list(proof.faults()) == []
        drain()
        letter = SentLetter.objects.get(letter="billing/objection_answered").text
        for words in ("De toeslag hoort er niet op.", note.number, "24,20", "121,00"):
            assert words in letter, words
        assert SentLetter.objects.filter(letter="billing/credit_note").count() == 1

    def test_of_yes_about_a_paid_invoice_is_the_members_money(self, now):
        made = objection(billing.paid_invoice(at=now), at=now)
        note = made.grant("Dubbel.", net=Decimal(120), actor="user:2", at=now)
        assert note.owed_back == Decimal("145.20")

    def test_of_no_says_why_and_credits_nothing(self, invoice, now):
        objection(invoice, at=now).reject("De toeslag staat in artikel 12.3.", actor="user:2", at=now)
        drain()
        letter = SentLetter.objects.get(letter="billing/objection_answered").text
        assert "Het bedrag blijft zoals het is" in letter
        assert "artikel 12.3" in letter
        assert not CreditNote.objects.exists()

    def test_twice_credits_once(self, invoice, now):
        made = objection(invoice, at=now)
        stale = Objection.objects.get(pk=made.pk)
        made.grant("Ja.", net=Decimal(20), actor="user:2", at=now)
        with pytest.raises(IllegalMove):
            stale.grant("Ja.", net=Decimal(20), actor="user:3", at=now)
        assert CreditNote.objects.count() == 1
        assert billing.credit_note(of=invoice, at=now).number.endswith("00002")

    def test_is_never_about_more_than_the_invoice(self, invoice, now):
        made = objection(invoice, at=now)
        with pytest.raises(IllegalMove):
            made.grant("Ja.", net=Decimal("120.01"), actor="user:2", at=now)
        made.refresh_from_db()
        assert made.state == "FILED"

    def test_makes_room_for_another_objection(self, invoice, now):
        objection(invoice, at=now).reject("Nee.", actor="user:2", at=now)
        assert objection(invoice, at=now).state == "FILED"
