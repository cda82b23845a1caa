"""Every component in every state, seen by a real browser: accessible, within the policy, without a word of complaint.

The pages are drawn first and then handed to the browser by route, so no server and no database are needed.
"""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from mimetypes import guess_type
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from frontend import context
from frontend.desk.components import SHELLS, gallery

HOUSE = "http://house.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "small": (320, "light"), "small-dark": (320, "dark")}
PAGES = [*(f"{shell}/nl" for shell in SHELLS), "public/en", "consumer-errors/nl"]
# In the other looks the shells that differ most will do: what they hold is the same.
FEWER = ("/desk/nl", "/desk_case/nl", "/account/nl", "/consumer-errors/nl")
ERRORS = ("400", "403", "403_csrf", "404", "500")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium; make test installs it")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Path to HTML: the gallery in each shell and language, and the pages for errors."""
    at = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
    with override_settings(STORAGES={**settings.STORAGES, **PLAIN}):
        drawn = {f"/{name}": draw_gallery(name, at) for name in PAGES}
        return drawn | {f"/error/{code}": draw_error(code) for code in ERRORS}


def draw_gallery(name: str, at: datetime) -> str:
    shell, _, language = name.partition("/")
    query = shell.replace("-errors", "&errors")
    request: Any = RequestFactory().get(f"/desk/components/?shell={query}&sort=-amount")
    request.user = SimpleNamespace(is_authenticated=True, pk=1, name="Ingrid", email="i@x.nl", staff_role="manager")
    request.shop = SimpleNamespace(pk=1, name="Fietsgoed.example")
    request.now, request._messages = at, []
    with pytest.MonkeyPatch.context() as patch, translation.override(language):
        patch.setattr(context, "shops_of", lambda _request: [request.shop, SimpleNamespace(pk=2, name="Theehuis")])
        return gallery(request, now=at).content.decode()


def draw_error(code: str) -> str:
    if code == "500":
        return get_template("500.html").render()
    request: Any = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    return str(get_template(f"{code}.html").render({}, request))


@pytest.fixture(scope="module")
def browser(pages: dict[str, str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


class Look:
    """A browser window on the drawn pages, with what it complained about."""

    def __init__(self, browser: Browser, pages: dict[str, str], **options: Any) -> None:
        self.pages, self.complaints = pages, list[str]()
        self.context: BrowserContext = browser.new_context(**options)
        self.context.route("**/*", self.answer)

    def answer(self, route: Route) -> None:
        path = re.sub(r"[?#].*", "", route.request.url.removeprefix(HOUSE))
        if path in self.pages:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            assert found, path
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=guess_type(path)[0] or "font/woff2")
        else:
            route.abort()

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.goto(HOUSE + path)
        page.evaluate("document.fonts.ready.then(() => true)")
        return page


@pytest.mark.parametrize("look", LOOKS)
class TestEveryPage:
    @pytest.fixture
    def window(self, look: str, browser: Browser, pages: dict[str, str]) -> Iterator[Look]:
        width, scheme = LOOKS[look]
        opened = Look(browser, pages, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
        yield opened
        opened.context.close()

    def test_has_no_accessibility_violations_and_fits_its_width(self, look: str, window: Look) -> None:
        found = []
        for path in window.pages if look == "light" else FEWER:
            page = window.open(path)
            found += [(path, each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [(path, "overflow", overflow)] if overflow > 0 else []
            page.close()
        assert found == []
        assert window.complaints == []


class TestPolicy:
    def test_is_kept_by_every_page(self, browser: Browser, pages: dict[str, str]) -> None:
        window = Look(browser, pages)
        for path in pages:
            window.open(path).close()
        window.context.close()
        assert window.complaints == []

    def test_needs_no_inline_style_script_or_handler(self, pages: dict[str, str]) -> None:
        for path, html in pages.items():
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), path


class TestWithoutJavaScript:
    def test_the_menu_is_open_and_what_needs_script_is_gone(self, browser: Browser, pages: dict[str, str]) -> None:
        window = Look(browser, pages, java_script_enabled=False, viewport={"width": 320, "height": 800})
        page = window.open("/desk/nl")
        assert page.locator("#menu").is_visible()
        assert not page.locator("[data-dialog=keys]").is_visible()
        assert not page.locator("[data-copy]").first.is_visible()
        window.context.close()


class TestKeyboard:
    @pytest.fixture
    def page(self, browser: Browser, pages: dict[str, str]) -> Iterator[Page]:
        window = Look(browser, pages, viewport={"width": 1280, "height": 800})
        yield window.open("/desk_case/nl")
        window.context.close()
        assert window.complaints == []

    def test_j_and_k_walk_the_checklist_and_y_answers(self, page: Page) -> None:
        page.keyboard.press("k")
        page.keyboard.press("k")
        page.keyboard.press("k")
        page.keyboard.press("n")
        first = page.locator(".check > li").first
        assert first.get_attribute("aria-current") == "true"
        assert first.locator("input[value=not_met]").is_checked()

    def test_a_presses_approve(self, page: Page) -> None:
        page.evaluate(
            "document.querySelector('[data-key=a]').addEventListener('click', () => { window.pressed = true; })"
        )
        page.keyboard.press("a")
        assert page.evaluate("window.pressed")

    def test_is_off_while_typing(self, page: Page) -> None:
        page.locator("#fresh_text").focus()
        page.keyboard.type("a?")
        assert page.locator("#fresh_text").input_value() == "a?"
        assert not page.locator("#keys").is_visible()

    def test_shows_its_keys_and_closes_again(self, page: Page) -> None:
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#keys").is_visible()

    def test_can_be_turned_off(self, page: Page) -> None:
        page.keyboard.press("?")
        page.locator("[data-keys-switch]").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert not page.locator("#keys").is_visible()

    def test_chooses_stars_with_the_arrows(self, page: Page) -> None:
        page.locator("#fresh_stars_3").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#fresh_stars_4").is_checked()
        assert page.locator("[data-rate-word]").first.inner_text() == "Uitstekend"


class TestErrorSummary:
    def test_takes_the_focus(self, browser: Browser, pages: dict[str, str]) -> None:
        window = Look(browser, pages)
        page = window.open("/consumer-errors/nl")
        assert page.evaluate("document.activeElement.hasAttribute('data-focus')")
        assert page.title().startswith("Fout: ")
        window.context.close()


class TestMenu:
    def test_of_the_public_site_opens_on_a_small_screen(self, browser: Browser, pages: dict[str, str]) -> None:
        window = Look(browser, pages, viewport={"width": 320, "height": 800})
        page = window.open("/public/nl")
        assert not page.locator("#site-menu").is_visible()
        page.locator("[aria-controls=site-menu]").click()
        assert page.locator("#site-menu").is_visible()
        window.context.close()
