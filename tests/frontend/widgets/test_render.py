"""From a card to the files: every state says what it is, and no shop's name or review breaks out of its place."""

import gzip
import json
import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from frontend.widgets import embed, feeds, publish, render
from frontend.widgets.card import PublicProduct, ShopCard, Status, clipped, plain, public_name
from frontend.widgets.feeds import FeedReview, SellerPage
from frontend.widgets.fitting import cut, fit, width, wrap
from tests.factories import cards

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]><svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)",
    "\u202egnol\u202c \u2066x\u2069 \ufeffy",
    "\x00\x08\x0b\x1f\ud800\uffff",
    "{{ settings.SECRET_KEY }} {% load x %} %(name)s {0}",
    "line\u2028end\u2029and\r\nmore",
    "W" * 200,
    "👩‍👩‍👧" * 60,
    "日本語のとても長い店の名前" * 20,
)
NEUTRAL = (Status.SUSPENDED, Status.ENDED, Status.NONE)


def files(card: ShopCard) -> dict[str, str]:
    return {path: data.decode() for path, data in render.files(card, cards.mark()).items()}


def data(card: ShopCard) -> dict:
    return json.loads(files(card)["w/v1/1.json"])


def pictures(card: ShopCard) -> list[str]:
    return [text for path, text in files(card).items() if path.endswith(".svg")]


