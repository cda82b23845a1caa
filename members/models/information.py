"""What we ask an applicant beside the form, with a last day, and what came in (terms 3.2, 3.4, 3.10, 4.3)."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.fields import personal
from keurmerk.file_kinds import MOST_BYTES, Kind
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members import terms
from members.models.application import Application
from members.models.user import User


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def open(self) -> "InformationRequestQuerySet":
        return self.filter(state=InformationRequest.State.OPEN)

    def unreminded(self) -> "InformationRequestQuerySet":
        return self.open().filter(reminded_at=None)

    def lapsing(self) -> "InformationRequestQuerySet":
        """Reminded in vain; the column is `lapses_at`."""
        return self.open().filter(lapses_at__isnull=False)


class InformationRequest(Lifecycle):
    """One question to an applicant. While one is open the application is on hold (terms 3.4)."""

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("information", "Asked")
        ANSWERED = "ANSWERED", _("Answered")
        TAKEN_BACK = "TAKEN_BACK", pgettext_lazy("information", "Taken back")
        UNANSWERED = "UNANSWERED", _("Not answered")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.ANSWERED, State.TAKEN_BACK, State.UNANSWERED},
        State.ANSWERED: set(),
        State.TAKEN_BACK: set(),
        State.UNANSWERED: set(),
    }

    application = models.ForeignKey(Application, models.PROTECT, related_name="information_requests")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    question = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="information_requests")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)
    answer = personal(models.TextField(blank=True))
    settled_at = models.DateTimeField(null=True)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(settled_at__isnull=False), name="settled_information_says_when"
            ),
            models.CheckConstraint(
                condition=Q(reminded_at__isnull=True) | Q(lapses_at__isnull=False), name="reminder_gives_a_last_day"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state="OPEN"), name="information_due"),
        ]

    def __str__(self) -> str:
        return f"Information {self.pk} of application {self.application_id}"

    @classmethod
    def ask(
        cls, application: Application, question: str, *, by: User, at: datetime, due: date | None = None
    ) -> "InformationRequest":
        """Asks, and puts the application on hold (terms 3.2, 3.4); `due` is two weeks from now by itself.

        Raises IllegalMove for an application that is not being handled.
        """
        last = due or amsterdam_date(at) + terms.INFORMATION_DUE
        with transaction.atomic():
            locked = Application.objects.select_for_update().get(pk=application.pk)
            if locked.state != Application.State.ON_HOLD:
                locked.hold(actor=f"user:{by.pk}", at=at)
            asked = cls.objects.create(
                application=locked, question=question, asked_by=by, asked_at=at, due_at=end_of_day(last)
            )
            record("information.asked", subject=asked, actor=f"user:{by.pk}", at=at)
        application.refresh_from_db()
        return asked

    def give(self, answer: str, *, actor: str, at: datetime) -> None:
        """The applicant answers; with the last open question the application goes on (terms 4.4)."""
        with transaction.atomic():
            application = self._locked()
            self._move(self.State.ANSWERED, "information.given", actor=actor, at=at, answer=answer, settled_at=at)
            self._go_on(application, actor=actor, at=at)

    def take_back(self, *, by: User, at: datetime) -> None:
        """We need it no longer."""
        actor = f"user:{by.pk}"
        with transaction.atomic():
            application = self._locked()
            self._move(self.State.TAKEN_BACK, "information.taken_back", actor=actor, at=at, settled_at=at)
            self._go_on(application, actor=actor, at=at)

    def remind(self, *, actor: str, at: datetime) -> None:
        """The day has passed without an answer: a letter, with the day on which we stop waiting (terms 4.3)."""
        lapses_at = end_of_day(amsterdam_date(at) + terms.INFORMATION_GRACE)
        with transaction.atomic():
            asked = InformationRequest.objects.unreminded().filter(pk=self.pk)
            if not asked.update(reminded_at=at, lapses_at=lapses_at):
                raise IllegalMove(f"Information {self.pk} is settled, or was reminded already")
            self.refresh_from_db()
            record("information.reminded", subject=self, actor=actor, at=at)

    def lapse(self, *, actor: str, at: datetime) -> None:
        """Still nothing: every open question lapses, and the application is rejected by itself (terms 4.3)."""
        with transaction.atomic():
            application = self._locked()
            for each in application.information_requests.open().select_for_update():
                each._move(self.State.UNANSWERED, "information.lapsed", actor=actor, at=at, settled_at=at)
            if application.state == Application.State.ON_HOLD:
                application.reject_unanswered(actor=actor, at=at)
        self.refresh_from_db()

    def _locked(self) -> Application:
        """Whoever answers last must see that he is the last."""
        return Application.objects.select_for_update().get(pk=self.application_id)

    def _go_on(self, application: Application, *, actor: str, at: datetime) -> None:
        if application.state == Application.State.ON_HOLD and not application.information_requests.open().exists():
            application.resume(Application.inspection_target(at), actor=actor, at=at)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def last_day(self) -> datetime:
        """The day that counts for the applicant now."""
        return self.lapses_at or self.due_at


class InformationFile(models.Model):
    """A file with an answer, for our own people; it goes when its term is over (terms 3.6, 3.10)."""

    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="files")
    path = models.CharField(max_length=120)
    name = personal(models.CharField(max_length=120))
    kind = models.CharField(max_length=8, choices=Kind)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__lte=MOST_BYTES), name="information_file_is_small_enough"),
        ]

    def __str__(self) -> str:
        return f"File {self.pk} with information {self.request_id}"

    @classmethod
    def keep(cls, asked: InformationRequest, files: Iterable[tuple[bytes, str, str]], *, at: datetime) -> None:
        """Stores (content, kind, name) under names of our own."""
        for content, kind, name in files:
            path = default_storage.save(f"information/{new_token()}.{Kind(kind).ending}", ContentFile(content))
            cls.objects.create(
                request=asked, path=path, name=name[:120] or Kind(kind).label, kind=kind, size=len(content), added_at=at
            )

    @classmethod
    def forget(cls, before: datetime) -> int:
        """Files of applications that ended before this moment: the rows first, the bytes when that is certain."""
        old = cls.objects.filter(request__application__state__in=Application.FINAL, added_at__lt=before)
        gone = list(old[:1000])
        with transaction.atomic():
            cls.objects.filter(pk__in=[each.pk for each in gone]).delete()
            for each in gone:
                transaction.on_commit(partial(default_storage.delete, each.path))
        return len(gone)
