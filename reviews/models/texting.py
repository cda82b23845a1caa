"""Invitations by text message: whether a shop wants them, on what basis, and what each of them cost."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.fields import personal
from keurmerk.lifecycle import Lifecycle
from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms
from reviews.models.invitation import Invitation
from reviews.models.opt_out import OptOut


class Texting(models.Model):
    """A shop's choice. Off until it is turned on with the basis for using telephone numbers (processing agreement)."""

    class Basis(models.TextChoices):
        CONSENT = "CONSENT", _("My customers tick a box for text messages when they order")
        TOLD = "TOLD", _("My customers are told when they give their number, and can refuse there and then")

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="texting")
    on_since = models.DateTimeField(null=True)
    basis = models.CharField(max_length=8, choices=Basis, blank=True)
    statement_version = models.CharField(max_length=20, blank=True)
    turned_on_by = models.CharField(max_length=60, blank=True)
    monthly_budget = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    spent_in = models.DateField(null=True)  # the first day of the month that `spent` is about
    spent = models.DecimalField(max_digits=9, decimal_places=4, default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(on_since=None) | ~Q(basis="") & ~Q(statement_version="") & ~Q(turned_on_by=""),
                name="texting_says_on_what_basis",
            ),
            models.CheckConstraint(condition=Q(spent__lte=F("monthly_budget")) | Q(spent=0), name="texting_in_budget"),
        ]

    def __str__(self) -> str:
        return f"Texting of shop {self.shop_id}"

    @classmethod
    def of(cls, shop: Shop) -> "Texting":
        return getattr(shop, "texting", None) or cls(shop=shop)

    @property
    def is_on(self) -> bool:
        return self.on_since is not None

    def turn_on(self, *, basis: str, monthly_budget: Decimal, actor: str, at: datetime) -> None:
        """The shop states the basis, in the words of a version that we keep; also to change basis or budget."""
        self.on_since, self.basis, self.turned_on_by = at, basis, actor
        self.statement_version, self.monthly_budget = terms.TEXTING_VERSION, max(monthly_budget, self._spent(at))
        facts = {"shop": self.shop_id, "basis": basis, "version": self.statement_version}
        with transaction.atomic():
            self.save()
            record("texting.turned_on", subject=self, actor=actor, at=at, payload=facts)

    def turn_off(self, *, actor: str, at: datetime) -> None:
        """From now on telephone numbers are dropped on arrival, and those that wait are erased."""
        waiting = Invitation.objects.filter(shop_id=self.shop_id, state=Invitation.State.SCHEDULED)
        with transaction.atomic():
            self.on_since = None
            self.save(update_fields=["on_since"])
            waiting.filter(way=Invitation.Way.TEXT).update(way=Invitation.Way.MAIL)
            Invitation.objects.filter(shop_id=self.shop_id).exclude(phone="").update(phone="")
            record("texting.turned_off", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def left(self, at: datetime) -> Decimal:
        """What may still be spent this month."""
        return self.monthly_budget - self._spent(at)

    def _spent(self, at: datetime) -> Decimal:
        return self.spent if self.spent_in == _month(at) else Decimal(0)

    def reserve(self, price: Decimal, *, at: datetime) -> bool:
        """Takes a price out of the month's budget, unless that would overdraw it; right with many at once."""
        month = _month(at)
        Texting.objects.filter(pk=self.pk).exclude(spent_in=month).update(spent_in=month, spent=0)
        room = Texting.objects.filter(pk=self.pk, on_since__isnull=False, spent__lte=F("monthly_budget") - price)
        return bool(room.update(spent=F("spent") + price))

    def give_back(self, price: Decimal, *, at: datetime) -> None:
        """What was reserved and not used."""
        Texting.objects.filter(pk=self.pk, spent_in=_month(at), spent__gte=price).update(spent=F("spent") - price)


def _month(at: datetime) -> date:
    return amsterdam_date(at).replace(day=1)


class TextMessageQuerySet(models.QuerySet["TextMessage"]):
    def queued(self) -> "TextMessageQuerySet":
        return self.filter(state=TextMessage.State.QUEUED)

    def unanswered(self) -> "TextMessageQuerySet":
        return self.filter(state__in=[TextMessage.State.SENDING, TextMessage.State.UNKNOWN])

    def newest_first(self) -> "TextMessageQuerySet":
        return self.order_by("-queued_at", "-pk")

    def cost(self) -> Decimal:
        return self.aggregate(sum=Sum("cost"))["sum"] or Decimal(0)


class TextMessage(Lifecycle):
    """One message about one invitation, and what became of it. An unknown outcome is looked up, never sent again."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("Waiting")
        SENDING = "SENDING", _("On its way")
        UNKNOWN = "UNKNOWN", _("Being looked up")
        SENT = "SENT", _("Sent")
        DELIVERED = "DELIVERED", _("Delivered")
        FAILED = "FAILED", _("Not delivered")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.QUEUED: {State.SENDING, State.FAILED},
        State.SENDING: {State.QUEUED, State.UNKNOWN, State.SENT, State.DELIVERED, State.FAILED},
        State.UNKNOWN: {State.QUEUED, State.SENT, State.DELIVERED, State.FAILED},
        State.SENT: {State.DELIVERED, State.FAILED},
        State.DELIVERED: set(),
        State.FAILED: set(),
    }

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="text_message")
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="text_messages")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    key = models.CharField(max_length=64, unique=True, default=new_token)
    to = personal(models.CharField(max_length=16, blank=True))
    words = personal(models.TextField(blank=True))
    language = models.CharField(max_length=2)
    reserved = models.DecimalField(max_digits=8, decimal_places=4)
    parts = models.PositiveSmallIntegerField(default=1)
    cost = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    vendor_id = models.CharField(max_length=80, blank=True, db_index=True)
    reason = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = TextMessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state__in=["SENT", "DELIVERED"]) | Q(sent_at__isnull=False), name="sent_text_says_when"
            ),
            models.CheckConstraint(condition=~Q(state="FAILED") | ~Q(reason=""), name="failed_text_says_why"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state__in=["QUEUED", "SENDING", "UNKNOWN"]),
                name="text_waiting",
            ),
            models.Index(fields=["shop", "-queued_at"], name="text_list"),
        ]

    def __str__(self) -> str:
        return f"Text message {self.pk} of shop {self.shop_id}"

    @classmethod
    def queue(cls, invitation: Invitation, words: str, *, reserved: Decimal, at: datetime) -> "TextMessage":
        """Written down with the invitation that it asks for; the post takes it from here."""
        return cls.objects.create(
            invitation=invitation,
            shop_id=invitation.shop_id,
            to=invitation.phone,
            words=words,
            language=invitation.language,
            reserved=reserved,
            next_attempt_at=clock.real(),
            queued_at=at,
        )

    def note(self, state: str, *, at: datetime, **facts: object) -> None:
        """What the vendor said became of it. A failure tells the news, so that a letter can take its place."""
        facts = {"sent_at": self.sent_at or at, **facts} if state in {"SENT", "DELIVERED"} else facts
        told = {"shop": self.shop_id, "invitation": self.invitation_id}
        self._move(state, f"text.{state.lower()}", actor="texting", at=at, payload=told, **facts)


class TextReply(models.Model):
    """Somebody wrote back. Kept without the words and the number, so that one message counts once."""

    vendor_id = models.CharField(max_length=120, unique=True)
    phone_hash = models.CharField(max_length=64)
    is_stop = models.BooleanField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Reply {self.pk}"

    @classmethod
    def take(cls, vendor_id: str, *, sender: str, words: str, at: datetime) -> bool:
        """STOP ends text messages of every shop, and all invitations of the shop that asked last. Says if it did."""
        digest = address_hash(sender)
        is_stop = words.strip().strip(".!\"'").upper() in terms.STOP_WORDS
        with transaction.atomic():
            facts = {"phone_hash": digest, "is_stop": is_stop, "received_at": at}
            reply, new = cls.objects.get_or_create(vendor_id=vendor_id[:120], defaults=facts)
            if new and is_stop:
                _stop(digest, at=at)
                record("text.stopped", subject=reply, actor="texting", at=at)
        return new and is_stop


def _stop(digest: str, *, at: datetime) -> None:
    OptOut.note(digest, shop=None, at=at)
    last = Invitation.objects.filter(phone_hash=digest, sent_at__isnull=False).order_by("-sent_at").first()
    if last:
        last.opt_out(everywhere=False, at=at)
