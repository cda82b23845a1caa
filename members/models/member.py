"""The company behind one or more shops."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.outbox import record
from members import terms


class Member(models.Model):
    """A (part of a) company with a membership, or on its way to one (terms 1.3)."""

    class LegalForm(models.TextChoices):
        SOLE_TRADER = "SOLE_TRADER", _("Sole trader")
        BV = "BV", _("Private company (B.V.)")
        VOF = "VOF", _("General partnership (V.O.F.)")
        FOUNDATION = "FOUNDATION", _("Foundation or association")
        OTHER = "OTHER", _("Another form")

    legal_name = models.CharField(_("Name in the trade register"), max_length=160)
    legal_form = models.CharField(_("Legal form"), max_length=12, choices=LegalForm, default=LegalForm.BV)
    kvk_number = models.CharField(_("KvK number"), max_length=8)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    street = models.CharField(_("Street"), max_length=120)
    house_number = models.CharField(_("House number"), max_length=12)
    postcode = models.CharField(_("Postcode"), max_length=12)
    city = models.CharField(_("City"), max_length=80)
    country = models.CharField(_("Country"), max_length=2, default="NL")
    phone = personal(models.CharField(_("Phone number"), max_length=30))
    email = personal(models.EmailField(_("E-mail address")))

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kvk_number__regex=r"^\d{8}$"), name="member_kvk_has_eight_digits"),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def change(self, facts: Mapping[str, str], *, actor: str, at: datetime) -> None:
        """The owner reports a change of address or contact (terms 7.1). Name and numbers are ours to change."""
        changed = [name for name, value in facts.items() if getattr(self, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(self, name, facts[name])
        with transaction.atomic():
            self.save(update_fields=changed)
            record("member.changed", subject=self, actor=actor, at=at, payload={"fields": sorted(changed)})

    def forget_contact(self, *, actor: str, at: datetime) -> None:
        """Its contact asks to be forgotten, and no membership needs them any more (processing agreement, register;
        PA start / end).
        """
        self.email = self.phone = ""
        with transaction.atomic():
            self.save(update_fields=["email", "phone"])
            record("member.anonymised", subject=self, actor=actor, at=at)

    def may_add_a_shop(self) -> bool:
        """Each address has a mark of its own, and a member has at most so many (terms 5.7, reading A20)."""
        return self.shops.filter(ended_at=None).count() < terms.SHOPS_PER_MEMBER

    @property
    def address_line(self) -> str:
        return f"{self.street} {self.house_number}, {self.postcode} {self.city}"
