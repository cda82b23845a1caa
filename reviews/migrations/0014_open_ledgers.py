"""What was there before the ledger is entered in it: what must have happened to each review, told by the review itself.

The form of an entry is frozen here as it was on this day.
"""

import json
import secrets
from datetime import UTC
from hashlib import sha256

from django.db import migrations

NAMES = ("stars", "verified", "delivery", "service", "price", "aftersales", "recommends")


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text):
    return sha256(text.encode()).hexdigest()


def moment(at):
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def open_ledgers(apps, schema_editor):
    Review, Rating = apps.get_model("reviews", "Review"), apps.get_model("reviews", "Rating")
    for shop in Review.objects.order_by().values_list("shop_id", flat=True).distinct():
        rating, _ = Rating.objects.get_or_create(shop_id=shop)
        if rating.ledger_length == 0:
            enter_all(apps, rating)


def enter_all(apps, rating):
    Entry, Review = apps.get_model("reviews", "LedgerEntry"), apps.get_model("reviews", "Review")
    reviews = Review.objects.filter(shop_id=rating.shop_id).select_related("reply").order_by("pk")
    lines = sorted((line for review in reviews.iterator(2000) for line in history(review)), key=lambda line: line["at"])
    entries = []
    for line in lines:
        rating.ledger_length += 1
        body = canonical(
            {**line, "number": rating.ledger_length, "previous": rating.ledger_head, "shop": rating.shop_id}
            | {"at": moment(line["at"])}
        )
        rating.ledger_head = digest(body)
        facts = {"number": rating.ledger_length, "review_id": line["review"], "kind": line["kind"], "at": line["at"]}
        entries.append(Entry(shop_id=rating.shop_id, body=body, hash=rating.ledger_head, **facts))
    Entry.objects.bulk_create(entries, batch_size=1000)
    rating.save(update_fields=["ledger_length", "ledger_head"])


def history(review):
    edited = bool(review.edited_at)
    gone = review.state == "REMOVED_BY_AUTHOR"
    words = None if gone else salted(review, "text", "title", name="display_name")
    first = "imported" if review.origin == "IMPORTED" else "published"
    by = "shop" if first == "imported" else "writer"
    yield line(review, first, by, review.published_at, public=True, words=None if edited else words)
    if edited:
        yield line(review, "edited", "writer", review.edited_at, public=True, words=words)
    reply = getattr(review, "reply", None)
    if reply is not None:
        words = salted(reply, "text")
        answer = {"facts": None, "reason": "", "review": review.pk, "by": "shop"}
        yield {**answer, "kind": "replied", "at": reply.written_at, "words": None if reply.edited_at else words}
        if reply.edited_at:
            yield {**answer, "kind": "reply_edited", "at": reply.edited_at, "words": words}
    if review.state == "HELD":
        yield line(review, "held", "mark", review.held_at, public=False)
    if review.state == "REMOVED":
        yield line(review, "removed", "mark", review.removed_at, public=False)
    if review.state == "REMOVED_BY_AUTHOR":
        yield line(review, "removed_by_author", "writer", review.removed_at, public=False)


def line(review, kind, by, at, *, public, words=None):
    facts = {
        "counts_until": moment(review.counts_until),
        "origin": review.origin,
        "public": public,
        "published_at": moment(review.published_at),
        **{name: getattr(review, name) for name in NAMES},
    }
    reason = review.grounds if kind in ("held", "removed") else ""
    return {"at": at, "by": by, "facts": facts, "kind": kind, "reason": reason, "review": review.pk, "words": words}


def salted(row, *names, **renamed):
    """Gives the words a salt, and commits to them."""
    if not row.salt:
        row.salt = secrets.token_hex(32)
        row.save(update_fields=["salt"])
    words = {name: getattr(row, name) for name in names} | {name: getattr(row, theirs) for name, theirs in renamed.items()}
    return digest(canonical({"salt": row.salt, **words}))


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0013_ledger_heads"),
    ]

    operations = [
        migrations.RunPython(open_ledgers, migrations.RunPython.noop, elidable=True),
    ]
