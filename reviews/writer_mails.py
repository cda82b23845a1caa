"""The letters to who wrote a review: is it yours, it is online, it waits, somebody answered."""

from datetime import datetime
from typing import Any

from keurmerk.calendar import AMSTERDAM
from keurmerk.mail import send
from reviews import addresses
from reviews.grounds import Grounds
from reviews.models import OpenReview, ProductReview, Reply, Review, ReviewMessage
from reviews.moderation import standard_texts
from reviews.moderation.statement import statement_of_rule


def confirm_review(waiting: OpenReview, *, at: datetime) -> None:
    """Asks whether this address wrote the review: nothing is public before its answer."""
    facts = {
        "shop": waiting.shop.name,
        "stars": waiting.opinion.stars,
        "lines": waiting.opinion.text.splitlines(),
        "confirm_url": addresses.confirm_review(waiting),
        "expires_at": waiting.expires_at,
    }
    send("reviews/confirm_review", to=waiting.email, language=waiting.language, about=waiting, at=at, facts=facts)


def already_written(waiting: OpenReview, review: Review, *, at: datetime) -> None:
    """Instead of the question: there is a recent review of this address, and this is how to change it."""
    facts = {
        "shop": waiting.shop.name,
        "published_at": review.published_at,
        "manage_url": addresses.manage_review(review),
    }
    send("reviews/already_written", to=waiting.email, language=waiting.language, about=waiting, at=at, facts=facts)


def review_published(review: Review, *, at: datetime) -> None:
    """It is online, and with this link you change or remove it."""
    _tell("reviews/review_published", review, about=review, at=at, stars=review.stars)


def product_reviews_published(review: ProductReview, *, at: datetime) -> None:
    """Of an order whose shop asked about the products alone: online, and with this link you change or remove them."""
    facts = {
        "name": review.display_name,
        "shop": review.shop.name,
        "manage_url": addresses.manage_product_review(review),
    }
    about = f"{review.invitation._meta.label_lower}:{review.invitation_id}"
    letter = "reviews/product_reviews_published"
    send(letter, to=review.email, language=review.invitation.language, about=about, at=at, facts=facts)


def review_held(review: Review | ProductReview, *, at: datetime) -> None:
    """The statement of reasons (DSA 17): what a written rule found, what that means, and what its writer may do."""
    found, language = review.objection, review.letters_in
    facts = {
        "name": review.display_name,
        "shop": review.shop.name,
        "product": "",
        "statement": statement_of_rule(standard_texts.of_hold(review.grounds, [language])),
        "words": found.words if found else "",
        "held_at": at,
    }
    if isinstance(review, ProductReview):
        facts |= {"product": review.product.name, "change_url": addresses.edit_product_review(review)}
    else:
        facts["change_url"] = addresses.manage_review(review)
    about = f"{review._meta.label_lower}:{review.pk}:{at:%Y%m%d%H%M%S}"
    send("reviews/review_held", to=review.email, language=language, about=about, at=at, facts=facts)


def reply_written(reply: Reply, *, at: datetime) -> None:
    """The shop answered, for everybody to read."""
    _tell("reviews/reply_written", reply.review, about=reply, at=at, lines=reply.text.splitlines())


def message_to_writer(message: ReviewMessage, *, at: datetime) -> None:
    """The shop wrote in private; the answer goes through us."""
    url = addresses.messages_of(message.review)
    _tell(
        "reviews/message_to_writer",
        message.review,
        about=message,
        at=at,
        lines=message.text.splitlines(),
        answer_url=url,
    )


def update_asked(review: Review, *, at: datetime) -> None:
    """The shop asks, once, to look at the review again. Nothing has to change."""
    _tell("reviews/update_asked", review, about=review, at=at, stars=review.stars)


def _tell(letter: str, review: Review, *, about: Any, at: datetime, **more: Any) -> None:
    facts = {
        "name": review.display_name,
        "shop": review.shop.name,
        "manage_url": addresses.manage_review(review),
        "page_url": addresses.shop_page(review.shop_id, review.letters_in),
        **more,
    }
    send(letter, to=review.email, language=review.letters_in, about=about, at=at, facts=facts)


_WRITER = {
    "name": "Sanne K.",
    "shop": "Fietsgoed",
    "manage_url": "https://keurtegel.example/review/abc/",
    "page_url": "https://keurtegel.example/shops/1/",
}
_MOMENT = datetime(2026, 3, 2, 12, 0, tzinfo=AMSTERDAM)
EXAMPLES = {
    "reviews/confirm_review": {
        "shop": "Fietsgoed",
        "stars": 4,
        "lines": ["Snel geleverd en netjes ingepakt."],
        "confirm_url": "https://keurtegel.example/o/confirm/abc/",
        "expires_at": _MOMENT,
    },
    "reviews/already_written": {
        "shop": "Fietsgoed",
        "published_at": _MOMENT,
        "manage_url": "https://keurtegel.example/review/abc/",
    },
    "reviews/review_published": {**_WRITER, "stars": 4},
    "reviews/product_reviews_published": _WRITER,
    "reviews/review_held": {
        **_WRITER,
        "product": "",
        "statement": statement_of_rule(standard_texts.of_hold(Grounds.PERSONAL, ["nl"])),
        "words": "06-12345678",
        "change_url": "https://keurtegel.example/review/abc/",
        "held_at": _MOMENT,
    },
    "reviews/reply_written": {**_WRITER, "lines": ["Dank je wel, Sanne."]},
    "reviews/message_to_writer": {
        **_WRITER,
        "lines": ["Wat vervelend. Welke maat was het?"],
        "answer_url": "https://keurtegel.example/review/abc/messages/",
    },
    "reviews/update_asked": {**_WRITER, "stars": 2},
}
