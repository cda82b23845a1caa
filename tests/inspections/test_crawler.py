"""The crawler finds the pages that matter, keeps to robots.txt and stays within its budget."""

from dataclasses import replace
from itertools import count

import pytest

from inspections.crawler import Crawler
from inspections.pages import Kind
from inspections.sandbox.server import Response, ShopServer
from inspections.unreadable import NotWelcome
from keurmerk.outside.guard import Guard, Limits
from keurmerk.outside.unreadable import HttpError

GUARD = Guard("Keurtegel-inspection/1", allow_loopback=True, limits=Limits(read=2, total=3))
LONG = "<p>Dit is een gewone pagina van een webwinkel met genoeg woorden om te tellen als een pagina.</p>"


def links(**names):
    return LONG + "".join(f'<a href="{path}">{words}</a>' for words, path in names.items())


def visit(pages, now, **changes):
    with ShopServer(pages) as shop:
        return Crawler(replace(GUARD), now, **{"pause": 0, **changes}).crawl(shop.url), shop


def kinds(crawl):
    return {page.kind for page in crawl.pages}


class TestCrawl:
    def test_finds_pages_by_the_words_of_their_links(self, now):
        home = links(**{"Algemene voorwaarden": "/a", "Privacy": "/b", "Ruilen en retourneren": "/c", "Contact": "/d"})
        crawl, _shop = visit({"/": home, **dict.fromkeys(("/a", "/b", "/c", "/d"), LONG)}, now)
        assert kinds(crawl) >= {Kind.HOME, Kind.TERMS, Kind.PRIVACY, Kind.RETURNS, Kind.CONTACT}

    def test_finds_pages_by_english_addresses(self, now):
        home = links(one="/terms-and-conditions", two="/privacy-policy", three="/shipping")
        crawl, _shop = visit(
            {"/": home, **dict.fromkeys(("/terms-and-conditions", "/privacy-policy", "/shipping"), LONG)}, now
        )
        assert kinds(crawl) >= {Kind.TERMS, Kind.PRIVACY, Kind.DELIVERY}

    def test_tries_the_usual_places(self, now):
        pages = {"/": LONG, "/algemene-voorwaarden": f"<h1>Algemene voorwaarden</h1>{LONG}"}
        assert Kind.TERMS in kinds(visit(pages, now)[0])

    def test_is_not_taken_in_by_a_friendly_not_found(self, now):
        crawl, _shop = visit(lambda _method, path: LONG if path == "/" else "<h1>Oeps</h1>" + LONG, now)
        assert kinds(crawl) == {Kind.HOME}

    def test_reads_the_sitemap(self, now):
        pages = {"/": LONG, "/voorwaarden-2026": f"<h1>Voorwaarden</h1>{LONG}"}
        with ShopServer(pages) as shop:
            shop.pages = {**pages, "/sitemap.xml": f"<urlset><url><loc>{shop.url}voorwaarden-2026</loc></url></urlset>"}
            crawl = Crawler(GUARD, now, pause=0).crawl(shop.url)
        assert Kind.TERMS in kinds(crawl)

    def test_recognises_a_product(self, now):
        product = LONG + "<h1>Thee</h1><p>€ 8,50</p><form><button>In winkelwagen</button></form>"
        assert Kind.PRODUCT in kinds(visit({"/": links(Thee="/zomaar"), "/zomaar": product}, now)[0])

    def test_stays_with_the_shop(self, now):
        crawl, _shop = visit({"/": links(Privacy="https://elders.example/privacy")}, now)
        assert [page.kind for page in crawl.pages] == [Kind.HOME]

    def test_presses_no_buttons_by_link(self, now):
        paths = ("/cart/add/1", "/winkelwagen?add=5", "/logout", "/account/login", "/foto.jpg")
        _crawl, shop = visit({"/": LONG + "".join(f"<a href='{path}'>Contact</a>" for path in paths)}, now)
        assert not {"/cart/add/1", "/logout", "/account/login", "/foto.jpg"} & set(shop.seen)

    def test_stamps_pages_with_the_moment_it_is_told(self, now):
        assert visit({"/": LONG}, now)[0].pages[0].fetched_at == now


class TestManners:
    def test_keeps_out_where_robots_txt_asks(self, now):
        pages = {"/": links(Privacy="/privacy"), "/privacy": LONG, "/robots.txt": "User-agent: *\nDisallow: /privacy"}
        crawl, shop = visit(pages, now)
        assert "/privacy" not in shop.seen
        assert [problem.reason for problem in crawl.problems] == ["not_welcome"]

    def test_goes_away_when_asked_to(self, now):
        with pytest.raises(NotWelcome):
            visit({"/": LONG, "/robots.txt": "User-agent: Keurtegel-inspection\nDisallow: /"}, now)

    def test_rests_between_requests(self, now):
        rests = []
        visit({"/": links(Contact="/contact"), "/contact": LONG}, now, pause=0.3, sleep=rests.append)
        assert rests
        assert all(0 < rest <= 0.3 for rest in rests)


