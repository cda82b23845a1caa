from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from billing import intake, proof
from billing.models import BankEntry, BankStatement, Payment
from frontend.desk import money_forms
from keurmerk.lifecycle import IllegalMove
from tests.factories import billing, members
from tests.factories.statements import Movement, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client):
    person = members.user(name="Fien Anke", staff_role="finance")
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def waiting(at: datetime, **movement: str) -> BankEntry:
    intake.take_in(camt(Movement(**{"text": "?", **movement})), actor="test", at=at)
    return BankEntry.objects.latest("pk")


def upload(client, what, file, **more):
    data = {"file": SimpleUploadedFile("statement.xml", file.getvalue()), what: "1", **more}
    return client.post(address("money"), data, follow=True).content.decode()


class TestMoney:
    @pytest.mark.parametrize("role", ["", "inspector", "mediator"])
    def test_is_for_finance(self, client, role, now):
        entry = waiting(now)
        client.force_login(members.user(staff_role=role))
        assert client.get(address("money")).status_code == 404
        assert client.get(address("movement", entry.pk)).status_code == 404
        assert client.post(address("set_aside", entry.pk)).status_code == 404

    def test_shows_beforehand_what_an_import_would_do(self, client, finance, now):
        invoice = billing.invoice(at=now)
        page = upload(client, "look", camt(Movement(reference=invoice.reference), Movement(text="?", name="Nel <b>")))
        assert "2 mutaties. Te boeken: 1, wachtend op je: 1." in page
        assert "Nel &lt;b&gt;" in page
        assert not BankStatement.objects.exists()

    def test_imports(self, client, finance, now):
        invoice = billing.invoice(at=now)
        page = upload(client, "import", camt(Movement(reference=invoice.reference), Movement(text="?")))
        invoice.refresh_from_db()
        assert "1 betaling geboekt, 1 wacht op je" in page
        assert (invoice.state, BankEntry.objects.waiting().count()) == ("PAID", 1)

    @pytest.mark.parametrize("what", ["look", "import"])
    def test_says_why_a_file_is_refused(self, client, finance, what):
        assert "regel 6: " in upload(client, what, camt(Movement(), closing="1"))
        assert not BankStatement.objects.exists()

    def test_asks_for_a_file(self, client, finance):
        assert "Kies een bestand" in client.post(address("money"), {"import": "1"}).content.decode()

    def test_leaves_what_is_too_large_to_the_command(self, client, finance, monkeypatch):
        monkeypatch.setattr(money_forms, "MOST_MEGABYTES", 0)
        assert "import_statement" in upload(client, "look", camt(Movement()))

    def test_lists_what_waits_with_its_reason(self, client, finance, now):
        invoice = billing.invoice(at=now)
        waiting(now, text=str(invoice.number), amount="12.00")
        waiting(now, amount="-9.00", name="Verhuurder")
        page = client.get(address("money")).content.decode()
        assert "Minder dan er openstaat" in page
        assert "Verhuurder" not in page
        assert "Verhuurder" in client.get(address("money"), {"state": "SET_ASIDE"}).content.decode()


class TestMovement:
    def test_is_booked_on_the_invoice_that_finance_names(self, client, finance, now):
        invoice, entry = billing.invoice(at=now), waiting(now)
        client.post(address("movement", entry.pk), {"number": f" {invoice.number.lower()} "})
        invoice.refresh_from_db()
        entry.refresh_from_db()
        assert (invoice.state, entry.state, entry.payment.invoice) == ("PAID", "BOOKED", invoice)

    def test_leaves_open_what_is_missing(self, client, finance, now):
        invoice, entry = billing.invoice(at=now), waiting(now, amount="100.00")
        client.post(address("movement", entry.pk), {"number": invoice.number})
        invoice.refresh_from_db()
        assert (invoice.state, invoice.outstanding) == ("ISSUED", Decimal("45.20"))

    def test_offers_the_invoice_that_fits(self, client, finance, now):
        invoice = billing.invoice(at=now)
        entry = waiting(now, text=str(invoice.number))
        assert f'value="{invoice.number}"' in client.get(address("movement", entry.pk)).content.decode()

    @pytest.mark.parametrize("number", ["", "F2020-00001", "paid", "draft"])
    def test_needs_an_open_invoice(self, client, finance, now, number):
        entry = waiting(now)
        number = {"paid": billing.paid_invoice(at=now).number, "draft": "None"}.get(number, number)
        assert client.post(address("movement", entry.pk), {"number": number}).status_code == 200
        entry.refresh_from_db()
        assert entry.state == "WAITING"

    def test_tells_who_comes_second(self, client, finance, now):
        one, two, entry = billing.invoice(at=now), billing.invoice(at=now), waiting(now)
        entry.assign(one, actor="user:99", at=now)
        page = client.post(address("movement", entry.pk), {"number": two.number}, follow=True).content.decode()
        assert "Niet geboekt" in page
        two.refresh_from_db()
        assert (two.state, two.received) == ("ISSUED", 0)

    @pytest.mark.parametrize("movement", [{"amount": "-5.00"}, {"currency": "USD"}, {"amount": "5.001"}])
    def test_pays_nothing_when_it_cannot(self, client, finance, now, movement):
        invoice, entry = billing.invoice(at=now), waiting(now, **movement)
        client.post(address("movement", entry.pk), {"number": invoice.number})
        assert not Payment.objects.exists()

    def test_is_set_aside_and_taken_back(self, client, finance, now):
        entry = waiting(now)
        for data, state in (({}, "SET_ASIDE"), ({"back": "1"}, "WAITING")):
            client.post(address("set_aside", entry.pk), data)
            entry.refresh_from_db()
            assert entry.state == state


@pytest.mark.django_db(transaction=True)
class TestTwoPeople:
    @pytest.mark.parametrize("same", ["money", "invoice"])
    def test_settle_one_thing_once(self, now, same):
        invoices = [billing.invoice(at=now) for _ in range(2)]
        entries = [waiting(now, text=text) for text in ("a", "b")]
        pairs = [(entries[0], each) for each in invoices] if same == "money" else [(e, invoices[0]) for e in entries]

        def settle(pair):
            entry, invoice = pair
            try:
                BankEntry.objects.get(pk=entry.pk).assign(invoice, actor="test", at=now)
            except IllegalMove:
                return "late"
            finally:
                connection.close()
            return "first"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(settle, pairs)) == ["first", "late"]
        assert Payment.objects.count() == 1


class TestAReturn:
    def test_opens_the_invoice_whose_payment_the_bank_took_back(self, client, finance, now):
        invoice = billing.paid_invoice(at=now)
        entry = waiting(now, amount="-145.20", reversal=True)
        client.post(address("movement", entry.pk), {"number": invoice.number})
        invoice.refresh_from_db()
        entry.refresh_from_db()
        assert (invoice.state, entry.state, entry.returns.invoice) == ("ISSUED", "BOOKED", invoice)
        assert list(proof.faults()) == []

    def test_needs_a_payment_that_held_so_much(self, client, finance, now):
        invoice = billing.paid_invoice(at=now)
        entry = waiting(now, amount="-200.00", reversal=True)
        page = client.post(address("movement", entry.pk), {"number": invoice.number}).content.decode()
        assert "Er kwam geen betaling van zo veel binnen" in page
        invoice.refresh_from_db()
        assert invoice.state == "PAID"
