"""What a public register said of a company, and when: kept as proof of the check (checklist 3.7, terms 3.2)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_q.tasks import async_task

from keurmerk.fields import personal
from keurmerk.outbox import record
from members import terms
from members.models.member import Member
from members.registers import Company, Unavailable, trade_register, vat_register


class RegisterCheckQuerySet(models.QuerySet["RegisterCheck"]):
    def waiting(self) -> "RegisterCheckQuerySet":
        """Asked and not answered; the column is `next_attempt_at`."""
        return self.filter(answered_at=None)

    def last_of_each(self) -> "RegisterCheckQuerySet":
        """The last one of each register."""
        return self.order_by("register", "-pk").distinct("register")


class RegisterCheck(models.Model):
    """One question to one register. While it is away the answer is "not verified yet", never "invalid"."""

    class Register(models.TextChoices):
        KVK = "KVK", _("Trade register (KvK)")
        VAT = "VAT", _("VAT numbers (VIES)")

    class Result(models.TextChoices):
        WAITING = "WAITING", _("Not verified yet")
        FOUND = "FOUND", pgettext_lazy("register", "Found")
        NOT_FOUND = "NOT_FOUND", pgettext_lazy("register", "Not found")

    member = models.ForeignKey(Member, models.CASCADE, related_name="register_checks")
    register = models.CharField(max_length=3, choices=Register)
    number = models.CharField(max_length=20)
    result = models.CharField(max_length=9, choices=Result, default=Result.WAITING)
    answer = personal(models.JSONField(default=dict))  # as the register gave it, cut to what we compare
    source = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=60, blank=True)  # the register's own proof that we asked
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    problem = models.CharField(max_length=80, blank=True)

    objects = RegisterCheckQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "register", "number"],
                condition=Q(answered_at__isnull=True),
                name="register_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, result="WAITING")
                | Q(answered_at__isnull=False) & ~Q(result="WAITING"),
                name="register_result_is_an_answer",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at"], condition=Q(answered_at__isnull=True), name="register_check_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_register_display()} {self.number}: {self.get_result_display()}"

    @classmethod
    def ask(cls, member: Member, register: str, number: str, *, at: datetime) -> "RegisterCheck":
        """Asks, unless an answer of the last month is there; a worker puts the question."""
        fresh = cls.objects.filter(
            member=member, register=register, number=number, answered_at__gt=at - terms.REGISTER_ANSWER_LASTS
        ).last()
        if fresh:
            return fresh
        with transaction.atomic():
            check, new = cls.objects.get_or_create(
                member=member, register=register, number=number, answered_at=None,
                defaults={"asked_at": at, "next_attempt_at": at},
            )  # fmt: skip
            if new:
                check.queue(at=at)
        return check

    def queue(self, *, at: datetime) -> None:
        """Claims the question by moving its next attempt on, and hands it to a worker."""
        waits = terms.REGISTER_ASKED_AGAIN
        self.next_attempt_at = at + waits[min(self.attempts, len(waits) - 1)]
        self.attempts += 1
        self.save(update_fields=["next_attempt_at", "attempts"])
        async_task("members.register_checks.put_question", self.pk, task_name=f"register check {self.pk}")

    def put(self) -> tuple[str, dict[str, Any], str, str]:
        """Asks the register now: result, answer, source, reference. Raises Unavailable."""
        if self.register == self.Register.KVK:
            kvk = trade_register()
            company = kvk.company(self.number)
            found = self.Result.FOUND if company else self.Result.NOT_FOUND
            return found, company.as_json() if company else {}, kvk.source, ""
        vat = vat_register()
        answer = vat.check(self.number)
        found = self.Result.FOUND if answer.valid else self.Result.NOT_FOUND
        return found, {"name": answer.name, "address": answer.address}, vat.source, answer.reference

    def settle(self, said: tuple[str, dict[str, Any], str, str] | Unavailable, *, at: datetime) -> None:
        """Writes down the answer once; who comes second finds it there."""
        with transaction.atomic():
            row = RegisterCheck.objects.waiting().select_for_update().filter(pk=self.pk).first()
            if row is None:
                return
            if isinstance(said, Unavailable):
                row.problem = str(said)[:80]
                row.save(update_fields=["problem"])
                return
            row.result, row.answer, row.source, row.reference = said
            row.answered_at, row.problem = at, ""
            row.save()
            facts = {"register": row.register, "result": row.result}
            record("register.answered", subject=row, actor="clock", at=at, payload=facts)

    @property
    def differences(self) -> list[str]:
        """Fields of the member that say something else than the trade register (checklist 3.7)."""
        if self.register != self.Register.KVK or self.result != self.Result.FOUND:
            return []
        if not self.answer:  # forgotten by now
            return []
        company = Company(**{**self.answer, "names": tuple(self.answer.get("names", ()))})
        names = {_plain(name) for name in (company.legal_name, *company.names)}
        wrong = [] if _plain(self.member.legal_name) in names else ["legal_name"]
        return wrong + [
            field
            for field in ("street", "house_number", "postcode", "city")
            if getattr(company, field) and _plain(getattr(self.member, field)) != _plain(getattr(company, field))
        ]


def _plain(text: str) -> str:
    """For comparing: "Fietsgoed B.V." is "fietsgoed bv"."""
    return "".join(each for each in text.lower() if each.isalnum())
