"""What partners read in bulk, and the addresses of old."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reviews.models import Announcement, Partner, PartnerRead
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(now) -> str:
    return Partner.admit("Thuiswinkelgids", actor="test", at=now)[1]


def fetched(client, token, **more):
    return client.get("/webshops/fetch.json", {"token": token, **more})


class TestFetch:
    def test_lists_members_best_known_first_as_a_bare_array(self, client, token, now):
        quiet, known = reviews.inviting_shop(name="Stil"), reviews.inviting_shop(name="Bekend")
        reviews.review(of=known, at=now, stars=4)
        answer = fetched(client, token)
        assert [item["id"] for item in answer.json()] == [known.pk, quiet.pk]
        assert answer["X-Total"] == "2"
        assert (answer.json()[0]["rating"], answer.json()[0]["rating_count"]) == (8.0, 1)

    def test_is_empty_past_the_end(self, client, token):
        reviews.inviting_shop()
        answer = fetched(client, token, page="2")
        assert (answer.json(), answer["X-Total"]) == ([], "1")

    def test_finds_and_sorts(self, client, token):
        for name in ("Bloem", "Appel", "Appelboom"):
            reviews.inviting_shop(name=name)
        assert [item["name"] for item in fetched(client, token, sort="name", search="appel").json()] == [
            "Appel",
            "Appelboom",
        ]
        assert len(fetched(client, token, limit="1").json()) == 1
        assert len(fetched(client, token, limit="1", featured="1").json()) == 3

    @pytest.mark.parametrize("status", ["signup", "wachtend", "afgekeurd", "nonsense"])
    def test_tells_nothing_of_who_applies(self, client, token, status):
        reviews.inviting_shop()
        assert fetched(client, token, status=status).json() == []

    def test_knows_who_left(self, client, token, now):
        shop = reviews.inviting_shop()
        shop.membership.end(actor="test", at=now, reason="test")
        assert fetched(client, token).json() == []

    def test_gives_one_shop_by_its_address(self, client, token):
        shop = reviews.inviting_shop()
        asked = {"token": token, "url": f"https://www.{shop.host}/page"}
        (item,) = client.get("/webshops/fetch_domain.json", asked).json()
        assert (item["id"], item["partner_assurances"]) == (shop.pk, {})
        assert item["approved_date"]

    def test_needs_a_token_that_works(self, client, token, now):
        Partner.objects.get().revoke(actor="test", at=now)
        assert fetched(client, token).json()["status"] == "error"
        assert fetched(client, "").json()["message"] == "Not all obligated variables are set."


class TestCreate:
    def test_keeps_a_shop_that_a_partner_sends_once(self, client, token):
        body = {"shop_url": "https://nieuw.example/", "name": "Nieuw", "source": "gids", "addresses": {"shop": {}}}
        for _ in range(2):
            answer = client.post(
                f"/partner_api/create?token={token}", json.dumps(body), content_type="application/json"
            )
            assert answer.json() == {"source": "gids", "source_id": Announcement.objects.get().pk}

    @pytest.mark.parametrize("body", ["", "{", "[]", '{"shop_url": "x"}', '{"shop_url": {"a": 1}}'])
    def test_refuses_nonsense_in_words(self, client, token, body):
        answer = client.post(f"/partner_api/create?token={token}", body, content_type="application/json")
        assert (answer.status_code, answer.json()["status"]) == (200, "error")


class TestOldAddresses:
    @pytest.mark.parametrize("path", ["/webshop/Fiets-Goed_{}", "/nl/webshop/Fiets-Goed-{}", "/webshop/_{}"])
    def test_of_a_profile_leads_to_the_shops_page(self, client, path):
        shop = reviews.inviting_shop()
        assert client.get(path.format(shop.pk))["Location"].endswith(f"/shops/{shop.pk}/")

    @pytest.mark.parametrize(
        ("path", "picture"),
        [
            ("/webshops/icon/{}/256.png?m=1", "/w/seal/{}.svg"),
            ("/webshops/hero/{}/1024.jpg", "/w/seal/{}.svg"),
            ("/img/logos/{}.png", "/w/seal/{}.svg"),
            ("/banners/23/{}/1580000000.svg", "/w/badge/{}.svg"),
            ("/webshops/widget_html?id={}&layout=new_button-stars&language=eng", "/w/frame/{}.en.html"),
        ],
    )
    def test_of_a_picture_leads_to_ours(self, client, path, picture):
        shop = reviews.inviting_shop()
        assert client.get(path.format(shop.pk))["Location"] == picture.format(shop.pk)
        assert client.get(path.format(999999)).status_code == 404

    def test_of_a_review_leads_to_its_shop(self, client, now):
        review = reviews.review(at=now)
        assert client.get(f"/reviews/view/{review.pk}")["Location"].endswith(f"/shops/{review.shop_id}/")
        assert client.get("/reviews/view/99999").status_code == 404


class TestCommand:
    def test_shows_a_token_once_and_takes_it_back(self, client, capsys):
        call_command("partner", "Gids")
        token = capsys.readouterr().out.strip()
        assert fetched(client, token).json() == []
        call_command("partner", "Gids", "--revoke")
        assert fetched(client, token).json()["status"] == "error"
        with pytest.raises(CommandError):
            call_command("partner", "Gids", "--revoke")


class TestLog:
    """Terms 8.2: what is shared with whom, when, is written down before it is given."""

    @pytest.mark.rule("8.2")
    def test_says_which_partner_read_how_many_shops_and_which_facts(self, client, token, now):
        shops = [reviews.inviting_shop().pk, reviews.inviting_shop().pk]
        given = fetched(client, token).json()
        read = PartnerRead.objects.get()
        assert (read.partner.name, read.kind, read.rows) == ("Thuiswinkelgids", "LIST", 2)
        assert sorted(read.shops) == sorted(shops)
        assert read.facts == list(given[0])

    @pytest.mark.rule("8.2")
    def test_has_a_shop_by_its_address_and_a_list_that_was_empty(self, client, token):
        shop = reviews.inviting_shop()
        client.get("/webshops/fetch_domain.json", {"token": token, "url": shop.host})
        fetched(client, token, page="9")
        assert list(PartnerRead.objects.order_by("pk").values_list("kind", "rows")) == [("ONE", 1), ("LIST", 0)]
        assert "approved_date" in PartnerRead.objects.order_by("pk")[0].facts

    def test_has_nothing_of_whom_was_refused(self, client, token):
        fetched(client, "wrong")
        client.get("/webshops/fetch_domain.json", {"token": token, "url": "no host"})
        assert not PartnerRead.objects.exists()

    @pytest.mark.rule("8.2")
    def test_comes_first_so_that_nothing_is_shared_without_it(self, client, token, monkeypatch):
        reviews.inviting_shop(name="Geheim")

        def broken(*_args, **_facts):
            raise OSError("the disk is full")

        monkeypatch.setattr(PartnerRead, "note", broken)
        client.raise_request_exception = False
        assert b"Geheim" not in fetched(client, token).content
