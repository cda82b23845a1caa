"""A device that signs at the second step: a telephone, a laptop, a security key."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q

from keurmerk.fields import personal
from keurmerk.outbox import record
from members import passkeys
from members.models.recovery_code import RecoveryCode
from members.models.user import User
from members.passkeys import Asked, NotAccepted, State


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    def of(self, user: User) -> "PasskeyQuerySet":
        return self.filter(user=user).order_by("added_at", "pk")


class Passkey(models.Model):
    """The public half of a key whose other half never leaves the device, so that there is nothing here to steal."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    name = personal(models.CharField(max_length=40))
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    signatures = models.BigIntegerField(default=0)  # as the device counts them; many count none
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar = PasskeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="passkey_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"A passkey of {self.user_id}"

    @classmethod
    def ask_for_new(cls, user: User) -> tuple[Asked, State]:
        """What the browser asks of the device, and what we keep until it answers."""
        return passkeys.ask_to_make(user.pk, address=user.email, name=user.name, known=_credentials(user))

    @classmethod
    def add(cls, user: User, name: str, *, state: State, said: Any, actor: str, at: datetime) -> list[str]:
        """From now on the device may answer at the second step. Gives recovery codes to who has none yet.

        Raises NotAccepted, also for a device that is somebody's already.
        """
        answer = passkeys.made(state, said)
        with transaction.atomic():
            if cls.objects.filter(credential_id=answer.credential_id).exists():
                raise NotAccepted
            cls.objects.create(
                user=user,
                name=name,
                credential_id=answer.credential_id,
                credential=answer.credential,
                signatures=answer.count,
                added_at=at,
            )
            record("passkey.added", subject=user, actor=actor, at=at)
            return RecoveryCode.first_of(user)

    @classmethod
    def ask(cls, user: User) -> tuple[Asked, State] | None:
        """A question that one of this person's devices can answer; None when there are no devices."""
        known = _credentials(user)
        return passkeys.ask_to_sign(known) if known else None

    @classmethod
    def lets_in(cls, user: User, *, state: State, said: Any, at: datetime) -> bool:
        """Did a device of this person sign our question? One that counts backwards is a copy, and is refused."""
        try:
            answer = passkeys.signed(state, said, _credentials(user))
        except NotAccepted:
            return False
        further = Q(signatures__lt=answer.count) if answer.count else Q(signatures=0)
        mine = cls.objects.filter(further, user=user, credential_id=answer.credential_id)
        return mine.update(signatures=answer.count, last_used_at=at) == 1

    def rename(self, name: str) -> None:
        self.name = name
        self.save(update_fields=["name"])


def _credentials(user: User) -> list[bytes]:
    return [bytes(each) for each in Passkey.objects.of(user).values_list("credential", flat=True)]
