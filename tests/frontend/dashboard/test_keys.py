"""The owner connects a plugin, and replaces or withdraws its key."""

import pytest

from reviews.models import PluginKey
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/keys/{rest}"


class TestKeys:
    def test_begin_with_a_button(self, client, shop):
        assert url(shop, "issue/") in client.get(url(shop)).text
        client.post(url(shop, "issue/"))
        assert PluginKey.objects.get().code in client.get(url(shop)).text

    def test_are_replaced_in_one_step(self, client, shop):
        old = reviews.plugin_key(of=shop)
        client.post(url(shop, f"{old.pk}/rotate/"))
        assert PluginKey.objects.admitting(shop.pk, old.code) is None
        new = PluginKey.objects.working().get()
        assert PluginKey.objects.admitting(shop.pk, new.code) == new

    def test_are_withdrawn(self, client, shop):
        key = reviews.plugin_key(of=shop)
        client.post(url(shop, f"{key.pk}/revoke/"))
        assert not PluginKey.objects.working().exists()
        assert client.post(url(shop, f"{key.pk}/rotate/")).status_code == 404

    @pytest.mark.parametrize("verb", ["rotate", "revoke"])
    def test_of_another_shop_do_not_exist(self, client, shop, verb):
        other = reviews.plugin_key()
        assert client.post(url(shop, f"{other.pk}/{verb}/")).status_code == 404
        assert client.get(url(other.shop)).status_code == 404
        assert PluginKey.objects.working().exists()
