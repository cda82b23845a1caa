"""A member's company takes another form, name or number: asked by its owner, decided by us (terms 7.1, 1.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models.member import Member
from members.models.register_check import RegisterCheck

FACTS = ("legal_name", "legal_form", "kvk_number", "vat_number")


class CompanyChangeQuerySet(models.QuerySet["CompanyChange"]):
    def open(self) -> "CompanyChangeQuerySet":
        return self.filter(state=CompanyChange.State.REQUESTED)

    def newest_first(self) -> "CompanyChangeQuerySet":
        return self.order_by("-requested_at", "-pk")


class CompanyChange(Lifecycle):
    """The same business under another name in the trade register, such as a sole trader that becomes a B.V.

    What the trade register says is ours to change. The membership, its term and its shops stay as they are; invoices
    from then on carry the new name, and those of before keep the old one (numbers 5.4).
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", pgettext_lazy("company change", "Being looked at")
        GRANTED = "GRANTED", pgettext_lazy("company change", "Changed")
        REFUSED = "REFUSED", pgettext_lazy("company change", "Not changed")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("company change", "Withdrawn")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.REQUESTED: {State.GRANTED, State.REFUSED, State.WITHDRAWN},
        State.GRANTED: set(),
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
    }

    member = models.ForeignKey(Member, models.PROTECT, related_name="company_changes")
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    legal_name = models.CharField(_("Name in the trade register"), max_length=160)
    legal_form = models.CharField(_("Legal form"), max_length=12, choices=Member.LegalForm)
    kvk_number = models.CharField(_("KvK number"), max_length=8)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    why = models.CharField(_("What changed, and from which day?"), max_length=300)
    before = models.JSONField()  # the same facts as they were
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = CompanyChangeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(state="REQUESTED"), name="one_open_company_change_per_member"
            ),
            models.CheckConstraint(
                condition=Q(kvk_number__regex=r"^\d{8}$"), name="company_change_kvk_has_eight_digits"
            ),
            models.CheckConstraint(
                condition=Q(state="REQUESTED", decided_at=None) | Q(~Q(state="REQUESTED"), decided_at__isnull=False),
                name="decided_company_change_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="REFUSED") | ~Q(answer=""), name="refused_change_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.before['legal_name']} → {self.legal_name}"

    @property
    def form_before(self) -> str:
        return str(Member.LegalForm(self.before["legal_form"]).label)

    @classmethod
    def request(
        cls, member: Member, facts: Mapping[str, str], why: str, *, actor: str, at: datetime
    ) -> "CompanyChange":
        """In writing, as soon as it changed (terms 7.1); the registers are asked about new numbers meanwhile.

        Raises IllegalMove when one is open, and when nothing changes.
        """
        wanted = {name: facts[name] for name in FACTS}
        before = {name: getattr(member, name) for name in FACTS}
        if wanted == before:
            raise IllegalMove(f"Nothing changes for member {member.pk}")
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=member.pk)
            if cls.objects.open().filter(member=member).exists():
                raise IllegalMove(f"Member {member.pk} has a request already")
            made = cls.objects.create(
                member=member, why=why, before=before, requested_at=at, requested_by=actor, **wanted
            )
            record("company_change.requested", subject=made, actor=actor, at=at, payload={"member": member.pk})
            if wanted["kvk_number"] != before["kvk_number"]:
                RegisterCheck.ask(member, RegisterCheck.Register.KVK, made.kvk_number, at=at)
            if wanted["vat_number"] and wanted["vat_number"] != before["vat_number"]:
                RegisterCheck.ask(member, RegisterCheck.Register.VAT, made.vat_number, at=at)
        return made

    def grant(self, *, actor: str, at: datetime) -> None:
        """We saw it in the trade register: from now on the company is called so (terms 7.1, 8.1)."""
        with transaction.atomic():
            self._move(
                self.State.GRANTED, "company_change.granted", actor=actor, at=at, payload={"member": self.member_id},
                decided_at=at, decided_by=actor,
            )  # fmt: skip
            member = Member.objects.select_for_update().get(pk=self.member_id)
            member.change({name: getattr(self, name) for name in FACTS}, actor=actor, at=at)
        self.member.refresh_from_db()

    def refuse(self, answer: str, *, actor: str, at: datetime) -> None:
        """It is not so in the trade register, or it is another business: that is a change of owner."""
        self._move(
            self.State.REFUSED, "company_change.refused", actor=actor, at=at, payload={"member": self.member_id},
            decided_at=at, decided_by=actor, answer=answer,
        )  # fmt: skip

    def withdraw(self, *, actor: str, at: datetime) -> None:
        self._move(
            self.State.WITHDRAWN, "company_change.withdrawn", actor=actor, at=at, payload={"member": self.member_id},
            decided_at=at, decided_by=actor,
        )  # fmt: skip
