"""From an order to a request for a review."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q

from keurmerk.mail.suppression import suppressed_among
from keurmerk.outbox import record
from members.models import Shop
from reviews import fates, terms
from reviews.models.invitation_settings import InvitationSettings
from reviews.models.invitations import InvitationQuerySet, one_at_a_time
from reviews.models.invited_order import InvitedOrder
from reviews.models.opt_out import OptOut
from reviews.models.product import OrderLine

if TYPE_CHECKING:
    from reviews.models.review import Review


class Invitation(InvitedOrder):
    """One order, one request for a review (rulebook 2.6).

    HELD until the sharing clause is found in the shop's privacy statement (terms 18.2); SCHEDULED until `send_at`;
    the link works until `expires_at`.
    """

    State, Reason, Way = fates.State, fates.Reason, fates.Way

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.HELD: {State.SCHEDULED, State.CANCELLED, State.SUPPRESSED},
        State.SCHEDULED: {State.SENT, State.CANCELLED, State.SUPPRESSED},
        State.SENT: {State.USED, State.EXPIRED},
        State.USED: set(),
        State.EXPIRED: set(),
        State.CANCELLED: set(),
        State.SUPPRESSED: set(),
    }

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation {self.pk} of shop {self.shop_id}"

    def mark_sent(self, *, actor: str, at: datetime) -> bool:
        """Its day has come: sent from now on, or suppressed with the reason. Says whether to write the letter.

        Only for a shop with the mark (terms 10.1), whose privacy statement has the sharing clause (terms 18.2),
        and at most once in 30 days per address (rulebook 2.6). Outside the sending hours it waits for the next.
        """
        if self.waits_for_hours(at):
            return False
        with transaction.atomic():
            one_at_a_time(self.persons)
            hindrance = self.hindrances([self], at).get(self.pk, "")
            if hindrance:
                self.suppress(hindrance, actor=actor, at=at)
                return False
            facts = {"shop": self.shop_id}
            self._move(
                self.State.SENT, "invitation.sent", actor=actor, at=at, payload=facts, **self.facts_when_sent(at)
            )
        return True

    def facts_when_sent(self, at: datetime) -> dict[str, datetime | None]:
        """The terms that start to run when its message leaves."""
        settings = InvitationSettings.of(self.shop)
        reminder = settings.hours.following(at + terms.REMINDER_AFTER) if settings.reminds else None
        return {"sent_at": at, "expires_at": at + terms.INVITATION_LIFE, "reminder_due_at": reminder}

    def waits_for_hours(self, at: datetime) -> bool:
        """Is this no hour for a message? Then its day moves to the next one that is."""
        hours = InvitationSettings.of(self.shop).hours
        if hours.are_open(at):
            return False
        self.send_at = hours.following(at)
        Invitation.objects.filter(pk=self.pk, state=self.State.SCHEDULED).update(send_at=self.send_at)
        return True

    @classmethod
    def hindrances(cls, invitations: "Sequence[Invitation]", at: datetime) -> dict[int, str]:
        """Why some of these may not leave now, by number: of any shops, in four queries however many they are.

        Two for one buyer in one list: the first goes. Lock their `persons` first, by `one_at_a_time`.
        """
        standings = Shop.objects.filter(pk__any_of={each.shop_id for each in invitations}).standings()
        digests = {each.email_hash for each in invitations}
        refused, unreachable = OptOut.objects.pairs(digests), suppressed_among(digests)
        earlier = cls.objects.messaged_since(at - terms.FREQUENCY).to_anyone_of(invitations)
        others = earlier.exclude(pk__any_of=[each.pk for each in invitations]).only(
            "shop_id", "email_hash", "phone_hash"
        )
        lately = {person for row in others for person in row.persons}
        found = {}
        for each in invitations:
            reason = fates.hindrance(
                standing=standings[each.shop_id],
                clause_found=each.shop.sharing_clause_found_at is not None,
                opted_out=not refused.isdisjoint({(each.email_hash, each.shop_id), (each.email_hash, None)}),
                unreachable=not each.email or each.email_hash in unreachable,
                messaged_lately=not lately.isdisjoint(each.persons),
            )
            if reason:
                found[each.pk] = str(reason)
            else:
                lately |= each.persons
        return found

    @property
    def persons(self) -> set[tuple[int, str]]:
        """By what this shop's buyer is known again: the address and, if given, the number."""
        return {(self.shop_id, known) for known in (self.email_hash, self.phone_hash) if known}

    def suppress(self, reason: str, *, actor: str, at: datetime) -> None:
        """No invitation will go out for this order, and the shop sees why."""
        facts = {"shop": self.shop_id, "reason": str(reason)}
        self._move(self.State.SUPPRESSED, "invitation.suppressed", actor=actor, at=at, payload=facts, reason=reason)

    def cancel(self, *, actor: str, at: datetime) -> None:
        """The shop takes the invitation back before it is sent."""
        facts = {"shop": self.shop_id}
        self._move(
            self.State.CANCELLED,
            "invitation.cancelled",
            actor=actor,
            at=at,
            payload=facts,
            reason=self.Reason.BY_SHOP,
        )

    def use(self, *, actor: str, at: datetime) -> None:
        """Its review is published: the link is spent (rulebook 2.6). Called by Review.publish."""
        self._move(
            self.State.USED,
            "invitation.used",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id},
            used_at=at,
            draft=None,
            reminder_due_at=None,
        )

    def expire(self, *, actor: str, at: datetime) -> None:
        """Ninety days after sending the link stops (rulebook 2.6). A held one never goes out any more."""
        if self.state == self.State.HELD:
            self.suppress(self.reason, actor=actor, at=at)
            return
        self._move(
            self.State.EXPIRED,
            "invitation.expired",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id},
            draft=None,
            reminder_due_at=None,
        )

    @property
    def text_failed(self) -> bool:
        """Its text message never arrived: the letter takes its place."""
        message = getattr(self, "text_message", None)
        return message is not None and message.state == message.State.FAILED

    def go_by_mail(self) -> None:
        """No text message after all; its number is needed no longer. It stays scheduled."""
        self.way, self.phone = self.Way.MAIL, ""
        Invitation.objects.filter(pk=self.pk, state=self.State.SCHEDULED).update(way=self.way, phone="")

    def keep_draft(self, answers: dict[str, Any] | None) -> None:
        """What was typed so far, until it is published or the link expires."""
        Invitation.objects.filter(pk=self.pk, state=self.State.SENT).update(draft=answers)
        self.draft = answers

    def forget_buyer(self, *, actor: str, at: datetime) -> None:
        """The buyer asks to be forgotten: address, name, number and draft go, and nothing more is sent.

        The hashed address stays for its three years: one buyer, one review (processing agreement, invitation).
        """
        gone = {"email": "", "customer_name": "", "phone": "", "draft": None, "reminder_due_at": None}
        with transaction.atomic():
            if self.state in {self.State.HELD, self.State.SCHEDULED}:
                self.suppress(self.Reason.OPTED_OUT, actor=actor, at=at)
            elif self.state == self.State.SENT:
                self.expire(actor=actor, at=at)
            Invitation.objects.filter(pk=self.pk).update(**gone)
            for name, value in gone.items():
                setattr(self, name, value)
            record("invitation.anonymised", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def opt_out(self, *, everywhere: bool, at: datetime) -> None:
        """The buyer wants no more invitations; those that wait will be suppressed on their day."""
        OptOut.note(self.email_hash, shop=None if everywhere else self.shop, at=at)
        Invitation.objects.filter(email_hash=self.email_hash, state=self.State.SENT).update(reminder_due_at=None)

    def opt_in_again(self, *, at: datetime) -> None:
        """The buyer, by the link that only they have: it was a mistake, or somebody else's machine."""
        with transaction.atomic():
            OptOut.objects.filter(Q(shop=self.shop) | Q(shop=None), email_hash=self.email_hash).delete()
            record("invitation.opted_in_again", subject=self, actor="buyer", at=at, payload={"shop": self.shop_id})

    def note_bounced(self, *, actor: str, at: datetime) -> None:
        """Its letter came back, or was never taken: the first time counts, and no reminder follows."""
        with transaction.atomic():
            unknown = Invitation.objects.filter(pk=self.pk, bounced_at=None)
            if unknown.update(bounced_at=at, reminder_due_at=None):
                self.bounced_at, self.reminder_due_at = at, None
                record("invitation.bounced", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def is_open(self, at: datetime) -> bool:
        """Does the link lead to the form, at this moment?"""
        return self.state == self.State.SENT and at < self.expires_at

    @property
    def reaches_its_buyer(self) -> bool:
        """It went out, or may still go out."""
        return self.state in fates.REACHING

    @property
    def written(self) -> "Review | None":
        """The review that this invitation became, if it did."""
        return getattr(self, "review", None)

    @classmethod
    def forget_guard(cls, before: datetime) -> int:
        """After three years the guard goes too: hash, order number, products (processing agreement, invitation)."""
        old = cls.objects.filter(received_at__lt=before).exclude(email_hash__startswith="gone")
        OrderLine.objects.filter(invitation__in=old).delete()
        gone = models.functions.Concat(models.Value("gone:"), models.functions.Cast(F("pk"), models.CharField()))
        return old.update(email="", customer_name="", order_number="", phone="", phone_hash="", email_hash=gone)
