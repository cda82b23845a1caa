"""The key with which a shop's own plugin reports orders and reads reviews."""

import secrets
import string
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q

from keurmerk.joined import Joined
from keurmerk.outbox import record
from members.models import Shop
from reviews.models.invitation_settings import InvitationSettings
from reviews.models.texting import Texting

_USE_NOTED = timedelta(minutes=5)  # so that a busy key does not write at every call
_ALPHABET = string.ascii_lowercase + string.digits


def new_code() -> str:
    """32 characters that every known plugin accepts: about 165 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(32))


class PluginKeyQuerySet(models.QuerySet["PluginKey"]):
    def working(self) -> "PluginKeyQuerySet":
        return self.filter(revoked_at=None)

    def of(self, shop: Shop) -> "PluginKeyQuerySet":
        return self.filter(shop=shop).order_by("-pk")

    def admitting(self, shop_id: int, code: str) -> "PluginKey | None":
        """The working key with this secret code; compared in constant time."""
        return self._match(shop_id, code, "code")

    def showing(self, shop_id: int, public_code: str) -> "PluginKey | None":
        """The working key with this public code, which reads what is public and nothing else."""
        return self._match(shop_id, public_code, "public_code")

    def _match(self, shop_id: int, said: str, field: str) -> "PluginKey | None":
        found = None
        for key in keys_of(shop_id):
            if secrets.compare_digest(getattr(key, field).encode(), said.encode()):
                found = key
        return found


class PluginKey(models.Model):
    """Opens the plugin API for one shop, never our own API. Kept readable: the consent block is signed with it."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="plugin_keys")
    code = models.CharField(max_length=32, unique=True, default=new_code)
    public_code = models.CharField(max_length=32, unique=True, default=new_code)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = PluginKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9]{32}$", public_code__regex=r"^[a-z0-9]{32}$"),
                name="plugin_key_is_what_plugins_accept",
            ),
        ]

    def __str__(self) -> str:
        return f"Plugin key {self.pk} of shop {self.shop_id}"

    @classmethod
    def issue(cls, shop: Shop, *, actor: str, at: datetime) -> "PluginKey":
        with transaction.atomic():
            key = cls.objects.create(shop=shop, issued_at=at)
            record("plugin_key.issued", subject=key, actor=actor, at=at, payload={"shop": shop.pk})
        return key

    def note_use(self, *, at: datetime) -> None:
        """Remembers when the key opened something last, to within minutes."""
        if self.last_used_at is None or at - self.last_used_at > _USE_NOTED:
            PluginKey.objects.filter(pk=self.pk).update(last_used_at=at)
            self.last_used_at = at

    def revoke(self, *, actor: str, at: datetime) -> None:
        """From this moment the key opens nothing. Revoking twice keeps the first moment."""
        with transaction.atomic():
            if PluginKey.objects.working().filter(pk=self.pk).update(revoked_at=at):
                record("plugin_key.revoked", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})
        self.refresh_from_db(fields=["revoked_at"])

    def rotate(self, *, actor: str, at: datetime) -> "PluginKey":
        """A new key in the place of this one, which stops at once."""
        with transaction.atomic():
            self.revoke(actor=actor, at=at)
            return PluginKey.issue(self.shop, actor=actor, at=at)


# Every call of a plugin begins with this.
_WORKING = Joined(
    """
    SELECT {columns}
    FROM reviews_pluginkey key JOIN members_shop shop ON shop.id = key.shop_id
    LEFT JOIN reviews_invitationsettings settings ON settings.shop_id = shop.id
    LEFT JOIN reviews_texting texting ON texting.shop_id = shop.id
    WHERE key.shop_id = %s AND key.revoked_at IS NULL
    """,
    key=PluginKey,
    shop=Shop,
    settings=InvitationSettings,
    texting=Texting,
)


def keys_of(shop_id: int) -> Iterator[PluginKey]:
    """The working keys of this shop, with all of the shop that decides about an order."""
    for key, shop, settings, texting in _WORKING.rows(shop_id):
        key.shop = shop
        for name, chosen in (("invitation_settings", settings), ("texting", texting)):
            Shop._meta.get_field(name).set_cached_value(shop, chosen)  # type: ignore[union-attr]
        yield key
