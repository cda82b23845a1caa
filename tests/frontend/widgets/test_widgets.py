"""The widgets in a real browser, on somebody else's page: strict policy, rude style sheet, no favours."""

import json
import re
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from frontend.widgets import accent, embed, publish, render
from frontend.widgets.card import Status
from frontend.widgets.files import Published
from frontend.widgets.storage import storage
from tests.factories import cards

HOST, OTHER, OURS = "fietsgoed.example", "nep-fietsgoed.example", "keurtegel.example"
RUDE = """body{margin:0;font:17px/1.6 Georgia,serif;color:#222;background:#fff}*{letter-spacing:.2em;text-transform:uppercase}
b{color:red;font-size:40px}button{background:#111;color:#fff;border:0;padding:.9rem 2rem}svg{width:200px!important}
main{padding:1rem}img{max-width:100%;height:auto}a{color:#064}.far{height:3000px}"""
WATCH = """window.shift = 0; window.csp = [];
new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value)).observe({type: 'layout-shift', buffered: true});
addEventListener('securitypolicyviolation', e => window.csp.push(e.violatedDirective + ' ' + e.blockedURI));"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP {OTHER} 127.0.0.1, MAP {OURS} 127.0.0.1",
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """A test has nothing to say on the screen."""


class Threaded(ThreadingMixIn, WSGIServer):
    """A browser may open a connection and say nothing: others need not wait for that."""

    daemon_threads = True


@dataclass
class Street:
    """A shop's pages and, on another host, ours."""

    port: int
    site: str
    pages: dict[str, str]

    def shop(self, body: str, *, host: str = HOST, head: str = "") -> str:
        """The address of a page with this body on the shop's host."""
        path = f"/page{len(self.pages)}"
        self.pages[path] = (
            '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Winkel</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,"><link rel="stylesheet" href="/rude.css">{head or embed.script()}</head>'
            f"<body><main><h1>Winkel</h1>{body}<p>Einde van de pagina</p></main></body></html>"
        )
        return f"http://{host}:{self.port}{path}"

    def policy(self) -> str:
        return (
            f"default-src 'none'; script-src {self.site}; style-src 'self'; img-src {self.site} data:; "
            f"connect-src {self.site}; frame-src {self.site}; require-trusted-types-for 'script'; trusted-types 'none'"
        )

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/rude.css":
            start_response("200 OK", [("Content-Type", "text/css")])
            return [RUDE.encode()]
        if path == "/legacy.js":
            start_response("200 OK", [("Content-Type", "text/javascript")])
            return [self.pages[path].encode()]
        found = self.pages.get(path)
        policy = [("Content-Security-Policy", self.policy())]
        start_response("200 OK" if found else "404 Not Found", [("Content-Type", "text/html; charset=utf-8"), *policy])
        return [(found or "").encode()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("published")


@pytest.fixture(scope="module")
def street(folder: Path) -> Iterator[Street]:
    made = Street(0, "", {})
    server = make_server("127.0.0.1", 0, Published(made.answer, folder), Threaded, Quiet)
    made.port = server.server_port
    made.site = f"http://{OURS}:{made.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def installation(settings, street: Street, folder: Path) -> None:
    """Files as they are published, for shops in every standing."""
    settings.SITE_URL, settings.PUBLISHED_ROOT = street.site, folder
    mark = cards.mark(site=street.site)
    files = {f"w/{publish.VERSION}/w.js": publish.widget_script(), "w/mark.svg": mark.picture.encode()}
    files |= {f"w/{name}": (publish.HERE / name).read_bytes() for name in publish.STYLES}
    files |= {f"w/{name}": (publish.STATIC / source).read_bytes() for name, source in publish.PICTURES.items()}
    files |= {f"w/fonts/{name}": (publish.STATIC / "fonts" / name).read_bytes() for name in publish.FONTS}
    for number, status in enumerate(Status, 1):
        files |= render.files(cards.card(number=number, site=street.site, host=HOST, status=status), mark)
    for path, data in files.items():
        storage().put(path, data)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1000, "height": 900})
    made.add_init_script(WATCH)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may go wrong: no console error, no report of the policy."""
    made = context.new_page()
    troubles: list[str] = []
    made.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda fault: troubles.append(str(fault)))
    yield made
    assert troubles == []
    assert made.evaluate("window.csp") == []


def element(kind: str, street: Street, number: int = 1, **options: str) -> str:
    card = cards.card(number=number, site=street.site, host=HOST)
    return str(embed.element(kind, card, "Fietsgoed: 4,6 van 5", **options))


def every(street: Street, **options: str) -> str:
    kinds = ("seal", "badge", "reviews", "sidebar")
    return "".join(element(kind, street, **options) for kind in kinds) + element("reviews", street, layout="grid")


def shown(page: Page, kind: str) -> None:
    page.locator(f"keur-{kind} .w").first.wait_for(state="attached")


class TestOnAStrictPage:
    def test_show_score_count_and_period(self, page: Page, street: Street) -> None:
        page.goto(street.shop(every(street)))
        shown(page, "badge")
        words = page.locator("keur-badge a.b").inner_text()
        assert all(part in words for part in ("4,6", "1.204 reviews", "laatste 12 maanden"))
        assert (
            page.locator("keur-badge a.b").get_attribute("href") == f"{street.site}/certificate/1#{HOST}:{street.port}"
        )

    def test_move_nothing(self, page: Page, street: Street) -> None:
        slow = threading.Event()
        page.route("**/*.json", lambda route: (slow.wait(0.3), route.continue_()))
        page.goto(street.shop(every(street)))
        for kind in ("seal", "badge", "reviews", "sidebar"):
            shown(page, kind)
        page.wait_for_timeout(200)
        assert page.evaluate("window.shift") == 0

    def test_keep_no_cookie_and_no_storage(self, page: Page, street: Street, context: BrowserContext) -> None:
        page.goto(street.shop(every(street)))
        shown(page, "reviews")
        assert context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    def test_ask_only_us_and_little(self, page: Page, street: Street) -> None:
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  # it keeps a mark on what it calls
        page.goto(street.shop(every(street)))
        shown(page, "reviews")
        ours = [request.url for request in asked if OURS in request.url]
        assert sum(url.endswith("/w/v1/1.json") for url in ours) == 1
        assert {request.url.split("/")[2] for request in asked if not request.url.startswith("data:")} == {
            f"{HOST}:{street.port}",
            f"{OURS}:{street.port}",
        }

    def test_do_not_catch_the_hosts_style(self, page: Page, street: Street) -> None:
        page.goto(street.shop(every(street)))
        shown(page, "badge")
        look = "e => { const s = getComputedStyle(e); return [s.color, s.fontSize, s.letterSpacing, s.textTransform] }"
        assert page.locator("keur-badge b").evaluate(look) == ["rgb(22, 33, 62)", "15px", "normal", "none"]
        assert page.locator("keur-badge svg").evaluate("e => e.getBoundingClientRect().width") == 90

    def test_wait_until_they_are_nearly_in_view(self, page: Page, street: Street) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(street.shop(f'<div class="far"></div>{element("badge", street)}'))
        page.wait_for_timeout(300)
        assert not [url for url in asked if url.endswith(".json")]
        page.mouse.wheel(0, 2500)
        shown(page, "badge")
        assert [url for url in asked if url.endswith(".json")]

    @pytest.mark.parametrize("language", ["nl", "en", "de"])
    def test_speak_three_languages(self, page: Page, street: Street, language: str) -> None:
        page.goto(street.shop(element("seal", street, language=language)))
        shown(page, "seal")
        said = {"nl": "Gekeurd lid", "en": "Verified member", "de": "Geprüftes Mitglied"}
        assert said[language] in page.locator("keur-seal a.b").inner_text()


class TestTheFallback:
    def stays(self, page: Page, street: Street, head: str = "") -> None:
        page.goto(street.shop(element("badge", street), head=head))
        page.wait_for_timeout(300)
        picture = page.locator("keur-badge img").first
        assert picture.bounding_box() is not None
        assert (picture.bounding_box() or {})["width"] == 220
        assert page.locator("keur-badge > a").get_attribute("href") == f"{street.site}/certificate/1#{HOST}"

    def test_stays_when_the_script_is_blocked(self, context: BrowserContext, street: Street) -> None:
        page = context.new_page()
        page.route("**/w.js", lambda route: route.abort())
        self.stays(page, street)

    def test_stays_when_the_data_is_blocked(self, context: BrowserContext, street: Street) -> None:
        page = context.new_page()
        page.route("**/*.json", lambda route: route.abort())
        self.stays(page, street)

    @pytest.mark.parametrize("body", ["Not found.", "{}", "[]", "null", '{"status":"full","member":true}'])
    def test_stays_when_the_data_is_nonsense(self, context: BrowserContext, street: Street, body: str) -> None:
        page = context.new_page()
        headers = {"Access-Control-Allow-Origin": "*"}
        page.route("**/*.json", lambda route: route.fulfill(body=body, headers=headers))
        self.stays(page, street)

    def test_stays_when_one_byte_of_the_script_differs(self, context: BrowserContext, street: Street) -> None:
        page = context.new_page()
        self.stays(page, street, head=str(embed.script()).replace("sha384-", "sha384-x"))

    def test_stays_without_script_at_all(self, browser: Browser, street: Street) -> None:
        context = browser.new_context(java_script_enabled=False)
        self.stays(context.new_page(), street)
        context.close()


class TestStanding:
    @pytest.mark.rule("10.2")
    @pytest.mark.parametrize("number", [3, 4, 5])
    def test_without_membership_is_neutral_and_has_no_score(self, page: Page, street: Street, number: int) -> None:
        kinds = ("seal", "badge", "reviews", "sidebar")
        page.goto(street.shop("".join(element(kind, street, number) for kind in kinds)))
        for kind in kinds:
            shown(page, kind)
        for kind in kinds[:3]:
            words = page.locator(f"keur-{kind} .w").inner_text()
            assert "Geen lid" in words
            assert "4,6" not in words
        assert page.locator("keur-sidebar button").count() == 0

    @pytest.mark.rule("5.3")
    def test_of_an_aspirant_is_said(self, page: Page, street: Street) -> None:
        page.goto(street.shop(element("badge", street, 2) + element("seal", street, 2)))
        for kind in ("badge", "seal"):
            shown(page, kind)
            assert "Aspirant-lid · nieuw" in page.locator(f"keur-{kind} .w").inner_text()
        assert page.locator("keur-badge .w").evaluate("e => e.scrollHeight") == 72

    @pytest.mark.rule("5.7")
    def test_on_another_host_proves_nothing(self, page: Page, street: Street) -> None:
        page.goto(street.shop(every(street), host=OTHER))
        shown(page, "badge")
        words = page.locator("keur-badge .w").inner_text()
        assert "Geen lid" in words
        assert f"Geldt alleen voor {HOST}" in words
        assert "4,6" not in words


class TestTheCertificate:
    @pytest.mark.rule("5.7")
    def test_refuses_to_confirm_another_host(self, page: Page, street: Street) -> None:
        page.goto(street.shop(element("badge", street), host=OTHER))
        shown(page, "badge")
        with page.expect_popup() as opened:
            page.locator("keur-badge a.b").click()
        warning = opened.value.locator("#elsewhere")
        warning.wait_for()
        assert f"Je kwam hier vanaf {OTHER}" in warning.inner_text()

    def test_confirms_its_own(self, page: Page, street: Street) -> None:
        page.goto(f"{street.site}/certificate/1#{HOST}")
        page.wait_for_load_state("networkidle")
        assert page.locator("#elsewhere").is_hidden()

    @pytest.mark.parametrize("width", [320, 1280])
    @pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
    def test_is_within_reach_of_everybody(self, browser: Browser, street: Street, number: int, width: int) -> None:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
            )
            page = context.new_page()
            page.goto(f"{street.site}/certificate/{number}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(page).response["violations"] == []
            context.close()

    @pytest.mark.rule("5.7")
    @pytest.mark.parametrize("told", [OTHER, f"%E0{OTHER}", f"{OTHER}/{HOST}", "fietsgöed.example", f"user@{OTHER}"])
    def test_names_whatever_host_a_link_claims(self, page: Page, street: Street, told: str) -> None:
        page.goto(f"{street.site}/certificate/1#{HOST}")
        page.evaluate("told => { location.hash = told }", told)
        page.locator("#elsewhere").wait_for()
        assert page.locator("#elsewhere b").inner_text() != HOST


class TestTheScriptOfOldPlugins:
    LOOK = """e => { const s = getComputedStyle(e), r = e.getBoundingClientRect(); return [s.borderTopWidth, s.borderTopColor,
        s.borderTopLeftRadius, s.backgroundColor, s.color, s.position, s.fontSize, s.textTransform,
        ...[r.top, r.right, r.width, r.height].map(Math.round)] }"""

    def open(self, page: Page, street: Street) -> None:
        facts = {"site": street.site, "shop": 1, "language": "nl", "name": "Keurtegel", "shows": True, "score": 4.6}
        script = (publish.HERE / "sidebar.js").read_text(encoding="utf-8")
        street.pages["/legacy.js"] = script.replace("%s", json.dumps(facts))
        page.goto(street.shop("", head=f'<script src="{street.site}/legacy.js" defer></script>'))
        page.locator("button").wait_for()

    def test_has_the_look_of_the_side_button(self, page: Page, street: Street) -> None:
        page.goto(street.shop(element("sidebar", street)))
        shown(page, "sidebar")
        new = page.locator("keur-sidebar button.k").evaluate(self.LOOK)
        self.open(page, street)
        assert page.locator("button").evaluate(self.LOOK) == new
        assert page.locator("button").inner_text() == "4,6"

    @pytest.mark.parametrize("width", [320, 1000])
    def test_opens_a_frame_within_the_window(self, page: Page, street: Street, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 700})
        self.open(page, street)
        page.locator("button").click()
        page.frame_locator("iframe").locator("img").wait_for()
        box = page.locator("iframe").bounding_box() or {}
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")

    def test_in_a_low_frame_the_badge_stands(self, page: Page, street: Street) -> None:
        page.goto(street.shop(f'<iframe src="{street.site}/w/frame/1.html" width="270" height="45"></iframe>'))
        picture = page.frame_locator("iframe").locator("img")
        picture.wait_for()
        assert picture.evaluate("e => e.currentSrc").endswith("/w/badge/1.svg")
        assert (picture.bounding_box() or {})["height"] <= 45


class TestByKeyboard:
    def test_the_sidebar_opens_closes_and_gives_focus_back(self, page: Page, street: Street) -> None:
        page.goto(street.shop(element("sidebar", street)))
        shown(page, "sidebar")
        tab, panel = page.locator("keur-sidebar button.k"), page.locator("keur-sidebar .p")
        assert panel.is_hidden()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert panel.is_visible()
        assert tab.get_attribute("aria-expanded") == "true"
        assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "Sluiten"
        page.keyboard.press("Escape")
        assert panel.is_hidden()
        assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "k"

    def test_the_carousel_scrolls(self, page: Page, street: Street) -> None:
        page.set_viewport_size({"width": 600, "height": 900})
        page.emulate_media(reduced_motion="reduce")
        page.goto(street.shop(element("reviews", street)))
        shown(page, "reviews")
        row = page.locator("keur-reviews ul")
        for button, least, most in (("last", 200, 300), ("first", 0, 0)):
            getattr(page.locator("keur-reviews button"), button).press("Enter")
            page.wait_for_timeout(200)
            assert least <= row.evaluate("e => e.scrollLeft") <= most
        assert row.get_attribute("tabindex") == "0"


class TestForEverybody:
    @pytest.mark.parametrize("theme", ["", "dark", "auto"])
    @pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
    def test_axe_finds_nothing(self, browser: Browser, street: Street, theme: str, width: int, scheme: str) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            bypass_csp=True,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.goto(street.shop(every(street, theme=theme) + element("badge", street, 4)))
        shown(page, "reviews")
        page.locator("keur-sidebar button.k").click()
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()

    @pytest.mark.parametrize(
        ("theme", "colour", "taken"),
        [
            ("", "#7a1fa2", True),
            ("", "#ffee55", False),
            ("dark", "#ffee55", True),
            ("dark", "#101040", False),
            ("auto", "#7a1fa2", False),
            ("", "red;}", False),
        ],
    )
    def test_an_accent_counts_when_it_can_be_seen(
        self, page: Page, street: Street, theme: str, colour: str, taken: bool
    ) -> None:
        page.goto(street.shop(element("badge", street, theme=theme, accent=colour)))
        shown(page, "badge")
        assert (page.locator("keur-badge .w").evaluate("e => e.style.getPropertyValue('--s')") == colour) is taken

    def test_the_builder_reckons_contrast_as_the_script_does(self, page: Page) -> None:
        steps = range(0, 256, 15)
        colours = [f"#{red:02x}{green:02x}{blue:02x}" for red in steps for green in steps for blue in steps]
        script = publish.widget_script().decode()
        two = "".join(re.findall(r"(?m)^const (?:light|shows) = .*$", script))
        for theme in ("", "dark", "auto"):
            reckoned = page.evaluate(
                f"([all, theme]) => {{ {two} return all.map(c => shows(c, theme)) }}", [colours, theme]
            )
            assert reckoned == [accent.accent(each).counts(theme) for each in colours]

    @pytest.mark.parametrize("kind", ["seal", "badge"])
    def test_large_is_a_quarter_larger_and_moves_nothing(self, page: Page, street: Street, kind: str) -> None:
        page.goto(street.shop(element(kind, street, size="l")))
        shown(page, kind)
        box = page.locator(f"keur-{kind} .b").bounding_box() or {}
        assert (box["width"], box["height"]) == tuple(1.25 * side for side in embed.SIZES[kind])
        assert page.evaluate("window.shift") == 0
