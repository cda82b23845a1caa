"""Reviews of products that were there before the ledger knew them: entered at its end, told by the review itself.

The form of an entry is frozen here as it was on this day.
"""

import json
import secrets
from datetime import UTC
from hashlib import sha256

from django.db import migrations


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text):
    return sha256(text.encode()).hexdigest()


def moment(at):
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def enter_product_reviews(apps, schema_editor):
    ProductReview, Rating = apps.get_model("reviews", "ProductReview"), apps.get_model("reviews", "Rating")
    for shop in ProductReview.objects.filter(entries=None).order_by().values_list("shop_id", flat=True).distinct():
        rating, _ = Rating.objects.get_or_create(shop_id=shop)
        enter_all(apps, rating)


def enter_all(apps, rating):
    Entry, ProductReview = apps.get_model("reviews", "LedgerEntry"), apps.get_model("reviews", "ProductReview")
    reviews = ProductReview.objects.filter(shop_id=rating.shop_id, entries=None).order_by("pk")
    lines = sorted((line for review in reviews.iterator(2000) for line in history(review)), key=lambda line: line["at"])
    entries = []
    for line in lines:
        rating.ledger_length += 1
        body = canonical(
            {**line, "number": rating.ledger_length, "previous": rating.ledger_head, "shop": rating.shop_id}
            | {"at": moment(line["at"])}
        )
        rating.ledger_head = digest(body)
        facts = {"product_review_id": line["product_review"], "kind": line["kind"], "at": line["at"]}
        number = rating.ledger_length
        entries.append(Entry(shop_id=rating.shop_id, number=number, body=body, hash=rating.ledger_head, **facts))
    Entry.objects.bulk_create(entries, batch_size=1000)
    rating.save(update_fields=["ledger_length", "ledger_head"])


def history(review):
    words = None if review.state == "REMOVED_BY_AUTHOR" else salted(review)
    edited = bool(review.edited_at)
    yield line(review, "published", "writer", review.published_at, public=True, words=None if edited else words)
    if edited:
        yield line(review, "edited", "writer", review.edited_at, public=True, words=words)
    if review.state == "HELD":
        yield line(review, "held", "mark", review.held_at, public=False)
    if review.state == "REMOVED":
        yield line(review, "removed", "mark", review.removed_at, public=False)
    if review.state == "REMOVED_BY_AUTHOR":
        yield line(review, "removed_by_author", "writer", review.removed_at, public=False)


def line(review, kind, by, at, *, public, words=None):
    facts = {
        "product": review.product_id,
        "public": public,
        "published_at": moment(review.published_at),
        "stars": review.stars,
        "verified": True,
    }
    return {
        "at": at,
        "by": by,
        "facts": facts,
        "kind": f"product_{kind}",
        "product_review": review.pk,
        "reason": review.grounds if kind in ("held", "removed") else "",
        "review": None,
        "words": words,
    }


def salted(review):
    """Gives the words a salt, and commits to them."""
    if not review.salt:
        review.salt = secrets.token_hex(32)
        review.save(update_fields=["salt"])
    return digest(
        canonical({"salt": review.salt, "name": review.display_name, "text": review.text, "title": review.title})
    )


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0026_ledger_guards_product_reviews"),
    ]

    operations = [
        migrations.RunPython(enter_product_reviews, migrations.RunPython.noop, elidable=True),
    ]
