"""Where a shop's own software hears of news, as Standard Webhooks writes it."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.outside.signature import new_secret
from keurmerk.sealing import seal, unseal
from members import terms
from members.models.shop import Shop


class TooManyEndpoints(Exception):
    """The shop has as many as it may have."""


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def of(self, shop: Shop) -> Self:
        return self.filter(shop=shop).exclude(state=WebhookEndpoint.State.REMOVED).order_by("pk")

    def active(self) -> Self:
        return self.filter(state=WebhookEndpoint.State.ACTIVE)

    def due(self, at: datetime) -> Self:
        """With something to send now, the longest waiting first."""
        return self.active().filter(due_at__lte=at).order_by("due_at")


class WebhookEndpoint(Lifecycle):
    """One address of one shop, and how it fares.

    `due_at` says when something may be sent to it again: nothing is looked for before. While it fails the pauses
    between two attempts grow, whatever else waits, so that a server that is away costs little.
    """

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("Working")
        DISABLED = "DISABLED", _("Switched off")
        REMOVED = "REMOVED", _("Removed")

    class Reason(models.TextChoices):
        OWNER = "OWNER", _("You switched it off.")
        GONE = "GONE", _("Your server said that the address is gone for good (410).")
        FAILING = "FAILING", _("Nothing was delivered for five days.")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.ACTIVE: {State.DISABLED, State.REMOVED},
        State.DISABLED: {State.ACTIVE, State.REMOVED},
        State.REMOVED: set(),
    }

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="webhook_endpoints")
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=60), default=list)  # of news; none chosen means all
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    sealed_secret = models.CharField(max_length=250)
    sealed_former_secret = models.CharField(max_length=250, blank=True)
    former_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # since something was last delivered
    failing_since = models.DateTimeField(null=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="DISABLED") | (~Q(reason="") & Q(disabled_at__isnull=False)),
                name="disabled_endpoint_says_why",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="failing_endpoint_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(sealed_former_secret="") | Q(former_until__isnull=False),
                name="former_webhook_secret_ends",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state="ACTIVE", due_at__isnull=False), name="webhook_due"),
        ]

    def __str__(self) -> str:
        return f"Endpoint {self.pk} of shop {self.shop_id}"

    @classmethod
    def make(
        cls, shop: Shop, url: str, *, kinds: Collection[str] = (), actor: str, at: datetime
    ) -> tuple["WebhookEndpoint", str]:
        """A new address, and the secret of its signatures: shown now and never again. Raises TooManyEndpoints."""
        secret = new_secret()
        with transaction.atomic():
            Shop.objects.select_for_update().get(pk=shop.pk)
            if cls.objects.of(shop).count() >= terms.WEBHOOK_ENDPOINTS:
                raise TooManyEndpoints
            made = cls.objects.create(shop=shop, url=url, kinds=sorted(kinds), sealed_secret=seal(secret), made_at=at)
            made._tell("made", actor=actor, at=at)
        return made, secret

    def change(self, url: str, *, kinds: Collection[str], actor: str, at: datetime) -> None:
        """Another address, or other news; what waits goes to the new one."""
        with transaction.atomic():
            here = WebhookEndpoint.objects.of(self.shop).filter(pk=self.pk)
            if not here.update(url=url, kinds=sorted(kinds)):
                raise IllegalMove(f"{self} was removed")
            self.url, self.kinds = url, sorted(kinds)
            self._tell("changed", actor=actor, at=at)

    def rotate(self, *, actor: str, at: datetime) -> str:
        """A new secret; for a day every message carries a signature by the old one too."""
        secret = new_secret()
        with transaction.atomic():
            here = WebhookEndpoint.objects.select_for_update().get(pk=self.pk)
            if here.state == self.State.REMOVED:
                raise IllegalMove(f"{self} was removed")
            self.sealed_former_secret, self.sealed_secret = here.sealed_secret, seal(secret)
            self.former_until = at + terms.WEBHOOK_SECRET_OVERLAP
            self.save(update_fields=["sealed_former_secret", "sealed_secret", "former_until"])
            self._tell("rotated", actor=actor, at=at)
        return secret

    def disable(self, reason: str, *, actor: str, at: datetime) -> None:
        """Nothing is sent any more; what waits and what comes is kept for when it works again."""
        with transaction.atomic():
            facts = {"shop": self.shop_id, "reason": reason}
            still = {"due_at": None, "failures": 0, "failing_since": None}
            self._move(
                self.State.DISABLED,
                "webhook.disabled",
                actor=actor,
                at=at,
                payload=facts,
                reason=reason,
                disabled_at=at,
                **still,
            )
            self.messages.waiting().update(state="KEPT", next_attempt_at=None)

    def test(self, *, actor: str, at: datetime) -> None:
        """Has a message sent that is about nothing, to see whether it arrives."""
        self._tell("tested", actor=actor, at=at)

    def enable(self, *, actor: str, at: datetime) -> None:
        """Works again from now on; what was kept meanwhile is sent when the owner says so."""
        facts = {"shop": self.shop_id}
        self._move(
            self.State.ACTIVE,
            "webhook.enabled",
            actor=actor,
            at=at,
            payload=facts,
            reason="",
            disabled_at=None,
            due_at=None,
            failures=0,
            failing_since=None,
        )

    def remove(self, *, actor: str, at: datetime) -> None:
        """Gone with its secrets and all that was sent to it; the row stays for the trail."""
        with transaction.atomic():
            gone = {"sealed_secret": "", "sealed_former_secret": "", "due_at": None, "url": "", "reason": ""}
            self._move(
                self.State.REMOVED, "webhook.removed", actor=actor, at=at, payload={"shop": self.shop_id}, **gone
            )
            self.messages.all().delete()

    def secrets_at(self, at: datetime) -> list[str]:
        """Those that sign now: the new one first."""
        former = self.former_until is not None and at < self.former_until
        return [unseal(each) for each in (self.sealed_secret, self.sealed_former_secret if former else "") if each]

    def hears(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    @property
    def is_active(self) -> bool:
        return bool(self.state == self.State.ACTIVE)

    def _tell(self, kind: str, *, actor: str, at: datetime) -> None:
        record(f"webhook.{kind}", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})
