"""A person who logs in, by e-mail address."""

from datetime import datetime
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from keurmerk import clock
from keurmerk.fields import personal
from keurmerk.outbox import record
from members.terms import FORMER_PASSWORDS


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person: an owner with seats in shops, or one of us with a role."""

    class StaffRole(models.TextChoices):
        INSPECTOR = "inspector", _("Inspector")
        MODERATOR = "moderator", _("Moderator")
        MEDIATOR = "mediator", _("Mediator")
        FINANCE = "finance", _("Finance")
        MANAGER = "manager", _("Manager")

    email = personal(models.EmailField(_("E-mail address"), unique=True))
    name = personal(models.CharField(_("Name"), max_length=120, blank=True))
    language = models.CharField(_("Language"), max_length=2, default="nl")
    staff_role = models.CharField(max_length=12, choices=StaffRole, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # may open Django's admin
    date_joined = models.DateTimeField(default=clock.real)

    _OWN: ClassVar[tuple[str, ...]] = (
        "Device",
        "FormerPassword",
        "LoginSession",
        "Passkey",
        "RecoveryCode",
        "Seat",
        "SecondFactor",
    )  # gone with the person

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def forget(self, *, actor: str, at: datetime) -> None:
        """The person asks to be forgotten: who did what stays countable, the person goes and can never log in again."""
        with transaction.atomic():
            self.set_unusable_password()
            self.email, self.name, self.is_active = f"erased-{self.pk}@erased.invalid", "", False
            self.save(update_fields=["email", "name", "is_active", "password"])
            EmailAddress.objects.filter(user=self).delete()
            for relation in self._OWN:
                apps.get_model("members", relation).objects.filter(user=self).delete()
            record("user.anonymised", subject=self, actor=actor, at=at)

    def has_role(self, *roles: str) -> bool:
        """Is this one of us, in one of these roles? The manager may enter every room of the desk."""
        return self.staff_role in roles or self.staff_role == self.StaffRole.MANAGER


class FormerPassword(models.Model):
    """The hash of a password somebody used before, so that it is not used again (processing agreement; A23)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    hash = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"of {self.user_id}"

    @classmethod
    def keep(cls, user: User) -> None:
        """Keeps the password that is about to be replaced, and forgets all but the last few."""
        if not user.pk or not user.has_usable_password():
            return
        cls.objects.create(user=user, hash=user.password)
        old = cls.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)[FORMER_PASSWORDS:]
        cls.objects.filter(pk__in=list(old)).delete()

    @classmethod
    def knows(cls, user: User, password: str) -> bool:
        """Is this the password of now, or one of the last few?"""
        former = cls.objects.filter(user=user).values_list("hash", flat=True)
        return user.check_password(password) or any(check_password(password, each) for each in former)
