"""The demo's town: believable on the day it is built."""

import pytest
from django.db.models import F

from billing.models import Arrears
from disputes.models import Dispute, Evidence, Party, Proposal, Referral
from frontend.sandbox.town import town
from keurmerk.calendar import amsterdam_date
from keurmerk.models import Event
from members.models import MarkComplaint, Membership, Shop
from reviews.models import ProductReview
from reviews.statistics.facts import beside
from reviews.verification import shop_faults

pytestmark = pytest.mark.django_db


class TestBuild:
    @pytest.mark.rule("13.3")
    def test_leaves_every_standing_membership_in_its_current_term(self, now):
        town.build(now)
        today = amsterdam_date(now)
        standing = Membership.objects.standing()
        assert standing.exists()
        assert not standing.exclude(term_starts_on__lte=today, term_ends_on__gte=today, renews_at__gt=now).exists()
        assert Event.objects.filter(name="membership.renewed").exists()

    def test_has_products_with_reviews_in_the_ledger_and_webshops_to_compare_with(self, now):
        town.build(now)
        first = Shop.objects.get(name="Theeplank")
        of_the_first = ProductReview.objects.filter(shop=first)
        assert of_the_first.public().products().count() == 5
        assert {"PUBLISHED", "EDITED", "REMOVED", "REMOVED_BY_AUTHOR"} <= set(
            of_the_first.values_list("state", flat=True)
        )
        assert of_the_first.with_mark().filter(under_review=True).exists()
        assert ProductReview.objects.exclude(shop=first).exists()
        assert list(shop_faults(first.pk)) == []
        assert beside(first, now).quartiles.keys() >= {"mean", "delivery"}

    def test_shows_every_desk_some_work(self, now):
        town.build(now)
        steps = set(Arrears.objects.values_list("state", flat=True))
        assert {"NOTICE", "TERMINATION", "PLAN", "COLLECTION", "CLEARED"} <= steps
        assert not Arrears.objects.open().filter(noticed_at__lte=F("invoice__reminder_due_at")).exists()
        assert not Arrears.objects.filter(state="TERMINATION", invoice__reminded_at=None).exists()
        assert Arrears.objects.exclude(write_off_asked_by="").exists()
        assert set(Dispute.objects.values_list("state", flat=True)) >= {"SHOP_FIRST", "MEDIATION", "SETTLED", "FAILED"}
        assert Dispute.objects.waiting_for(Party.MEDIATOR).exists()
        assert Dispute.objects.filter(paused_until__isnull=False).exists()
        assert set(Referral.objects.values_list("state", flat=True)) == {"ANNOUNCED", "SENT", "DECIDED"}
        assert Evidence.objects.filter(dispute__shop__name="Theeplank").count() == 3
        assert Proposal.objects.open().filter(dispute__shop__name="Theeplank").exists()
        assert set(MarkComplaint.objects.values_list("state", flat=True)) == {"FILED", "JUSTIFIED"}
