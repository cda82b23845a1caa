"""The membership: from contract to end, by the verbs of the terms."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import amsterdam_date, end_of_day, start_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import calendar, gate, terms
from members.calendar import Course, Span
from members.models.mark import MarkGrant
from members.models.member import Member

_STANDING = ["ASPIRANT", "FULL", "SUSPENDED"]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def aspirants(self) -> "MembershipQuerySet":
        return self.filter(state=Membership.State.ASPIRANT)

    def standing(self) -> "MembershipQuerySet":
        """Established and not ended."""
        return self.filter(state__in=_STANDING)

    def staying(self) -> "MembershipQuerySet":
        """Standing, and nobody gave notice."""
        return self.standing().filter(notice_received_at=None)

    def held(self) -> "MembershipQuerySet":
        """Approved, and not established: an invoice is late (terms 5.6)."""
        return self.filter(state=Membership.State.PENDING, held_at__isnull=False)

    def leaving(self) -> "MembershipQuerySet":
        """Standing until the end of the term, as notice was given (terms 13.5)."""
        return self.standing().filter(notice_received_at__isnull=False)


class Membership(Lifecycle):
    """The main agreement between the mark and a member (terms 1.11): contract, establishment and term (A1)."""

    class State(models.TextChoices):
        PENDING = "PENDING", _("Applied")
        ASPIRANT = "ASPIRANT", _("Aspirant member")
        FULL = "FULL", _("Full member")
        SUSPENDED = "SUSPENDED", _("Suspended")
        ENDED = "ENDED", _("Former member")

    class Channel(models.TextChoices):
        """How a notice came in (terms 13.5)."""

        DASHBOARD = "DASHBOARD", _("in the dashboard")
        EMAIL = "EMAIL", _("by e-mail")
        POST = "POST", _("by post")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.PENDING: {State.ASPIRANT, State.ENDED},
        State.ASPIRANT: {State.FULL, State.SUSPENDED, State.ENDED},
        State.FULL: {State.SUSPENDED, State.ENDED},
        State.SUSPENDED: {State.ASPIRANT, State.FULL, State.ENDED},
        State.ENDED: set(),
    }

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    contracted_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)  # since when a late invoice holds its establishment back (terms 5.6)
    established_at = models.DateTimeField(null=True)
    promotion_due_at = models.DateTimeField(null=True)
    promoted_at = models.DateTimeField(null=True)
    term_starts_on = models.DateField(null=True)
    term_ends_on = models.DateField(null=True)
    renews_at = models.DateTimeField(null=True)  # the first moment of the next term
    renewal_notice_due_at = models.DateTimeField(null=True)  # empty: nothing more to tell about this renewal
    next_term_months = models.PositiveSmallIntegerField(null=True)  # chosen for the next term; empty: as this one
    notice_received_at = models.DateTimeField(null=True)
    notice_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    suspended_from = models.CharField(max_length=10, blank=True)
    suspension_reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"], condition=~Q(state="ENDED"), name="membership_one_at_a_time_per_member"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "ENDED"])
                | Q(established_at__isnull=False, term_starts_on__isnull=False, term_ends_on__isnull=False),
                name="membership_established_has_a_term",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "ENDED"]) | Q(renews_at__isnull=False),
                name="membership_established_knows_its_renewal",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(state__in=["PENDING", "ENDED"]), name="only_a_new_membership_is_held"
            ),
            models.CheckConstraint(
                condition=~Q(state="ASPIRANT") | Q(promotion_due_at__isnull=False), name="aspirant_has_a_promotion_date"
            ),
            models.CheckConstraint(
                condition=~Q(state="ENDED") | Q(ended_at__isnull=False), name="ended_membership_says_when"
            ),
            models.CheckConstraint(
                condition=Q(notice_received_at=None, notice_channel="")
                | (Q(notice_received_at__isnull=False) & ~Q(notice_channel="")),
                name="notice_says_how_it_came",
            ),
            models.CheckConstraint(
                condition=Q(next_term_months=None) | Q(next_term_months__in=terms.TERM_CHOICE),
                name="next_term_has_a_length_of_the_terms",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["promotion_due_at"], condition=Q(state="ASPIRANT"), name="membership_promotion_due"),
            models.Index(fields=["renews_at"], condition=Q(state__in=_STANDING), name="membership_renewal_due"),
            models.Index(
                fields=["renewal_notice_due_at"], condition=Q(state__in=_STANDING), name="membership_renewal_notice_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.member_id}"

    @classmethod
    def contract(cls, member: Member, *, actor: str, at: datetime) -> "Membership":
        """The contract starts when the form is sent (terms 5.1, reading A1). One at a time per member."""
        with transaction.atomic():
            current = cls.objects.exclude(state=cls.State.ENDED).filter(member=member).first()
            if current:
                return current
            membership = cls.objects.create(member=member, contracted_at=at)
            record("membership.contracted", subject=membership, actor=actor, at=at)
        return membership

    def establish(self, *, actor: str, at: datetime) -> None:
        """From approval: aspirant for four calendar months, a term of one year (terms 1.4, 5.2, 13.1; A1, A3)."""
        course = calendar.establishment(amsterdam_date(at))
        assert course.promotion is not None  # whoever is established is an aspirant first
        self._move(
            self.State.ASPIRANT,
            "membership.established",
            actor=actor,
            at=at,
            established_at=at,
            held_at=None,
            promotion_due_at=end_of_day(course.promotion),
            **_term(course.term, at=at),
        )

    def establish_or_hold(self, *, actor: str, at: datetime) -> bool:
        """Establishes it, unless an invoice of this member is late: then it waits until that is paid (terms 5.6).

        Says whether it stands now. The manager may establish it all the same, by `go_on`.
        """
        if not terms.PAYMENT_GATE or not gate.is_closed(self, at):
            self.establish(actor=actor, at=at)
            return True
        with transaction.atomic():
            if Membership.objects.filter(pk=self.pk, state=self.State.PENDING, held_at=None).update(held_at=at):
                record("membership.held", subject=self, actor=actor, at=at)
        self.refresh_from_db(fields=["state", "held_at"])
        return False

    def go_on(self, *, actor: str, at: datetime, despite: bool = False) -> None:
        """What held it back is gone, or the manager lets it pass, `despite` that: it is established, with its marks.

        Not while an invoice is still late. Raises IllegalMove when it is not held.
        """
        with transaction.atomic():
            if not Membership.objects.select_for_update().held().filter(pk=self.pk).exists():
                raise IllegalMove(f"Membership {self.pk} is not held")
            if not despite and gate.is_closed(self, at):
                return
            self.establish(actor=actor, at=at)
            approved = self.member.shops.filter(ended_at=None, application__state="APPROVED", grants=None)
            for shop in approved.order_by("pk"):
                MarkGrant.grant(shop, actor=actor, at=at)

    def promote(self, *, actor: str, at: datetime) -> None:
        """Four months without an open finding, default or upheld complaint: a full member (terms 5.2)."""
        self._move(self.State.FULL, "membership.promoted", actor=actor, at=at, promoted_at=at)

    def postpone_promotion(self, *, actor: str, at: datetime, reason: str) -> None:
        """Stays aspirant for now: something open stands against promotion; looked at again in 30 days (A2)."""
        with transaction.atomic():
            self.promotion_due_at = at + terms.EVALUATION_RETRY
            self.save(update_fields=["promotion_due_at"])
            record("membership.promotion_postponed", subject=self, actor=actor, at=at, payload={"reason": reason})

    def renew(self, *, actor: str, at: datetime) -> None:
        """The next term starts, as long as this one or as chosen, for nobody gave notice (terms 13.1, 13.3, 13.4).

        Raises IllegalMove before its first day, after a notice, and when another renewed or ended it meanwhile.
        """
        if self.renews_at is None or at < self.renews_at:
            raise IllegalMove(f"Membership {self.pk} has no next term yet")
        following = self.next_term
        fields = {**_term(following, at=at), "next_term_months": None}
        unmoved = Membership.objects.staying().filter(next_term_months=self.next_term_months)
        self._settle(unmoved, fields, "membership.renewed", actor=actor, at=at, payload=_days(following))

    @property
    def course(self) -> Course:
        """What the days of this membership follow from, once it is established.

        A suspended aspirant is not looked at for promotion until the suspension is lifted (terms 5.2, 14.1).
        """
        assert self.established_at is not None  # this, and its term, are a constraint of the database
        assert self.term_starts_on is not None
        assert self.term_ends_on is not None
        due = self.promotion_due_at if self.state == self.State.ASPIRANT else None
        return calendar.course(
            amsterdam_date(self.established_at),
            Span(self.term_starts_on, self.term_ends_on),
            promotion=amsterdam_date(due) if due else None,
            next_months=self.next_term_months,
            leaves=self.notice_received_at is not None,
        )

    @property
    def is_standing(self) -> bool:
        """Established and not ended."""
        return self.state in _STANDING

    @property
    def last_day(self) -> date | None:
        """The last day of a membership that ended; nothing before that. After a notice the term's (terms 13.5)."""
        if self.ended_at is None:
            return None
        day = amsterdam_date(self.ended_at)
        return min(day, self.term_ends_on) if self.notice_received_at and self.term_ends_on else day

    @property
    def next_term(self) -> Span:
        """The term after this one, unless notice was given (terms 13.3, 13.4)."""
        return calendar.next_term(self.course)

    def announce_renewal(self, *, actor: str, at: datetime) -> None:
        """Tells which term comes next, while notice can still be given (terms 13.3, 13.5; product.md B12).

        The event is the record of it. Once the next term is there, there is nothing left to announce.
        """
        assert self.renews_at is not None  # a constraint of the database
        following = self.next_term
        with transaction.atomic():
            self.renewal_notice_due_at = _next_notice(following.first, after=at)
            self.save(update_fields=["renewal_notice_due_at"])
            if at < self.renews_at:
                record("membership.renewal_announced", subject=self, actor=actor, at=at, payload=_days(following))

    def choose_term(self, months: int, *, actor: str, at: datetime) -> None:
        """The member chooses how long the next term is, and so those after it (terms 13.2, 13.4, reading A16).

        Possible from the first letter about it until this term is over. Raises IllegalMove outside that time, after a
        notice, and for another length than the terms know.
        """
        course = self.course
        if months not in terms.TERM_CHOICE or amsterdam_date(at) < calendar.choice_opens_on(course):
            raise IllegalMove(f"Membership {self.pk} has no choice of {months} months now")
        chosen = calendar.next_term(replace(course, next_months=months))
        self._settle(
            Membership.objects.staying().filter(renews_at__gt=at),
            {"next_term_months": months},
            "membership.term_chosen",
            actor=actor,
            at=at,
            payload={"months": months, **_days(chosen)},
        )

    def give_notice(self, *, actor: str, at: datetime, channel: str) -> None:
        """Notice came in: the membership ends with this term, and all goes on until then (terms 13.5, reading A14).

        Raises IllegalMove when it was given already, and when the term is over.
        """
        self._settle(
            Membership.objects.staying().filter(renews_at__gt=at),
            {"notice_received_at": at, "notice_channel": channel, "renewal_notice_due_at": None},
            "membership.notice_given",
            actor=actor,
            at=at,
            payload={"channel": channel, **_days(self.course.term)},
        )

    def withdraw_notice(self, *, actor: str, at: datetime) -> None:
        """The member stays after all: all is as before the notice (rulebook 2.3). Raises IllegalMove after the term."""
        term = self.course.term
        due = _next_notice(term.after, after=at)
        self._settle(
            Membership.objects.leaving().filter(renews_at__gt=at),
            {"notice_received_at": None, "notice_channel": "", "renewal_notice_due_at": due},
            "membership.notice_withdrawn",
            actor=actor,
            at=at,
            payload=_days(term),
        )

    def lapse(self, *, actor: str, at: datetime) -> None:
        """The term is over and notice was given: the membership ends (terms 13.5). Raises IllegalMove before."""
        if self.notice_received_at is None or self.renews_at is None or at < self.renews_at:
            raise IllegalMove(f"Membership {self.pk} does not end now")
        self.end(actor=actor, at=at, reason="13.5")

    def _settle(
        self,
        unmoved: MembershipQuerySet,
        fields: dict[str, Any],
        event: str,
        *,
        actor: str,
        at: datetime,
        payload: dict[str, Any],
    ) -> None:
        """What is settled about the next term: only while this term is the one we saw, and with its event."""
        with transaction.atomic():
            if not unmoved.filter(pk=self.pk, renews_at=self.renews_at).update(**fields):
                raise IllegalMove(f"Membership {self.pk} has changed meanwhile, or this is not open to it")
            for name, value in fields.items():
                setattr(self, name, value)
            record(event, subject=self, actor=actor, at=at, payload=payload)

    def suspend(self, *, actor: str, at: datetime, reason: str) -> None:
        """The mark suspends its own obligations; the seal says so at once (terms 14.1, 12.10)."""
        self._move(
            self.State.SUSPENDED,
            "membership.suspended",
            actor=actor,
            at=at,
            suspended_from=self.state,
            suspension_reason=reason,
        )

    def reinstate(self, *, actor: str, at: datetime) -> None:
        """Back to the standing from before the suspension: its cause is gone (terms 14.1)."""
        self._move(
            self.suspended_from, "membership.reinstated", actor=actor, at=at, suspended_from="", suspension_reason=""
        )

    def end(self, *, actor: str, at: datetime, reason: str) -> None:
        """The membership ends; nothing is refunded and the mark must go within seven days (terms 13.7, 10.2, 10.4)."""
        with transaction.atomic():
            self._move(
                self.State.ENDED,
                "membership.ended",
                actor=actor,
                at=at,
                payload={"reason": reason},
                ended_at=at,
                end_reason=reason,
                renews_at=None,
                renewal_notice_due_at=None,
            )
            for shop in self.member.shops.filter(ended_at=None):
                shop.ended_at = at
                shop.save(update_fields=["ended_at"])
                for grant in shop.grants.filter(state__in=["GRANTED", "SUSPENDED"]):
                    grant.demand_removal(actor=actor, at=at)


def _term(term: Span, *, at: datetime) -> dict[str, Any]:
    """The columns of a term, and the moments that follow from it."""
    return {
        "term_starts_on": term.first,
        "term_ends_on": term.last,
        "renews_at": start_of_day(term.after),
        "renewal_notice_due_at": _next_notice(term.after, after=at),
    }


def _next_notice(starts: date, *, after: datetime) -> datetime | None:
    coming = (start_of_day(day) for day in calendar.renewal_notices(starts))
    return next((moment for moment in coming if moment > after), None)


def _days(term: Span) -> dict[str, str]:
    return {"term_starts_on": term.first.isoformat(), "term_ends_on": term.last.isoformat()}
