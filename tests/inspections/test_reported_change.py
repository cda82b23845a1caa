"""A member tells what it changed on its shop before the radar finds it (terms 7.4)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from inspections import terms
from inspections.models import ReportedChange, Scan
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members.models import Shop
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("7.4")]


@pytest.fixture
def shop():
    made = members.full_shop()
    Shop.objects.filter(pk=made.pk).update(host="fietsgoed.nl")
    return Shop.objects.get(pk=made.pk)


def tell(shop, at, what="Andere voorwaarden."):
    return ReportedChange.report(shop, what, changed_on=amsterdam_date(at), actor="user:1", at=at)


class TestAReport:
    def test_has_a_shop_read_that_the_radar_did_not_know_yet(self, shop, now):
        tell(shop, now)
        assert Scan.objects.get(shop=shop).next_scan_at == now + terms.SCAN_LEASE

    def test_leaves_an_address_alone_that_is_kept_for_examples(self, now):
        made = tell(members.full_shop(), now)
        assert made.shop.host.endswith(".example")
        assert not Scan.objects.exists()

    def test_of_the_same_words_is_new_only_when_the_first_was_read(self, shop, now):
        first = tell(shop, now)
        assert tell(shop, now + timedelta(minutes=1)) == first
        first.see(actor="user:2", at=now + timedelta(hours=1))
        assert tell(shop, now + timedelta(hours=2)) != first

    def test_is_one_of_eight_a_day(self, shop, now):
        for number in range(terms.REPORTS_A_DAY):
            tell(shop, now, f"Verandering {number}")
        with pytest.raises(IllegalMove):
            tell(shop, now, "De negende")
        assert tell(shop, now + timedelta(days=1), "De negende")

    def test_is_seen_by_one_person(self, shop, now):
        report = tell(shop, now)
        report.see(actor="user:2", at=now)
        report.see(actor="user:3", at=now + timedelta(minutes=1))
        report.refresh_from_db()
        assert (report.looked_by, report.looked_at) == ("user:2", now)
        assert Event.objects.filter(name="scan.report_seen").count() == 1

    def test_that_was_seen_names_who_saw_it_in_the_database_too(self, shop, now):
        report = tell(shop, now)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportedChange.objects.filter(pk=report.pk).update(looked_at=now)
