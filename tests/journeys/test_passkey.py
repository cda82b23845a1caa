"""An applicant adds a passkey, logs in with it, and takes it away, in a real browser with an authenticator of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Installation

pytestmark = pytest.mark.journey


def by_name(installation: Installation) -> str:
    """A browser gives no passkey to an address in numbers."""
    return installation.url.replace("127.0.0.1", "localhost")


def give_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    facts: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": facts})


def give_password(page: Page, base: str, who: dict[str, str]) -> None:
    page.goto(base + "/accounts/login/")
    page.fill("input[type=email]", who["email"])
    page.fill("input[type=password]", who["password"])
    page.click("main form button.btn--go")
    page.wait_for_load_state()


def test_a_passkey_opens_the_door(installation: Installation, new_page: Callable[..., Page]) -> None:
    who = next(each for each in installation.facts["logins"] if each["role"] == "applicant")
    base = by_name(installation)
    page = new_page(viewport={"width": 320, "height": 800})
    give_authenticator(page)
    give_password(page, base, who)

    page.goto(base + "/accounts/passkeys/")
    page.fill("input[name=name]", "Mijn laptop")
    page.fill("input[name=password]", who["password"])
    page.click("[data-passkey-ask]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je herstelcodes")

    page.context.clear_cookies()
    give_password(page, base, who)
    expect(page.get_by_role("heading", level=1)).to_have_text("De tweede stap")
    page.click("[data-passkey-ask]")
    page.wait_for_url("**/dashboard/**")

    page.goto(base + "/accounts/security/")
    expect(page.get_by_text("Mijn laptop").first).to_be_visible()
    page.get_by_role("link", name="Haal weg Mijn laptop").click()
    page.fill("input[name=password]", who["password"])
    page.click("[data-passkey-ask]")
    page.wait_for_url("**/accounts/security/")
    expect(page.get_by_text("De passkey is weggehaald")).to_be_visible()

    page.context.clear_cookies()
    give_password(page, base, who)
    page.wait_for_url("**/dashboard/**")


def test_without_a_device_it_says_so_and_a_code_will_do(
    installation: Installation, new_page: Callable[..., Page]
) -> None:
    who = next(each for each in installation.facts["logins"] if each["role"] == "applicant")
    base = by_name(installation)
    page = new_page()
    page.add_init_script("navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    give_password(page, base, who)
    page.goto(base + "/accounts/passkeys/")
    page.fill("input[name=password]", who["password"])
    page.click("[data-passkey-ask]")
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