class TestBudget:
    def test_reads_no_more_pages_than_it_may(self, now):
        home = LONG + "".join(
            f"<a href='/product/{at}'>Product {at}</a><a href='/faq/{at}'>FAQ {at}</a>" for at in range(99)
        )
        crawl, _shop = visit(lambda _method, path: home if path != "/robots.txt" else None, now, most_pages=5)
        assert len(crawl.pages) <= 5

    def test_is_spent_on_the_other_pages_too_when_asked_to_read_to_the_end(self, now):
        names = [f"{one}{two}" for one in "abcdefghij" for two in "abcdefghij"]
        home = LONG + "".join(f"<a href='/faq/{name}'>Vraag over {name}</a>" for name in names)
        shop = {"/": home, **{f"/faq/{name}": LONG for name in names}}
        assert len(visit(shop, now)[0].pages) < 20
        assert len(visit(shop, now, to_the_end=True)[0].pages) == 40

    def test_goes_to_named_pages_before_unnamed_ones(self, now):
        home = links(Een="/een", Twee="/twee", Garantie="/drie")
        _crawl, shop = visit({"/": home}, now, to_the_end=True)
        assert shop.seen.index("/drie") < min(shop.seen.index("/een"), shop.seen.index("/twee"))

    def test_stops_when_its_time_is_over(self, now):
        ticks = count(0, 2)
        home = LONG + "".join(f"<a href='/faq/{at}'>FAQ {at}</a>" for at in range(99))
        crawl, shop = visit(lambda _method, _path: home, now, most_seconds=60, timer=lambda: float(next(ticks)))
        assert len(shop.seen) < 25
        assert crawl.pages


class TestFrames:
    FRAMES = '<html><title>Thee</title><frameset><frame src="/menu"><frame src="/inhoud"></frameset></html>'

    def test_of_the_shop_are_what_its_home_page_says(self, now):
        pages = {"/": self.FRAMES, "/menu": links(Privacy="/privacy"), "/inhoud": LONG, "/privacy": LONG}
        crawl, _shop = visit(pages, now)
        assert kinds(crawl) == {Kind.HOME, Kind.PRIVACY}
        assert crawl.problems == ()

    def test_that_cannot_be_read_leave_the_home_page_unread(self, now):
        crawl, _shop = visit({"/": self.FRAMES, "/menu": LONG, "/inhoud": Response(b"", 500)}, now)
        assert [(each.url[-7:], each.blinds) for each in crawl.problems] == [("/inhoud", True)]

    def test_hold_the_terms_of_a_page_that_says_nothing_itself(self, now):
        framed = '<h1>Voorwaarden</h1><iframe src="/teksten/av"></iframe>'
        crawl, _shop = visit({"/": links(Voorwaarden="/av"), "/av": framed, "/teksten/av": LONG * 5}, now)
        assert [page.url[-3:] for page in crawl.pages if page.kind == Kind.TERMS] == ["/av", "/av"]
        assert crawl.problems == ()

    def test_of_another_host_hide_a_text_that_a_person_has_to_read(self, now):
        framed = '<h1>Voorwaarden</h1><iframe src="https://juristen.example/av/7"></iframe>'
        crawl, _shop = visit({"/": links(Voorwaarden="/av"), "/av": framed}, now)
        assert [(each.reason, each.blinds) for each in crawl.problems] == [("framed", True)]

    def test_with_a_map_or_a_film_hide_nothing(self, now):
        framed = LONG + '<iframe src="https://www.youtube.com/embed/7"></iframe>'
        assert visit({"/": links(Verzending="/v"), "/v": framed}, now)[0].problems == ()

    def test_that_show_each_other_are_each_read_once(self, now):
        page = '<iframe src="/av"></iframe><iframe src="/b"></iframe><h1>Voorwaarden</h1>'
        _crawl, shop = visit({"/": links(Voorwaarden="/av"), "/av": page, "/b": page}, now)
        assert (shop.seen.count("/av"), shop.seen.count("/b")) == (1, 1)


class TestProblems:
    def test_raises_when_the_home_page_cannot_be_read(self, now):
        with pytest.raises(HttpError):
            visit({"/": Response(b"", 500)}, now)

    def test_notes_a_page_that_fails(self, now):
        crawl, _shop = visit({"/": links(Privacy="/privacy"), "/privacy": Response(b"", 500)}, now)
        assert [(problem.reason, problem.url[-8:]) for problem in crawl.problems] == [("http_error", "/privacy")]

    def test_notes_a_shop_that_needs_javascript(self, now):
        crawl, _shop = visit({"/": "<div id=app></div>"}, now)
        assert [problem.reason for problem in crawl.problems] == ["empty_page"]
