"""Nobody is followed: no page and no widget sets a cookie before somebody logs in.

A page with a form that a visitor sends may set one: the proof that the form is ours (CSRF), and nothing else.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from keurmerk import clock
from reviews.models import Review
from tests.factories import articles, reviews

pytestmark = pytest.mark.django_db
ROOMS = {"public", "consumer"}


def names() -> Iterator[str]:
    """Every address of the rooms that need no login."""

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, each.namespace or space)
            elif space in ROOMS and each.name:
                yield f"{space}:{each.name}"

    yield from walk(get_resolver().url_patterns, "")


def known(review: Review) -> list[dict[str, object]]:
    """Arguments that lead somewhere, in the combinations in which addresses ask for them."""
    shop, token, article = review.shop_id, review.manage_token, articles.published()
    return [
        {},
        {"shop_id": shop},
        {"review_id": review.pk},
        {"token": token},
        {"token": reviews.sent_invitation(of=review.shop).token},
        {"shop_id": shop, "review_id": review.pk},
        {"slug": article.slug},
        {"pk": review.pk},
    ]


def pages(review: Review) -> set[str]:
    found = set()
    for language in ("nl", "en"):
        with translation.override(language):
            for name in set(names()):
                for arguments in known(review):
                    try:
                        found.add(reverse(name, kwargs=arguments))
                    except NoReverseMatch:
                        continue
    return found


@pytest.fixture
def review() -> Review:
    return reviews.review(at=clock.now(), of=reviews.inviting_shop())


def test_no_page_sets_a_cookie_but_the_proof_of_a_form(client, review):
    answered = 0
    for address in sorted(pages(review)):
        answer = client.get(address)
        answered += answer.status_code == 200
        set_here = set(answer.cookies)
        assert set_here <= {settings.CSRF_COOKIE_NAME}, address
        if set_here:
            assert b"csrfmiddlewaretoken" in answer.content, address
        client.cookies.clear()
    assert answered > 60


def test_reading_sets_none_at_all(client, review):
    """Front page, register, a shop, its reviews, the papers: nothing to send, so nothing to prove."""
    shop = review.shop_id
    for address in (
        "/",
        "/register/",
        f"/shops/{shop}/",
        "/privacy/",
        "/terms/",
        "/sub-processors/",
        "/processing-register/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not answer.cookies, address


def test_asking_in_a_language_sets_none(client, review):
    assert not client.get("/en/", headers={"accept-language": "en"}).cookies
    assert not client.get("/", headers={"accept-language": "en"}).cookies


def test_no_widget_sets_one(client, review):
    for address in ("/sidebar.js", "/js/sidebar.js", "/webshops/sidebar.js"):
        answer = client.get(address, {"id": review.shop_id})
        assert answer.status_code == 200
        assert not answer.cookies


@pytest.mark.parametrize("script", sorted((settings.BASE_DIR / "frontend" / "widgets").rglob("*.js")), ids=str)
def test_no_script_on_a_shop_keeps_anything_in_the_browser(script):
    """What runs in the page of a shop: the widget, the frame, the sidebar."""
    text = script.read_text(encoding="utf-8")
    assert not [word for word in ("document.cookie", "localStorage", "sessionStorage", "indexedDB") if word in text]
