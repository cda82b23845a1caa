"""A code takes something off the price, for so many invoices, for so many members, between two days."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import peppol
import pytest
from django.db import IntegrityError, connection, transaction

from billing import proof, ubl
from billing.models import CreditNote, Discount, NotValid, Period, Subscription, TakenDiscount
from billing.ubl import Profile
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


def discount(now, code="WELKOM10", **terms):
    terms = terms or {"percent": Decimal(10)}
    if "percent" not in terms and "amount" not in terms:
        terms["percent"] = Decimal(10)
    return Discount.make(code, actor="user:1", at=now, **{"valid_from": now.date(), **terms})


def take(member, now, code="WELKOM10"):
    return Discount.take(code, member, actor="user:2", at=now)


def subscription(now, *, of, period=Period.YEAR):
    return billing.subscription(at=now, of=of, period=period)


def lines(subscription):
    return [[(line.description, line.amount) for line in each.lines.all()] for each in invoices(subscription)]


def invoices(subscription):
    return list(subscription.invoices.order_by("period_from"))


def next_invoice(subscription):
    return subscription.invoice_next(actor="clock", at=subscription.next_invoice_at)


class TestOnTheInvoice:
    def test_is_a_line_of_its_own_before_the_vat(self, now):
        company = members.member()
        discount(now)
        take(company, now)
        made = subscription(now, of=company)
        assert lines(made) == [[("Lidmaatschap keurmerk", Decimal(120)), ("Korting WELKOM10, 10%", Decimal(-12))]]
        invoice = invoices(made)[0]
        assert (invoice.net, invoice.vat, invoice.total) == (Decimal(108), Decimal("22.68"), Decimal("130.68"))
        assert list(proof.faults()) == []

    def test_of_an_amount_is_never_more_than_the_price_and_never_off_the_surcharge(self, now):
        company = members.member()
        discount(now, amount=Decimal(50))
        take(company, now)
        made = subscription(now, of=company, period=Period.QUARTER)
        assert [amount for _, amount in lines(made)[0]] == [Decimal(30), Decimal(9), Decimal(-30)]

    @pytest.mark.rule("13.1")
    def test_for_the_first_term_ends_with_it(self, now):
        company = members.member()
        discount(now)
        take(company, now)
        made = subscription(now, of=company, period=Period.QUARTER)
        for _ in range(4):
            next_invoice(made)
        assert [len(each) for each in lines(made)] == [3, 3, 3, 3, 2]
        assert not TakenDiscount.objects.running().exists()

    def test_for_two_periods_counts_for_two(self, now):
        company = members.member()
        discount(now, periods=2)
        take(company, now)
        made = subscription(now, of=company)
        next_invoice(made)
        next_invoice(made)
        assert [len(each) for each in lines(made)] == [2, 2, 1]

    def test_of_everything_leaves_nothing_to_pay_and_nothing_to_thank_for(self, now):
        company = members.member()
        discount(now, percent=Decimal(100))
        take(company, now)
        invoice = invoices(subscription(now, of=company))[0]
        assert (invoice.total, invoice.state) == (0, "PAID")
        assert list(proof.faults()) == []
        drain()
        invoice.refresh_from_db()
        assert invoice.pdf
        assert not SentLetter.objects.filter(letter="billing/payment_received").exists()
        invoice.release(at=now + timedelta(days=40))

    @pytest.mark.parametrize("profile", Profile)
    @pytest.mark.parametrize(
        ("percent", "country"), [(Decimal("33.33"), "NL"), (Decimal(100), "NL"), (Decimal(10), "US")]
    )
    def test_keeps_to_the_rules_for_machines(self, now, profile, percent, country):
        company = members.member(country=country)
        discount(now, percent=percent)
        take(company, now)
        written = ubl.write(invoices(subscription(now, of=company))[0], profile)
        assert peppol.validate_xsd(written) == (True, [])
        assert peppol.check_rules(written) == []

    def test_goes_with_the_invoice_when_that_is_taken_back(self, now):
        company = members.member()
        discount(now)
        take(company, now)
        invoice = invoices(subscription(now, of=company))[0]
        note = CreditNote.issue(invoice, reason="Dubbel", actor="user:1", at=now)
        assert (note.net, list(proof.faults())) == (Decimal(108), [])

    def test_is_kept_with_what_it_came_to(self, now):
        for company in (members.member(), members.member(), members.member()):
            if not Discount.objects.exists():
                discount(now, periods=1, partner="Boekhouder B.V.")
            take(company, now)
            if TakenDiscount.objects.count() < 3:
                subscription(now, of=company)
        told = Discount.objects.with_figures().get()
        assert (told.uses, told.running, told.given, told.asked) == (3, 1, Decimal(24), Decimal(216))


class TestTake:
    def test_is_once_per_member_and_one_at_a_time(self, now):
        company = members.member()
        discount(now)
        discount(now, "ANDERS")
        take(company, now)
        for code in ("WELKOM10", "ANDERS"):
            with pytest.raises(NotValid):
                take(company, now, code)
        assert list(Discount.objects.order_by("pk").values_list("uses", flat=True)) == [1, 0]

    @pytest.mark.parametrize("typed", ["  welkom10 ", "WELKOM10"])
    def test_forgives_spaces_and_small_letters(self, now, typed):
        discount(now)
        assert take(members.member(), now, typed)

    @pytest.mark.parametrize("code", ["", "NIET", "WELKOM10'; --", "é" * 300])
    def test_refuses_what_is_no_code(self, now, code):
        discount(now)
        with pytest.raises(NotValid):
            take(members.member(), now, code)

    def test_counts_only_between_its_days_and_until_it_is_stopped(self, now):
        made = discount(now, valid_until=now.date() + timedelta(days=1))
        for days in (-1, 2):
            with pytest.raises(NotValid):
                take(members.member(), now + timedelta(days=days))
        assert take(members.member(), now + timedelta(days=1))
        made.stop(actor="user:1", at=now)
        with pytest.raises(NotValid):
            take(members.member(), now)

    def test_is_for_its_plan_only(self, now):
        billing.plan()
        other = type(billing.plan()).objects.create(code="other", name_nl="Anders", name_en="Other")
        discount(now, plan=other)
        with pytest.raises(NotValid):
            take(members.member(), now)

    def test_for_the_first_term_is_not_for_who_has_had_it(self, now):
        discount(now)
        made = subscription(now, of=members.member())
        with pytest.raises(NotValid):
            take(made.membership.member, now)

    def test_helps_a_standing_member_from_the_next_invoice_on(self, now):
        made = subscription(now, of=members.member())
        discount(now, periods=1)
        take(made.membership.member, now)
        next_invoice(made)
        assert [len(each) for each in lines(Subscription.objects.get(pk=made.pk))] == [1, 2]

    def test_that_came_to_nothing_goes_back(self, now):
        made = discount(now, most_uses=1)
        taken = take(members.member(), now)
        taken.give_up(actor="clock", at=now)
        made.refresh_from_db()
        assert made.uses == 0
        assert take(members.member(), now)

    def test_that_came_off_an_invoice_does_not_go_back(self, now):
        company = members.member()
        discount(now)
        taken = take(company, now)
        subscription(now, of=company)
        with pytest.raises(IllegalMove):
            taken.give_up(actor="clock", at=now)


class TestMake:
    @pytest.mark.parametrize(
        "terms",
        [
            {"percent": Decimal(10), "amount": Decimal(5)},
            {"percent": Decimal(101)},
            {"amount": Decimal(0)},
            {"percent": Decimal(10), "periods": 0},
            {"percent": Decimal(10), "code": "a b"},
        ],
    )
    def test_refuses_what_cannot_be(self, now, terms):
        code = terms.pop("code", "KORTING")
        with pytest.raises(IntegrityError), transaction.atomic():
            discount(now, code, **terms)

    def test_refuses_the_same_code_twice(self, now):
        discount(now)
        with pytest.raises(IntegrityError), transaction.atomic():
            discount(now, "welkom10")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_is_taken_no_more_often_than_was_set(self, now):
        made = discount(now, most_uses=3)
        companies = [members.member() for _ in range(12)]

        def grab(company):
            try:
                take(company, now)
            except NotValid:
                return 0
            finally:
                connection.close()
            return 1

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(grab, companies)) == 3
        made.refresh_from_db()
        assert (made.uses, TakenDiscount.objects.count()) == (3, 3)
