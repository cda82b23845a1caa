"""A real Chromium looks at shops, and reaches nothing but what the guard fetches for it."""

import time
from threading import BoundedSemaphore

import pytest

from inspections import browser as browsers
from inspections.browser import Browser, browser
from inspections.crawler import Crawler
from inspections.preinspection import inspect_shop
from inspections.sandbox.server import Response, ShopServer
from keurmerk.outside.guard import Guard
from tests.inspections.labels import COMMITTEE, MARK

WORDS = "Theeplank verkoopt losse thee uit Zwolle. " * 30
SHELL = "<!doctype html><html lang=nl><title>Winkel</title><div id=app></div><script src=/app.js></script>"
SHOWS = f"""document.getElementById('app').innerHTML =
  '<h1>Theeplank</h1><p>{WORDS}</p><a href="/voorwaarden/">Algemene voorwaarden</a>'"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def chromium(settings):
    if not settings.CHROMIUM:
        pytest.skip("Chromium is not installed")


def shop(script="", home=SHELL, **more):
    return ShopServer({"/": home, "/app.js": script, "/robots.txt": "", **more})


def look(server, **options):
    with browser(allow_loopback=True) as opened:
        for name, value in options.items():
            setattr(opened, name, value)
        return opened.look(server.url)


def preinspect(server, now, **options):
    guard = Guard(user_agent="inspection", allow_loopback=True)
    return inspect_shop(server.url, guard=guard, at=now, mark=MARK, committee=COMMITTEE, **options)


@pytest.mark.usefixtures("chromium")
class TestALook:
    def test_shows_what_scripts_make_of_a_page_with_a_picture(self):
        with shop(SHOWS) as server:
            seen = look(server)
        assert "Theeplank verkoopt" in seen.html
        assert seen.picture.startswith(b"\xff\xd8")

    def test_names_the_cookies_that_are_there_before_a_click(self):
        with shop("document.cookie = '_ga=GA1.1; max-age=999'") as server:
            assert [each.name for each in look(server).cookies] == ["_ga"]

    @pytest.mark.parametrize(
        "target",
        [
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.8/",
            "http://[::ffff:10.0.0.8]/",
            "http://[fd00::1]/",
        ],
    )
    def test_reaches_no_private_address(self, target):
        script = (
            f"fetch('{target}').then(() => document.body.append('REACHED')).catch(() => document.body.append('kept'))"
        )
        with shop(script) as server:
            seen = look(server)
        assert "kept" in seen.html
        assert "REACHED" not in seen.html

    def test_reaches_our_machine_not_even_by_websocket_or_frame(self):
        with ShopServer({"/": "binnen"}) as inner:
            script = (
                f"new WebSocket('ws://127.0.0.1:{inner.port}/'); navigator.sendBeacon('http://127.0.0.1:{inner.port}/', 'x');"
                f"fetch('http://127.0.0.1:{inner.port}/', {{method: 'POST', mode: 'no-cors'}}).catch(() => 0)"
            )
            with shop(script) as server:
                look(server)
            assert inner.seen == []

    def test_of_a_public_shop_reaches_no_fixture_shop(self):
        from inspections.browser.process import Gate

        gate = Gate(allow_loopback=True)
        assert gate.guard_for("http://127.0.0.1:5/").allow_loopback
        assert not gate.guard_for("https://shop.example/").allow_loopback

    def test_that_never_ends_is_cut_off(self):
        with shop("while (true) {}") as server:
            began = time.monotonic()
            assert look(server, page_seconds=4.0) is None
        assert time.monotonic() - began < 15

    def test_after_one_that_hung_is_none(self):
        with shop("while (true) {}") as server, browser(allow_loopback=True) as opened:
            opened.page_seconds = 3.0
            assert opened.look(server.url) is None
            assert opened.look(server.url) is None

    def test_leaves_no_process_behind(self):
        with shop(SHOWS) as server, browser(allow_loopback=True) as opened:
            opened.look(server.url)
            process = opened._process
        assert process.poll() is not None


class TestManyVisits:
    def test_share_a_few_browsers_and_the_rest_goes_without(self, monkeypatch):
        monkeypatch.setattr(browsers, "AT_ONCE", BoundedSemaphore(1))
        with Browser("/nowhere/chromium", page_seconds=0.2) as first:
            assert first._start()
            with Browser("/nowhere/chromium", page_seconds=0.2) as second:
                assert second.look("http://127.0.0.1:5/") is None
                assert second._process is None
        assert browsers.AT_ONCE.acquire(blocking=False)  # it was given back


class TestWithoutChromium:
    def test_there_is_none(self, settings):
        settings.CHROMIUM = ""
        with browser(allow_loopback=True) as opened:
            assert opened is None

    def test_a_browser_that_does_not_start_shows_nothing(self):
        with Browser("/nowhere/chromium", allow_loopback=True) as opened:
            assert opened.look("http://127.0.0.1:5/") is None

    def test_an_empty_page_is_a_blind_spot_and_no_failing(self, settings, now):
        settings.CHROMIUM = ""
        with shop(SHOWS) as server:
            found = preinspect(server, now)
        assert [each.reason for each in found.problems] == ["empty_page"]
        assert found["TC-01"].verdict != "not_met"


@pytest.mark.usefixtures("chromium")
class TestAShopOfJavaScript:
    def test_is_read_as_a_visitor_sees_it(self, now):
        with shop(SHOWS, **{"/voorwaarden/": f"<!doctype html><h1>Algemene voorwaarden</h1><p>{WORDS}</p>"}) as server:
            found = preinspect(server, now)
        assert "Theeplank verkoopt" in found.pages[0].text
        assert any(page.url.endswith("/voorwaarden/") for page in found.pages)
        assert found.problems == ()

    def test_gives_pictures_of_what_was_seen(self, now):
        with shop(SHOWS) as server:
            found = preinspect(server, now)
            assert list(found.pictures) == [server.url]

    def test_gives_none_where_none_are_asked(self, now):
        with shop(home=f"<!doctype html><html lang=nl><h1>Thee</h1><p>{WORDS}</p>") as server:
            assert preinspect(server, now, pictures=False).pictures == {}


@pytest.mark.usefixtures("chromium")
class TestCookiesBeforeAChoice:
    def test_are_proof_by_their_names(self, now):
        script = "document.cookie = '_fbp=1; max-age=99'; document.cookie = 'basket=1'"
        with shop(script, home=f"<!doctype html><h1>Thee</h1><p>{WORDS}</p><script src=/app.js></script>") as server:
            found = preinspect(server, now)["CK-02"]
        assert found.verdict == "not_met"
        assert "_fbp" in found.note
        assert "basket" not in found.note

    def test_are_found_behind_a_banner_that_asks_for_one(self, now):
        script = "document.cookie = '_ga=1; max-age=99'"
        banner = "<div role=dialog><p>Wij gebruiken cookies. Kies wat je wilt.</p><button>Accepteren</button></div>"
        home = f"<!doctype html>{banner}<h1>Thee</h1><p>{WORDS}</p><script src=/app.js></script>"
        with shop(script, home=home) as server:
            assert preinspect(server, now)["CK-02"].verdict == "not_met"

    def test_that_only_keep_a_basket_are_a_good_sign_for_a_person(self, now):
        script = "document.cookie = 'basket=1'"
        with shop(script, home=f"<!doctype html><h1>Thee</h1><p>{WORDS}</p><script src=/app.js></script>") as server:
            found = preinspect(server, now)["CK-02"]
        assert (found.verdict, found.decided_by) == ("met", "hint")


def faces(ours, theirs):
    """An answer that looks at who asks: another page for a visitor's browser than for us."""

    def write(visitor):
        words = theirs if "Chrome/" in visitor.headers["User-Agent"] else ours
        body = f"<!doctype html>{words}".encode()
        visitor.send_response(200)
        for name, value in {**HTML, "Content-Length": str(len(body))}.items():
            visitor.send_header(name, value)
        visitor.end_headers()
        visitor.wfile.write(body)

    return Response(write=write)


