"""What was sent to a shop's endpoint, and what came of it: the log that its owner reads."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from members import terms
from members.models.webhook_endpoint import WebhookEndpoint

_LEASE = timedelta(minutes=1)  # longer than an attempt may take: who claimed and was killed leaves it to the next


@dataclass(frozen=True)
class Outcome:
    """What a shop's server made of an attempt; without a problem it took the message.

    `is_down`: it would take nothing else either, so that the rest need not try. `is_gone`: it wants no more, ever.
    `wait` is what it asked for.
    """

    milliseconds: int
    status: int | None = None
    problem: str = ""
    answer: str = ""
    is_down: bool = False
    is_gone: bool = False
    wait: timedelta = timedelta()


class WebhookMessageQuerySet(models.QuerySet["WebhookMessage"]):
    def waiting(self) -> Self:
        return self.filter(state=WebhookMessage.State.WAITING)

    def undelivered(self) -> Self:
        return self.filter(state__in=[WebhookMessage.State.FAILED, WebhookMessage.State.KEPT])

    def since(self, at: datetime) -> Self:
        return self.filter(told_at__gte=at)


class WebhookMessage(models.Model):
    """One piece of news for one endpoint: the same number and the same bytes at every attempt."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("On its way")
        DELIVERED = "DELIVERED", _("Delivered")
        FAILED = "FAILED", _("Not delivered")
        KEPT = "KEPT", _("Kept")

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="messages")
    number = models.CharField(max_length=40, unique=True)
    event = models.BigIntegerField()  # the number of our own event: told twice, it is one message
    kind = models.CharField(max_length=60)
    payload = models.TextField()
    told_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    objects = WebhookMessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["endpoint", "event", "kind"], name="webhook_message_once_per_event"),
            models.CheckConstraint(
                condition=Q(state="WAITING", next_attempt_at__isnull=False)
                | (~Q(state="WAITING") & Q(next_attempt_at=None)),
                name="waiting_webhook_message_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="DELIVERED") | Q(delivered_at__isnull=False), name="delivered_webhook_says_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["endpoint", "next_attempt_at"], condition=Q(state="WAITING"), name="webhook_message_waiting"
            ),
            models.Index(fields=["endpoint", "-told_at", "-id"], name="webhook_message_log"),
            models.Index(fields=["told_at"], name="webhook_message_old"),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def write(cls, endpoints: Iterable[WebhookEndpoint], kind: str, payload: str, *, event: int, at: datetime) -> int:
        """For each of these endpoints of one shop one message; an event that is told again adds none."""
        active = cls.State.WAITING
        rows = [
            WebhookMessage(
                endpoint=each,
                number=f"msg_{secrets.token_urlsafe(18)}",
                event=event,
                kind=kind,
                payload=payload,
                told_at=at,
                state=active if each.is_active else cls.State.KEPT,
                next_attempt_at=at if each.is_active else None,
            )
            for each in endpoints
        ]
        with transaction.atomic():
            WebhookMessage.objects.bulk_create(rows, ignore_conflicts=True)
            _wake(WebhookEndpoint.objects.filter(pk__in=[each.endpoint_id for each in rows]), at)
        return len(rows)

    @classmethod
    def forget(cls, before: datetime) -> int:
        """What was told before: the log goes back no further. Says how many messages went."""
        old = cls.objects.filter(told_at__lt=before)
        WebhookAttempt.objects.filter(message__in=old).delete()
        return old._raw_delete(using=old.db)

    @classmethod
    def replay(cls, messages: WebhookMessageQuerySet, endpoint: WebhookEndpoint, *, at: datetime) -> int:
        """Sends these of one endpoint once more, under the numbers that they had, from now on. Says how many."""
        with transaction.atomic():
            here = WebhookEndpoint.objects.active().select_for_update().filter(pk=endpoint.pk).first()
            again = messages.filter(endpoint=here) if here else messages.none()
            many = again.update(state=cls.State.WAITING, attempts_made=0, next_attempt_at=at)
            if many:
                WebhookEndpoint.objects.filter(pk=endpoint.pk).update(due_at=at)
        return many

    @classmethod
    def claim(cls, *, at: datetime, most: int) -> "list[WebhookMessage]":
        """What is due, of each endpoint one. The attempt is counted before it is made: if its worker dies, the next
        moment stands already.
        """
        with transaction.atomic():
            endpoints = WebhookEndpoint.objects.due(at).select_for_update(skip_locked=True)[:most]
            found = [_next_for(each, at) for each in endpoints]
        return [message for message in found if message is not None]

    def _take(self, endpoint: WebhookEndpoint, *, at: datetime) -> bool:
        """Under the lock of its endpoint. False when there is nothing to send yet, or no attempt is left."""
        self.endpoint = endpoint
        taken = self.next_attempt_at is not None and self.next_attempt_at <= at
        if taken and self.attempts_made > len(terms.WEBHOOK_BACK_OFF):
            self._become(self.State.FAILED)  # the worker of its last attempt died
            taken = False
        if taken:
            self.attempts_made += 1
            self.next_attempt_at = at + self._pause
            self.save(update_fields=["attempts_made", "next_attempt_at"])
        endpoint.due_at = at + _LEASE if taken else self._next_of_endpoint()
        endpoint.save(update_fields=["due_at"])
        return taken

    def note(self, outcome: "Outcome", *, at: datetime) -> None:
        """What came of an attempt. After a delivery all else that waits for this endpoint goes out at once."""
        with transaction.atomic():
            endpoint = WebhookEndpoint.objects.select_for_update().get(pk=self.endpoint_id)
            if not WebhookMessage.objects.filter(pk=self.pk).exists():
                return  # the endpoint was removed meanwhile
            self.attempts.create(
                at=at,
                status=outcome.status,
                problem=outcome.problem,
                milliseconds=outcome.milliseconds,
                answer=outcome.answer,
            )
            if outcome.problem:
                self._stumble(endpoint, outcome, at=at)
            else:
                self._settle(endpoint, at=at)

    def _settle(self, endpoint: WebhookEndpoint, *, at: datetime) -> None:
        self._become(self.State.DELIVERED, delivered_at=at)
        endpoint.failures, endpoint.failing_since = 0, None
        endpoint.due_at = self._next_of_endpoint()
        endpoint.save(update_fields=["failures", "failing_since", "due_at"])

    def _stumble(self, endpoint: WebhookEndpoint, outcome: "Outcome", *, at: datetime) -> None:
        if self.attempts_made > len(terms.WEBHOOK_BACK_OFF):
            self._become(self.State.FAILED)
        else:
            self._become(self.State.WAITING, next_attempt_at=at + max(self._pause, outcome.wait))
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or at
        rest = at + max(_pause_after(endpoint.failures), outcome.wait)
        endpoint.due_at = rest if outcome.is_down else self._next_of_endpoint()
        endpoint.save(update_fields=["failures", "failing_since", "due_at"])
        if endpoint.is_active and (outcome.is_gone or _is_lasting(endpoint, at)):
            reason = WebhookEndpoint.Reason.GONE if outcome.is_gone else WebhookEndpoint.Reason.FAILING
            endpoint.disable(reason, actor="clock", at=at)

    def _become(self, state: str, **facts: datetime) -> None:
        """Unless it was delivered it moves only while it waits: the owner may have switched the endpoint off."""
        rows = WebhookMessage.objects.filter(pk=self.pk)
        moving = rows if state == self.State.DELIVERED else rows.waiting()
        moving.update(**{"state": state, "next_attempt_at": None, **facts})
        self.refresh_from_db(fields=["state", "next_attempt_at", "delivered_at"])

    @property
    def _pause(self) -> timedelta:
        """Until the next attempt, after as many as were made; after the last one only until that is given up."""
        return _pause_after(self.attempts_made) if self.attempts_made <= len(terms.WEBHOOK_BACK_OFF) else _LEASE

    def _next_of_endpoint(self) -> datetime | None:
        waiting = WebhookMessage.objects.waiting().filter(endpoint=self.endpoint_id)
        return waiting.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()


