"""The kernel's tables: what happened, who must hear of it, what was sent, what got stuck, and with what we sign."""

import json
from datetime import datetime, timedelta
from html import escape
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Upper

from keurmerk.fields import personal


class Event(models.Model):
    """One thing that happened, written in the transaction that made it happen. Ids and plain facts only."""

    name = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    payload = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["happened_at"], name="event_happened"),
            # what people did is little among what machines do, and is looked for apart (frontend/dashboard/logbook.py)
            models.Index(
                fields=["happened_at", "id"], condition=models.Q(actor__startswith="user:"), name="event_of_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.subject_type} {self.subject_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(done_at=None, quarantined_at=None)

    def due(self, real_now: datetime) -> "DeliveryQuerySet":
        return self.waiting().filter(next_attempt_at__lte=real_now)

    def quarantined(self) -> "DeliveryQuerySet":
        return self.filter(quarantined_at__isnull=False, done_at=None)


class Delivery(models.Model):
    """The job row of one reaction to one event: its business key is (event, reaction).

    Attempts are counted and committed before the work, so that a task that kills its worker is quarantined too.
    The lease runs on the machine's clock, which `advance` does not move.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    reaction = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "reaction"], name="delivery_once_per_event_and_reaction"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(done_at__isnull=True, quarantined_at__isnull=True),
                name="delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} on event {self.event_id}"


class PublishedCopyQuerySet(models.QuerySet["PublishedCopy"]):
    def behind(self) -> "PublishedCopyQuerySet":
        return self.filter(due_at__isnull=False)

    def failing(self) -> "PublishedCopyQuerySet":
        return self.filter(failures__gt=0)


class PublishedCopy(models.Model):
    """The copy of something public, such as the files of a shop: how many changes it saw, and which it is up to.

    See keurmerk/copies.py. Moments are the machine's.
    """

    kind = models.CharField(max_length=20)
    number = models.BigIntegerField()
    changes = models.BigIntegerField(default=0)
    published = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # in a row; it is tried for ever
    last_error = models.CharField(max_length=80, blank=True)

    objects = PublishedCopyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "number"], name="published_copy_once"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(published=models.F("changes")), name="copy_that_is_behind_is_due"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="published_copy_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class LetterMould(models.Model):
    """The words that many letters share, with a gap for what differs per person; a letter of it keeps its own words.

    The gaps are those of the % operator. In `html` what is filled in is escaped first (mail/mould.py).
    """

    digest = models.CharField(max_length=64, unique=True)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    headers = models.TextField()

    def __str__(self) -> str:
        return self.digest


class SentLetterQuerySet(models.QuerySet["SentLetter"]):
    def queued(self) -> "SentLetterQuerySet":
        return self.filter(state=SentLetter.State.QUEUED)

    def with_words(self) -> "SentLetterQuerySet":
        """To read many: one query for the moulds of all of them."""
        return self.prefetch_related("mould")

    def unanswered(self) -> "SentLetterQuerySet":
        return self.filter(state__in=[SentLetter.State.SENDING, SentLetter.State.UNKNOWN])


class SentLetter(models.Model):
    """A letter: what, to whom, about what, and what became of it. Unique, so nobody gets it twice."""

    class State(models.TextChoices):
        QUEUED = "QUEUED"
        SENDING = "SENDING"  # claimed; the hand-over is under way, or was cut off
        UNKNOWN = "UNKNOWN"  # handed over, no answer: looked up, never sent again blindly
        SENT = "SENT"
        REFUSED = "REFUSED"
        SKIPPED = "SKIPPED"

    letter = models.CharField(max_length=80)
    about = models.CharField(max_length=80)
    to = personal(models.EmailField())
    language = models.CharField(max_length=5)
    stream = models.CharField(max_length=40, default="outbound")
    sender = models.CharField(max_length=200, blank=True)
    subject = personal(models.CharField(max_length=250))
    own_text = personal(models.TextField(blank=True))  # of a letter without a mould
    own_html = personal(models.TextField(blank=True))
    own_headers = models.JSONField(default=dict)
    mould = models.ForeignKey(LetterMould, models.PROTECT, null=True, db_index=False, related_name="letters")
    words = personal(models.JSONField(null=True))  # what fills the gaps of the mould
    attachments = models.JSONField(default=list)  # [[file name, path in the default storage]]
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    vendor_id = models.CharField(max_length=80, blank=True)
    # What the vendor told afterwards: when, and nothing about the reader's machine or place.
    delivered_at = models.DateTimeField(null=True)
    opened_at = personal(models.DateTimeField(null=True))
    clicked_at = personal(models.DateTimeField(null=True))
    bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)

    objects = SentLetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["letter", "about", "to"], name="letter_once_per_subject_and_person"),
            models.CheckConstraint(condition=~Q(state="SENT") | Q(sent_at__isnull=False), name="sent_letter_says_when"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="QUEUED"), name="letter_queue"),
            models.Index(
                fields=["claimed_at"], condition=Q(state__in=["SENDING", "UNKNOWN"]), name="letter_unanswered"
            ),
            models.Index(fields=["queued_at"], name="letter_queued_at"),
            models.Index(fields=["vendor_id"], condition=~Q(vendor_id=""), name="letter_at_vendor"),
            models.Index(Upper("to"), name="letter_reader"),  # for who asks what we hold about them
        ]

    def __str__(self) -> str:
        return f"{self.letter} about {self.about}"

    @property
    def text(self) -> str:
        """The letter as plain text; empty when its words are forgotten."""
        return self._filled("text") if self.mould else self.own_text

    @text.setter
    def text(self, text: str) -> None:
        self.own_text = text

    @property
    def html(self) -> str:
        return self._filled("html") if self.mould else self.own_html

    @html.setter
    def html(self, html: str) -> None:
        self.own_html = html

    @property
    def headers(self) -> dict[str, str]:
        """Headers that only this letter has, such as where to unsubscribe."""
        found: dict[str, str] = json.loads(self._filled("headers") or "{}") if self.mould else self.own_headers
        return found

    def _filled(self, part: str) -> str:
        if self.mould is None or self.words is None:
            return ""
        words = {name: escape(word) for name, word in self.words.items()} if part == "html" else self.words
        return str(getattr(self.mould, part) % words)


class Suppression(models.Model):
    """An address that may not be written to (a hard bounce, a complaint, an opt-out), kept as a hash only."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reason} since {self.since:%Y-%m-%d}"


class Erasure(models.Model):
    """Somebody had erased what we hold about an address: only ever added to (keurmerk/forgetting.py)."""

    address_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Erasure of {self.asked_at:%Y-%m-%d}"


class Heard(models.Model):
    """What a vendor told us and we heeded, by a hash of its words: told again, it is not heeded twice."""

    vendor = models.CharField(max_length=20)
    said = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["vendor", "said"], name="heard_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="heard_at")]

    def __str__(self) -> str:
        return f"{self.vendor} at {self.at:%Y-%m-%d %H:%M}"


class SandboxRecord(models.Model):
    """A DNS record of the sandbox's make-believe internet. Unused in production."""

    host = models.CharField(max_length=253)
    kind = models.CharField(max_length=10)
    value = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["host", "kind"], name="sandbox_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.kind}"


class Stumble(models.Model):
    """A row over which a sweep fell. After five times the sweep steps around it until the desk lets it go."""

    sweep = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    times = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sweep", "subject_id"], name="stumble_once_per_row"),
        ]

    def __str__(self) -> str:
        return f"{self.sweep} over {self.subject_id}"


class KeptAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key, written in the transaction of the change that it tells of.

    See keurmerk/idempotency.py. `caller` says who asked, such as "api_key:7".
    """

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = personal(models.TextField())
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["caller", "key"], name="kept_answer_once_per_caller_and_key"),
        ]

    def __str__(self) -> str:
        return f"{self.status} for {self.caller}"


class Beat(models.Model):
    """A sign of life, on the machine's clock: `queue` is written by a queued task, so it proves the whole chain."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Ran(models.Model):
    """When a recurring job last ran, on the installation's clock."""

    job = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    acted = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.job


class ClockOffset(models.Model):
    """How far the sandbox's clock is ahead of the machine's. One row; unused in production."""

    ahead = models.DurationField(default=timedelta)

    def __str__(self) -> str:
        return str(self.ahead)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


class SigningKey(models.Model):
    """The public half of a key with which this installation signs, or signed: what it signed stays checkable."""

    name = models.CharField(max_length=16, primary_key=True)
    public_key = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["until"], condition=Q(until=None), nulls_distinct=False, name="one_signing_key_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def in_use(cls, name: str, public_key: str, *, at: datetime) -> "SigningKey":
        """This key, from now on the one in use: the one before it ends when it is first needed (rotation)."""
        key = cls.objects.filter(name=name, until=None).first()
        if key is not None:
            return key
        try:
            with transaction.atomic():
                cls.objects.filter(until=None).update(until=at)
                return cls.objects.update_or_create(
                    name=name, defaults={"until": None}, create_defaults={"public_key": public_key, "since": at}
                )[0]
        except IntegrityError:  # somebody else was first to need it
            return cls.objects.get(name=name, until=None)
