"""A shop gets another owner: asked by who has it, accepted by who takes it over, inspected, and decided by us."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.documents import CURRENT
from members.models.api_key import ApiKey
from members.models.member import Member
from members.models.membership import Membership
from members.models.seat import Seat
from members.models.seat_offer import SeatOffer
from members.models.shop import Shop
from members.models.succession import Succession
from members.models.user import User
from members.models.webhook_endpoint import WebhookEndpoint


class TakeoverQuerySet(models.QuerySet["Takeover"]):
    def open(self) -> "TakeoverQuerySet":
        return self.filter(state__in=[Takeover.State.REQUESTED, Takeover.State.ACCEPTED])

    def for_us(self) -> "TakeoverQuerySet":
        """The new owner accepted: an inspection and our decision follow."""
        return self.filter(state=Takeover.State.ACCEPTED)

    def newest_first(self) -> "TakeoverQuerySet":
        return self.order_by("-requested_at", "-pk")


class Takeover(Lifecycle):
    """One shop from one company to another.

    The applicant is the owner of the shop (terms 1.5), so a new owner is a new party: it accepts the documents itself
    (terms 2.1, 2.12), and the shop is inspected before it carries the mark under it (terms 4.1, 7.4). Its membership
    is its own: it begins as an aspirant (terms 1.4) unless it has one. Reviews stay with the shop; invoices and
    agreement of the old owner stay the old owner's (terms 13.6, 13.7).
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", pgettext_lazy("handover", "Waiting for the new owner")
        ACCEPTED = "ACCEPTED", pgettext_lazy("handover", "Being inspected")
        GRANTED = "GRANTED", pgettext_lazy("handover", "Handed over")
        REFUSED = "REFUSED", pgettext_lazy("handover", "Not handed over")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("handover", "Withdrawn")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.REQUESTED: {State.ACCEPTED, State.REFUSED, State.WITHDRAWN},
        State.ACCEPTED: {State.GRANTED, State.REFUSED, State.WITHDRAWN},
        State.GRANTED: set(),
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="takeovers")
    old_member = models.ForeignKey(Member, models.PROTECT, related_name="handed_over")
    new_member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="taken_over")
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    to_email = personal(models.EmailField(_("E-mail address of the new owner")))
    why = models.CharField(_("Why, and from which day?"), max_length=300)
    gives_notice = models.BooleanField(_("End my membership with this term if I have no other webshop"), default=False)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="takeovers_accepted")
    accepted_from = personal(models.GenericIPAddressField(null=True))
    accepted_documents = models.JSONField(default=dict, blank=True)  # which version of each
    evidence = models.CharField(max_length=80, blank=True)  # the inspection that it rests on
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state__in=["REQUESTED", "ACCEPTED"]), name="one_open_takeover_per_shop"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ACCEPTED", "GRANTED"])
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, new_member__isnull=False),
                name="accepted_takeover_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="GRANTED") | ~Q(evidence=""), name="granted_takeover_rests_on_an_inspection"
            ),
            models.CheckConstraint(condition=~Q(state="REFUSED") | ~Q(answer=""), name="refused_takeover_says_why"),
        ]

    def __str__(self) -> str:
        return f"takeover of {self.shop_id}"

    @classmethod
    def request(
        cls, shop: Shop, to_email: str, why: str, *, gives_notice: bool, actor: str, at: datetime
    ) -> "Takeover":
        """The owner asks, in writing (terms 7.1). Raises IllegalMove when one is open or the shop has ended."""
        with transaction.atomic():
            current = Shop.objects.select_for_update().get(pk=shop.pk)
            if current.ended_at or cls.objects.open().filter(shop=shop).exists():
                raise IllegalMove(f"Shop {shop.pk} cannot be handed over now")
            made = cls.objects.create(
                shop=shop, old_member=current.member, to_email=to_email.strip().lower(), why=why,
                gives_notice=gives_notice, requested_at=at, requested_by=actor,
            )  # fmt: skip
            record("takeover.requested", subject=made, actor=actor, at=at, payload={"shop": shop.pk})
        return made

    def accept(
        self, by: User, member: Member, documents: Mapping[str, str], *, at: datetime, ip_address: str | None
    ) -> None:
        """The new owner takes it over and accepts each document in its current version (terms 2.1, 2.12, 1.5).

        Raises IllegalMove when a document is missing, for the same company, and when it was settled meanwhile.
        """
        if dict(documents) != CURRENT or member.pk == self.old_member_id:
            raise IllegalMove(f"{self} is not accepted as it should be")
        self._move(
            self.State.ACCEPTED, "takeover.accepted", actor=f"user:{by.pk}", at=at, payload={"shop": self.shop_id},
            accepted_at=at, accepted_by=by, accepted_from=ip_address, accepted_documents=dict(documents),
            new_member=member,
        )  # fmt: skip

    def grant(self, *, evidence: str, actor: str, at: datetime) -> None:
        """The inspection passed: the shop is the new owner's, with the mark (terms 4.1, 5.1, 1.4).

        Who had a seat or a key has none any more. Raises IllegalMove when it has too many shops or changed meanwhile.
        """
        with transaction.atomic():
            self._move(
                self.State.GRANTED, "takeover.granted", actor=actor, at=at, payload=self._parties(),
                evidence=evidence, decided_at=at, decided_by=actor,
            )  # fmt: skip
            member = self._receiving(actor=actor, at=at)
            shop = Shop.objects.select_for_update().get(pk=self.shop_id)
            if shop.member_id != self.old_member_id or shop.ended_at:
                raise IllegalMove(f"Shop {shop.pk} is not the old owner's any more")
            self._lock_out(shop, actor=actor, at=at)
            shop.member = member
            shop.save(update_fields=["member"])
            assert self.accepted_by is not None  # a constraint of the database
            Seat.objects.create(user=self.accepted_by, shop=shop, since=at)
            facts = {"shop": shop.pk, "fields": ["member"]}
            record("shop.changed", subject=shop, actor=actor, at=at, payload=facts)
            self._leave(actor=actor, at=at)

    def _receiving(self, *, actor: str, at: datetime) -> Member:
        """The new owner's company, with a membership: its own, or one that begins now (terms 5.1, 5.2; A1, A20).

        Nothing is handed over to who is late with paying (terms 5.6).
        """
        assert self.new_member is not None  # a constraint of the database
        member = Member.objects.select_for_update().get(pk=self.new_member.pk)
        if not member.may_add_a_shop():
            raise IllegalMove(f"Member {member.pk} has too many shops")
        membership = Membership.contract(member, actor=actor, at=at)
        if membership.state == Membership.State.PENDING:
            membership.establish_or_hold(actor=actor, at=at)
        if membership.state == Membership.State.PENDING:
            raise IllegalMove(f"Member {member.pk} is late with paying")
        return member

    @staticmethod
    def _lock_out(shop: Shop, *, actor: str, at: datetime) -> None:
        for offered in (*SeatOffer.objects.open().filter(shop=shop), *Succession.objects.open().filter(shop=shop)):
            offered.withdraw(actor=actor, at=at)
        Seat.objects.filter(shop=shop).delete()
        for key in ApiKey.objects.filter(shop=shop, revoked_at=None):
            key.revoke(actor=actor, at=at)
        for endpoint in WebhookEndpoint.objects.filter(shop=shop):
            if endpoint.may_move_to(WebhookEndpoint.State.REMOVED):
                endpoint.remove(actor=actor, at=at)

    def _leave(self, *, actor: str, at: datetime) -> None:
        """Notice for the old owner, who asked for it in the dashboard, when no shop is left (terms 13.5)."""
        staying = Membership.objects.staying().filter(member=self.old_member_id, renews_at__gt=at).first()
        if self.gives_notice and staying and not self.old_member.shops.filter(ended_at=None).exists():
            staying.give_notice(actor=actor, at=at, channel=Membership.Channel.DASHBOARD)

    def refuse(self, answer: str, *, actor: str, at: datetime) -> None:
        """Not under this owner; the shop stays where it is (terms 5.5)."""
        self._move(
            self.State.REFUSED, "takeover.refused", actor=actor, at=at, payload=self._parties(),
            decided_at=at, decided_by=actor, answer=answer,
        )  # fmt: skip

    def withdraw(self, *, actor: str, at: datetime) -> None:
        """By who asked for it, until our decision."""
        self._move(
            self.State.WITHDRAWN, "takeover.withdrawn", actor=actor, at=at, payload=self._parties(),
            decided_at=at, decided_by=actor,
        )  # fmt: skip

    def _parties(self) -> dict[str, int | None]:
        return {"shop": self.shop_id, "from_member": self.old_member_id, "to_member": self.new_member_id}
