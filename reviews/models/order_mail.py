"""Copies of order mails: the shop's address for them, what became of each, and the shop's own rules for reading."""

import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from members.models import Shop
from reviews import terms
from reviews.models.invitation import Invitation
from reviews.models.invited_order import AlreadyInvited
from reviews.orders import Order

_RECOGNISED = "order_mail.recognised"
_WORDS = {"subject": "", "text": "", "sender": "", "recipient": ""}


def new_mailbox_token() -> str:
    """80 bits in lower case: mail servers may change the case of an address."""
    return secrets.token_hex(10)


class OrderMailbox(models.Model):
    """The shop's own address for copies of order mails. Who knows it can report orders, so it can be replaced."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="order_mailbox")
    token = models.CharField(max_length=20, unique=True, default=new_mailbox_token)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"Order mailbox of shop {self.shop_id}"

    @classmethod
    def of(cls, shop: Shop, *, at: datetime) -> "OrderMailbox":
        return cls.objects.get_or_create(shop=shop, defaults={"since": at})[0]

    def rotate(self, *, actor: str, at: datetime) -> None:
        """Another address; the old one stops at once."""
        with transaction.atomic():
            self.token, self.since = new_mailbox_token(), at
            self.save(update_fields=["token", "since"])
            record("order_mailbox.rotated", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})


class OrderMailQuerySet(models.QuerySet["OrderMail"]):
    def unrecognised(self) -> "OrderMailQuerySet":
        """Waiting for a person, or for a rule that reads them."""
        return self.filter(state=OrderMail.State.UNRECOGNISED)


class OrderMail(Lifecycle):
    """One copied mail. Only while it waits to be settled by hand do we keep what it says."""

    class State(models.TextChoices):
        UNRECOGNISED = "UNRECOGNISED", _("Not recognised")
        RECOGNISED = "RECOGNISED", _("Recognised")
        SETTLED = "SETTLED", _("Settled by hand")
        IGNORED = "IGNORED", _("Not an order")
        DISMISSED = "DISMISSED", _("Set aside")
        LAPSED = "LAPSED", _("Deleted unread")

    class Reason(models.TextChoices):
        AUTO_REPLY = "AUTO_REPLY", _("An automatic reply")
        BOUNCE = "BOUNCE", _("A message about a letter that came back")
        OTHER_KIND = "OTHER_KIND", _("About something else than a new order")
        NO_ORDER = "NO_ORDER", _("We saw no confirmation of an order in it")
        NO_CUSTOMER = "NO_CUSTOMER", _("We are not sure who the customer is")
        NO_NUMBER = "NO_NUMBER", _("We are not sure what the order number is")
        ALREADY = "ALREADY", _("This order was reported before")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.UNRECOGNISED: {State.RECOGNISED, State.SETTLED, State.DISMISSED, State.LAPSED},
        State.RECOGNISED: set(),
        State.SETTLED: set(),
        State.IGNORED: set(),
        State.DISMISSED: set(),
        State.LAPSED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="order_mails")
    state = models.CharField(max_length=12, choices=State)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    message_hash = models.CharField(max_length=64)  # of its Message-ID, or of the whole where there is none
    vendor_id = models.CharField(max_length=80, blank=True)
    sender = personal(models.CharField(max_length=254, blank=True))
    recipient = personal(models.CharField(max_length=1000, blank=True))
    subject = personal(models.CharField(max_length=250, blank=True))
    text = personal(models.TextField(blank=True))
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="order_mails")
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = OrderMailQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop", "message_hash"], name="order_mail_once_per_message"),
            models.UniqueConstraint(
                fields=["vendor_id"], condition=~Q(vendor_id=""), name="order_mail_once_per_vendor_id"
            ),
            models.CheckConstraint(
                condition=Q(state="UNRECOGNISED") | Q(**_WORDS), name="settled_order_mail_keeps_no_words"
            ),
            models.CheckConstraint(
                condition=~Q(state="UNRECOGNISED") | Q(expires_at__isnull=False), name="unrecognised_order_mail_expires"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RECOGNISED", "SETTLED"]) | Q(invitation__isnull=False) | Q(reason="ALREADY"),
                name="recognised_order_mail_became_an_invitation",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "-received_at", "-id"], name="order_mail_list"),
            models.Index(fields=["expires_at"], condition=Q(state="UNRECOGNISED"), name="order_mail_to_forget"),
        ]

    def __str__(self) -> str:
        return f"Order mail {self.pk} of shop {self.shop_id}"

    @classmethod
    def note(
        cls,
        shop: Shop,
        *,
        order: Order | None,
        reason: str,
        words: dict[str, str] | None,
        known_by: dict[str, str],
        actor: str,
        at: datetime,
    ) -> "OrderMail":
        """What became of a mail that came in. Its words are kept only while nobody is sure what it is."""
        fate: dict[str, Any]
        if order:
            fate = {"state": cls.State.RECOGNISED, "settled_at": at, **_invited(shop, order, actor=actor, at=at)}
        elif words is None:
            fate = {"state": cls.State.IGNORED, "reason": reason, "settled_at": at}
        else:
            expires_at = at + terms.ORDER_MAIL_KEPT
            fate = {"state": cls.State.UNRECOGNISED, "reason": reason, "expires_at": expires_at, **words}
        with transaction.atomic():
            mail = cls.objects.create(shop=shop, received_at=at, **known_by, **fate)
            facts = {"shop": shop.pk, "reason": mail.reason}
            record(f"order_mail.{mail.state.lower()}", subject=mail, actor=actor, at=at, payload=facts)
        return mail

    def become(self, order: Order, *, by_hand: bool, actor: str, at: datetime) -> None:
        """It is an order after all: a person says so, or a rule of the shop."""
        to, event = (self.State.SETTLED, "order_mail.settled") if by_hand else (self.State.RECOGNISED, _RECOGNISED)
        with transaction.atomic():
            self._leave(to, event, actor=actor, at=at, **_invited(self.shop, order, actor=actor, at=at))

    def dismiss(self, *, actor: str, at: datetime) -> None:
        """No order, says the shop."""
        self._leave(self.State.DISMISSED, "order_mail.dismissed", actor=actor, at=at)

    def lapse(self, *, actor: str, at: datetime) -> None:
        """Nobody settled it in fourteen days: what it says goes."""
        self._leave(self.State.LAPSED, "order_mail.lapsed", actor=actor, at=at)

    def _leave(self, to: str, event: str, *, actor: str, at: datetime, **fields: object) -> None:
        left = {**_WORDS, "settled_at": at, **fields}
        self._move(to, event, actor=actor, at=at, payload={"shop": self.shop_id}, **left)


def _invited(shop: Shop, order: Order, *, actor: str, at: datetime) -> dict[str, object]:
    """The invitation of this order, or that it was reported before: either is fine."""
    try:
        return {"invitation": Invitation.schedule(shop, order, actor=actor, at=at), "reason": ""}
    except AlreadyInvited:
        return {"invitation": None, "reason": OrderMail.Reason.ALREADY}


class OrderMailRule(models.Model):
    """How to read mails of a kind that we do not know: between which texts each fact stands. No patterns to hang on.

    An empty `email_before` takes the customer from the addressee.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="order_mail_rules")
    subject_has = models.CharField(_("The subject has"), max_length=80)
    number_before = models.CharField(max_length=80)
    number_after = models.CharField(max_length=80, blank=True)
    email_before = models.CharField(max_length=80, blank=True)
    email_after = models.CharField(max_length=80, blank=True)
    name_before = models.CharField(max_length=80, blank=True)
    name_after = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(subject_has="") & ~Q(number_before=""), name="order_mail_rule_knows_what_to_look_for"
            ),
        ]

    def __str__(self) -> str:
        return f"Order mail rule {self.pk} of shop {self.shop_id}"
