"""The register and the check of an address: which shops carry the mark, and which do not."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from keurmerk import clock
from members.models import Membership, Shop
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
HOSTILE = [
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%00",
    "%ED%A0%80",
    "%25_",
    "\\",
    "x" * 5000,
    "%E2%80%AE",
    "..%2F..%2Fetc",
]


def names(client: Client, query: str = "") -> list[str]:
    """The shops in the register, in the page's order."""
    answer = client.get(f"/register/{query}")
    assert answer.status_code == 200
    return [shop.name for shop in answer.context["shops"]]


def ended(shop: Shop) -> Shop:
    shop.membership.end(actor="test", at=clock.now(), reason="notice")
    return shop


def suspended(shop: Shop) -> Shop:
    shop.membership.suspend(actor="test", at=clock.now(), reason="12.10")
    return shop


class TestRegister:
    @pytest.fixture
    def town(self) -> None:
        zwolle = members.member(kvk_number="11112222", city="Zwolle", legal_name="Rijwielhandel De Bel B.V.")
        members.full_shop(of=zwolle, name="Fietsgoed", host="fietsgoed.example")
        members.aspirant_shop(
            of=members.member(city="Delft", legal_name="Theehuis B.V."), name="Theehuis", host="theehuis.example"
        )
        suspended(
            members.full_shop(
                of=members.member(city="Gouda", legal_name="Hoes B.V."), name="Hoesjes", host="hoesjes.example"
            )
        )
        ended(
            members.full_shop(
                of=members.member(city="Almelo", legal_name="Weg B.V."), name="Weggegaan", host="weg.example"
            )
        )
        members.shop(of=members.member(city="Zwolle"), name="Nooit Gekeurd", host="nooit.example")

    @pytest.mark.rule("8.1")
    def test_lists_whoever_was_approved_and_has_not_left(self, client, town):
        assert set(names(client)) == {"Fietsgoed", "Theehuis", "Hoesjes"}

    @pytest.mark.rule("5.3")
    def test_says_how_each_stands(self, client, town):
        html = client.get("/register/").text
        assert all(words in html for words in ("Gekeurd lid", "Aspirant-lid, relatief nieuw", "Geschorst"))

    @pytest.mark.parametrize(
        ("standing", "found"),
        [("full", ["Fietsgoed"]), ("aspirant", ["Theehuis"]), ("ended", ["Weggegaan"]), ("nonsense", None)],
    )
    def test_is_filtered_by_standing(self, client, town, standing, found):
        assert set(names(client, f"?standing={standing}")) == set(found or {"Fietsgoed", "Theehuis", "Hoesjes"})

    def test_shows_no_member_as_former_who_came_back(self, client):
        shop = ended(members.full_shop(name="Terug"))
        again = Shop.objects.create(
            member=shop.member, host=shop.host, url=shop.url, name="Terug weer", registered_at=clock.now()
        )
        Membership.contract(shop.member, actor="test", at=clock.now()).establish(actor="test", at=clock.now())
        from members.models import MarkGrant

        MarkGrant.grant(again, actor="test", at=clock.now())
        assert names(client) == ["Terug weer"]
        assert names(client, "?standing=aspirant") == ["Terug weer"]
        assert names(client, "?standing=ended") == ["Terug"]

    @pytest.mark.rule("10.3")
    def test_counts_no_suspended_mark_as_full(self, client):
        shop = members.full_shop()
        shop.grant.suspend(actor="test", at=clock.now())
        assert names(client, "?standing=full") == []

    @pytest.mark.parametrize(
        "words",
        ["fietsg", "FIETSGOED", "fietsgoed.example", "11112222", "zwolle", "Rijwielhandel", "  fietsgoed  "],
    )
    def test_finds_by_name_host_company_number_and_place(self, client, town, words):
        assert names(client, f"?q={words}") == ["Fietsgoed"]

    @pytest.mark.parametrize("words", ["fietsgod", "fitesgoed", "Fïetsgoed", "rijwielhandl de bel", "goed zwolle"])
    def test_forgives_typing_errors_and_accents(self, client, town, words):
        assert names(client, f"?q={words}") == ["Fietsgoed"]

    def test_finds_by_the_new_name_at_once(self, client, town):
        shop = Shop.objects.get(name="Fietsgoed")
        shop.change({"name": "Trapper"}, actor="user:1", at=clock.now())
        shop.member.legal_name, shop.member.city = "Rijwielen Anders B.V.", "Kampen"
        shop.member.save()
        assert names(client, "?q=trapper") == names(client, "?q=kampen") == names(client, "?q=anders") == ["Trapper"]
        assert names(client, "?q=zwolle") == []

    def test_puts_the_likest_before_the_most_reviewed(self, client):
        members.full_shop(name="Kaas")
        known = reviews.inviting_shop(name="Kaashandel Verbruggen en Zonen")
        reviews.review(of=known, at=clock.now() - timedelta(days=1))
        assert names(client, "?q=kaas") == ["Kaas", "Kaashandel Verbruggen en Zonen"]
        assert "meest op je woorden lijkt" in client.get("/register/?q=kaas").text

    def test_counts_what_is_sold_and_narrows_to_it(self, client, town):
        Shop.objects.filter(name="Fietsgoed").update(category="VEHICLES")
        Shop.objects.filter(name__in=["Theehuis", "Hoesjes"]).update(category="FOOD")
        counted = {each.label: (each.shops, each.address) for each in client.get("/register/").context["categories"]}
        assert counted == {
            "Fietsen, auto's en onderdelen": (1, "?category=VEHICLES&page=1"),
            "Eten en drinken": (2, "?category=FOOD&page=1"),
        }
        assert set(names(client, "?category=FOOD")) == {"Theehuis", "Hoesjes"}
        found = client.get("/register/?q=theehuis").context["categories"]
        assert [(each.shops, each.address) for each in found] == [(1, "?q=theehuis&category=FOOD&page=1")]

    def test_says_when_a_search_finds_more_than_it_shows(self, client, monkeypatch):
        monkeypatch.setattr("frontend.public.register_search.MOST", 2)
        for number in range(3):
            members.full_shop(name=f"Kaas {number}")
        answer = client.get("/register/?q=kaas")
        assert len(answer.context["shops"]) == 2
        assert "Voeg een woord toe" in answer.text

    @pytest.mark.parametrize("words", ["1111222", "example.com", "Nooit", "Jan"])
    def test_finds_nothing_else(self, client, town, words):
        answer = client.get("/register/", {"q": words})
        assert answer.context["shops"] == []
        assert "Geen webshop gevonden" in answer.text

    @pytest.mark.parametrize("words", HOSTILE)
    def test_bears_hostile_words(self, client, town, words):
        answer = client.get(f"/register/?q={words}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text

    @pytest.mark.parametrize("words", ["%", "_", "%_%"])
    def test_takes_the_signs_of_a_search_literally(self, client, town, words):
        assert client.get("/register/", {"q": words}).context["shops"] == []

    def test_puts_the_most_reviewed_first_and_says_so(self, client):
        members.full_shop(name="Aap")
        noot = reviews.inviting_shop(name="Noot")
        reviews.review(of=noot, at=clock.now() - timedelta(days=1))
        assert names(client) == ["Noot", "Aap"]
        assert "Bovenaan staan die met de meeste reviews" in client.get("/register/").text

    def test_goes_in_pages(self, client):
        member = members.member()
        first = members.full_shop(of=member, name="Shop 00")
        from members.models import MarkGrant

        for number in range(1, 30):
            shop = members.shop(of=first.member, name=f"Shop {number:02}")
            MarkGrant.grant(shop, actor="test", at=clock.now())
        seen = names(client) + names(client, "?page=2")
        assert seen == [f"Shop {number:02}" for number in range(30)]
        assert names(client, "?page=3") == []

    @pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "99999999999999999999", "²", "%00"])
    def test_bears_pages_that_are_no_number(self, client, town, page):
        assert len(names(client, f"?page={page}")) in (0, 3)

    def test_keeps_the_question_from_page_to_page(self, client):
        answer = client.get("/register/?q=fiets&standing=full&page=2")
        assert answer.context["newer"] == "?q=fiets&standing=full&page=1"

    def test_is_kind_when_empty(self, client):
        assert "Nog geen webshops" in client.get("/register/").text

    @pytest.mark.parametrize("number", [3, 15])
    def test_costs_as_many_queries_for_three_shops_as_for_fifteen(self, client, django_assert_max_num_queries, number):
        for each in range(number):
            shop = reviews.inviting_shop(of=members.member(city=f"Plaats {each}"))
            reviews.review(of=shop)
        names(client)  # what is sold by how many is counted now and then
        with django_assert_max_num_queries(6):
            assert len(names(client)) == number
        with django_assert_max_num_queries(7):
            assert len(names(client, "?q=plaats")) == number

    def test_speaks_english(self, client, town):
        assert "Aspirant member, relatively new" in client.get("/en/register/").text


