"""An order that comes in: what is kept of it, and whether its buyer will be invited."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Upper

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record, record_new
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import fates, terms
from reviews.models.circumstances import Circumstances
from reviews.models.invitation_settings import InvitationSettings
from reviews.models.invitations import one_at_a_time
from reviews.models.product import Product
from reviews.orders import Order
from reviews.phones import mobile


class AlreadyInvited(Exception):
    """This order was reported before: nothing to do, and no error."""


class InvitedOrder(Lifecycle):
    """What is kept of an order that a shop reported, and the fate it begins with; `Invitation` tells what follows."""

    State, Reason, Way = fates.State, fates.Reason, fates.Way

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="invitations")
    order_import = models.ForeignKey(
        "reviews.OrderImport", models.PROTECT, null=True, db_index=False, related_name="invitations"
    )
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    email = personal(models.EmailField(blank=True))
    email_hash = models.CharField(max_length=64)
    customer_name = personal(models.CharField(max_length=120, blank=True))
    order_number = models.CharField(max_length=80, blank=True)
    order_total = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    language = models.CharField(max_length=2, default="nl")
    client = models.CharField(max_length=40, blank=True)
    platform_version = models.CharField(max_length=60, blank=True)
    plugin_version = models.CharField(max_length=40, blank=True)
    delay_days = models.PositiveSmallIntegerField(default=terms.DELAY_DAYS)
    received_at = models.DateTimeField()
    send_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reminder_due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    draft = personal(models.JSONField(null=True))
    way = models.CharField(max_length=5, choices=fates.Way, default=fates.Way.MAIL)
    phone = personal(models.CharField(max_length=16, blank=True))  # E.164
    phone_hash = models.CharField(max_length=64, blank=True)
    asks_shop = models.BooleanField(default=True)  # False: the shop asked for reviews of the products alone

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop", "email_hash", "order_number"],
                condition=~Q(order_number="") & ~Q(reason="UNDONE"),
                name="invitation_once_per_order",
            ),
            models.CheckConstraint(
                condition=Q(delay_days__lte=terms.MOST_DELAY_DAYS), name="invitation_waits_at_most_90_days"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SENT", "USED", "EXPIRED"]) | Q(sent_at__isnull=False),
                name="sent_invitation_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SUPPRESSED", "CANCELLED", "HELD"]) | ~Q(reason=""),
                name="unsent_invitation_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="USED") | Q(used_at__isnull=False), name="used_invitation_says_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["send_at"], condition=Q(state="SCHEDULED"), name="invitation_to_send"),
            models.Index(fields=["expires_at"], condition=Q(state__in=["SENT", "HELD"]), name="invitation_to_expire"),
            models.Index(fields=["reminder_due_at"], condition=Q(state="SENT"), name="invitation_to_remind"),
            models.Index(fields=["shop", "email_hash", "sent_at"], name="invitation_address"),
            models.Index(fields=["shop", "-received_at", "-id"], include=["state"], name="invitation_list"),
            models.Index(fields=["order_import"], condition=Q(order_import__isnull=False), name="invitation_of_import"),
            models.Index(fields=["phone_hash", "sent_at"], condition=~Q(phone_hash=""), name="invitation_number"),
            models.Index(fields=["shop", "order_number"], name="invitation_order"),
            models.Index(Upper("email"), condition=~Q(email=""), name="invitation_buyer"),  # who asks what we hold
        ]

    @classmethod
    def schedule(cls, shop: Shop, order: Order, *, actor: str, at: datetime) -> Self:
        """Plans the invitation of one order, or keeps on record why there will be none (rulebook 2.6).

        Raises AlreadyInvited when this shop reported this order of this address before.
        """
        digest = address_hash(order.email)
        several = order.once_per_address or order.products  # statements that hold together; else there is one
        with transaction.atomic() if several else nullcontext():
            if order.once_per_address:
                one_at_a_time({(shop.pk, digest)})
            invitation = cls.drafted(order, digest, Circumstances(shop, [digest]), at=at)
            name, _about, facts = invitation.first_news()
            if not record_new(name, subject=invitation, actor=actor, at=at, payload=facts):
                raise AlreadyInvited(order.number)
            Product.note([(invitation, order.products)], at=at)
        return invitation

    @classmethod
    def hand_over(
        cls, shop: Shop, *, number: str, email: str, way: str, language: str, actor: str, at: datetime
    ) -> Self:
        """A link for one order that the shop gives out by itself, on paper or in its own mail; it works at once.

        Only with the mark (terms 10.1) and, since it shares an address, with the clause (terms 18.2): else IllegalMove.
        Raises AlreadyInvited when the order was reported before, with whatever address.
        """
        if not shop.shows_seal() or shop.sharing_clause_found_at is None:
            raise IllegalMove("This shop may not invite")
        if shop.invitations.filter(order_number=number).exists():
            raise AlreadyInvited(number)
        invitation = cls(
            shop=shop,
            state=cls.State.SENT,
            way=way,
            email=email,
            email_hash=address_hash(email),
            order_number=number,
            language=language,
            delay_days=0,
            received_at=at,
            send_at=at,
            sent_at=at,
            expires_at=at + terms.INVITATION_LIFE,
        )
        try:
            with transaction.atomic():
                invitation.save(force_insert=True)
                facts = {"shop": shop.pk, "way": str(way)}
                record("invitation.handed_over", subject=invitation, actor=actor, at=at, payload=facts)
        except IntegrityError as fault:
            raise AlreadyInvited(number) from fault
        return invitation

    @classmethod
    def drafted(cls, order: Order, digest: str, known: Circumstances, *, at: datetime) -> Self:
        """The row for this order, not yet in the database: `schedule` and reviews/intake.py put it there."""
        state, reason = _fate(order, digest, known)
        settings = InvitationSettings.of(known.shop)
        delay = settings.delay_days if order.delay_days is None else order.delay_days
        send_at = settings.hours.following(at + timedelta(days=delay))
        phone = _number_of(order, known.shop)
        return cls(
            shop=known.shop,
            state=state,
            reason=reason,
            email=order.email,
            email_hash=digest,
            customer_name=order.customer_name,
            order_number=order.number,
            order_total=order.total,
            language=order.language or known.shop.language,
            client=order.client,
            platform_version=order.platform_version,
            plugin_version=order.plugin_version,
            order_import_id=order.list_id,
            way=fates.Way.TEXT if phone else fates.Way.MAIL,
            phone=phone,
            phone_hash=address_hash(phone) if phone else "",
            delay_days=delay,
            received_at=at,
            send_at=send_at,
            expires_at=send_at + terms.INVITATION_LIFE,
            asks_shop=order.asks_shop or not order.products,
        )

    def first_news(self) -> tuple[str, Self, dict[str, Any]]:
        """The event of an order that came in: its name, what it is about, its facts."""
        return f"invitation.{self.state.lower()}", self, {"shop": self.shop_id, "reason": str(self.reason)}


def _fate(order: Order, digest: str, known: Circumstances) -> tuple[str, str]:
    """The state in which an order's invitation begins, and why. Asks `known` alone: a thousand cost no more."""
    state, reason = fates.State, fates.Reason
    if known.standing == "ended":
        return state.SUPPRESSED, reason.NO_STANDING
    if digest in known.opted_out:
        return state.SUPPRESSED, reason.OPTED_OUT
    if digest in known.unreachable:
        return state.SUPPRESSED, reason.UNREACHABLE
    if order.once_per_address and known.was_invited(digest):
        return state.SUPPRESSED, reason.ONCE_PER_ADDRESS
    if known.shop.sharing_clause_found_at is None:
        return state.HELD, reason.NO_CLAUSE
    return (state.HELD, reason.NO_STANDING) if known.standing == "none" else (state.SCHEDULED, "")


def _number_of(order: Order, shop: Shop) -> str:
    """The buyer's mobile number, where the shop invites by text message; else dropped (PA invitation: content)."""
    texting = getattr(shop, "texting", None)
    wanted = bool(order.phone) and texting is not None and texting.is_on
    return mobile(order.phone, country=shop.member.country or "NL") if wanted else ""
