"""To the disputes committee: announced to both, sealed after objections, handed over, decided (terms 11.4-11.7)."""

import hashlib
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes import terms
from disputes.models.dispute import Dispute
from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from keurmerk.workdays import add_workdays


class ReferralQuerySet(models.QuerySet["Referral"]):
    def announced(self) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.ANNOUNCED)

    def standing(self) -> "ReferralQuerySet":
        return self.exclude(state=Referral.State.WITHDRAWN)

    def running(self) -> "ReferralQuerySet":
        """Somebody still has to do something about it."""
        running = [Referral.State.ANNOUNCED, Referral.State.SEALED, Referral.State.SENT, Referral.State.NOT_COMPLIED]
        return self.filter(Q(state__in=running) | Q(ruling__next_step_at__isnull=False))

    def to_hand_over(self) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.SEALED)

    def to_forget(self, now: datetime) -> "ReferralQuerySet":
        """As long after the end as the evidence."""
        ended_before = now - relativedelta(months=terms.EVIDENCE_KEPT_MONTHS)
        return self.filter(dispute__closed_at__lt=ended_before).exclude(path="")

    def at_the_committee(self) -> "ReferralQuerySet":
        return self.filter(state=Referral.State.SENT)


class Referral(Lifecycle):
    """One dispute to the committee, by the choice of the consumer alone. What it costs and who decides is kept as told.

    Before anything is shared both hear what, and may object to single items for five working days (PA, disputes).
    """

    class State(models.TextChoices):
        ANNOUNCED = "ANNOUNCED", _("To the committee: objections are open")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("referral", "Withdrawn")
        SEALED = "SEALED", _("Ready for the committee")
        SENT = "SENT", _("With the committee")
        DECIDED = "DECIDED", _("Decided by the committee")
        COMPLIED = "COMPLIED", _("The ruling was complied with")
        NOT_COMPLIED = "NOT_COMPLIED", _("The ruling was not complied with")

    class How(models.TextChoices):
        HTTP = "HTTP", _("By the connection")
        HAND = "HAND", _("By hand")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.ANNOUNCED: {State.WITHDRAWN, State.SEALED},
        State.SEALED: {State.SENT},
        State.SENT: {State.DECIDED},
        State.DECIDED: {State.COMPLIED, State.NOT_COMPLIED},
        State.NOT_COMPLIED: {State.COMPLIED},
        State.COMPLIED: set(),
        State.WITHDRAWN: set(),
    }

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="referrals")
    state = models.CharField(max_length=12, choices=State, default=State.ANNOUNCED)
    body = models.CharField(max_length=120)
    fee = models.DecimalField(max_digits=8, decimal_places=2)
    announced_at = models.DateTimeField()
    objections_until = models.DateTimeField()
    share_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True, default=new_token)
    path = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_how = models.CharField(max_length=4, choices=How, blank=True)
    reference = models.CharField(_("Reference of the committee"), max_length=terms.LONGEST_REFERENCE, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["dispute"], condition=~Q(state="WITHDRAWN"), name="one_referral_of_a_dispute_stands"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ANNOUNCED", "WITHDRAWN"]) | ~Q(digest=""),
                name="referral_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(share_at__gte=models.F("objections_until")), name="objections_come_first"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["share_at"], condition=Q(state="ANNOUNCED"), name="referral_to_share"),
        ]

    def __str__(self) -> str:
        return f"referral of {self.dispute_id}"

    @classmethod
    def announce(cls, dispute: Dispute, *, actor: str, at: datetime) -> "Referral":
        """The consumer chooses the committee, where no agreement was possible or it was not kept (terms 11.4).

        Both hear what will be shared. Raises IllegalMove while there may still be an agreement, and the second time.
        """
        with transaction.atomic():
            dispute.refresh_from_db(from_queryset=Dispute.objects.select_for_update(of=("self",)))
            if not may_refer(dispute) or cls.objects.standing().filter(dispute=dispute).exists():
                raise IllegalMove(f"{dispute} cannot go to the committee")
            until = end_of_day(add_workdays(amsterdam_date(at), terms.OBJECTIONS_WORKDAYS))
            referral = cls.objects.create(
                dispute=dispute, body=settings.BRAND["disputes_committee"], fee=Decimal(settings.COMMITTEE_FEE),
                announced_at=at, objections_until=until, share_at=until,
            )  # fmt: skip
            record("referral.announced", subject=referral, actor=actor, at=at, payload=referral._facts())
        return referral

    def withdraw(self, *, actor: str, at: datetime) -> None:
        """The consumer thinks better of it, as long as nothing was shared."""
        self._move(self.State.WITHDRAWN, "referral.withdrawn", actor=actor, at=at, payload=self._facts())

    def wait_for_an_answer(self) -> None:
        """Somebody objected: we have two working days more to decide on it, and no more than that."""
        day = add_workdays(amsterdam_date(self.objections_until), terms.OBJECTION_ANSWER_WORKDAYS)
        self.share_at = end_of_day(day)
        Referral.objects.filter(pk=self.pk).update(share_at=self.share_at)

    def seal(self, *, actor: str, at: datetime) -> None:
        """The time for objections is over: the file is made, once, without what is kept out of it (terms 11.4).

        What nobody decided on in time is kept out: sharing could not be taken back, and adding can.
        """
        from disputes.sealed_file import sealed_file

        with transaction.atomic():
            locked = Referral.objects.select_for_update(of=("self",)).get(pk=self.pk)
            if locked.state != self.State.ANNOUNCED or at < locked.share_at:
                raise IllegalMove(f"{self} cannot be sealed now")
            for objection in self.objections.open():
                objection.uphold("", actor=actor, at=at)
            without = set(self.objections.upheld().values_list("item", flat=True))
            content = sealed_file(self.dispute, at=at, without=without)
            path = f"disputes/{new_token()}.zip"
            self._move(
                self.State.SEALED, "referral.sealed", actor=actor, at=at, payload=self._facts(),
                path=path, digest=hashlib.sha256(content).hexdigest(), sealed_at=at,
            )  # fmt: skip
            default_storage.save(path, ContentFile(content))

    def send(self, reference: str, *, how: str, actor: str, at: datetime) -> None:
        """It is with the committee: the case can only be read from now on (rulebook 2.8)."""
        facts = {"sent_at": at, "sent_how": how, "reference": reference, "refused": ""}
        with transaction.atomic():
            self._move(self.State.SENT, "referral.sent", actor=actor, at=at, payload=self._facts(), **facts)
            self.dispute.refer(actor=actor, at=at)

    def note_refusal(self, why: str) -> None:
        """The connection does not take it; a person does it by hand."""
        Referral.objects.filter(pk=self.pk, state=self.State.SEALED).update(refused=why[:60])

    def comply(self, *, actor: str, at: datetime) -> None:
        """What the ruling says was done."""
        self._move(self.State.COMPLIED, "referral.complied", actor=actor, at=at, payload=self._facts())

    def miss(self, *, actor: str, at: datetime) -> None:
        """It was not done: a person looks at the membership, and the court can be asked (terms 11.5, 11.7, 13.8)."""
        self._move(self.State.NOT_COMPLIED, "referral.not_complied", actor=actor, at=at, payload=self._facts())

    def file(self) -> bytes | None:
        """The sealed file as it was handed over; None before that, and after it was forgotten."""
        if not self.path or not default_storage.exists(self.path):
            return None
        with default_storage.open(self.path) as stored:
            return bytes(stored.read())

    def forget(self) -> None:
        """The words and the files go; that it went there stays."""
        ruling = getattr(self, "ruling", None)
        paths = [path for path in (self.path, ruling.path if ruling else "") if path]
        self.objections.update(reason="", answer="")
        Referral.objects.filter(pk=self.pk).update(path="")
        if ruling:
            type(ruling).objects.filter(pk=ruling.pk).update(words="", path="")
        for path in paths:
            transaction.on_commit(partial(default_storage.delete, path))

    def takes_objections(self, now: datetime) -> bool:
        return self.state == self.State.ANNOUNCED and now <= self.objections_until

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.dispute.shop_id, "dispute": self.dispute_id}


def may_refer(dispute: Dispute) -> bool:
    """No agreement was possible, or what was agreed is not done (terms 11.4)."""
    agreed = getattr(dispute, "settlement", None)
    broken = dispute.state == Dispute.State.SETTLED and agreed is not None and agreed.state == "BREACHED"
    return dispute.state == Dispute.State.FAILED or broken
