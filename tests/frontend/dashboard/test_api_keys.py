"""The owner makes a key of our own API, sees it once, replaces it and withdraws it."""

import re
from datetime import timedelta

import pytest

from keurmerk import clock
from members.models import ApiKey
from tests.factories import keys, members, reviews

pytestmark = pytest.mark.django_db

NEW = {"name": "Webwinkel", "scopes": ["orders:write", "invitations:read"], "days": "0"}


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/keys/api/{rest}"


def secret_in(answer) -> str:
    return re.search(r"km_[A-Za-z0-9]{40}", answer.text).group()


class TestApiKeys:
    def test_are_shown_once(self, client, shop):
        assert url(shop, "new/") in client.get(url(shop)).text
        answer = client.post(url(shop, "new/"), NEW)
        secret = secret_in(answer)
        assert answer["Cache-Control"] == "no-store"
        assert ApiKey.objects.admitting(secret, clock.now()).scopes == NEW["scopes"]
        text = client.get(url(shop)).text
        assert secret[:11] in text
        assert secret not in text

    def test_leave_nothing_of_the_secret_in_the_session(self, client, shop):
        secret = secret_in(client.post(url(shop, "new/"), NEW))
        assert secret not in str(dict(client.session.items()))
        assert secret not in client.cookies.output()

    def test_can_end_by_themselves(self, client, shop):
        client.post(url(shop, "new/"), {**NEW, "days": "90"})
        assert timedelta(days=89) < ApiKey.objects.get().expires_at - clock.now() <= timedelta(days=90)

    @pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"days": "12"}])
    def test_are_not_made_of_a_form_that_is_wrong(self, client, shop, wrong):
        answer = client.post(url(shop, "new/"), {**NEW, **wrong})
        assert answer.status_code == 200
        assert not ApiKey.objects.exists()

    def test_are_replaced_with_an_overlap(self, client, shop):
        key, old = keys.api_key(of=shop)
        answer = client.post(url(shop, f"{key.pk}/rotate/"), {"overlap": "86400"})
        new = secret_in(answer)
        now = clock.now()
        assert ApiKey.objects.admitting(old, now) == key
        assert ApiKey.objects.admitting(new, now).name == key.name
        assert ApiKey.objects.admitting(old, now + timedelta(hours=25)) is None

    def test_are_replaced_at_once_when_somebody_else_has_them(self, client, shop):
        key, old = keys.api_key(of=shop)
        client.post(url(shop, f"{key.pk}/rotate/"), {"overlap": "0"})
        assert ApiKey.objects.admitting(old, clock.now()) is None

    def test_are_replaced_once(self, client, shop):
        key, _ = keys.api_key(of=shop)
        for _ in range(2):
            answer = client.post(url(shop, f"{key.pk}/rotate/"), {"overlap": "86400"}, follow=True)
        assert "al eerder vervangen" in answer.text
        assert ApiKey.objects.count() == 2

    def test_are_withdrawn(self, client, shop):
        key, secret = keys.api_key(of=shop)
        client.post(url(shop, f"{key.pk}/revoke/"))
        assert ApiKey.objects.admitting(secret, clock.now()) is None
        assert client.post(url(shop, f"{key.pk}/revoke/")).status_code == 404

    @pytest.mark.parametrize("verb", ["rotate", "revoke"])
    def test_of_another_shop_do_not_exist(self, client, shop, verb):
        other, secret = keys.api_key()
        assert client.post(url(shop, f"{other.pk}/{verb}/"), {"overlap": "0"}).status_code == 404
        assert client.get(url(other.shop)).status_code == 404
        assert ApiKey.objects.admitting(secret, clock.now()) == other
