"""Reviews and invitations hold what the processing agreement names, for as long as it says, and no more."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import models

from keurmerk.retention import forget
from keurmerk.schedule import run_at
from reviews.models import Review, Trace
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
NETWORK = (models.GenericIPAddressField,)


class TestInvitation:
    @pytest.mark.rule("PA invitation: content")
    def test_keeps_name_address_and_order_number_and_no_phone_number_unless_asked(self, now):
        kept = reviews.invitation(customer_name="Sanne", number="40218", phone="0612345678", at=now)
        kept.refresh_from_db()
        assert (kept.customer_name, kept.order_number, kept.phone, kept.phone_hash) == ("Sanne", "40218", "", "")

    @pytest.mark.rule("PA invitation: duty")
    def test_waits_until_the_shop_tells_its_customers(self, now):
        shop = members.full_shop()
        waiting = reviews.invitation(of=shop, at=now)
        assert (waiting.state, waiting.reason) == ("HELD", "NO_CLAUSE")

    @pytest.mark.rule("PA invitation: retention")
    def test_loses_the_address_after_a_year_and_the_rest_after_three(self, now):
        kept = reviews.invitation(at=now)
        forget(now=now + relativedelta(months=12, days=1))
        kept.refresh_from_db()
        assert (kept.email, kept.customer_name, bool(kept.email_hash)) == ("", "", True)
        run_at("reviews.forget_guard", now + relativedelta(months=36, days=1))
        kept.refresh_from_db()
        assert (kept.order_number, kept.email_hash[:5]) == ("", "gone:")


class TestReview:
    @pytest.mark.rule("PA review: data")
    def test_keeps_no_network_address_and_asks_for_no_order_number(self, now):
        assert not [field for field in Review._meta.fields if isinstance(field, NETWORK)]
        assert not [field for field in Trace._meta.fields if isinstance(field, NETWORK)]
        review = reviews.unverified_review(at=now)
        assert review.invitation is None
        assert not review.verified

    @pytest.mark.rule("PA review: retention")
    def test_stays_until_its_writer_removes_it(self, now):
        review = reviews.review(at=now - timedelta(days=9))
        forget(now=now + relativedelta(years=20))
        review.refresh_from_db()
        assert review.text
        review.remove_by_author(actor="test", at=now)
        assert Review.objects.get(pk=review.pk).text == ""
