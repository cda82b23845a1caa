"""A member's software reads its invoices, and fetches the paper."""

import pytest

from keurmerk import clock
from members.models import Scope
from tests.factories import billing, keys, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.shop()


@pytest.fixture
def invoice(shop):
    return billing.paid_invoice(at=clock.now(), of=shop.member)


@pytest.fixture
def client(shop):
    return keys.caller(of=shop)


class TestInvoices:
    def test_show_their_lines_and_add_up(self, client, invoice):
        (row,) = client.ask("invoices").json()["results"]
        assert (row["number"], row["state"], row["net"], row["vat"], row["total"]) == (
            invoice.number, "PAID", "120.00", "25.20", "145.20",
        )  # fmt: skip
        found = client.ask(f"invoices/{invoice.pk}").json()
        assert [each["amount"] for each in found["lines"]] == ["120.00"]

    def test_can_be_narrowed_to_what_is_unpaid(self, client, shop, invoice):
        late = billing.overdue_invoice(at=clock.now(), of=shop.member)
        assert [each["id"] for each in client.ask("invoices", state="OVERDUE").json()["results"]] == [late.pk]
        assert client.ask("invoices", state="DRAFT").status_code == 400

    def test_that_are_drafts_do_not_exist(self, client, shop):
        draft = billing.draft(at=clock.now(), of=shop.member)
        assert client.ask(f"invoices/{draft.pk}").status_code == 404
        assert client.ask("invoices").json()["results"] == []

    def test_of_another_member_do_not_exist(self, client):
        other = billing.invoice(at=clock.now())
        for rest in ("", "/pdf"):
            assert client.ask(f"invoices/{other.pk}{rest}").status_code == 404

    def test_are_on_paper_as_they_were_mailed(self, client, invoice):
        answer = client.ask(f"invoices/{invoice.pk}/pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.getvalue().startswith(b"%PDF")
        assert answer["Cache-Control"] == "no-store"

    def test_need_their_scope(self, shop, invoice):
        client = keys.caller(of=shop, scopes=(Scope.REVIEWS_READ,))
        assert client.ask("invoices").status_code == 403
        assert client.ask(f"invoices/{invoice.pk}/pdf").status_code == 403

    def test_cost_the_same_however_many(self, client, shop, invoice, django_assert_max_num_queries):
        with django_assert_max_num_queries(9) as few:
            client.ask("invoices")
        for _ in range(3):
            billing.invoice(at=clock.now(), of=shop.member)
        with django_assert_max_num_queries(9) as many:
            assert len(client.ask("invoices").json()["results"]) == 4
        assert len(few) == len(many)