class WebhookAttempt(models.Model):
    """One time that a message was offered, and what the shop's server said to it."""

    class Problem(models.TextChoices):
        REFUSED = "REFUSED", _("Your server did not answer with 200 to 299")
        MOVED = "MOVED", _("Your server sent us on to another address; we do not follow")
        UNREACHABLE = "UNREACHABLE", _("Your server could not be reached")
        TLS = "TLS", _("The certificate of your server is not valid")
        SLOW = "SLOW", _("Your server took longer than ten seconds")
        ADDRESS = "ADDRESS", _("This is not an address on the public internet")

    message = models.ForeignKey(WebhookMessage, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=11, choices=Problem, blank=True)
    milliseconds = models.PositiveIntegerField()
    answer = personal(models.CharField(max_length=terms.WEBHOOK_ANSWER, blank=True))

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.status or self.problem}"


def _pause_after(times: int) -> timedelta:
    return terms.WEBHOOK_BACK_OFF[min(max(times, 1), len(terms.WEBHOOK_BACK_OFF)) - 1]


def _is_lasting(endpoint: WebhookEndpoint, at: datetime) -> bool:
    """Five days without one delivery, and tried often enough to know: not the first failure after a quiet month."""
    since = endpoint.failing_since
    often = endpoint.failures >= terms.WEBHOOK_LASTING_ATTEMPTS
    return since is not None and at - since >= terms.WEBHOOK_LASTING and often


def _next_for(endpoint: WebhookEndpoint, at: datetime) -> "WebhookMessage | None":
    """Claimed, under the lock of its endpoint; None when nothing is due for it after all."""
    waiting = WebhookMessage.objects.waiting().filter(endpoint=endpoint)
    message = waiting.order_by("next_attempt_at", "pk").first()
    if message is None:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(due_at=None)
        return None
    return message if message._take(endpoint, at=at) else None


def _wake(endpoints: models.QuerySet[WebhookEndpoint], at: datetime) -> None:
    """Something waits. One that rests because its server is away goes on resting."""
    healthy = endpoints.active().filter(Q(failures=0) | Q(due_at=None))  # type: ignore[attr-defined]
    healthy.update(due_at=Least(Coalesce(F("due_at"), at), at))
