"""Our books in Moneybird, at one that checks every request against its specification: each thing once, in order."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from billing.bookkeeping import pushing
from billing.models import Booked
from keurmerk.outbox import drain
from tests.factories import billing, members
from tests.peers import moneybird

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(settings):
    made = moneybird.Moneybird()
    settings.MONEYBIRD_TOKEN, settings.MONEYBIRD_ADMINISTRATION = moneybird.TOKEN, moneybird.ADMINISTRATION
    settings.MONEYBIRD_API_URL = made.url
    settings.MONEYBIRD_TAX_RATES = {"STANDARD": "473700000000000099"}
    yield made
    assert made.refusals == []
    made.close()


def later(now, minutes=1):
    return now + timedelta(minutes=minutes)


def sold(now, **more):
    made = billing.invoice(at=now, **more)
    drain()
    return made


class TestPush:
    def test_books_company_invoice_and_payment_in_that_order(self, peer, now):
        invoice = sold(now)
        billing.transfer(invoice, at=now, amount=Decimal(100), reference="NTRF-1")
        drain()
        assert pushing.push(now=later(now)) == 3
        contact, document = next(iter(peer.contacts.values())), next(iter(peer.documents.values()))
        assert (contact["company_name"], contact["customer_id"]) == ("Fietsgoed B.V.", f"K{invoice.member_id}")
        assert (document["reference"], document["contact_id"]) == (invoice.number, contact["id"])
        assert document["details_attributes"][0]["tax_rate_id"] == "473700000000000099"
        assert [Decimal(each["price"]) for each in document["payments"]] == [Decimal(100)]
        assert set(Booked.objects.values_list("state", flat=True)) == {"DONE"}

    def test_books_a_credit_note_below_zero(self, peer, now):
        invoice = sold(now)
        note = billing.credit_note(of=invoice, at=now, net=Decimal(20))
        drain()
        pushing.push(now=later(now))
        found = next(each for each in peer.documents.values() if each["reference"] == note.number)
        assert [each["price"] for each in found["details_attributes"]] == ["-20.00"]

    def test_again_makes_nothing_twice(self, peer, now):
        invoice = sold(now)
        billing.transfer(invoice, at=now)
        drain()
        pushing.push(now=later(now))
        Booked.objects.exclude(kind="1-COMPANY").update(remote_id="?", state="WAITING", due_at=now)
        Booked.objects.filter(kind="2-INVOICE").update(remote_id="")
        for _ in range(2):
            pushing.push(now=later(now, 10))
        assert len(peer.documents) == 1
        assert len(next(iter(peer.documents.values()))["payments"]) == 1

    @pytest.mark.parametrize("fault", ["drop-after", "504-after", "malformed"])
    def test_taken_without_an_answer_is_found_again(self, peer, now, fault):
        sold(now)
        peer.misbehaviour += ["", "", "", fault]  # the contact's look and make, the invoice's look, and its making
        pushing.push(now=later(now))
        row = Booked.objects.get(kind="2-INVOICE")
        assert (row.state, row.remote_id) == ("WAITING", "")
        pushing.push(now=later(now, 60))
        row.refresh_from_db()
        assert (row.state, len(peer.documents)) == ("DONE", 1)

    @pytest.mark.parametrize("fault", ["429", "500", "503", "drop-before", "redirect"])
    def test_waits_when_it_is_away_and_asks_nothing_more_this_time(self, peer, now, fault):
        sold(now)
        peer.elsewhere = "http://127.0.0.1:1/"
        peer.misbehaviour.append(fault)
        assert pushing.push(now=later(now)) == 0
        assert peer.asked <= 1
        assert pushing.push(now=later(now, 2)) == 0  # too soon
        assert pushing.push(now=later(now, 60)) == 2

    def test_keeps_within_its_requests_of_a_minute(self, peer, now):
        for _ in range(15):
            billing.invoice(at=now, of=members.member())
        drain()
        pushing.push(now=later(now))
        assert 0 < peer.asked <= pushing.REQUESTS_A_MINUTE
        for minute in range(2, 6):
            pushing.push(now=later(now, minute))
        assert peer.asked <= 5 * pushing.REQUESTS_A_MINUTE < 150
        assert len(peer.documents) == 15

    def test_a_wrong_token_waits_for_us_to_mend_it(self, peer, now, settings):
        sold(now)
        settings.MONEYBIRD_TOKEN = "wrong"
        pushing.push(now=later(now))
        assert set(Booked.objects.values_list("state", flat=True)) == {"WAITING"}

    def test_what_is_refused_is_kept_for_a_person(self, peer, now):
        invoice = sold(now)
        Booked.objects.filter(kind="1-COMPANY").update(state="DONE", remote_id="1", due_at=None)
        pushing.push(now=later(now))
        row = Booked.objects.get(kind="2-INVOICE", subject=invoice.pk)
        assert (row.state, row.problem) == ("REFUSED", "Moneybird 400")

    def test_another_name_is_told_where_the_company_is_known(self, peer, now):
        invoice = sold(now)
        pushing.push(now=later(now))
        invoice.member.change({"legal_name": "Wielerhuis B.V."}, actor="user:1", at=later(now))
        drain()
        pushing.push(now=later(now, 2))
        assert [each["company_name"] for each in peer.contacts.values()] == ["Wielerhuis B.V."]


class TestWithoutMoneybird:
    def test_nothing_is_noted_and_nothing_pushed(self, now, settings):
        settings.MONEYBIRD_TOKEN = ""
        sold(now)
        assert not Booked.objects.exists()
        assert pushing.push(now=later(now)) == 0
        with pytest.raises(CommandError, match="not set"):
            call_command("moneybird")


class TestResync:
    def test_asks_for_what_was_there_before_and_for_what_was_refused(self, peer, now, settings):
        settings.MONEYBIRD_TOKEN = ""
        billing.paid_invoice(at=now)
        drain()
        settings.MONEYBIRD_TOKEN = moneybird.TOKEN
        assert pushing.resync(at=now) == 3
        assert pushing.resync(at=now) == 0
        Booked.objects.filter(kind="2-INVOICE").update(state="REFUSED", due_at=None)
        assert pushing.resync(at=now) == 1
        assert pushing.push(now=later(now)) == 3


class TestDifferences:
    def test_are_none_when_all_is_pushed(self, peer, now):
        sold(now)
        pushing.push(now=later(now))
        out = StringIO()
        call_command("moneybird", "--differences", stdout=out)
        assert "No differences." in out.getvalue()

    def test_are_told_by_number(self, peer, now):
        first, second, third = (sold(now) for _ in range(3))
        pushing.push(now=later(now))
        rows = {each["reference"]: number for number, each in peer.documents.items()}
        del peer.documents[rows[first.number]]
        peer.documents[rows[second.number]]["total_price_incl_tax"] = "1.00"
        peer.documents["99"] = {**peer.documents[rows[third.number]], "reference": "F1999-00001"}
        assert pushing.differences() == [
            f"{first.number} is not there",
            "F1999-00001 is there, and not ours",
            f"{second.number}: 145.20 here, 1.00 there",
        ]
