"""What decides about the invitation of an order, known before the order is judged."""

from collections.abc import Collection
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from members.models import Shop
from members.models.shop import standing_of

# Four questions in one statement: every order asks them, and for the ORM to ask them takes ten times as long as for
# the database to answer.
_LOOK = """
    SELECT
        (SELECT state FROM members_membership WHERE member_id = %(member)s ORDER BY id DESC LIMIT 1),
        (SELECT state FROM members_markgrant WHERE shop_id = %(shop)s ORDER BY id DESC LIMIT 1),
        ARRAY(SELECT email_hash FROM reviews_optout
              WHERE email_hash = ANY(%(buyers)s::text[]) AND (shop_id = %(shop)s OR shop_id IS NULL)),
        ARRAY(SELECT address_hash FROM keurmerk_suppression WHERE address_hash = ANY(%(buyers)s::text[]))
"""


class _Seen(NamedTuple):
    standing: str
    opted_out: set[str]
    unreachable: set[str]


class Circumstances:
    """A shop, and the buyers of some of its orders (as hashed addresses): one look for all of them.

    The rule that reads it (`_fate` in invited_order.py) is one, whether one order comes in or a thousand.
    """

    def __init__(self, shop: Shop, digests: Collection[str]) -> None:
        self.shop = shop
        self._digests = list(digests)
        self._invited_now: set[str] = set()

    @cached_property
    def _seen(self) -> _Seen:
        facts: dict[str, Any] = {"member": self.shop.member_id, "shop": self.shop.pk, "buyers": self._digests}
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, facts)
            membership, grant, opted_out, unreachable = cursor.fetchone()
        standing = standing_of(membership, grant, ended=self.shop.ended_at is not None)
        return _Seen(standing, set(opted_out), set(unreachable))

    @property
    def standing(self) -> str:
        """What the shop's seal says now, as `Shop.standing`."""
        return self._seen.standing

    @property
    def opted_out(self) -> set[str]:
        """Who wants no invitations of this shop, or of none at all."""
        return self._seen.opted_out

    @property
    def unreachable(self) -> set[str]:
        """Whose letters came back."""
        return self._seen.unreachable

    @cached_property
    def _invited(self) -> set[str]:
        earlier = self.shop.invitations.counted().filter(email_hash__in=self._digests)
        return set(earlier.values_list("email_hash", flat=True))

    def was_invited(self, digest: str) -> bool:
        """Did this buyer get an invitation before, by an earlier order or by one of these?"""
        return digest in self._invited_now or digest in self._invited

    def note_invited(self, digest: str) -> None:
        """One of these orders is invited: the next one of the same buyer must know."""
        self._invited_now.add(digest)
