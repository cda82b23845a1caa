"""What the story of the mark needs on stage: the shop's pages, the plugin, and eyes for files and documents."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from io import BytesIO

from pypdf import PdfReader

from inspections.sandbox.shops import Place
from tests.peers.contract import shared


def place(installation, shop=""):
    return Place("Keurtegel", "Geschillencommissie Keurtegel", base=installation.url, shop=str(shop))


def as_page(name, text):
    paragraphs = "".join(f"<p>{line}</p>" for line in text.replace("<", "&lt;").splitlines())
    return f'<!doctype html><html lang="nl"><title>{name}</title><body><h1>{name}</h1>{paragraphs}</body></html>'


def real_documents():
    """The terms and the privacy statement of shops that exist, as their owner would paste them."""
    terms = shared("examples", "webstore4-terms-nl.txt").read_text()
    privacy = shared("examples", "winparts-privacy-nl.txt").read_text()
    return {"/voorwaarden/": as_page("Algemene voorwaarden", terms), "/privacy/": as_page("Privacyverklaring", privacy)}


def main_button(page):
    return page.locator("main form button.btn--go, main form button.btn--ok, main form button.btn--bad").first


def step_on(page):
    main_button(page).click()
    page.wait_for_load_state()


def post_as_woocommerce(installation, plugin, email, **order):
    """What the plugin sends: credentials in the query, the rest form-encoded (plugin-api 2.1)."""
    body = {
        "email": email,
        "order": "000010057",
        "delay": "3",
        "language": "nl",
        "customer_name": "Joost Buyer",
        "order_total": "24.95",
        "client": "wordpress",
        "platform_version": "wp-6.8.2-wc-9.9.5",
        "plugin_version": "3.20.0",
        "order_data": json.dumps({"order": {}, "products": [{"id": 12, "name": "Thee", "url": "https://x/"}]}),
        **order,
    }
    query = urllib.parse.urlencode({"id": plugin["id"], "code": plugin["code"]})
    request = urllib.request.Request(
        f"{installation.url}/api/1.0/invitations.json?{query}", urllib.parse.urlencode(body).encode()
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def document_words(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def published(installation, story):
    """What the shop's visitors are served, or nothing yet."""
    try:
        return json.loads(installation.read(f"/w/v1/{story.shop_id}.json"))
    except urllib.error.HTTPError:
        return None


def plugin_code(page):
    return re.search(r"\b[a-z0-9]{32}\b", page.content()).group()


def today(installation):
    """The day on the installation's own clock."""
    return re.search(r"\d{4}-\d\d-\d\d", installation.read("/status").decode()).group()
