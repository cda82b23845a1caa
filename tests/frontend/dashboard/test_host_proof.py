"""Showing that one runs the host: code to paste, a button, and nothing of anybody else's."""

import pytest

from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import proving
from members.models import Application, HostProof
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.7")]
HERE = "/dashboard/application/host/"


@pytest.fixture
def anna(client):
    person = members.user()
    client.force_login(person)
    return person


def text(response):
    return response.content.decode()


class TestThePage:
    def test_has_three_ways_to_paste(self, anna, client):
        made = members.application(applicant=anna, shop_url="https://www.thee.example/", shop_host="thee.example")
        page = text(client.get(HERE))
        proof = HostProof.objects.get(application=made)
        assert f"&lt;meta name=&quot;keurtegel-verification&quot; content=&quot;{proof.code}&quot;&gt;" in page
        assert "_keurtegel.thee.example" in page
        assert f"https://www.thee.example/.well-known/keurtegel-{proof.code}.txt" in page
        assert HostProof.objects.get() == proof, "the same code each time"

    def test_asks_for_the_address_first(self, anna, client, now):
        Application.start(anna, at=now)
        assert client.get(HERE)["Location"].endswith("/application/shop/")

    def test_is_not_there_without_an_application(self, anna, client):
        members.application()
        assert client.get(HERE).status_code == 404

    def test_names_no_record_for_an_address_on_the_network(self, anna, client):
        members.application(applicant=anna, shop_url="http://127.0.0.1:8000/", shop_host="127.0.0.1:8000")
        assert "proof-name" not in text(client.get(HERE))


class TestTheButton:
    def test_settles_it_also_after_sending(self, anna, client, now):
        with ShopServer(proving(lambda *_: None, "Keurtegel")) as server:
            host = server.url.split("//")[1].rstrip("/")
            made = members.application(applicant=anna, shop_url=server.url, shop_host=host)
            assert "Laat zien dat deze webshop van jou is" in text(client.get("/dashboard/application/"))
            made.submit(actor="test", at=now)
            assert "Laat zien dat deze webshop van jou is" in text(client.get("/dashboard/application/"))
            assert "Geregeld" in text(client.post(HERE, follow=True))
        assert HostProof.holds_for(made)
        assert "Laat zien dat deze webshop van jou is" not in text(client.get("/dashboard/application/"))

    def test_says_that_it_was_not_found_and_can_be_pressed_six_times(self, anna, client):
        members.application(applicant=anna)
        for _ in range(6):
            assert "nog niet gevonden" in text(client.post(HERE, follow=True))
        assert "meermaals gekeken" in text(client.post(HERE, follow=True))


class TestFiveShops:
    def test_are_the_most_and_the_sixth_is_told_why(self, anna, client):
        company = members.member()
        for _ in range(5):
            members.shop(of=company, owner=anna)
        members.application(applicant=anna, member=company)
        page = text(client.post("/dashboard/application/check/", follow=True))
        assert "heeft 5 webshops bij ons" in page
        assert Application.objects.get(applicant=anna).state == "DRAFT"


class TestAnAddressThatImitates:
    def test_is_taken_with_a_warning(self, anna, client, now):
        Application.start(anna, at=now)
        typed = {"shop_url": "https://bоl.com/", "shop_name": "Bol", "shop_language": "nl"}
        page = text(client.post("/dashboard/application/shop/", typed, follow=True))
        assert "letters die op andere lijken" in page
        assert Application.objects.get().shop_host.startswith("xn--")
