"""Where a person is logged in: to see it, and to end it from elsewhere."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.sessions.models import Session
from django.db import models, transaction

from keurmerk import clock
from keurmerk.outbox import record
from members.browsers import Browser
from members.models.user import User


class LoginSessionQuerySet(models.QuerySet["LoginSession"]):
    def of(self, user: User) -> Self:
        """Those that still work, newest first."""
        working = Session.objects.filter(expire_date__gt=clock.real())
        return self.filter(user=user, session_key__in=working.values("session_key")).order_by("-last_seen_at", "-pk")

    def end(self) -> int:
        """Whoever is in one of these is asked for the password at the next click."""
        with transaction.atomic():
            Session.objects.filter(session_key__in=list(self.values_list("session_key", flat=True))).delete()
            return self.delete()[0]


class LoginSession(models.Model):
    """One browser in which somebody is logged in. It says what kind, and not from which address (PA, retention)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    family = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    last_seen_at = models.DateTimeField()  # by the hour

    objects: ClassVar = LoginSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"A session of {self.user_id}"

    @property
    def browser(self) -> Browser:
        return Browser(self.family, self.system)

    @classmethod
    def open(cls, user: User, session_key: str, browser: Browser, *, at: datetime) -> "LoginSession":
        facts = {"user": user, "family": browser.family, "system": browser.system, "since": at, "last_seen_at": at}
        return cls.objects.update_or_create(session_key=session_key, defaults=facts)[0]

    @classmethod
    def end_others(cls, user: User, current: str | None, *, actor: str, at: datetime) -> int:
        """Everywhere but here."""
        ended = cls.objects.filter(user=user).exclude(session_key=current or "").end()
        if ended:
            record("login_session.others_ended", subject=user, actor=actor, at=at, payload={"ended": ended})
        return ended

    @classmethod
    def forget(cls, now: datetime) -> int:
        """What expired, in Django's own table too; a day of grace, for a session is written down while it is made."""
        Session.objects.filter(expire_date__lt=clock.real()).delete()
        gone = cls.objects.exclude(session_key__in=Session.objects.values("session_key"))
        return gone.filter(last_seen_at__lt=now - timedelta(days=1)).delete()[0]
