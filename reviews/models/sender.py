"""The address of its own from which a shop's invitations come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.lifecycle import Lifecycle
from keurmerk.mail.domains import Domain
from keurmerk.outbox import record
from members.models import Shop
from reviews import terms


class TakenElsewhere(Exception):
    """Another shop sends from this address."""


class SenderQuerySet(models.QuerySet["Sender"]):
    def watched(self) -> "SenderQuerySet":
        """Whose records are looked at again when `check_due_at` has come."""
        return self.filter(check_due_at__isnull=False).select_related("shop")

    def active(self) -> "SenderQuerySet":
        return self.filter(state=Sender.State.ACTIVE)

    def on(self, domain: str) -> "SenderQuerySet":
        return self.filter(domain=domain)


class Sender(Lifecycle):
    """An address on a domain that the shop proves to be its own (processing agreement, invitation: sender).

    PENDING until both records stand in the name servers of its domain and somebody who reads the address confirmed
    it; BROKEN when a record went away: then letters come from our address again, with the shop's name.

    An address that was confirmed is one shop's alone. Who only typed it keeps nobody from it.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", _("Not set up yet")
        ACTIVE = "ACTIVE", _("In use")
        BROKEN = "BROKEN", _("Out of order")

    class Answer(models.TextChoices):
        FOUND = "FOUND", _("Found")
        OTHER = "OTHER", _("Says something else")
        MISSING = "MISSING", _("Not found")
        UNAVAILABLE = "UNAVAILABLE", _("No answer")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.PENDING: {State.ACTIVE},
        State.ACTIVE: {State.BROKEN},
        State.BROKEN: {State.ACTIVE},
    }

    shop = models.OneToOneField(Shop, models.PROTECT, related_name="sender")
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    address = personal(models.EmailField())
    domain = models.CharField(max_length=253)
    vendor_id = models.CharField(max_length=40)
    dkim_host = models.CharField(max_length=253)
    dkim_value = models.TextField()
    return_path_host = models.CharField(max_length=253)
    return_path_value = models.CharField(max_length=253)
    findings = models.JSONField(default=dict)  # by record, what the last look found: {"answer": …, "seen": …}
    misses = models.PositiveSmallIntegerField(default=0)  # looks of the clock in a row that found a record gone
    chosen_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when the letter with the link last went to the address
    confirmed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)

    objects = SenderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="ACTIVE") | Q(verified_at__isnull=False, confirmed_at__isnull=False),
                name="active_sender_is_verified_and_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="BROKEN") | Q(broken_at__isnull=False), name="broken_sender_says_when"
            ),
            models.UniqueConstraint(
                fields=["address"], condition=Q(confirmed_at__isnull=False), name="sender_address_is_one_shops"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["check_due_at"], condition=Q(check_due_at__isnull=False), name="sender_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"Sender of shop {self.shop_id}"

    @classmethod
    def choose(cls, shop: Shop, address: str, domain: Domain, *, actor: str, at: datetime) -> "Sender":
        """From now on this is the address that the shop wants; the one before it is given up. Letters wait for proof.

        `address` in the one spelling of `reviews.own_sender.spelled`. Raises TakenElsewhere.
        """
        with transaction.atomic():
            Shop.objects.select_for_update().get(pk=shop.pk)  # two windows: one after the other
            mine = cls.objects.filter(shop=shop).first()
            if mine and mine.address == address:
                return mine
            if cls._is_taken(address, shop):
                raise TakenElsewhere(address)
            if mine:
                mine.give_up(actor=actor, at=at)
            sender = cls.objects.create(
                shop=shop,
                address=address,
                domain=address.rpartition("@")[2],
                vendor_id=domain.vendor_id,
                dkim_host=domain.dkim_host,
                dkim_value=domain.dkim_value,
                return_path_host=domain.return_path_host,
                return_path_value=domain.return_path_value,
                chosen_at=at,
                check_due_at=at + terms.SENDER_LOOKS_SOON,
            )
            record("sender.chosen", subject=sender, actor=actor, at=at, payload=sender._facts())
            sender.ask(actor=actor, at=at)
        return sender

    @classmethod
    def _is_taken(cls, address: str, shop: Shop) -> bool:
        return cls.objects.filter(address=address, confirmed_at__isnull=False).exclude(shop=shop).exists()

    def give_up(self, *, actor: str, at: datetime) -> None:
        """The shop's invitations come from our address again, and this one is forgotten."""
        with transaction.atomic():
            record("sender.given_up", subject=self, actor=actor, at=at, payload=self._facts())
            self.delete()

    def ask(self, *, actor: str, at: datetime) -> bool:
        """A letter with a link to the address itself; at most one in a while, or anybody could be sent many."""
        with transaction.atomic():
            recent = Q(asked_at__gt=at - terms.SENDER_ASKS_AGAIN)
            mine = Sender.objects.filter(pk=self.pk, confirmed_at=None).exclude(recent)
            if not mine.update(asked_at=at):
                return False
            self.asked_at = at
            record("sender.confirmation_asked", subject=self, actor=actor, at=at, payload=self._facts())
        return True

    def may_be_confirmed(self, at: datetime) -> bool:
        """Does the link in the letter still work?"""
        asked = self.asked_at
        return self.confirmed_at is None and asked is not None and at < asked + terms.SENDER_CONFIRM_WITHIN

    def confirm(self, *, actor: str, at: datetime) -> None:
        """Whoever reads the address says yes. A second time changes nothing. Raises TakenElsewhere."""
        try:
            with transaction.atomic():
                mine = Sender.objects.select_for_update(of=("self",)).get(pk=self.pk)
                if mine.confirmed_at is None:
                    mine.confirmed_at = at
                    mine.save(update_fields=["confirmed_at"])
                    record("sender.confirmed", subject=mine, actor=actor, at=at, payload=mine._facts())
                    mine._begin_if_proven(actor=actor, at=at)
        except IntegrityError as fault:
            raise TakenElsewhere from fault
        self.refresh_from_db()

    def note_look(self, findings: Mapping[str, Mapping[str, str]], *, actor: str, at: datetime) -> None:
        """What the name servers and the vendor said of each record. For a row that the caller has locked.

        Only looks of the clock count towards "gone", so that nobody breaks it by asking twice; no answer changes
        nothing.
        """
        answers = {found["answer"] for found in findings.values()}
        gone = bool(answers & {self.Answer.MISSING, self.Answer.OTHER})
        whole = answers == {self.Answer.FOUND}
        self.findings, self.checked_at = {name: dict(found) for name, found in findings.items()}, at
        if gone:
            self.misses += actor == "clock"
            self.verified_at = self.verified_at if self.state == self.State.ACTIVE else None
        elif whole:
            self.misses, self.verified_at = 0, at
        with transaction.atomic():
            self.save(update_fields=["findings", "checked_at", "misses", "verified_at"])
            self._begin_if_proven(actor=actor, at=at)
            if self.state == self.State.ACTIVE and self.misses >= terms.SENDER_MISSES:
                self.fall_back(actor=actor, at=at)
            self.check_due_at = self._next_look(at, gone=gone, unsure=not gone and not whole)
            self.save(update_fields=["check_due_at"])

    def _next_look(self, at: datetime, *, gone: bool, unsure: bool) -> datetime | None:
        if self.state == self.State.PENDING:
            age = at - self.chosen_at
            if age >= terms.SENDER_TRIES_FOR and gone:
                return None  # nobody works on it any more; "check now" is still there
            return at + (terms.SENDER_LOOKS_SOON if age < terms.SENDER_LOOKS_SOON_FOR else terms.SENDER_LOOKS)
        return at + (terms.SENDER_LOOKS_SOON if unsure else terms.SENDER_LOOKS)

    def _begin_if_proven(self, *, actor: str, at: datetime) -> None:
        if self.verified_at and self.confirmed_at and self.may_move_to(self.State.ACTIVE):
            self._move(self.State.ACTIVE, "sender.activated", actor=actor, at=at, payload=self._facts(), broken_at=None)

    def fall_back(self, *, actor: str, at: datetime) -> None:
        """A record is gone, or the vendor takes nothing from here: our address again, and the shop is told."""
        self._move(
            self.State.BROKEN,
            "sender.broken",
            actor=actor,
            at=at,
            payload=self._facts(),
            broken_at=at,
            verified_at=None,
            misses=0,
        )

    def gone(self) -> list[str]:
        """Which records the last look did not find as they should be."""
        bad = {self.Answer.MISSING, self.Answer.OTHER}
        return [name for name, found in self.findings.items() if found["answer"] in bad]

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.shop_id, "domain": self.domain}
