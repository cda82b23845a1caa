"""What a member says that it changed on its shop: important pages, or how the shop works (terms 7.4)."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections import terms
from inspections.models.scan import RESERVED, Scan, tonight
from keurmerk.calendar import amsterdam_date, start_of_day
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import Shop


class ReportedChangeQuerySet(models.QuerySet["ReportedChange"]):
    def to_see(self) -> "ReportedChangeQuerySet":
        """Nobody of ours looked at it yet."""
        return self.filter(looked_at=None)


class ReportedChange(models.Model):
    """One report. The radar looks at once instead of in the night, and a person of ours reads what was said."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="reported_changes")
    what = personal(models.TextField(_("What did you change?"), max_length=2000))
    changed_on = models.DateField(_("Since when is it on your webshop?"))
    reported_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.CharField(max_length=60, blank=True)

    objects = ReportedChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(looked_at=None, looked_by="") | Q(looked_at__isnull=False) & ~Q(looked_by=""),
                name="seen_report_says_by_whom",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reported_at"], condition=Q(looked_at=None), name="reported_change_to_see"),
        ]

    def __str__(self) -> str:
        return f"change of {self.shop_id} on {self.changed_on}"

    @classmethod
    def report(cls, shop: Shop, what: str, *, changed_on: date, actor: str, at: datetime) -> "ReportedChange":
        """Notes it and has the shop read now (terms 7.4). The same words again, not read yet, are the same report.

        Raises IllegalMove for one too many that day.
        """
        with transaction.atomic():
            Shop.objects.select_for_update(of=("self",)).get(pk=shop.pk)  # two clicks come one after the other
            mine = cls.objects.filter(shop=shop)
            same = mine.to_see().filter(what=what, changed_on=changed_on).first()
            if same:
                return same
            if mine.filter(reported_at__gte=start_of_day(amsterdam_date(at))).count() >= terms.REPORTS_A_DAY:
                raise IllegalMove(f"Shop {shop.pk} reported enough changes today")
            made = cls.objects.create(shop=shop, what=what, changed_on=changed_on, reported_at=at)
            cls._have_it_read(shop, at=at)
            record("scan.change_reported", subject=made, actor=actor, at=at, payload={"shop": shop.pk})
        return made

    @staticmethod
    def _have_it_read(shop: Shop, *, at: datetime) -> None:
        """Also a shop that the radar has not enlisted yet; not one at an address that is kept free for examples."""
        if not shop.host.endswith(RESERVED):
            scan, _fresh = Scan.objects.get_or_create(shop=shop, defaults={"next_scan_at": tonight(shop.pk, at)})
            scan.queue(at=at)

    def see(self, *, actor: str, at: datetime) -> None:
        """Somebody looked at what was reported; twice is once."""
        with transaction.atomic():
            if ReportedChange.objects.to_see().filter(pk=self.pk).update(looked_at=at, looked_by=actor):
                record("scan.report_seen", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})