def parsed(text: str | bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # we wrote it ourselves


class TestScore:
    @pytest.mark.parametrize(
        ("mean", "shown"), [("4.6999", 4.6), ("4.7", 4.7), ("3.0001", 3.0), ("5", 5.0), ("1", 1.0)]
    )
    def test_is_cut_off_and_never_rounded_up(self, mean, shown):
        assert data(cards.card(mean=Decimal(mean)))["score"] == shown

    @pytest.mark.parametrize("fields", [{"mean": None, "count": 0}, *({"status": status} for status in NEUTRAL)])
    def test_is_absent_without_reviews_or_without_a_mark(self, fields):
        assert data(cards.card(**fields))["score"] is None

    def test_stands_beside_its_count_scale_and_period(self):
        found = data(cards.card())
        assert (found["count"], found["best"], found["worst"], found["window_months"]) == (1204, 5, 1, 12)
        badge = files(cards.card())["w/badge/1.svg"]
        assert all(words in badge for words in ("4,6", "1.204 reviews", "laatste 12 maanden"))
        assert all(words in files(cards.card())["w/badge/1.en.svg"] for words in ("4.6", "1,204 reviews"))


class TestData:
    def test_has_every_field_a_widget_reads(self):
        found = data(cards.card())
        script = publish.widget_script().decode()
        read = set(re.findall(r"\bd\.([a-z_]+)", script)) | set(re.findall(r"this\.d\.([a-z_]+)", script))
        assert read <= set(found)
        assert set(re.findall(r"\bv\.([a-z_]+)", script)) <= set(found["reviews"][0])

    def test_names_the_standing_in_three_languages(self):
        for status in Status:
            assert set(data(cards.card(status=status))["label"]) == {"nl", "en", "de"}

    def test_shows_low_ratings_like_high_ones(self):
        stars = [review["stars"] for review in data(cards.card())["reviews"]]
        assert stars == [5, 3, 5, 4, 5, 1]

    def test_holds_no_address_and_no_order(self):
        said = cards.review(text="Mail me op jan@example.com of bel", title="a@b.nl")
        text = files(cards.card(reviews=(said,)))["w/v1/1.json"]
        assert "@" not in text
        assert "order" not in text

    def test_is_the_same_for_the_same_card(self):
        assert render.files(cards.card(), cards.mark()) == render.files(cards.card(), cards.mark())


class TestPictures:
    def test_have_a_role_a_name_and_no_script(self):
        for picture in pictures(cards.card()):
            root = parsed(picture)
            assert root.get("role") == "img"
            assert root[0].tag.endswith("title")
            assert root[0].text.startswith("Keurtegel: Fietsgoed, ")
            assert not re.search(r"<script|\son\w+=|href|<style|style=", picture)

    @pytest.mark.parametrize("status", NEUTRAL)
    @pytest.mark.rule("10.2")
    def test_turn_neutral_without_a_mark(self, status):
        for picture in pictures(cards.card(status=status)):
            assert "Geen lid" in picture or "Not a member" in picture
            assert "4,6" not in picture
            assert "#e4570b" not in picture.replace(cards.mark().shapes, "")
            assert 'filter="url(#grey)"' in picture

    @pytest.mark.rule("5.3")
    def test_call_an_aspirant_new(self):
        for fields in ({}, {"mean": None, "count": 0}):
            found = files(cards.card(status=Status.ASPIRANT, **fields))
            assert "Aspirant-lid · nieuw" in found["w/seal/1.svg"]
            assert "Aspirant-lid · nieuw" in found["w/badge/1.svg"]
            assert "Aspirant member · new" in found["w/badge/1.en.svg"]

    @pytest.mark.rule("5.7")
    def test_of_the_seal_name_the_host(self):
        assert ">fietsgoed.example<" in files(cards.card())["w/seal/1.svg"]

    @pytest.mark.parametrize("name", HOSTILE)
    def test_keep_long_words_inside_their_room(self, name):
        room = {"seal": 134, "badge": 140, "reviews": 260}
        card = cards.card(name=name, host=f"{'x' * 200}.example", reviews=(cards.review(title=name, text=name),))
        for path, text in files(card).items():
            if path.endswith(".svg"):
                for line in parsed(text).iter("{http://www.w3.org/2000/svg}text"):
                    assert width(line.text or "", float(line.get("font-size"))) <= room[path.split("/")[1]] + 1


class TestHostileWords:
    @pytest.mark.parametrize("words", HOSTILE)
    def test_stay_words_everywhere(self, words):
        said = (cards.review(title=words, text=words, name=words),)
        card = cards.card(name=words, legal_name=words, city=words, reviews=said)
        found = files(card)
        assert json.loads(found["w/v1/1.json"])["status"] == "full"
        for path, text in found.items():
            assert "SECRET" not in text.replace("{{ settings.SECRET_KEY }}", "")
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", text)
            if path.endswith(".svg"):
                allowed = {"svg", "title", "rect", "path", "text", "g", "circle", "filter", "feColorMatrix", "tspan"}
                assert {each.tag.rpartition("}")[2] for each in parsed(text).iter()} <= allowed
            elif not path.endswith(".json"):
                self.is_harmless(BeautifulSoup(text, "html.parser"))

    def is_harmless(self, page: BeautifulSoup) -> None:
        assert not [
            name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on") or name == "style"
        ]
        for script in page.find_all("script"):
            assert script.get("type") == "application/ld+json" or script["src"] == "/w/certificate.js"
            if not script.get("src"):
                assert json.loads(script.string)["@type"] == "Organization"
        assert not [image["src"] for image in page.find_all("img") if not image["src"].startswith("/w/")]

    @pytest.mark.parametrize("words", HOSTILE)
    def test_stay_words_in_feeds(self, words):
        said = cards.review(title=words, text=words, name=words, product=PublicProduct(name=words, gtin=words))
        mark, card = cards.mark(name=words), cards.card(name=words)
        sellers = feeds.sellers(
            SellerPage(sellers=[card], reviews=[FeedReview(shop=1, review=said, changed_at=cards.LATELY)])
        )
        assert parsed(sellers).tag.endswith("feed")
        assert parsed(feeds.products([said], mark)).tag == "feed"
        assert json.loads(feeds.register([card], page=1, pages=1, following=None))["shops"][0]["id"] == 1

    @pytest.mark.parametrize("words", HOSTILE)
    def test_stay_words_in_the_code_a_shop_pastes(self, words):
        code = embed.element("badge", cards.card(), words, theme=words, accent=words)
        page = BeautifulSoup(code, "html.parser")
        assert [tag.name for tag in page.find_all(True)] == ["keur-badge", "a", "img"]


class TestCertificate:
    def page(self, language: str = "", **fields) -> BeautifulSoup:
        return BeautifulSoup(files(cards.card(**fields))[f"certificate/1{language}"], "html.parser")

    @pytest.mark.parametrize(
        ("status", "answer"),
        [
            (Status.FULL, "Ja, dit is een lid"),
            (Status.ASPIRANT, "Ja, dit is een aspirant-lid"),
            (Status.SUSPENDED, "Nee, nu niet"),
            (Status.ENDED, "Nee, niet meer"),
        ],
    )
    def test_answers_the_question_first(self, status, answer):
        assert self.page(status=status).h1.text == answer

    @pytest.mark.rule("5.7")
    def test_is_valid_for_one_host_only(self):
        text = self.page().find(class_="host").get_text(" ", strip=True)
        assert text == "Dit certificaat geldt alleen voor dit adres fietsgoed.example"

    def test_speaks_english_and_says_so(self):
        page = self.page(".en")
        assert (page.html["lang"], page.h1.text) == ("en", "Yes, this is a member")
        assert page.find(class_="other")["href"].endswith("/certificate/1")
        assert "/en/shops/1/" in str(page)

    def test_tells_about_inspection_and_disputes(self):
        text = self.page().get_text(" ")
        assert "14 maart 2025" in text
        assert "43 punten" in text
        assert re.search(r"Ingediend\s+3\s+Opgelost\s+2\s+Loopt nog\s+1", text)

    def test_keeps_former_members_out_of_search_engines(self):
        assert self.page(status=Status.ENDED).find("meta", {"name": "robots"})["content"] == "noindex"
        assert self.page().find("meta", {"name": "robots"}) is None

    def test_of_an_unknown_number_says_no(self):
        page = render.unknown(cards.mark())["certificate/unknown"].decode()
        assert "Nee, dit certificaat kennen we niet" in page


class TestSnippet:
    def test_says_the_same_to_people_and_machines(self):
        page = BeautifulSoup(files(cards.card())["w/snippet/1.html"], "html.parser")
        rating = json.loads(page.script.string)["aggregateRating"]
        assert (rating["ratingValue"], rating["reviewCount"], rating["bestRating"]) == ("4.6", 1204, "5")
        assert "4,6 van 5 (1.204 reviews, laatste 12 maanden)" in page.div.get_text(" ", strip=True).replace("( ", "(")

    @pytest.mark.parametrize("status", NEUTRAL)
    def test_claims_no_stars_without_a_mark(self, status):
        text = files(cards.card(status=status))["w/snippet/1.html"]
        assert "aggregateRating" not in text
        assert "4,6" not in text


class TestFeeds:
    def test_of_sellers_names_what_is_gone(self):
        gone = FeedReview(shop=1, review=cards.review(number=9), changed_at=cards.LATELY, gone_at=cards.LATELY)
        here = FeedReview(shop=1, review=cards.review(number=2), changed_at=cards.LATELY)
        feed = parsed(feeds.sellers(SellerPage(sellers=[cards.card()], reviews=[here, gone])))
        names = [each.tag.rpartition("}")[2] for each in feed]
        assert names == ["merchants", "reviews", "deleted_reviews"]
        assert feed[1][0].get("mid") == "1"
        assert feed[2][0].get("id") == "9"

    def test_of_products_follow_the_schema(self):
        """What the schema of Google demands of each review, and of each product in it."""
        product = PublicProduct(name="Stadsfiets", url="https://fietsgoed.example/1", gtin="8712345678906", sku="F1")
        here = cards.review(product=product, page="https://x.example/product-reviews/1/")
        feed = parsed(feeds.products([here, cards.review(product=product, name="")], cards.mark()))
        assert [each.tag for each in feed] == ["version", "aggregator", "publisher", "reviews"]
        assert feed.findtext("version") == "2.3"
        for review in feed.iter("review"):
            assert not {"review_id", "reviewer", "review_timestamp", "content", "review_url", "ratings", "products"} - {
                each.tag for each in review
            }
            assert review.find("ratings/overall").attrib == {"min": "1", "max": "5"}
            assert review.find("review_url").attrib == {"type": "singleton"}
            assert {each.tag for each in review.find("products/product")} == {
                "product_ids",
                "product_name",
                "product_url",
            }
        assert feed.findtext("reviews/review/products/product/product_ids/gtins/gtin") == "8712345678906"
        assert feed.findtext("reviews/review/review_url") == "https://x.example/product-reviews/1/"
        assert [each.get("is_anonymous") for each in feed.iter("name")][-1] == "true"


class TestWords:
    def test_of_a_name_are_first_name_and_initial(self):
        given = ["Sanne de Vries", "Sanne K.", "Anoniem", "  ", "jan@example.com", "jan@example.com Jansen"]
        assert [public_name(name) for name in given] == ["Sanne V.", "Sanne K.", "Anoniem", "", "", "Jansen"]

    def test_end_at_a_word_when_they_are_clipped(self):
        assert clipped("een twee drie", 9) == "een twee…"
        assert clipped("kort", 9) == "kort"

    def test_lose_what_disguises_them(self):
        assert plain("a\u202eb\x00c\n d  x@y.nl") == "ab c d […]"

    def test_fit_by_size_first_then_by_cutting(self):
        assert fit("Fietsgoed", 200, (16, 12)).size == 16
        assert fit("W" * 40, 100, (16, 12)).text.endswith("…")
        assert width(cut("W" * 400, 100, 12), 12) <= 100

    def test_wrap_over_a_few_lines(self):
        lines = wrap("een twee drie vier vijf zes zeven acht", 80, 15, 2)
        assert len(lines) == 2
        assert lines[-1].endswith("…")
        assert wrap("", 80, 15, 2) == []


class TestWeight:
    """The budget of a guest: four kilobytes of script, eight for all a page shows first."""

    def test_of_the_script(self):
        assert gzipped(publish.widget_script()) <= 4096

    def test_of_the_first_view(self):
        longest = tuple(cards.review(number=number, text="Goed verpakt en snel. " * 40) for number in range(1, 7))
        found = render.files(cards.card(reviews=longest), cards.mark())
        parts = [publish.widget_script(), found["w/v1/1.json"], found["w/badge/1.svg"], found["w/reviews/1.svg"]]
        parts.append(cards.mark().picture.encode())
        assert sum(map(gzipped, parts)) <= 8192


def gzipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))
