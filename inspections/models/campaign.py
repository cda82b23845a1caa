"""A change of the requirements, told to each member with its own page and quote, with two months (terms 6.1-6.3)."""

import json
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections import terms
from inspections.models.checklist import Checklist, Criterion
from keurmerk.calendar import add_months, amsterdam_date, end_of_day
from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from members.models import Shop

_CASES = """
INSERT INTO inspections_campaigncase
    (campaign_id, shop_id, state, next_step_at, affected, left_over, reminded)
SELECT %s, shop.id, 'WAITING', %s, '[]', %s, 0
FROM members_shop shop
WHERE EXISTS (SELECT 1 FROM members_markgrant g WHERE g.shop_id = shop.id AND g.state IN ('GRANTED', 'SUSPENDED'))
ON CONFLICT DO NOTHING
"""


class Campaign(models.Model):
    """The new and heavier points of one edition, and until when members have to meet them."""

    checklist = models.OneToOneField(Checklist, models.PROTECT, related_name="campaign")
    codes = models.JSONField()
    announced_at = models.DateTimeField()
    deadline_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"Change of {self.checklist}"

    @classmethod
    def announce(cls, checklist: Checklist, *, actor: str, at: datetime) -> "Campaign | None":
        """Tells every member of what is new in this edition; None when nothing is, or it was announced already.

        Two calendar months from the notice, till the end of that day (terms 6.3, reading A3).
        """
        codes = new_points(checklist)
        if not codes:
            return None
        last = add_months(amsterdam_date(at), terms.CHANGE_MONTHS)
        with transaction.atomic():
            made, fresh = cls.objects.get_or_create(
                checklist=checklist, defaults={"codes": codes, "announced_at": at, "deadline_at": end_of_day(last)}
            )
            if not fresh:
                return None
            with connection.cursor() as cursor:
                cursor.execute(_CASES, [made.pk, at, json.dumps(codes)])
            facts = {"edition": checklist.edition, "codes": codes}
            record("campaign.announced", subject=made, actor=actor, at=at, payload=facts)
        return made

    def in_numbers(self) -> dict[str, int]:
        """How many members were told, how many of them saw it on their own page, and how far they are."""
        affected = ~Q(affected=[])
        rows: dict[str, int] = self.cases.aggregate(
            everybody=models.Count("pk"),
            waiting=models.Count("pk", filter=Q(state=CampaignCase.State.WAITING)),
            affected=models.Count("pk", filter=affected),
            met=models.Count("pk", filter=Q(state=CampaignCase.State.MET)),
            under_way=models.Count("pk", filter=Q(state=CampaignCase.State.TOLD)),
            overdue=models.Count("pk", filter=Q(state=CampaignCase.State.OVERDUE)),
        )
        return rows


class CampaignCaseQuerySet(models.QuerySet["CampaignCase"]):
    def open(self) -> "CampaignCaseQuerySet":
        """The column is `next_step_at`: telling, a reminder, or the last day."""
        return self.filter(state__in=[CampaignCase.State.WAITING, CampaignCase.State.TOLD])

    def told(self) -> "CampaignCaseQuerySet":
        return self.filter(state=CampaignCase.State.TOLD)


class CampaignCase(Lifecycle):
    """One member's shop in a campaign: what stands on its page, and what it still has to meet."""

    class State(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("campaign", "To be told")
        TOLD = "TOLD", pgettext_lazy("campaign", "Told")
        MET = "MET", pgettext_lazy("campaign", "Meets it")
        OVERDUE = "OVERDUE", _("Past the last day")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.WAITING: {State.TOLD, State.MET},
        State.TOLD: {State.MET, State.OVERDUE},
        State.OVERDUE: {State.MET},
        State.MET: set(),
    }

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="cases")
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="campaign_cases")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    next_step_at = models.DateTimeField()
    affected = models.JSONField(default=list)  # [{"code", "page", "quote"}] as it stood when it was told
    left_over = models.JSONField(default=list)  # codes that are not known to be met
    reminded = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CampaignCaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "shop"], name="campaign_tells_a_shop_once"),
            models.CheckConstraint(
                condition=Q(state__in=["WAITING", "MET"]) | Q(told_at__isnull=False), name="told_campaign_says_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_step_at"], condition=Q(state__in=["WAITING", "TOLD"]), name="campaign_case_due"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} for shop {self.shop_id}: {self.get_state_display()}"

    def tell(self, affected: list[dict[str, Any]], left_over: list[str], *, at: datetime) -> None:
        """The notice in writing, with what stands on the member's own page (terms 6.2). Who meets it is told so too."""
        done = not left_over
        fields = {"affected": affected, "left_over": left_over, "told_at": at, "closed_at": at if done else None}
        self._move(
            self.State.MET if done else self.State.TOLD, "campaign.told", actor="clock", at=at,
            payload={"shop": self.shop_id}, next_step_at=self.next_day(at), **fields,
        )  # fmt: skip

    def remind(self, *, at: datetime) -> None:
        """Thirty, fourteen and three days before the last one (rulebook 2.2)."""
        with transaction.atomic():
            row = CampaignCase.objects.told().filter(pk=self.pk, reminded=self.reminded)
            if row.update(reminded=self.reminded + 1, next_step_at=self.next_day(at)):
                record("campaign.reminded", subject=self, actor="clock", at=at, payload={"shop": self.shop_id})

    def note_met(self, codes: set[str], *, at: datetime) -> None:
        """The night's look saw these points met; with the last one the case closes."""
        left = [code for code in self.left_over if code not in codes]
        if left == self.left_over:
            return
        self.left_over = left
        self.save(update_fields=["left_over"])
        if not left:
            self._move(
                self.State.MET, "campaign.met", actor="clock", at=at, payload={"shop": self.shop_id}, closed_at=at
            )

    def pass_its_day(self, *, at: datetime) -> None:
        """The two months are over (terms 6.3): a person looks at what is left."""
        facts = {"shop": self.shop_id, "codes": self.left_over}
        self._move(self.State.OVERDUE, "campaign.overdue", actor="clock", at=at, payload=facts)

    def next_day(self, at: datetime) -> datetime:
        """The next reminder after `at`, or the last day."""
        last = self.campaign.deadline_at
        days = [last - timedelta(days=each) for each in terms.CHANGE_REMINDERS]
        return next((day for day in days if day > at), last)


def new_points(checklist: Checklist) -> list[str]:
    """Required points that the edition before did not have, did not require, or put otherwise."""
    before = Checklist.objects.filter(valid_from__lte=checklist.valid_from).exclude(pk=checklist.pk)
    last = before.order_by("-valid_from", "-pk").first()
    known = {each.code: each for each in last.criteria.all()} if last else {}
    return [each.code for each in checklist.criteria.blocking() if _is_new(each, known.get(each.code))]


def _is_new(point: Criterion, before: Criterion | None) -> bool:
    return before is None or not before.is_blocking or before.question_nl != point.question_nl
