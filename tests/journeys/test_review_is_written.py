"""A buyer without a mouse or a script writes, changes and takes back a review; a shop answers and asks in private."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.factories.reviews import photo_bytes
from tests.journeys.conftest import Installation, eventually

pytestmark = pytest.mark.journey
WORDS = f"Vriendelijk geholpen en snel geleverd, ik ben er blij mee ({time.time_ns()})."  # of this run alone


def go(page: Page, to: str) -> None:
    """Tabs until the focus is on what is meant: whoever has no mouse gets there so too."""
    wanted = page.locator(to).first
    for _ in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{to} cannot be reached with Tab on {page.url}")


def press(page: Page, to: str) -> None:
    go(page, to)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def link(letter: dict[str, Any], part: str) -> str:
    return next(each for each in letter["links"] if part in each)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "pakket.jpg"
    file.write_bytes(photo_bytes((1200, 800), colour="teal"))
    return file


def test_by_keyboard_and_without_script(
    installation: Installation, new_page: Callable[..., Page], log_in: Callable[..., Page], photo: Path
) -> None:
    writer, shop = f"toetsenbord{time.time_ns()}@example.com", 1
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page.goto(f"{installation.url}/shops/{shop}/review/")
    go(page, "input[name=stars]")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    go(page, "textarea[name=text]")
    page.keyboard.type("Bel ze maar op 06-12345678, vriendelijk geholpen.")
    go(page, "input[name=photos]")
    page.set_input_files("input[name=photos]", photo)
    go(page, "input[name=email]")
    page.keyboard.type(writer)
    press(page, "main form button.btn--go")

    assert "telefoonnummer" in page.locator(".note--bad").inner_text()
    assert page.locator(".photo-rows img").count() == 1
    go(page, "textarea[name=text]")
    page.keyboard.press("Control+a")
    page.keyboard.type(WORDS)
    press(page, "main form button.btn--go")
    assert WORDS in page.locator("main").inner_text()
    assert page.locator(".photos img").count() == 1
    press(page, "main form button.btn--go")

    page.goto(link(installation.letter(writer, "Bevestig"), "/o/confirm/"))
    press(page, "main form button.btn--go")
    assert re.search(r"/review/[^/]+/$", page.url)
    manage = page.url
    page.goto(f"{installation.url}/shops/{shop}/")
    shown = page.locator("article.review", has_text=WORDS)
    assert "Zonder uitnodiging" in shown.inner_text()

    answer(installation, new_page, log_in, writer)
    page.goto(link(installation.letter(writer, "bericht"), "/messages/"))
    go(page, "textarea[name=text]")
    page.keyboard.type("Dat klopt, dank je.")
    press(page, "main form button.btn--go")
    assert "Dat klopt, dank je." in page.locator("main").inner_text()

    page.goto(f"{manage}edit/")
    go(page, "textarea[name=text]")
    page.keyboard.press("Control+a")
    page.keyboard.type("Toch iets minder tevreden dan eerst gedacht.")
    press(page, "main form button.btn--go")
    assert "aangepast op" in page.locator("article.review").inner_text()

    page.goto(f"{manage}remove/")
    press(page, "main form button.btn--bad")
    page.goto(f"{installation.url}/shops/{shop}/")
    assert page.locator("article.review", has_text="Toch iets minder tevreden").count() == 0


def answer(installation: Installation, new_page: Callable[..., Page], log_in: Callable[..., Page], writer: str) -> None:
    """The owner, with a mouse and a script: a public answer from a standard text, and a question in private."""
    owner = next(each for each in installation.facts["logins"] if each["role"] == "owner")
    page = log_in(new_page(), owner["email"], owner["password"])
    page.goto(f"{installation.url}/dashboard/shops/1/reviews/?answer=open")
    page.locator("li", has_text=WORDS).get_by_role("link", name=re.compile("Antwoord")).click()
    page.wait_for_load_state()
    page.fill("#answer ~ form textarea, form.form textarea[name=text]", "Dank je wel voor je review.")
    page.click("form.form button.btn--go")
    page.wait_for_load_state()
    page.fill("textarea[name=private-text]", "Klopt het dat het om de groene thee ging?")
    page.click("form[action$='/message/'] button")
    page.wait_for_load_state()
    html = page.content()
    assert "Klopt het dat het om de groene thee ging?" in html
    assert writer not in html
    eventually(lambda: installation.letters(writer, "geantwoord"), 30, "the letter about the answer")
