"""The letters to the people of a shop: what customers wrote, one by one or once a day."""

from collections.abc import Sequence
from datetime import datetime

from keurmerk.calendar import amsterdam_date
from keurmerk.mail import send
from members.models import User
from reviews import addresses
from reviews.models import Review, ReviewMessage, ReviewNews
from reviews.models.news import hearing_each

_MOST_IN_DIGEST = 20


def new_review(review: Review, *, at: datetime) -> None:
    """To everybody who wants each review: what a customer wrote, and where to answer."""
    for person in hearing_each(review.shop):
        facts = {
            "name": person.name,
            "shop": review.shop.name,
            "stars": review.stars,
            "title": review.title,
            "lines": review.text.splitlines(),
            "writer": review.display_name,
            "url": addresses.review_in_dashboard(review, person.language),
            "settings_url": addresses.review_settings(review.shop_id, person.language),
        }
        send("reviews/new_review", to=person.email, language=person.language, about=review, at=at, facts=facts)


def digest(news: ReviewNews, reviews: Sequence[Review], *, at: datetime) -> None:
    """To one person, once a day: the new reviews together."""
    person, shop = news.seat.user, news.seat.shop
    facts = {
        "name": person.name,
        "shop": shop.name,
        "count": len(reviews),
        "rows": [_row(review, person) for review in reviews[:_MOST_IN_DIGEST]],
        "more": max(0, len(reviews) - _MOST_IN_DIGEST),
        "url": addresses.reviews_in_dashboard(shop.pk, person.language),
        "settings_url": addresses.review_settings(shop.pk, person.language),
    }
    about = f"{news._meta.label_lower}:{news.pk}:{amsterdam_date(at)}"
    send("reviews/digest", to=person.email, language=person.language, about=about, at=at, facts=facts)


def _row(review: Review, person: User) -> dict[str, object]:
    words = " ".join((review.title or review.text).split())
    return {
        "stars": review.stars,
        "writer": review.display_name,
        "words": words if len(words) <= 90 else f"{words[:88]}…",
    }


def message_to_shop(message: ReviewMessage, *, at: datetime) -> None:
    """The writer answered in private; the letter tells no address."""
    review = message.review
    for person in list(hearing_each(review.shop)) or filter(None, [review.shop.owner()]):
        facts = {
            "name": person.name,
            "shop": review.shop.name,
            "writer": review.display_name,
            "lines": message.text.splitlines(),
            "url": addresses.review_in_dashboard(review, person.language),
        }
        send("reviews/message_to_shop", to=person.email, language=person.language, about=message, at=at, facts=facts)


_SHOP = {"name": "Anna de Vries", "shop": "Fietsgoed"}
_URL = "https://keurtegel.example/dashboard/shops/1/reviews/7/"
_SETTINGS = "https://keurtegel.example/dashboard/shops/1/reviews/settings/"
EXAMPLES = {
    "reviews/new_review": {
        **_SHOP,
        "stars": 2,
        "title": "Te laat",
        "lines": ["De fiets kwam een week te laat.", "Verder is hij goed."],
        "writer": "Sanne K.",
        "url": _URL,
        "settings_url": _SETTINGS,
    },
    "reviews/digest": {
        **_SHOP,
        "count": 2,
        "rows": [
            {"stars": 5, "writer": "Sanne K.", "words": "Snel en netjes"},
            {"stars": 2, "writer": "", "words": "De fiets kwam een week te laat."},
        ],
        "more": 0,
        "url": _URL,
        "settings_url": _SETTINGS,
    },
    "reviews/message_to_shop": {**_SHOP, "writer": "Sanne K.", "lines": ["Maat 54."], "url": _URL},
}
