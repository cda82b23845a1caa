"""Who may file notices: everybody, unless warned and then suspended for manifestly unfounded ones (DSA 23)."""

from datetime import datetime
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.db.models import Q

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record
from members.models import Shop
from reviews import terms
from reviews.models.decision import Decision


class FilingRight(models.Model):
    """A shop's or a notifier's standing. A row exists from the first manifestly unfounded notice on.

    The address is kept as a hash only. Warned by itself at the third in twelve months; suspended by a person, after
    the warning and a new one, for three months.
    """

    shop = models.OneToOneField(Shop, models.CASCADE, null=True, related_name="filing_right")
    notifier_hash = models.CharField(max_length=64, blank=True)
    warned_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(shop=None) & ~Q(notifier_hash="") | Q(shop__isnull=False, notifier_hash=""),
                name="filing_right_is_of_a_shop_or_a_notifier",
            ),
            models.UniqueConstraint(
                fields=["notifier_hash"], condition=~Q(notifier_hash=""), name="filing_right_once_per_notifier"
            ),
            models.CheckConstraint(
                condition=Q(suspended_at=None, suspended_until=None)
                | Q(
                    warned_at__isnull=False,
                    suspended_at__isnull=False,
                    suspended_until__isnull=False,
                    warned_at__lt=models.F("suspended_at"),
                    suspended_until__gt=models.F("suspended_at"),
                ),
                name="filing_right_is_suspended_after_a_warning",
            ),
        ]

    def __str__(self) -> str:
        return f"of shop {self.shop_id}" if self.shop_id else f"of a notifier {self.pk}"

    @classmethod
    def of(cls, shop: Shop | None, email: str = "", *, email_hash: str = "") -> "FilingRight | None":
        """The row, if this shop or this address ever filed something manifestly unfounded."""
        if shop is not None:
            return cls.objects.filter(shop=shop).first()
        known = email_hash or (address_hash(email) if email else "")
        return cls.objects.filter(notifier_hash=known).first() if known else None

    @classmethod
    def count(cls, shop: Shop | None, notifier_hash: str, *, actor: str, at: datetime) -> "FilingRight | None":
        """One more manifestly unfounded notice was decided; the third in twelve months brings the warning."""
        if shop is None and not notifier_hash:
            return None
        with transaction.atomic():
            right, _fresh = cls.objects.get_or_create(shop=shop, notifier_hash="" if shop else notifier_hash)
            right = cls.objects.select_for_update(of=("self",)).get(pk=right.pk)
            if right.unfounded(at) >= terms.UNFOUNDED_WARNS and not right.is_warned(at):
                right.warned_at = at
                right.save(update_fields=["warned_at"])
                record("filing_right.warned", subject=right, actor=actor, at=at, payload=right._facts)
        return right

    def unfounded(self, now: datetime) -> int:
        """Manifestly unfounded in the last twelve months, by decisions that were carried out."""
        since = now - relativedelta(months=terms.UNFOUNDED_MONTHS)
        found = Decision.objects.executed().filter(manifestly_unfounded=True, executed_at__gt=since)
        found = found.exclude(appeals__state="UPHELD")
        if self.shop_id:
            return found.filter(notice__shop=self.shop_id, notice__source="SHOP").count()
        return found.filter(notice__notifier_hash=self.notifier_hash).count()

    def is_warned(self, now: datetime) -> bool:
        """A warning holds as long as what it was about is counted."""
        since = now - relativedelta(months=terms.UNFOUNDED_MONTHS)
        return self.warned_at is not None and self.warned_at > since

    def may_be_suspended(self, now: datetime) -> bool:
        """Warned, and it went on all the same."""
        return self.is_warned(now) and self.unfounded(now) >= terms.UNFOUNDED_SUSPENDS and not self.is_suspended(now)

    def is_suspended(self, now: datetime) -> bool:
        return self.suspended_until is not None and now < self.suspended_until

    def suspend(self, *, actor: str, at: datetime) -> None:
        """Three months without filing; a person decides it, case by case (DSA 23, third paragraph)."""
        if not self.may_be_suspended(at):
            raise IllegalMove(f"Filing right {self.pk} may not be suspended")
        self.suspended_at, self.suspended_until = at, at + relativedelta(months=terms.SUSPENSION_MONTHS)
        with transaction.atomic():
            self.save(update_fields=["suspended_at", "suspended_until"])
            record("filing_right.suspended", subject=self, actor=actor, at=at, payload=self._facts)

    def restore(self, *, actor: str, at: datetime) -> None:
        """The suspension is lifted early; the warning stays."""
        self.suspended_at = self.suspended_until = None
        with transaction.atomic():
            self.save(update_fields=["suspended_at", "suspended_until"])
            record("filing_right.restored", subject=self, actor=actor, at=at, payload=self._facts)

    @property
    def _facts(self) -> dict[str, int | None]:
        return {"shop": self.shop_id}
