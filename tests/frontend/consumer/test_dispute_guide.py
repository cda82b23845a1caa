import re

import pytest
from django.urls import reverse

from disputes.models import Dispute, Kind
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.full_shop()


def guide(shop):
    return reverse("consumer:dispute_guide", args=[shop.pk])


def form(shop):
    return reverse("consumer:file_dispute", args=[shop.pk])


@pytest.mark.rule("11.1")
class TestTheGuide:
    def test_comes_before_the_form_and_keeps_what_came_along(self, client, shop):
        there = client.get(f"{form(shop)}?from=abc&x=1")
        assert there.status_code == 302
        assert there["Location"] == f"{guide(shop)}?from=abc"
        assert client.get(f"{form(shop)}?kind=NONSENSE")["Location"] == f"{guide(shop)}?kind=NONSENSE"

    def test_asks_first_what_it_is_about(self, client, shop):
        page = client.get(f"{guide(shop)}?from=abc").content.decode()
        assert 'name="from" value="abc"' in page
        for label in Kind:
            assert f'value="{label.value}"' in page

    @pytest.mark.parametrize("kind", Kind.values)
    def test_gives_the_law_a_letter_and_the_way_on(self, client, shop, kind):
        page = client.get(guide(shop), {"kind": kind, "from": "abc"}).content.decode()
        assert re.search(r"BW [67]:\d", page)
        assert f"Beste {shop.name}," in page
        assert f'{form(shop)}?kind={kind}&amp;from=abc"' in page

    def test_leads_to_a_form_in_which_the_kind_is_chosen(self, client, shop):
        page = client.get(form(shop), {"kind": "LATE"}).content.decode()
        assert re.search(r'value="LATE"[^>]*checked', page)

    def test_fills_in_the_letter_for_who_comes_from_an_invitation(self, client):
        invitation = reviews.sent_invitation()
        asked = {"kind": "LATE", "from": invitation.token}
        assert invitation.order_number in client.get(guide(invitation.shop), asked).content.decode()
        assert invitation.order_number not in client.get(guide(members.full_shop()), asked).content.decode()

    @pytest.mark.parametrize("asked", [{"kind": ""}, {"kind": "NONSENSE"}, {"kind": "<script>"}])
    def test_says_so_when_nothing_was_chosen(self, client, shop, asked):
        page = client.get(guide(shop), asked).content.decode()
        assert "Kies waar het over gaat" in page
        assert "<script>" not in page

    def test_keeps_nothing_and_takes_no_post(self, client, shop):
        client.get(guide(shop), {"kind": "LATE"})
        assert client.post(guide(shop), {"kind": "LATE"}).status_code == 405
        assert not Dispute.objects.exists()

    def test_does_not_exist_for_a_shop_outside_the_register(self, client):
        assert client.get(guide(members.shop())).status_code == 404
