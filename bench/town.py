"""Shops, invitations and reviews in numbers: one is made by the product's own verbs, the rest are copies in SQL."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, models

from keurmerk import clock
from keurmerk.outbox import in_silence
from members.models import MarkGrant, Member, Membership, Shop
from reviews.models import Invitation, Opinion, Rating, Review
from tests.factories import members, reviews

_NUMBER = count(1)


def inviting_shop() -> Shop:
    """A full member whose invitations go out."""
    with in_silence():
        return reviews.inviting_shop()


def copies(original: models.Model, number: int, /, **columns: str) -> int:
    """Copies a row `number` times, with consecutive ids; `columns` are SQL in which n counts from 1.

    Returns the id before the first copy.
    """
    table, names = original._meta.db_table, [field.column for field in original._meta.concrete_fields]
    before = int(original.__class__._base_manager.aggregate(last=models.Max("pk"))["last"])
    values = ", ".join(columns.get(name, f"{before} + n" if name == "id" else f'"{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table}, generate_series(1, {number}) n "  # noqa: S608
            f"WHERE id = {original.pk}"
        )
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, before + number])
    return before


def shops_like(shop: Shop, number: int, **membership: str) -> int:
    """So many more companies, each with a shop, a membership and the mark. Returns the id before the first shop."""
    assert shop.membership is not None
    assert shop.grant is not None
    company = copies(Member.objects.get(pk=shop.member_id), number)
    first = copies(shop, number, member_id=f"{company} + n", host="'copy' || n || '.example'", name="'Winkel ' || n")
    copies(Membership.objects.get(pk=shop.membership.pk), number, member_id=f"{company} + n", **membership)
    copies(MarkGrant.objects.get(pk=shop.grant.pk), number, shop_id=f"{first} + n", host="'copy' || n || '.example'")
    return first


def reviews_like(review: Review, number: int) -> None:
    """So many more reviews of the same shop, each with its invitation, a minute apart."""
    assert review.invitation is not None
    different = {"email_hash": "md5('h' || n)", "token": "md5('t' || n)", "order_number": "'c' || n"}
    invited = copies(review.invitation, number, **different)
    apart = {"published_at": "published_at - n * interval '1 minute'", "manage_token": "md5('m' || n)"}
    copies(review, number, invitation_id=f"{invited} + n", **apart)
    Rating.rebuild(review.shop_id, at=clock.now())


def sent_invitations(shop: Shop, number: int) -> list[Invitation]:
    """Invitations of which the letter went out a moment ago."""
    now = clock.now()
    return Invitation.objects.bulk_create(_sent(shop, now) for _ in range(number))


def _sent(shop: Shop, now: datetime) -> Invitation:
    number = next(_NUMBER)
    facts: dict[str, Any] = {
        "email": f"writer{number}@example.com",
        "email_hash": f"writer{number}",
        "order_number": f"w{number}",
    }
    return Invitation(
        shop=shop,
        state=Invitation.State.SENT,
        received_at=now,
        send_at=now,
        sent_at=now,
        expires_at=now + timedelta(days=90),
        **facts,
    )


def opinion(stars: int) -> Opinion:
    return reviews.opinion(stars=stars)


def aspirant_shop(at: datetime) -> Shop:
    """An aspirant whose privacy statement has the sharing clause."""
    with in_silence():
        return members.aspirant_shop(at=at, sharing_clause_found_at=at)
