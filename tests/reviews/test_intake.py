"""Many orders at once are judged as one by one, in a constant number of queries."""

import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from keurmerk.mail.suppression import address_hash, suppress
from keurmerk.models import Event
from reviews.intake import take_in
from reviews.models import Invitation, OptOut, Product
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db

State, Reason = Invitation.State, Invitation.Reason


def fates(taken):
    return [(each.invitation.state, each.invitation.reason) for each in taken]


class TestTakeIn:
    def test_plans_every_order_with_its_event(self, now):
        shop = reviews.inviting_shop()
        orders = [reviews.order() for _ in range(5)]
        taken = take_in(shop, orders, actor="test", at=now)
        assert [each.invitation.order_number for each in taken] == [each.number for each in orders]
        assert all(each.fresh and each.invitation.state == State.SCHEDULED for each in taken)
        told = Event.objects.filter(name="invitation.scheduled").values_list("subject_id", flat=True)
        assert sorted(told) == sorted(each.invitation.pk for each in taken)

    def test_judges_as_one_order_is_judged(self, now):
        shop = reviews.inviting_shop()
        refuses, bounces, asked = (f"{name}@example.com" for name in ("refuses", "bounces", "asked"))
        OptOut.note(address_hash(refuses), shop=shop, at=now)
        suppress(bounces, reason="bounce", at=now)
        reviews.invitation(of=shop, at=now, email=asked)
        facts = [{"email": refuses}, {"email": bounces}, {"email": asked, "once_per_address": True}, {}]
        together = fates(take_in(shop, [reviews.order(**each) for each in facts], actor="test", at=now))
        alone = [Invitation.schedule(shop, reviews.order(**each), actor="test", at=now) for each in facts]
        assert together == [(each.state, each.reason) for each in alone]
        assert [reason for _, reason in together] == [
            Reason.OPTED_OUT, Reason.UNREACHABLE, Reason.ONCE_PER_ADDRESS, "",
        ]  # fmt: skip

    def test_holds_orders_of_a_shop_without_the_clause(self, now):
        taken = take_in(members.full_shop(), [reviews.order()], actor="test", at=now)
        assert fates(taken) == [(State.HELD, Reason.NO_CLAUSE)]

    def test_answers_an_order_of_before_with_its_invitation(self, now):
        shop = reviews.inviting_shop()
        order = reviews.order()
        first = Invitation.schedule(shop, order, actor="test", at=now)
        new, again = take_in(shop, [reviews.order(), order], actor="test", at=now)
        assert (new.fresh, again.fresh, again.invitation) == (True, False, first)

    def test_takes_an_order_that_is_in_the_list_twice_once(self, now):
        shop, order = reviews.inviting_shop(), reviews.order()
        first, second = take_in(shop, [order, order], actor="test", at=now)
        assert (first.fresh, second.fresh) == (True, False)
        assert first.invitation.pk == second.invitation.pk
        assert Invitation.objects.count() == 1

    def test_keeps_orders_without_a_number_apart(self, now):
        order = reviews.order(number="")
        taken = take_in(reviews.inviting_shop(), [order, order], actor="test", at=now)
        assert [each.fresh for each in taken] == [True, True]
        assert len({each.invitation.pk for each in taken}) == 2

    def test_invites_a_buyer_once_within_the_list(self, now):
        orders = [reviews.order(email="asked@example.com", once_per_address=True) for _ in range(3)]
        taken = take_in(reviews.inviting_shop(), orders, actor="test", at=now)
        assert [each.invitation.reason for each in taken] == ["", Reason.ONCE_PER_ADDRESS, Reason.ONCE_PER_ADDRESS]

    def test_asks_as_much_for_fifty_orders_as_for_five(self, now):
        asked = []
        for many in (5, 50):
            shop = reviews.inviting_shop()
            with CaptureQueriesContext(connection) as queries:
                take_in(shop, [reviews.order() for _ in range(many)], actor="test", at=now)
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_takes_nothing_when_there_is_nothing(self, now):
        assert take_in(reviews.inviting_shop(), [], actor="test", at=now) == []


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_take_each_order_once_and_both_learn_which_invitation_it_got(self, now):
        shop = reviews.inviting_shop()
        orders = [reviews.order() for _ in range(60)]
        found, start = {}, threading.Barrier(2)

        def report(name, mine):
            start.wait()
            try:
                found[name] = take_in(shop, mine, actor=name, at=now)
            finally:
                connections.close_all()

        threads = [
            threading.Thread(target=report, args=("forward", orders)),
            threading.Thread(target=report, args=("back", orders[::-1])),
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert Invitation.objects.count() == Event.objects.filter(name="invitation.scheduled").count() == 60
        one, other = found["forward"], found["back"][::-1]
        assert [each.invitation.pk for each in one] == [each.invitation.pk for each in other]
        assert all(a.fresh != b.fresh for a, b in zip(one, other, strict=True))


class TestProducts:
    def test_of_many_orders_are_remembered_together(self, now):
        shop, bell = reviews.inviting_shop(), reviews.ordered(name="Bel")
        orders = [reviews.order(products=(bell, reviews.ordered())), reviews.order(products=(bell,)), reviews.order()]
        taken = take_in(shop, orders, actor="test", at=now)
        assert [each.invitation.lines.count() for each in taken] == [2, 1, 0]
        assert Product.objects.count() == 2
