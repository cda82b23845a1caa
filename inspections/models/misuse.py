"""The mark where it may not be: a case from the first sign to its end, with what we saw (terms 10.5, 10.6)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections import terms
from inspections.models.watch import Watch
from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models import Shop, User


class SamePerson(Exception):
    """The second look has to be somebody else's."""


class MisuseQuerySet(models.QuerySet["Misuse"]):
    def open(self) -> "MisuseQuerySet":
        return self.exclude(state__in=Misuse.FINAL)

    def judged(self) -> "MisuseQuerySet":
        """A person, or the clock after a demand, says that it is misuse, and it goes on."""
        return self.open().exclude(state=Misuse.State.REPORTED)

    def warned(self) -> "MisuseQuerySet":
        """Waiting for the mark to go; the column is `deadline_at`."""
        return self.filter(state=Misuse.State.WARNED, ignored_at=None)

    def public(self) -> "MisuseQuerySet":
        """On our list for everybody (terms 10.6)."""
        return self.filter(published_at__isnull=False, taken_down_at=None)

    def to_take_down(self) -> "MisuseQuerySet":
        return self.public().filter(take_down_on__isnull=False)


class Misuse(Lifecycle):
    """One host that shows our mark without right, by what we saw or were told (terms 10.1, rulebook 2.5)."""

    class State(models.TextChoices):
        REPORTED = "REPORTED", pgettext_lazy("misuse", "To be judged")
        CONFIRMED = "CONFIRMED", _("Confirmed")
        WARNED = "WARNED", _("Warned")
        FINED = "FINED", _("Fined")
        AT_AUTHORITY = "AT_AUTHORITY", _("Reported to an authority")
        GONE = "GONE", _("The mark is gone")
        UNFOUNDED = "UNFOUNDED", _("No misuse")

    class Authority(models.TextChoices):
        ACM = "ACM", _("ACM, the consumer authority")
        FRAUD_HELPDESK = "FRAUD_HELPDESK", _("Fraud helpdesk")
        POLICE = "POLICE", _("Police")

    FINAL = (State.GONE, State.UNFOUNDED)
    MOVES = {  # declared as a ClassVar in Lifecycle
        State.REPORTED: {State.CONFIRMED, State.UNFOUNDED},
        State.CONFIRMED: {State.WARNED, State.GONE, State.UNFOUNDED},
        State.WARNED: {State.GONE, State.FINED, State.AT_AUTHORITY},
        State.FINED: {State.GONE, State.AT_AUTHORITY},
        State.AT_AUTHORITY: {State.GONE},
        State.GONE: set(),
        State.UNFOUNDED: set(),
    }

    host = models.CharField(max_length=253)
    state = models.CharField(max_length=12, choices=State, default=State.REPORTED)
    source = models.CharField(max_length=8, choices=Watch.Why)
    shop = models.ForeignKey(Shop, models.PROTECT, null=True, related_name="misuses")  # of a member, now or once
    story = personal(models.TextField(blank=True))  # what somebody who reported it wrote
    email = personal(models.EmailField(blank=True))  # of the site, for the warning
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="misuses_decided")
    reason = models.TextField(blank=True)  # why it is misuse, or is not
    warned_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    ignored_at = models.DateTimeField(null=True)  # the deadline passed and the mark was still there
    proposed_fine = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="fines_proposed")
    fine = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    fined_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="fines")
    fine_approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="fines_approved")
    authority = models.CharField(max_length=14, choices=Authority, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="misuses_published")
    public_text = models.TextField(blank=True)
    take_down_on = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = MisuseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["host"], condition=~Q(state__in=["GONE", "UNFOUNDED"]), name="misuse_one_open_per_host"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["REPORTED", "GONE"]) | Q(decided_by__isnull=False) | Q(source="DEMANDED"),
                name="misuse_is_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="WARNED") | Q(warned_at__isnull=False, deadline_at__isnull=False),
                name="warning_gives_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(fine__isnull=True)
                | Q(fined_by__isnull=False, fine_approved_by__isnull=False, shop__isnull=False)
                & ~Q(fined_by=F("fine_approved_by")),
                name="fine_by_two_persons_on_a_contract",
            ),
            models.CheckConstraint(
                condition=Q(proposed_fine__isnull=True, proposed_by__isnull=True)
                | Q(proposed_fine__isnull=False, proposed_by__isnull=False),
                name="proposed_fine_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(published_by__isnull=False, take_down_on__isnull=False) & ~Q(public_text=""),
                name="publication_says_who_what_and_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["GONE", "UNFOUNDED"]) | Q(closed_at__isnull=False),
                name="ended_misuse_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["deadline_at"], condition=Q(state="WARNED"), name="misuse_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.get_state_display()}"

    @classmethod
    def report(
        cls, host: str, source: str, *, actor: str, at: datetime, shop: Shop | None = None, story: str = ""
    ) -> "Misuse":
        """Opens a case about this host, or adds to the open one. A person judges it (rulebook 2.5)."""
        with transaction.atomic():
            case, fresh = cls.objects.open().get_or_create(
                host=host, defaults={"source": source, "shop": shop, "opened_at": at, "story": story}
            )
            if fresh:
                record("misuse.reported", subject=case, actor=actor, at=at, payload={"source": source})
            elif story and story not in case.story:
                case.story = f"{case.story}\n\n{story}".strip()
                case.save(update_fields=["story"])
        return case

    def confirm(self, *, by: User | None, actor: str, at: datetime, reason: str) -> None:
        """An inspector saw it too; after a demand the clock confirms it by itself on day 8 (terms 10.1, 10.4)."""
        self._move(self.State.CONFIRMED, "misuse.confirmed", actor=actor, at=at, decided_by=by, reason=reason)

    def dismiss(self, *, by: User, at: datetime, reason: str) -> None:
        """No misuse: news about us, a partner, another mark; the watch on the host ends with it."""
        with transaction.atomic():
            self._move(
                self.State.UNFOUNDED, "misuse.dismissed", actor=f"user:{by.pk}", at=at,
                decided_by=by, reason=reason, closed_at=at,
            )  # fmt: skip
            for watch in Watch.objects.open().filter(host=self.host).exclude(why=Watch.Why.DEMANDED):
                watch.close(actor=f"user:{by.pk}", at=at)

    def warn(self, *, by: User, at: datetime, email: str = "") -> None:
        """Warning and request to remove, with seven days (terms 10.5). Without an address it goes by post."""
        deadline = end_of_day(amsterdam_date(at) + terms.MISUSE_REMOVAL)
        self._move(
            self.State.WARNED, "misuse.warned", actor=f"user:{by.pk}", at=at, payload={"letter": bool(email)},
            warned_at=at, deadline_at=deadline, email=email,
        )  # fmt: skip

    def note_ignored(self, *, actor: str, at: datetime) -> None:
        """The days passed and it is still there: whoever decides on the next step hears of it (terms 10.5)."""
        with transaction.atomic():
            if Misuse.objects.warned().filter(pk=self.pk).update(ignored_at=at):
                self.ignored_at = at
                record("misuse.ignored", subject=self, actor=actor, at=at)

    @property
    def may_be_fined(self) -> bool:
        """The days have passed, the party has a contract with us, and that has a clause (terms 10.5, reading A8)."""
        late = self.state == self.State.WARNED and self.ignored_at is not None
        return late and self.shop_id is not None and bool(settings.FINE_SCHEDULE)

    def propose_fine(self, amount: Any, *, by: User, at: datetime) -> None:
        """The first of two persons: an amount of the schedule, which nobody owes before another agrees (terms 10.5)."""
        if not self.may_be_fined or amount not in settings.FINE_SCHEDULE:
            raise IllegalMove("There is no clause for this fine")
        with transaction.atomic():
            waiting = Misuse.objects.filter(pk=self.pk, state=self.State.WARNED)
            if not waiting.update(proposed_fine=amount, proposed_by=by):
                raise IllegalMove(f"{self} is not waiting for a fine any more")
            self.refresh_from_db()
            facts = {"amount": str(amount)}
            record("misuse.fine_proposed", subject=self, actor=f"user:{by.pk}", at=at, payload=facts)

    def agree_to_fine(self, *, by: User, at: datetime) -> None:
        """The second person imposes what the first proposed. Raises SamePerson to the first, else IllegalMove."""
        fresh = Misuse.objects.select_related("proposed_by").get(pk=self.pk)
        if fresh.proposed_by is None:
            raise IllegalMove("Nobody proposed a fine")
        self.impose_fine(fresh.proposed_fine, by=fresh.proposed_by, approved_by=by, at=at)

    def impose_fine(self, amount: Any, *, by: User, approved_by: User, at: datetime) -> None:
        """Only after the days have passed, by an amount of the schedule, on a party of the contract (10.5, A8).

        Raises IllegalMove while the schedule is empty or the party has no contract, SamePerson without a second one.
        """
        if self.shop is None or amount not in settings.FINE_SCHEDULE:
            raise IllegalMove("There is no clause for this fine")
        if by == approved_by:
            raise SamePerson
        if self.ignored_at is None:
            raise IllegalMove("The days of the warning have not passed")
        self._move(
            self.State.FINED, "misuse.fined", actor=f"user:{by.pk}", at=at, payload={"amount": str(amount)},
            fine=amount, fined_by=by, fine_approved_by=approved_by,
        )  # fmt: skip

    def report_to(self, authority: str, *, by: User, at: datetime) -> None:
        """A warning was ignored: the authorities get the dossier (terms 10.5, reading A9)."""
        if self.ignored_at is None and self.state == self.State.WARNED:
            raise IllegalMove("The days of the warning have not passed")
        self._move(
            self.State.AT_AUTHORITY, "misuse.reported_to_authority", actor=f"user:{by.pk}", at=at,
            payload={"authority": authority}, authority=authority,
        )  # fmt: skip

    def publish(self, text: str, *, by: User, at: datetime, until: date) -> None:
        """On our public list, until a day (terms 10.6). Only what was ignored, and by another person than judged it.

        Raises IllegalMove or SamePerson.
        """
        if self.ignored_at is None or self.state in self.FINAL:
            raise IllegalMove("Only a warning that was ignored is published")
        if by == self.decided_by:
            raise SamePerson
        with transaction.atomic():
            unpublished = Misuse.objects.filter(pk=self.pk, published_at=None)
            facts = {"published_at": at, "published_by": by, "public_text": text, "take_down_on": end_of_day(until)}
            if not unpublished.update(**facts):
                raise IllegalMove("It is on the list already")
            self.refresh_from_db()
            record("misuse.published", subject=self, actor=f"user:{by.pk}", at=at)

    def take_down(self, *, actor: str, at: datetime) -> None:
        """Off the list: solved, or its day has come (terms 10.6)."""
        with transaction.atomic():
            if Misuse.objects.public().filter(pk=self.pk).update(taken_down_at=at):
                self.taken_down_at = at
                record("misuse.taken_down", subject=self, actor=actor, at=at)

    def close_as_gone(self, *, actor: str, at: datetime) -> None:
        """The mark is gone; it stays in our history, and off the public list (rulebook 2.5)."""
        with transaction.atomic():
            self.take_down(actor=actor, at=at)
            self._move(self.State.GONE, "misuse.gone", actor=actor, at=at, closed_at=at)


