"""A review as a shop takes it along: a record that anybody can hash anew (docs/export.md). Pure."""

import json
from typing import Any

from keurmerk.canonical import canonical, digest, moment
from reviews.chain import commitment
from reviews.models import ProductReview, Reply, Review, ReviewPhoto
from reviews.scoring import RECOMMENDS, SUB_SCORES


def record_of(review: Review) -> dict[str, Any]:
    """What a public review says, with its `hash`. `words` is what the ledger commits to; `salt` proves it."""
    record = {
        **_common(review),
        "origin": str(review.origin),
        "verified": review.verified,
        "reply": _reply_of(review),
        "photos": _photos_of(review),
        **{name: getattr(review, name) for name in (*SUB_SCORES, RECOMMENDS)},
    }
    return {**record, "hash": hash_of(record)}


def brought_record_of(review: Review) -> dict[str, Any]:
    """A review that was brought from elsewhere: its `record` as it came, and around it what became of it here."""
    told = {
        "id": review.pk,
        "source": review.source,
        "brought_at": moment(review.imported.brought_at),
        "record": json.loads(review.imported.record),
        "reply": _reply_of(review),
        "photos": _photos_of(review),
    }
    return {**told, "hash": hash_of(told)}


def first_record(fields: dict[str, Any], *, number: str, reply: dict[str, Any] | None) -> dict[str, Any]:
    """The record of a review from a list of another platform, which had none; `fields` are those of Review."""
    edited_at = fields["edited_at"]
    record = {
        "id": number or None,
        "stars": fields["stars"],
        "title": fields["title"],
        "text": fields["text"],
        "name": fields["display_name"],
        "language": fields["language"],
        "published_at": moment(fields["published_at"]),
        "edited_at": moment(edited_at) if edited_at else None,
        "origin": str(Review.Origin.IMPORTED),
        "verified": False,
        "salt": fields["salt"],
        "words": commitment(fields["salt"], name=fields["display_name"], text=fields["text"], title=fields["title"]),
        "reply": reply,
        "photos": [],
        **{name: fields[name] for name in (*SUB_SCORES, RECOMMENDS)},
    }
    return {**record, "hash": hash_of(record)}


def product_record_of(review: ProductReview) -> dict[str, Any]:
    """A product review as a shop takes it along; the same proof of its words."""
    record = {**_common(review), "product": review.product_id, "product_name": review.product.name}
    return {**record, "hash": hash_of(record)}


def photo_name(photo: ReviewPhoto) -> str:
    """Where the photo lies in the ZIP."""
    return f"photos/{photo.pk}.webp"


def hash_of(record: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the record without its `hash`."""
    return digest(canonical({name: value for name, value in record.items() if name != "hash"}))


def _common(review: Review | ProductReview) -> dict[str, Any]:
    return {
        "id": review.pk,
        "stars": review.stars,
        "title": review.title,
        "text": review.text,
        "name": review.display_name,
        "language": review.language,
        "published_at": moment(review.published_at),
        "edited_at": moment(review.edited_at) if review.edited_at else None,
        "salt": review.salt,
        "words": _words(review),
    }


def _photos_of(review: Review) -> list[dict[str, Any]]:
    return [
        {"file": photo_name(each), "sha256": each.digest, "alt": each.alt}
        for each in review.photos.all()
        if each.expires_at is None
    ]


def _words(review: Review | ProductReview) -> str:
    return commitment(review.salt, name=review.display_name, text=review.text, title=review.title)


def _reply_of(review: Review) -> dict[str, Any] | None:
    reply = getattr(review, "reply", None)
    if reply is None or reply.state != Reply.State.PUBLISHED:
        return None
    return {
        "text": reply.text,
        "written_at": moment(reply.written_at),
        "edited_at": moment(reply.edited_at) if reply.edited_at else None,
    }
