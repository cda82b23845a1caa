"""What is asked of a person at the door besides the password."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q

from keurmerk.outbox import record
from keurmerk.sealing import seal, unseal
from members import code_app
from members.models.passkey import Passkey
from members.models.recovery_code import RecoveryCode
from members.models.user import User
from members.terms import CODE_GUESSES, CODE_PAUSE, CODE_PAUSE_MOST


class TooManyGuesses(Exception):
    """Wrong codes came so often that codes of the app are not looked at for a while."""


class SecondFactor(models.Model):
    """The app on somebody's phone. Its secret is sealed: a copy of the database gives no codes."""

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    sealed_secret = models.TextField()
    added_at = models.DateTimeField()
    last_step = models.BigIntegerField()  # a code of this half minute, or of one before it, counts no more
    wrong_codes = models.PositiveIntegerField(default=0)  # since the last right one
    closed_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(sealed_secret=""), name="second_factor_has_a_secret"),
        ]

    def __str__(self) -> str:
        return f"The second factor of {self.user_id}"

    @classmethod
    def add(cls, user: User, secret: str, *, step: int, actor: str, at: datetime) -> list[str]:
        """From now on the app is asked for. `step` is that of the code which proved it; answers with recovery codes."""
        with transaction.atomic():
            cls.objects.create(user=user, sealed_secret=seal(secret), added_at=at, last_step=step)
            record("second_factor.added", subject=user, actor=actor, at=at)
            return RecoveryCode.first_of(user)

    @classmethod
    def guards(cls, user: User) -> bool:
        """Is there an app or a passkey?"""
        return cls.objects.filter(user=user).exists() or Passkey.objects.of(user).exists()

    @classmethod
    def lets_in(cls, user: User, typed: str, *, moment: datetime, at: datetime) -> bool:
        """Is this a code of the app, or a recovery code? Both are used up by it.

        `moment` is the real time, for the phone knows no other; `at` is the installation's. Raises TooManyGuesses.
        """
        if RecoveryCode.use(user, typed, at=at):
            return True
        with transaction.atomic():
            factor = cls.objects.select_for_update().filter(user=user).first()  # one guess at a time
            return factor is not None and factor._takes(typed, moment=moment, at=at)

    @classmethod
    def remove_all(cls, user: User, *, actor: str, at: datetime) -> bool:
        """The app and every passkey; says whether there was one."""
        with transaction.atomic():
            factor, known = cls.objects.filter(user=user).first(), list(Passkey.objects.of(user))
            for passkey in known:
                cls.remove_passkey(passkey, actor=actor, at=at)
            if factor:
                factor.remove(actor=actor, at=at)
        return bool(factor or known)

    @classmethod
    def remove_passkey(cls, passkey: Passkey, *, actor: str, at: datetime) -> None:
        with transaction.atomic():
            record("passkey.removed", subject=passkey.user, actor=actor, at=at)
            passkey.delete()
            cls._tidy(passkey.user)

    def remove(self, *, actor: str, at: datetime) -> None:
        """The app is not asked for any more."""
        with transaction.atomic():
            record("second_factor.removed", subject=self.user, actor=actor, at=at)
            self.delete()
            self._tidy(self.user)

    @classmethod
    def _tidy(cls, user: User) -> None:
        """With the last of them the recovery codes go: the password is enough again."""
        if not cls.guards(user):
            RecoveryCode.objects.filter(user=user).delete()

    def _takes(self, typed: str, *, moment: datetime, at: datetime) -> bool:
        if self.closed_until and at < self.closed_until:
            raise TooManyGuesses
        step = code_app.step_of(unseal(self.sealed_secret), typed, moment=moment)
        if step is None or step <= self.last_step:
            self._count_wrong(at=at)
            return False
        self.last_step, self.wrong_codes, self.closed_until = step, 0, None
        self.save(update_fields=["last_step", "wrong_codes", "closed_until"])
        return True

    def _count_wrong(self, *, at: datetime) -> None:
        """After every few wrong codes a pause, each twice as long as the one before: nobody tries a million."""
        self.wrong_codes += 1
        if self.wrong_codes % CODE_GUESSES == 0:
            doublings = min(self.wrong_codes // CODE_GUESSES - 1, 10)
            self.closed_until = at + min(CODE_PAUSE * 2**doublings, CODE_PAUSE_MOST)
            record("second_factor.closed", subject=self.user, actor="visitor", at=at)
        self.save(update_fields=["wrong_codes", "closed_until"])
