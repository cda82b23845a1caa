"""The member page: what everybody may know of a shop, and how it stands now."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from frontend.templatetags.dutch import day
from keurmerk import clock
from members.models import Shop
from reviews.models import Review
from tests.factories import disputes, inspections, members, reviews

pytestmark = pytest.mark.django_db


def page(client: Client, shop: Shop, rest: str = "", language: str = "") -> str:
    answer = client.get(f"{language}/shops/{shop.pk}/{rest}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


def suspended_shop() -> Shop:
    shop = members.full_shop()
    shop.membership.suspend(actor="test", at=clock.now(), reason="12.10")
    return shop


def former_shop(*, since: timedelta = timedelta(days=30)) -> Shop:
    shop = members.full_shop(at=clock.now() - timedelta(days=1200))
    shop.membership.end(actor="test", at=clock.now() - since, reason="notice")
    return shop


class TestStanding:
    @pytest.mark.rule("5.3")
    def test_of_an_aspirant_says_it_is_relatively_new(self, client):
        shop = members.aspirant_shop()
        assert "Aspirant-lid, relatief nieuw" in page(client, shop)
        assert "Aspirant member, relatively new" in page(client, shop, language="/en")

    def test_of_a_full_member_shows_the_mark_and_since_when(self, client):
        html = page(client, members.full_shop())
        assert "Gekeurd lid" in html
        assert "sinds 6 januari 2025" in html
        assert 'class="seal"' in html

    @pytest.mark.rule("10.3", "14.1")
    def test_of_a_suspended_member_is_said_without_the_mark(self, client):
        html = page(client, suspended_shop())
        assert "Dit lidmaatschap is geschorst" in html
        assert 'class="seal"' not in html

    @pytest.mark.rule("10.3")
    def test_of_a_suspended_mark_is_said_while_the_membership_goes_on(self, client):
        shop = members.full_shop()
        shop.grant.suspend(actor="test", at=clock.now())
        html = page(client, shop)
        assert "mag ons keurmerk nu niet tonen" in html
        assert 'class="seal"' not in html

    @pytest.mark.rule("10.2")
    def test_of_a_former_member_says_until_when_and_links_to_it_no_more(self, client):
        shop = former_shop()
        html = page(client, shop)
        assert f"lid tot {day(shop.ended_at)}" in html
        assert 'class="seal"' not in html
        assert 'rel="nofollow noopener"' not in html  # no link to a shop that we no longer know

    def test_is_open_to_search_engines_until_two_years_after_the_end(self, client):
        assert "noindex" not in page(client, members.full_shop())
        assert "noindex" not in page(client, former_shop(since=timedelta(days=729)))
        assert '<meta name="robots" content="noindex">' in page(client, former_shop(since=timedelta(days=731)))

    @pytest.mark.rule("5.3", "10.3")
    def test_is_told_as_a_history_without_reasons(self, client):
        shop = members.full_shop(at=clock.now() - timedelta(days=300))
        shop.membership.suspend(actor="user:1", at=clock.now() - timedelta(days=20), reason="12.10")
        shop.membership.reinstate(actor="user:1", at=clock.now() - timedelta(days=10))
        html = page(client, shop)
        told = re.findall(r"<li[^>]*><div>([^<]+)</div><time", html)
        assert told == ["Gekeurd en goedgekeurd: aspirant-lid", "Volledig lid", "Geschorst", "Schorsing opgeheven"]
        assert "12.10" not in html

    def test_of_a_former_member_keeps_its_reviews(self, client):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, title="Prima winkel")
        shop.membership.end(actor="test", at=clock.now(), reason="notice")
        assert "Prima winkel" in page(client, shop)


class TestUnknown:
    @pytest.mark.parametrize("rest", ["", "inspection/"])
    @pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 40])
    def test_shop_is_not_there(self, client, number, rest):
        assert client.get(f"/shops/{number}/{rest}").status_code == 404

    @pytest.mark.rule("4.1", "10.1")
    @pytest.mark.parametrize("rest", ["", "inspection/"])
    def test_is_a_shop_that_was_never_approved(self, client, rest):
        shop = members.shop()
        inspections.submitted_application(member=shop.member)
        assert client.get(f"/shops/{shop.pk}/{rest}").status_code == 404

    def test_methods_are_refused(self, client):
        assert client.post(f"/shops/{members.full_shop().pk}/").status_code == 405


class TestFacts:
    @pytest.mark.rule("8.1")
    def test_are_those_of_the_company(self, client):
        html = page(client, members.full_shop())
        for fact in ("Fietsgoed B.V.", "12345678", "NL864379213B01", "Zwolle", "info@fietsgoed.example"):
            assert fact in html

    def test_say_how_many_disputes_and_no_names(self, client):
        shop = members.full_shop()
        for _ in range(4):
            disputes.settled(at=clock.now() - timedelta(days=30), shop=shop)
        few = page(client, shop)
        assert "Minder dan vijf" in few
        assert "Geschillen in cijfers" not in few
        disputes.dispute(at=clock.now(), shop=shop, kind="LATE")
        html = page(client, shop)
        assert "5, waarvan 4 opgelost" in html
        assert "Mijn bestelling kwam te laat" not in html  # one of its kind could be recognised
        assert "Andere soorten samen: 5" in html
        assert "Jan Bakker" not in html
        assert "derailleur" not in html

    def test_leave_out_who_wrote_a_review_but_for_a_first_name(self, client):
        review = reviews.review(display_name="Sanne de Koning")
        html = page(client, review.shop)
        assert "Sanne K." in html
        for secret in ("Koning", review.email, review.invitation.order_number, review.manage_token):
            assert secret not in html

    def test_escape_what_people_wrote(self, client):
        shop = reviews.inviting_shop(name="<b>Winkel</b>", description="<script>alert(1)</script>")
        reviews.review(of=shop, title="<img src=x onerror=alert(1)>")
        html = client.get(f"/shops/{shop.pk}/").text
        assert not any(bad in html for bad in ("<script>alert", "<img src=x", "<b>Winkel"))


class TestScore:
    def test_is_the_plain_mean_with_its_number(self, client):
        shop = reviews.inviting_shop()
        lately = clock.now() - timedelta(days=3)
        for stars in (5, 4, 4):
            reviews.review(of=shop, at=lately, stars=stars)
        reviews.unverified_review(of=shop, at=lately, stars=1)
        assert "Score <strong>4,3 van 5</strong>, uit 3 gecontroleerde aankopen" in page(client, shop)

    def test_is_absent_without_reviews_of_the_last_year(self, client):
        shop = reviews.review(at=clock.now() - timedelta(days=400)).shop
        from reviews.models import Rating

        Rating.rebuild(shop.pk, at=clock.now())
        assert "Nog geen score" in page(client, shop)


class TestReviews:
    @pytest.fixture
    def shop(self) -> Shop:
        shop = reviews.inviting_shop()
        at = clock.now() - timedelta(days=40)
        reviews.review(of=shop, at=at, stars=5, title="Vijf sterren")
        reviews.review(of=shop, at=at, stars=1, title="One star", language="en")
        reviews.unverified_review(of=shop, at=at, stars=5, title="Zonder bewijs")
        return shop

    @pytest.mark.parametrize(
        ("asked", "titles"),
        [
            ("", {"Vijf sterren", "One star", "Zonder bewijs"}),
            ("?stars=5", {"Vijf sterren", "Zonder bewijs"}),
            ("?stars=1", {"One star"}),
            ("?language=en", {"One star"}),
            ("?verified=True", {"Vijf sterren", "One star"}),
            ("?verified=False", {"Zonder bewijs"}),
            ("?stars=5&verified=True", {"Vijf sterren"}),
            ("?stars=3", set()),
        ],
    )
    def test_are_filtered(self, client, shop, asked, titles):
        html = page(client, shop, asked)
        assert {title for title in ("Vijf sterren", "One star", "Zonder bewijs") if title in html} == titles

    @pytest.mark.parametrize(
        "asked",
        [
            "?stars=6",
            "?stars=x",
            "?language=%00",
            "?verified=maybe",
            "?after=x&before=-1",
            f"?after={'9' * 30}",
            "?before=%ED%A0%80",
        ],
    )
    def test_bear_nonsense(self, client, shop, asked):
        page(client, shop, asked)

    def test_come_and_go_in_pages_that_miss_and_repeat_nothing(self, client, monkeypatch, shop):
        at = clock.now() - timedelta(days=5)
        for number in range(45):
            reviews.review(of=shop, at=at, title=f"Nummer {number}.")  # all at the same moment
        seen, url = [], f"/shops/{shop.pk}/?stars=5"
        while url:
            answer = client.get(url)
            seen += [review.pk for review in answer.context["page"].rows]
            url = answer.context["page"].older and f"/shops/{shop.pk}/{answer.context['page'].older}"
        assert len(seen) == len(set(seen)) == 47
        back = client.get(f"/shops/{shop.pk}/{answer.context['page'].newer}")
        assert [review.pk for review in back.context["page"].rows] == seen[20:40]

    def test_that_were_taken_back_are_gone(self, client):
        review = reviews.review(title="Spijt van")
        review.remove_by_author(actor="author", at=clock.now())
        assert "Spijt van" not in page(client, review.shop)

    @pytest.mark.parametrize("number", [3, 15])
    def test_cost_as_many_queries_whatever_their_number(self, client, django_assert_max_num_queries, number):
        shop = reviews.inviting_shop()
        for _ in range(number):
            reviews.reply(to=reviews.review(of=shop, at=clock.now() - timedelta(days=2)))
        with django_assert_max_num_queries(15):
            page(client, shop)


class TestMonths:
    def test_say_the_score_of_each_month_and_of_how_many_reviews(self, client, now):
        shop = reviews.inviting_shop()
        for days, stars in ((0, 5), (0, 4), (-40, 2)):
            reviews.review(of=shop, at=now + timedelta(days=days), stars=stars)
        reviews.unverified_review(of=shop, at=now, stars=1)
        html = page(client, shop, language="/en")
        table = html.partition("Score by month</caption>")[2].partition("</table>")[0]
        assert re.findall(r'<th scope="row">([^<]+)</th>', table) == ["March 2026", "January 2026"]
        assert re.findall(r"<td>(\d+)</td>", table) == ["2", "1"]
        assert re.findall(r"<td>(\d\.\d)</td>", table) == ["4.5", "2.0"]

    def test_are_left_out_where_there_are_none(self, client):
        assert "Score per maand" not in page(client, reviews.inviting_shop())


class TestInspected:
    def test_shows_the_points_of_the_last_passed_inspection(self, client):
        shop = members.full_shop()
        made = inspections.inspection(outcomes={"TC-02": "not_met"}, inspector=members.inspector())
        type(made).objects.filter(pk=made.pk).update(shop=shop, state="PASSED", decided_at=clock.now())
        html = page(client, shop, "inspection/")
        assert "Staat er een telefoonnummer?" in html
        assert "Advies gegeven" in html
        assert "Is there a phone number?" in page(client, shop, "inspection/", language="/en")
        assert "Bekijk alle gekeurde punten" in page(client, shop)

    def test_says_so_when_there_was_none(self, client):
        assert "Nog niet gekeurd" in page(client, members.full_shop(), "inspection/")


class TestSearch:
    def test_finds_words_in_title_and_text(self, client):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, title="Kapotte theepot", text="De tuit was eraf, helaas pindakaas.", at=clock.now())
        reviews.review(of=shop, title="Fijne winkel", text="Alles netjes en op tijd bezorgd.", at=clock.now())
        assert "Fijne winkel" not in page(client, shop, "?q=THEEPOT")
        assert "Kapotte theepot" in page(client, shop, "?q=pindakaas")
        assert "Geen reviews" in page(client, shop, "?q=%25")

    def test_finds_the_reviews_of_orders_with_a_product(self, client):
        about = reviews.product_review(at=clock.now())
        bought = Review.objects.get(invitation=about.invitation)
        other = reviews.review(of=bought.shop, title="Zonder bel", at=clock.now())
        shown = client.get(f"/shops/{bought.shop_id}/?product={about.product_id}").context["page"].rows
        assert shown == [bought]
        assert other.title not in page(client, bought.shop, f"?product={about.product_id}")

    @pytest.mark.parametrize("query", ["?product=1e9", "?product=999999", "?stars=9", "?q=" + "x" * 5000, "?q=%00"])
    def test_bears_what_nobody_would_choose(self, client, query):
        page(client, reviews.review(at=clock.now()).shop, query)


class TestForSearchEngines:
    def data(self, client, shop) -> dict:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(f"/shops/{shop.pk}/").text)
        return json.loads(found[1]) if found else {}

    def test_tells_what_the_page_tells(self, client):
        review = reviews.review(stars=4, display_name="Sanne de Koning", at=clock.now())
        told = self.data(client, review.shop)
        assert (told["@type"], told["aggregateRating"]["ratingValue"], told["aggregateRating"]["reviewCount"]) == (
            "Organization", "4.0", 1,
        )  # fmt: skip
        [only] = told["review"]
        assert only["author"]["name"] == "Sanne K."
        assert only["reviewBody"] == review.text

    def test_tells_nothing_of_whom_may_not_show_the_mark(self, client):
        shop = reviews.review(at=clock.now()).shop
        shop.membership.suspend(actor="test", at=clock.now(), reason="12.10")
        assert self.data(client, shop) == {}

    def test_ends_no_script_with_a_name(self, client):
        reviews.review(of=(shop := reviews.inviting_shop(name="</script><b>")), at=clock.now())
        assert self.data(client, shop)["name"] == "</script><b>"

    def test_has_one_address_whatever_is_filtered_and_one_per_language(self, client):
        shop = reviews.review(at=clock.now()).shop
        html = page(client, shop, "?stars=5")
        assert f'<link rel="canonical" href="{settings.SITE_URL}/shops/{shop.pk}/">' in html
        assert f'hreflang="en" href="{settings.SITE_URL}/en/shops/{shop.pk}/' in html
        assert "noindex" in html
        assert f'content="{settings.SITE_URL}/shops/{shop.pk}/card.png"' in html

    def test_sends_nothing_again_that_has_not_changed(self, client):
        shop = reviews.review(at=clock.now()).shop
        first = client.get(f"/shops/{shop.pk}/")
        assert client.get(f"/shops/{shop.pk}/", headers={"If-None-Match": first["ETag"]}).status_code == 304
        reviews.review(of=shop, at=clock.now())
        assert client.get(f"/shops/{shop.pk}/", headers={"If-None-Match": first["ETag"]}).status_code == 200
