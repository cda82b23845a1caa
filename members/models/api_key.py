"""The key with which a shop's own software calls our API."""

import hashlib
import secrets
import string
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models.shop import Shop
from members.terms import API_CALLS, API_WINDOW

_ALPHABET = string.ascii_letters + string.digits
_SHOWN = 11  # characters of the key that stay readable, so that people can tell keys apart


def new_secret() -> str:
    """Forty random characters, about 238 bits, behind three that say what it is."""
    return "km_" + "".join(secrets.choice(_ALPHABET) for _ in range(_SHOWN - 3 + 32))


def digest_of(secret: str) -> str:
    """What is kept of a key. It is too long to be guessed, so that a slow hash would protect nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Scope(models.TextChoices):
    """What a key may do, in the words of every room: one list, for the database checks it."""

    ORDERS_READ = "orders:read", _("Read orders")
    ORDERS_WRITE = "orders:write", _("Report orders")
    INVITATIONS_READ = "invitations:read", _("Read invitations")
    INVITATIONS_WRITE = "invitations:write", _("Cancel invitations")
    REVIEWS_READ = "reviews:read", _("Read reviews and the score")
    REPLIES_WRITE = "replies:write", _("Reply to reviews")
    SHOP_READ = "shop:read", _("Read what we know of your webshop")
    STATISTICS_READ = "statistics:read", _("Read statistics")
    NOTICES_READ = "notices:read", _("Read requests for moderation")
    NOTICES_WRITE = "notices:write", _("Request moderation")
    DISPUTES_READ = "disputes:read", _("Read disputes")
    DISPUTES_WRITE = "disputes:write", _("Answer in disputes")
    INVOICES_READ = "invoices:read", _("Read invoices")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def working(self, now: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)

    def stopped(self, now: datetime) -> Self:
        return self.exclude(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)

    def of(self, shop: Shop) -> Self:
        return self.filter(shop=shop).order_by("-pk")

    def admitting(self, secret: str, now: datetime) -> "ApiKey | None":
        """The working key that this is, with its shop."""
        found = self.working(now).filter(digest=digest_of(secret)).select_related("shop__member")
        return found.prefetch_related("shop__member__memberships", "shop__grants").first()


class ApiKey(models.Model):
    """Opens our own API for one shop, as far as its scopes go. Kept as a hash: it is shown once, when it is made."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=60)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope))
    prefix = models.CharField(max_length=_SHOWN)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    window_at = models.DateTimeField(null=True)
    window_calls = models.PositiveIntegerField(default=0)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(scopes__len__gte=1), name="api_key_opens_something"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values),
                name="api_key_scopes_exist",
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="api_key_is_hashed"),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(expires_at__isnull=False), name="replaced_api_key_stops_some_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… of shop {self.shop_id}"

    @classmethod
    def issue(
        cls,
        shop: Shop,
        *,
        name: str,
        scopes: Collection[str],
        actor: str,
        at: datetime,
        expires_at: datetime | None = None,
    ) -> tuple["ApiKey", str]:
        """A new key, and what it is: the only moment at which anybody can read it."""
        secret = new_secret()
        with transaction.atomic():
            key = cls.objects.create(
                shop=shop,
                name=name,
                scopes=[each for each in Scope.values if each in scopes],
                prefix=secret[:_SHOWN],
                digest=digest_of(secret),
                issued_at=at,
                expires_at=expires_at,
            )
            facts = {"shop": shop.pk, "prefix": key.prefix, "scopes": key.scopes}
            record("api_key.issued", subject=key, actor=actor, at=at, payload=facts)
        return key, secret

    def revoke(self, *, actor: str, at: datetime) -> None:
        """From this moment the key opens nothing. Revoking twice keeps the first moment."""
        with transaction.atomic():
            if ApiKey.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=at):
                facts = {"shop": self.shop_id, "prefix": self.prefix}
                record("api_key.revoked", subject=self, actor=actor, at=at, payload=facts)
        self.refresh_from_db(fields=["revoked_at"])

    def rotate(self, *, overlap: timedelta, actor: str, at: datetime) -> tuple["ApiKey", str]:
        """A new key in the place of this one, which works for `overlap` longer. Raises IllegalMove the second time."""
        with transaction.atomic():
            unmoved = ApiKey.objects.working(at).filter(pk=self.pk, replaced_at=None)
            until = min(at + overlap, self.expires_at or at + overlap)
            if not unmoved.update(replaced_at=at, expires_at=until):
                raise IllegalMove(f"Key {self.pk} was replaced before, or does not work any more")
            facts = {"shop": self.shop_id, "prefix": self.prefix, "until": until.isoformat()}
            record("api_key.rotated", subject=self, actor=actor, at=at, payload=facts)
            self.refresh_from_db(fields=["replaced_at", "expires_at"])
            return ApiKey.issue(self.shop, name=self.name, scopes=self.scopes, actor=actor, at=at)

    def opens(self, scope: str) -> bool:
        return scope in self.scopes

    def count_call(self, at: datetime) -> None:
        """One call more in this minute, exact under whatever many calls at once; the key remembers when it was used."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"at": at, "since": at - API_WINDOW, "pk": self.pk})
            self.window_at, self.window_calls = cursor.fetchone()
        self.last_used_at = at

    @property
    def scope_words(self) -> list[str]:
        """What it may do, in words."""
        return [f"{Scope(each).label} ({each})" for each in self.scopes]

    @property
    def calls_left(self) -> int:
        return max(API_CALLS - self.window_calls, 0)

    @property
    def is_within_limit(self) -> bool:
        return self.window_calls <= API_CALLS

    def seconds_to_wait(self, at: datetime) -> int:
        """Until the minute is over and calls are counted anew."""
        over = (self.window_at or at) + API_WINDOW - at
        return max(int(over.total_seconds()) + 1, 1)


_COUNT = """
UPDATE members_apikey SET last_used_at = %(at)s,
  window_calls = CASE WHEN window_at > %(since)s THEN window_calls + 1 ELSE 1 END,
  window_at = CASE WHEN window_at > %(since)s THEN window_at ELSE %(at)s END
WHERE id = %(pk)s RETURNING window_at, window_calls
"""