class TestVerify:
    def page(self, client: Client, domain: str) -> str:
        answer = client.get("/verify/", {"domain": domain})
        assert answer.status_code == 200
        return unescape(answer.text)

    def test_asks_for_an_address(self, client):
        html = client.get("/verify/").text
        assert "Is deze webshop echt?" in html
        assert 'role="status"' not in html.partition("<main")[2].partition("</main>")[0]

    @pytest.mark.parametrize(
        "said",
        [
            "bel.example",
            "https://bel.example/",
            "WWW.Bel.Example",
            "http://www.bel.example/fiets?x=1",
            " bel.example. ",
        ],
    )
    def test_knows_a_member_however_its_address_is_written(self, client, said):
        members.full_shop(name="De Bel", host="bel.example")
        html = self.page(client, said)
        assert "Ja, deze webshop heeft ons keurmerk" in html
        assert "bel.example is De Bel." in html

    def test_knows_a_host_with_accents(self, client):
        members.full_shop(host="xn--caf-dma.example")
        assert "Ja, deze webshop" in self.page(client, "café.example")

    @pytest.mark.rule("5.3")
    def test_says_that_an_aspirant_is_new(self, client):
        members.aspirant_shop(host="bel.example")
        html = self.page(client, "bel.example")
        assert "Ja, deze webshop" in html
        assert "relatief nieuw" in html

    @pytest.mark.rule("10.3")
    @pytest.mark.parametrize(("become", "words"), [(suspended, "Geschorst"), (ended, "Oud-lid")])
    def test_warns_of_who_may_not_show_the_mark_now(self, client, become, words):
        become(members.full_shop(host="bel.example"))
        html = self.page(client, "bel.example")
        assert "mag ons keurmerk nu niet tonen" in html
        assert words in html
        assert "Ja, deze webshop" not in html

    @pytest.mark.rule("10.1")
    @pytest.mark.parametrize(
        "said", ["onbekend.example", "bel.example.evil.example", "belexample.nl", "sub.bel.example"]
    )
    def test_vouches_for_no_other_address(self, client, said):
        members.full_shop(host="bel.example")
        assert "Wij kennen deze webshop niet" in self.page(client, said)

    @pytest.mark.rule("10.1")
    def test_does_not_know_a_shop_that_was_never_approved(self, client):
        members.shop(host="bel.example")
        assert "Wij kennen deze webshop niet" in self.page(client, "bel.example")

    def test_looks_at_the_newest_shop_at_an_address(self, client):
        old = ended(members.full_shop(host="bel.example", name="Oud"))
        members.full_shop(host="bel.example", name="Nieuw", registered_at=old.registered_at + timedelta(days=1))
        assert "bel.example is Nieuw." in self.page(client, "bel.example")

    @pytest.mark.parametrize(
        "said",
        [
            "",
            "geen adres",
            "localhost",
            "[",
            "javascript:alert(1)",
            "a" * 70 + ".nl",
            "http://",
            "x" * 400,
            "a\x00b.nl",
            "…",
        ],
    )
    def test_asks_again_for_what_is_no_address(self, client, said):
        html = self.page(client, said)
        assert "<title>Fout:" in html
        assert "Wij kennen deze webshop niet" not in html

    @pytest.mark.parametrize("said", [*HOSTILE, "<b>x</b>.nl", "2130706433", "127.0.0.1:1", "[::1]"])
    def test_bears_hostile_addresses(self, client, said):
        answer = client.get("/verify/", {"domain": said})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<b>x" not in answer.text

    def test_asks_few_queries(self, client, django_assert_max_num_queries):
        members.full_shop(host="bel.example")
        with django_assert_max_num_queries(4):
            self.page(client, "bel.example")
