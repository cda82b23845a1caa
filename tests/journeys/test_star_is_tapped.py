"""A buyer taps a star in the letter itself; machines that ran the same page before them stored nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Installation, eventually
from tests.journeys.props import post_as_woocommerce

pytestmark = pytest.mark.journey
WORDS = "Goede thee, snel bezorgd en netjes ingepakt. Ik bestel hier vaker."


@pytest.fixture(scope="module")
def letter(installation: Installation) -> dict[str, Any]:
    """An invitation as the post delivered it, to somebody who bought today."""
    plugin, buyer = installation.facts["plugin"], "tikt.op.ster@example.com"
    post_as_woocommerce(installation, plugin, buyer, order="STER-1", delay="0")
    if not installation.letters(buyer):
        installation.manage("advance", "1d")  # by night it waits for the morning
    return installation.letter(buyer)


def draft_of(installation: Installation, address: str, new_page: Callable[..., Page]) -> tuple[int, str]:
    """What a stranger's browser finds behind the plain link: how many stars are on, and the words."""
    page = new_page(java_script_enabled=False)
    page.goto(re.sub(r"\?.*", "", address))
    return page.locator("input[name=stars]:checked").count(), page.locator("textarea[name=text]").input_value()


def test_that_only_a_person_casts(
    installation: Installation, letter: dict[str, Any], new_page: Callable[..., Page]
) -> None:
    mail = new_page(viewport={"width": 320, "height": 800})
    mail.set_content(letter["html"])
    fourth = mail.locator("p.stars a").nth(3)
    address = fourth.get_attribute("href") or ""
    assert address.endswith("?stars=4")

    machine = new_page()  # runs every script, waits, turns away, and presses nothing
    for stars in range(1, 6):
        machine.goto(address.replace("stars=4", f"stars={stars}"))
        machine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        machine.wait_for_timeout(300)
    machine.wait_for_timeout(2000)
    machine.goto("about:blank")
    assert draft_of(installation, address, new_page) == (0, "")

    fourth.click()
    mail.wait_for_load_state()
    assert mail.locator("input[name=stars]:checked").get_attribute("value") == "4"
    assert draft_of(installation, address, new_page) == (0, "")

    mail.fill("textarea[name=text]", WORDS)
    eventually(lambda: draft_of(installation, address, new_page) == (1, WORDS), 15, "the draft of what was typed")
    mail.click("main form button.btn--go")
    mail.wait_for_load_state()
    assert WORDS in mail.locator("main").inner_text()
    mail.click("main form button.btn--go")
    mail.wait_for_url(re.compile(r"/done/$"))
    shop = installation.facts["plugin"]["id"]
    mail.goto(f"{installation.url}/shops/{shop}/")
    assert mail.locator("article.review", has_text=WORDS).count() == 1
