"""The shop makes links and codes, prints them, replaces them and withdraws them."""

import pytest

from keurmerk import clock
from reviews.models import Invitation, ReviewLink
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person, name="Fietsgoed")


def url(shop, rest: str = "") -> str:
    return f"/en/dashboard/shops/{shop.pk}/links/{rest}"


class TestGeneralLinks:
    def test_are_made_and_shown_with_their_address(self, client, shop):
        client.post(url(shop, "make/"), {"name": "Counter", "place": "STORE"})
        link = ReviewLink.objects.get()
        assert (link.shop, link.place) == (shop, "STORE")
        assert f"/l/{link.token}/" in client.get(url(shop)).text

    def test_have_a_name_of_their_own(self, client, shop):
        reviews.review_link(of=shop, name="Counter")
        answer = client.post(url(shop, "make/"), {"name": "Counter", "place": "LINK"})
        assert "You have a link with this name already" in answer.text
        assert ReviewLink.objects.count() == 1

    def test_are_replaced_and_withdrawn(self, client, shop):
        link = reviews.review_link(of=shop)
        client.post(url(shop, f"{link.pk}/rotate/"))
        new = ReviewLink.objects.working().get()
        assert new.pk != link.pk
        client.post(url(shop, f"{new.pk}/revoke/"))
        assert not ReviewLink.objects.working().exists()
        assert client.post(url(shop, f"{new.pk}/revoke/")).status_code == 404

    def test_come_as_a_picture_and_on_paper(self, client, shop):
        link = reviews.review_link(of=shop)
        picture = client.get(url(shop, f"{link.pk}/qr.svg"))
        assert picture["Content-Type"] == "image/svg+xml"
        assert picture.content.startswith(b"<?xml")
        for size in ("a6", "a4"):
            paper = client.get(url(shop, f"{link.pk}/card-{size}.pdf?language=nl"))
            assert paper.content.startswith(b"%PDF-")
        assert client.get(url(shop, f"{link.pk}/card-a3.pdf")).status_code == 404

    def test_of_another_shop_do_not_exist(self, client, shop):
        other = reviews.review_link()
        assert client.get(url(other.shop)).status_code == 404
        assert client.post(url(shop, f"{other.pk}/revoke/")).status_code == 404
        assert client.get(url(shop, f"{other.pk}/qr.svg")).status_code == 404


ORDER = {"order-number": "4711", "order-email": "sanne@example.com", "order-way": "STORE", "order-language": "nl"}


class TestLinkForOneOrder:
    def test_is_shown_with_its_code(self, client, shop):
        answer = client.post(url(shop, "orders/make/"), ORDER, follow=True)
        invitation = Invitation.objects.get()
        assert f"/r/{invitation.token}/" in answer.text
        assert client.get(url(shop, f"orders/{invitation.pk}/qr.svg")).status_code == 200
        assert client.get(url(shop, f"orders/{invitation.pk}/card-a6.pdf")).content.startswith(b"%PDF-")

    def test_is_refused_for_an_order_that_we_know(self, client, shop):
        reviews.invitation(of=shop, number="4711")
        answer = client.post(url(shop, "orders/make/"), ORDER)
        assert "This order was reported already" in answer.text

    @pytest.mark.rule("18.2")
    def test_waits_for_the_clause(self, client):
        person = members.user()
        client.force_login(person)
        answer = client.post(url(members.full_shop(owner=person), "orders/make/"), ORDER)
        assert "You cannot invite yet" in answer.text
        assert not Invitation.objects.exists()

    def test_does_not_show_the_links_of_mails(self, client, shop):
        sent = reviews.sent_invitation(of=shop, at=clock.now())
        assert client.get(url(shop, f"orders/{sent.pk}/")).status_code == 404