LETTERS = "abcdefgh"
KEPT, BAD = (" ".join(f"{word}{one}{two}" for one in LETTERS for two in LETTERS) for word in ("keurig", "casino"))


@pytest.mark.usefixtures("chromium")
class TestAShopWithTwoFaces:
    def test_is_told_of_and_its_silence_proves_nothing(self, now):
        with shop(home=faces(f"<p>{KEPT}", f"<p>{BAD}")) as server:
            found = preinspect(server, now)
        assert "cloaked" in [each.reason for each in found.problems]

    def test_on_its_returns_page_alone_is_told_of_too(self, now):
        home = f"<!doctype html><html lang=nl><p>{WORDS}</p><a href=/retour/>Retourneren</a>"
        title = "<title>Retourneren</title><h1>Retourneren</h1>"
        with shop(home=home, **{"/retour/": faces(f"{title}<p>{KEPT}", f"{title}<p>{BAD}")}) as server:
            found = preinspect(server, now)
        assert [(each.reason, each.url[-8:]) for each in found.problems if each.blinds] == [("cloaked", "/retour/")]

    def test_is_not_seen_in_a_page_that_scripts_add_to(self, now):
        script = "document.body.append('Aanbevolen voor jou: ' + 'theepotten kopjes lepels '.repeat(60))"
        with shop(script, home=f"<!doctype html><p>{KEPT}</p><script src=/app.js></script>") as server:
            assert preinspect(server, now).problems == ()


def test_a_crawler_by_itself_opens_no_browser(now, monkeypatch):
    monkeypatch.setattr(browsers.Browser, "_start", lambda self: pytest.fail("a browser was opened"))
    with shop(home=f"<!doctype html><p>{WORDS}") as server:
        Crawler(guard=Guard(user_agent="x", allow_loopback=True), at=now).crawl(server.url)
