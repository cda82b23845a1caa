from datetime import date, datetime, timedelta

import pytest

from disputes.admission import NotAdmissible, admit, was_member_on
from keurmerk.calendar import AMSTERDAM
from members.models import Shop
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def shop():
    return members.full_shop(at=datetime(2024, 1, 15, 12, tzinfo=AMSTERDAM))


def reason(shop: Shop, now: datetime, **changed) -> str:
    with pytest.raises(NotAdmissible) as refused:
        admit(disputes.complaint(at=now, **changed), shop, today=TODAY)
    return refused.value.reason


class TestAdmit:
    def test_takes_a_consumers_fresh_complaint(self, shop, now):
        admit(disputes.complaint(at=now), shop, today=TODAY)

    @pytest.mark.rule("1.2")
    def test_is_for_consumers_only(self, shop, now):
        assert reason(shop, now, is_consumer=False) == "not_consumer"

    @pytest.mark.rule("11.2")
    def test_refuses_what_is_older_than_twelve_months(self, shop, now):
        admit(disputes.complaint(at=now, ordered_on=date(2025, 3, 2)), shop, today=TODAY)
        assert reason(shop, now, ordered_on=date(2025, 3, 1)) == "too_old"

    @pytest.mark.rule("11.2")
    @pytest.mark.parametrize("since", ["happened_on", "complained_on"])
    def test_counts_from_the_latest_of_order_trouble_and_first_complaint(self, shop, now, since):
        admit(disputes.complaint(at=now, ordered_on=date(2024, 6, 1), **{since: date(2025, 5, 1)}), shop, today=TODAY)

    @pytest.mark.rule("13.6")
    def test_needs_a_member_on_the_day_of_the_order(self, shop, now):
        assert reason(shop, now, ordered_on=date(2024, 1, 14), happened_on=TODAY) == "not_member"

    def test_refuses_days_that_have_yet_to_come(self, shop, now):
        assert reason(shop, now, ordered_on=TODAY + timedelta(days=1)) == "future"


class TestWasMemberOn:
    @pytest.mark.rule("13.6")
    def test_reaches_back_to_orders_during_a_membership_that_ended(self, shop, now):
        shop.membership.end(actor="test", at=now, reason="notice")
        shop = Shop.objects.get(pk=shop.pk)
        assert was_member_on(shop, TODAY)
        assert not was_member_on(shop, TODAY + timedelta(days=1))

    def test_is_no_for_a_shop_that_was_never_approved(self):
        assert not was_member_on(members.shop(), TODAY)

    def test_stays_yes_during_a_suspension(self, shop, now):
        shop.membership.suspend(actor="test", at=now, reason="unpaid")
        assert was_member_on(Shop.objects.get(pk=shop.pk), TODAY)
