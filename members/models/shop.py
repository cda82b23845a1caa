"""A webshop under one host, and who may act for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from unicodedata import combining, normalize

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from keurmerk.outbox import record
from members.categories import Category
from members.models.member import Member
from members.models.seat import Seat
from members.models.user import User

if TYPE_CHECKING:
    from members.models.mark import MarkGrant
    from members.models.membership import Membership


MOST_WORDS = 6
SHORTEST_NUMBER = 5  # digits that are meant as a company number


def _words(said: str) -> list[str]:
    """As the database keeps them: without accents, in small letters. One sign alone is like nothing, and left out."""
    plain = "".join(each for each in normalize("NFKD", said) if not combining(each)).lower().replace("\0", "")
    return [word for word in plain.split() if len(word) > 1][:MOST_WORDS]


def standing_of(membership: str | None, grant: str | None, *, ended: bool) -> str:
    """What the seal says (terms 5.3, 10.1-10.3), from the states of the latest membership and of the latest grant."""
    if grant is None or membership is None:
        return "none"
    if ended or membership == "ENDED":
        return "ended"
    if membership == "SUSPENDED" or grant != "GRANTED":
        return "suspended"
    return "aspirant" if membership == "ASPIRANT" else "full"


def _latest_state(relation: Any, owner: str) -> models.Subquery:
    """The state of the last row on the other side of this relation."""
    rows = relation.rel.related_model._default_manager.filter(**{relation.field.attname: models.OuterRef(owner)})
    return models.Subquery(rows.order_by("-pk").values("state")[:1])


class ShopQuerySet(models.QuerySet["Shop"]):
    def run_by(self, user: User) -> "ShopQuerySet":
        """The shops in which this person has a seat: what else exists, does not exist for them."""
        return self.filter(seats__user=user).distinct()

    def listed(self) -> "ShopQuerySet":
        """In the public register: approved once, so with a grant, whatever became of it (terms 8.1)."""
        return self.filter(Exists(apps.get_model("members", "MarkGrant").objects.filter(shop=OuterRef("pk"))))

    def found_by(self, said: str, *, letter_by_letter: bool = False) -> "ShopQuerySet":
        """Shops with something like each of these words in their name, address, company, place or description.

        A typing error or a missing part of a compound is forgiven (pg_trgm's word similarity, see settings.py), unless
        it has to be `letter_by_letter`, which costs far less where very many match. A company number and an address
        have to be right, an address at least in part.
        """
        words = _words(said)
        found = self if words else self.none()
        for word in words:
            if word.isdigit() and len(word) >= SHORTEST_NUMBER:
                found = found.filter(member__kvk_number=word)
            elif letter_by_letter or "." in word:
                found = found.filter(words__contains=word)
            else:
                found = found.filter(words__trigram_word_similar=word)
        return found

    def at_host(self, host: str) -> "ShopQuerySet":
        return self.filter(host=host)

    def with_standing(self) -> "ShopQuerySet":
        return self.select_related("member").prefetch_related("member__memberships", "grants")

    def standings(self) -> dict[int, str]:
        """What the seal of each says now, by number: as `Shop.standing`, for when that is all there is to know."""
        facts = self.annotate(
            membership_now=_latest_state(Member.memberships, "member_id"),
            grant_now=_latest_state(Shop.grants, "pk"),
        ).values_list("pk", "membership_now", "grant_now", "ended_at")
        return {
            pk: standing_of(membership, grant, ended=ended_at is not None) for pk, membership, grant, ended_at in facts
        }


class Shop(models.Model):
    """One webshop: the host that the mark is bound to (terms 5.7)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="shops")
    host = models.CharField(_("Host"), max_length=253)
    url = models.URLField(_("Address of the shop"), max_length=300)
    name = models.CharField(_("Name of the shop"), max_length=120)
    language = models.CharField(_("Language"), max_length=2, default="nl")
    description = models.CharField(_("What you sell, in one sentence"), max_length=240, blank=True)
    category = models.CharField(_("Category"), max_length=12, choices=Category, blank=True)  # empty: not chosen yet
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    sharing_clause_found_at = models.DateTimeField(null=True)
    # What it is found by, without accents and capitals; the database keeps it (migration register_search).
    words = models.TextField(default="", editable=False)

    objects = ShopQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["host"], condition=Q(ended_at__isnull=True), name="shop_host_is_registered_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["words"], name="shop_words", opclasses=["gin_trgm_ops"]),
            models.Index(
                fields=["category"], condition=~Q(category="") & Q(ended_at__isnull=True), name="shop_in_category"
            ),
            models.Index(fields=["-registered_at", "-id"], name="shop_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def membership(self) -> "Membership | None":
        """The member's latest membership; asks no query after `with_standing()`."""
        return max(self.member.memberships.all(), key=lambda each: each.pk, default=None)

    @property
    def grant(self) -> "MarkGrant | None":
        """The latest permission to show the mark; asks no query after `with_standing()`."""
        return max(self.grants.all(), key=lambda each: each.pk, default=None)

    @property
    def standing(self) -> str:
        """What the seal says now: "full", "aspirant", "suspended", "ended" or "none" (terms 5.3, 10.1-10.3)."""
        membership, grant = self.membership, self.grant
        return standing_of(
            membership.state if membership else None, grant.state if grant else None, ended=self.ended_at is not None
        )

    def shows_seal(self) -> bool:
        """May this host show the mark, now? (terms 4.1, 5.4, 10.1)"""
        return self.standing in {"full", "aspirant"}

    def note_sharing_clause(self, *, actor: str, at: datetime) -> None:
        """The privacy statement names what is shared with the mark: invitations may go out (terms 18.2, 18.3).

        Criterion PR-15 was met at an inspection. Noting it again keeps the first moment.
        """
        with transaction.atomic():
            if Shop.objects.filter(pk=self.pk, sharing_clause_found_at=None).update(sharing_clause_found_at=at):
                self.sharing_clause_found_at = at
                facts = {"shop": self.pk}
                record("shop.sharing_clause_found", subject=self, actor=actor, at=at, payload=facts)

    def change(self, facts: Mapping[str, str], *, actor: str, at: datetime) -> None:
        """The owner reports a change of the shop's data; the host stays, the mark is bound to it (terms 7.1, 5.7)."""
        changed = [name for name, value in facts.items() if getattr(self, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(self, name, facts[name])
        with transaction.atomic():
            self.save(update_fields=changed)
            record(
                "shop.changed", subject=self, actor=actor, at=at, payload={"shop": self.pk, "fields": sorted(changed)}
            )

    def owners(self) -> list[User]:
        """Whom the others in the shop may ask, and who decides for it; who came first stands first."""
        owners = self.seats.filter(role=Seat.Role.OWNER, user__is_active=True).select_related("user").order_by("pk")
        return [seat.user for seat in owners]

    def owner(self) -> User | None:
        return next(iter(self.owners()), None)
