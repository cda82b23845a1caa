"""The owner asks for an export and fetches it; nobody else does."""

from datetime import timedelta

import pytest

from keurmerk import clock, outbox
from members.models import Seat
from reviews.models import ReviewExport
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return members.user()


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    shop = reviews.inviting_shop(owner=owner)
    reviews.review(of=shop, at=clock.now())
    return shop


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/reviews/transfer/{rest}"


class TestExport:
    def test_is_made_and_fetched(self, client, shop):
        client.post(url(shop, "export/"))
        outbox.drain()
        export = ReviewExport.objects.get()
        assert url(shop, f"{export.pk}/") in client.get(url(shop)).text
        answer = client.get(url(shop, f"{export.pk}/"))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"PK")

    def test_is_not_for_staff_of_the_shop(self, client, shop):
        export = ReviewExport.ask(shop, actor="test", at=clock.now())
        outbox.drain()
        Seat.objects.update(role=Seat.Role.STAFF, duties=Seat.Duty.values)
        assert client.get(url(shop)).status_code == 200
        assert client.post(url(shop, "export/")).status_code == 403
        assert client.get(url(shop, f"{export.pk}/")).status_code == 403

    def test_of_another_shop_does_not_exist(self, client, shop):
        other = ReviewExport.ask(reviews.inviting_shop(), actor="test", at=clock.now())
        outbox.drain()
        assert client.get(url(shop, f"{other.pk}/")).status_code == 404
        assert client.get(url(other.shop, f"{other.pk}/")).status_code == 404

    def test_is_gone_when_its_time_is_over(self, client, shop):
        export = ReviewExport.ask(shop, actor="test", at=clock.now())
        outbox.drain()
        ReviewExport.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        assert client.get(url(shop, f"{export.pk}/")).status_code == 404
