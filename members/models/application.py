"""The application: the form, its declarations, what was accepted in which version, and where it stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import AMSTERDAM
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.workdays import add_workdays, first_counting_day
from members import terms
from members.documents import CURRENT
from members.models.cooperation import Cooperation
from members.models.mark import MarkGrant
from members.models.member import Member
from members.models.membership import Membership
from members.models.seat import Seat
from members.models.shop import Shop
from members.models.user import User


class HostTaken(Exception):
    """Another shop is registered under this host."""


class TooManyShops(Exception):
    """This member has as many shops as one may have (terms 5.7, reading A20)."""


class ApplicationQuerySet(models.QuerySet["Application"]):
    def by(self, user: User) -> "ApplicationQuerySet":
        return self.filter(applicant=user)

    def open(self) -> "ApplicationQuerySet":
        return self.exclude(state__in=Application.FINAL)

    def latest_first(self) -> "ApplicationQuerySet":
        return self.order_by("-pk")

    def to_nudge(self) -> "ApplicationQuerySet":
        """Rejected, and not asked yet how it goes; the column is `waits_until`."""
        return self.filter(state=Application.State.REJECTED, nudged_at=None)

    def to_lapse(self) -> "ApplicationQuerySet":
        """Rejected and asked; the column is `waits_until`."""
        return self.filter(state=Application.State.REJECTED, nudged_at__isnull=False)


class Application(Cooperation):
    """A request for membership with one shop, from draft to decision (terms 3 and 4, rulebook 2.1)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        SUBMITTED = "SUBMITTED", _("Sent")
        READY = "READY", _("Waiting for inspection")
        ON_HOLD = "ON_HOLD", _("Waiting for information")
        IN_INSPECTION = "IN_INSPECTION", _("In inspection")
        REJECTED = "REJECTED", _("To be improved")
        APPROVED = "APPROVED", _("Approved")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")
        REFUSED = "REFUSED", _("Refused")
        LAPSED = "LAPSED", _("Lapsed")

    FINAL = (State.APPROVED, State.WITHDRAWN, State.REFUSED, State.LAPSED)
    MOVES = {  # declared as a ClassVar in Lifecycle
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.READY, State.ON_HOLD, State.WITHDRAWN, State.REFUSED},
        State.READY: {State.IN_INSPECTION, State.ON_HOLD, State.WITHDRAWN, State.REFUSED},
        State.ON_HOLD: {State.READY, State.IN_INSPECTION, State.REJECTED, State.WITHDRAWN, State.REFUSED},
        State.IN_INSPECTION: {State.APPROVED, State.REJECTED, State.ON_HOLD, State.WITHDRAWN, State.REFUSED},
        State.REJECTED: {State.READY, State.LAPSED, State.WITHDRAWN, State.REFUSED},
        State.APPROVED: set(),
        State.WITHDRAWN: set(),
        State.REFUSED: set(),
        State.LAPSED: set(),
    }

    applicant = models.ForeignKey(User, models.PROTECT, related_name="applications")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="applications")
    shop = models.OneToOneField(Shop, models.PROTECT, null=True, related_name="application")
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    shop_name = models.CharField(_("Name of the shop"), max_length=120, blank=True)
    shop_url = models.URLField(_("Address of the shop"), max_length=300, blank=True)
    shop_host = models.CharField(max_length=253, blank=True)
    shop_language = models.CharField(_("Language of the shop"), max_length=2, default="nl")
    shop_description = models.CharField(_("What you sell, in one sentence"), max_length=240, blank=True)
    owns_shop = models.BooleanField(_("I am the owner of this shop, or may act for the owner"), default=False)
    answers_are_true = models.BooleanField(_("What I filled in is right and complete"), default=False)
    material_is_ours = models.BooleanField(_("What I supply infringes nobody's rights"), default=False)
    knows_requirements = models.BooleanField(_("I have read the code of conduct"), default=False)
    unfinished = personal(models.JSONField(default=dict, blank=True))  # page: what was typed there and not yet accepted
    what_changed = models.TextField(_("What did you change?"), blank=True)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    complete_at = models.DateTimeField(null=True)
    inspection_due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Cooperation.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "WITHDRAWN"])
                | Q(
                    submitted_at__isnull=False,
                    shop__isnull=False,
                    owns_shop=True,
                    answers_are_true=True,
                    knows_requirements=True,
                ),
                name="sent_application_is_complete",
            ),
            models.UniqueConstraint(fields=["applicant"], condition=Q(state="DRAFT"), name="one_draft_per_applicant"),
        ]

    def __str__(self) -> str:
        return f"{self.shop_name or '…'} ({self.get_state_display()})"

    @classmethod
    def start(cls, applicant: User, *, at: datetime) -> "Application":
        """A draft to leave and resume; the one that is under way, if any. Knows the company of an earlier shop."""
        earlier = Seat.objects.filter(user=applicant, role=Seat.Role.OWNER).order_by("-pk").first()
        known = {"member": earlier.shop.member if earlier else None, "started_at": at}
        draft, _new = cls.objects.get_or_create(applicant=applicant, state=cls.State.DRAFT, defaults=known)
        return draft

    def keep(self, page: str, answers: Mapping[str, Any] | None) -> None:
        """Keeps what was typed on a page that is not right yet, so that nothing is lost; None once it is right."""
        kept = {name: typed for name, typed in self.unfinished.items() if name != page}
        self.unfinished = kept if answers is None else {**kept, page: dict(answers)}
        self.save(update_fields=["unfinished"])

    def submit(self, *, actor: str, at: datetime) -> None:
        """Sends the form: the shop and its owner's seat exist, and the contract starts (terms 3.1, 5.1, 1.5).

        Needs the member, every declaration and the current version of each document (terms 2.12, 3.5-3.7, 2.1).
        Raises HostTaken, TooManyShops, or IllegalMove when something is missing.
        """
        if not self.is_complete():
            raise IllegalMove("The application is not complete")
        assert self.member is not None  # is_complete() looked
        with transaction.atomic():
            if not Application.objects.select_for_update().filter(pk=self.pk, state=self.State.DRAFT).exists():
                raise IllegalMove(f"Application {self.pk} was sent already")
            shop = self._register(self.member, at=at)
            Membership.contract(self.member, actor=actor, at=at)
            self._move(
                self.State.SUBMITTED,
                "application.submitted",
                actor=actor,
                at=at,
                payload={"shop": shop.pk},
                shop=shop,
                submitted_at=at,
                unfinished={},
            )

    def _register(self, member: Member, *, at: datetime) -> Shop:
        """The shop with its owner's seat. The database decides who was first with a host (terms 5.7)."""
        Member.objects.select_for_update().get(pk=member.pk)  # nobody else counts this member's shops meanwhile
        if not member.may_add_a_shop():
            raise TooManyShops
        try:
            with transaction.atomic():
                shop = Shop.objects.create(
                    member=member,
                    host=self.shop_host,
                    url=self.shop_url,
                    name=self.shop_name,
                    language=self.shop_language,
                    description=self.shop_description,
                    registered_at=at,
                )
        except IntegrityError as fault:
            raise HostTaken(self.shop_host) from fault
        Seat.objects.create(user=self.applicant, shop=shop, since=at)
        return shop

    def is_complete(self) -> bool:
        """All parts are filled in, and the current version of each document is accepted."""
        declared = self.owns_shop and self.answers_are_true and self.material_is_ours and self.knows_requirements
        return bool(
            self.member_id and self.shop_host and self.shop_name and declared and not self.missing_acceptances()
        )

    def missing_acceptances(self) -> list[str]:
        accepted = set(self.acceptances.values_list("document", "version"))
        return [document for document, version in CURRENT.items() if (document, version) not in accepted]

    @staticmethod
    def inspection_target(at: datetime) -> datetime:
        """When the result is expected if everything is in at `at`: a target, never a promise (terms 4.4, 4.5)."""
        last_day = add_workdays(first_counting_day(at), terms.INSPECTION_TARGET_WORKDAYS)
        return datetime.combine(last_day, time(17, 0), tzinfo=AMSTERDAM)

    def complete(self, *, actor: str, at: datetime) -> None:
        """Everything is in: the two working days of the inspection start (terms 4.4, reading A4)."""
        due = self.inspection_target(at)
        self._move(self.State.READY, "application.completed", actor=actor, at=at, complete_at=at, inspection_due_at=due)

    def take_into_inspection(self, *, actor: str, at: datetime) -> None:
        """Not while we wait for the applicant (terms 3.4): that raises IllegalMove."""
        self._not_on_hold()
        self._move(self.State.IN_INSPECTION, "application.taken", actor=actor, at=at)

    def approve(self, *, actor: str, at: datetime) -> None:
        """Approved: the mark is granted for the host and the membership established (terms 1.8, 5.2, 5.7).

        Both wait while an invoice of this member is late (terms 5.6).
        """
        assert self.shop is not None  # a constraint of the database
        assert self.member is not None
        with transaction.atomic():
            self._move(
                self.State.APPROVED,
                "application.approved",
                actor=actor,
                at=at,
                payload={"shop": self.shop.pk},
                decided_at=at,
            )
            membership = Membership.contract(self.member, actor=actor, at=at)
            pending = membership.state == Membership.State.PENDING
            if not pending or membership.establish_or_hold(actor=actor, at=at):
                MarkGrant.grant(self.shop, actor=actor, at=at)

    def reject(self, *, actor: str, at: datetime) -> None:
        """Not yet: the owner hears why and what to improve, and may ask re-inspection (terms 4.7, 4.9)."""
        self._not_on_hold()
        self._move(
            self.State.REJECTED, "application.rejected", actor=actor, at=at, decided_at=at, **self.first_wait(at)
        )

    def ask_reinspection(self, *, actor: str, at: datetime, what_changed: str = "") -> None:
        """The owner adjusted the shop and asks to be looked at again, as often as needed (terms 4.9, 4.10; A5).

        `what_changed` in the owner's words, for the inspector.
        """
        self._move(
            self.State.READY,
            "application.reinspection_asked",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id},
            complete_at=at,
            inspection_due_at=self.inspection_target(at),
            what_changed=what_changed,
            waits_until=None,
            unanswered=False,
        )

    def _not_on_hold(self) -> None:
        if self.state == self.State.ON_HOLD:
            raise IllegalMove(f"Application {self.pk} waits for information")

    def withdraw(self, *, actor: str, at: datetime) -> None:
        """The applicant takes the application back before a decision (rulebook 2.1)."""
        with transaction.atomic():
            self._move(self.State.WITHDRAWN, "application.withdrawn", actor=actor, at=at, decided_at=at)
            self._let_go(actor=actor, at=at, reason="withdrawn")

    def refuse(self, *, actor: str, at: datetime, reason: str, told: str = "") -> None:
        """Refused; the reason is kept inside and need not be told (terms 3.8, 3.9, 5.5). The manager's decision.

        `told` is what the applicant hears of it, in the applicant's language; nothing is enough.
        """
        facts = {"reason": reason, "told": told}
        with transaction.atomic():
            self._move(self.State.REFUSED, "application.refused", actor=actor, at=at, payload=facts, decided_at=at)
            self._let_go(actor=actor, at=at, reason="refused")

    def lapse(self, *, actor: str, at: datetime) -> None:
        """Nothing was heard after the nudge: it ends for lack of cooperation, and everything is kept (terms 4.3)."""
        with transaction.atomic():
            self._move(self.State.LAPSED, "application.lapsed", actor=actor, at=at, decided_at=at, waits_until=None)
            self._let_go(actor=actor, at=at, reason="lapsed")

    def _let_go(self, *, actor: str, at: datetime, reason: str) -> None:
        """The host is free again, and a contract that waited for this shop alone ends."""
        if self.shop is None or self.member is None:
            return
        self.shop.ended_at = at
        self.shop.save(update_fields=["ended_at"])
        waiting = self.member.memberships.filter(state=Membership.State.PENDING).first()
        if waiting and not self.member.shops.filter(ended_at=None).exists():
            waiting.end(actor=actor, at=at, reason=reason)


class Acceptance(models.Model):
    """Proof of who accepted a version of a document, when and from where (terms 2.1, 2.12; processing agreement)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(User, models.PROTECT, related_name="acceptances")
    document = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()
    ip_address = personal(models.GenericIPAddressField(null=True))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "document", "version"], name="acceptance_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"

    @classmethod
    def give(
        cls, application: Application, documents: Iterable[str], *, at: datetime, ip_address: str | None = None
    ) -> None:
        """Accepts the current version of these documents; accepting twice keeps the first moment and place."""
        Acceptance.objects.bulk_create(
            [
                Acceptance(
                    application=application,
                    user=application.applicant,
                    document=document,
                    version=CURRENT[document],
                    accepted_at=at,
                    ip_address=ip_address,
                )
                for document in documents
            ],
            ignore_conflicts=True,
        )
        record("documents.accepted", subject=application, actor=f"user:{application.applicant_id}", at=at)