class MisuseProof(models.Model):
    """What we saw at one look: signs, page and time, with the hash of both. Never changed (terms 10.5)."""

    case = models.ForeignKey(Misuse, models.CASCADE, related_name="proofs")
    url = models.URLField(max_length=1000)
    seen_at = models.DateTimeField()
    signs = models.JSONField(default=list)  # [{"code", "proof"}]; none when the mark was gone
    html = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    picture = models.CharField(
        max_length=120, blank=True, db_default=""
    )  # JPEG in the default storage, as a browser showed it
    picture_sha256 = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(picture="", picture_sha256="") | ~Q(picture="") & ~Q(picture_sha256=""),
                name="proof_picture_has_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url} at {self.seen_at:%Y-%m-%d %H:%M}"

    @classmethod
    def keep(
        cls,
        case: Misuse,
        *,
        url: str,
        html: str,
        signs: Sequence[dict[str, str]],
        at: datetime,
        picture: bytes = b"",
    ) -> "MisuseProof | None":
        """Keeps what was seen, unless it is what the last look saw."""
        kept = html.replace("\0", " ").encode("utf-8", "replace").decode()
        digest = hashlib.sha256(kept.encode()).hexdigest()
        last = case.proofs.first()
        if last is not None and (last.sha256, last.signs) == (digest, list(signs)):
            return None
        shown = {}
        if picture:
            name = default_storage.save(f"screenshots/{uuid4().hex}.jpg", ContentFile(picture))
            shown = {"picture": name, "picture_sha256": hashlib.sha256(picture).hexdigest()}
        return cls.objects.create(
            case=case, url=url[:1000], seen_at=at, signs=list(signs), html=kept, sha256=digest, **shown
        )

    @classmethod
    def forget(cls, before: datetime) -> int:
        """Of cases that ended before that moment; what was decided on it stays in the case."""
        gone = 0
        for proof in cls.objects.filter(case__closed_at__lt=before).only("picture").iterator():
            if proof.picture:
                default_storage.delete(proof.picture)
            proof.delete()
            gone += 1
        return gone
