"""What inspections holds about the person behind an address (GDPR 15, 17)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inspections.models import Misuse
from keurmerk.lifecycle import IllegalMove
from keurmerk.personal_data import Sort


def _erase(case: Misuse, at: datetime) -> None:
    if not Misuse.objects.filter(pk=case.pk, state__in=Misuse.FINAL).update(email=""):
        raise IllegalMove(f"Case {case.pk} is open")


Sort(
    model="inspections.Misuse",
    fields=("email",),
    title=_("A website that showed our mark"),
    purpose=_("To warn whoever is behind a website that shows our mark without right"),
    term=_("Two years after the case ended"),
    rows=lambda address: Misuse.objects.filter(email__iexact=address).order_by("pk"),
    tells=lambda case: {"host": case.host, "state": case.get_state_display(), "since": case.opened_at},
    since="opened_at",
    erase=_erase,
    keeps=lambda case: "" if case.state in Misuse.FINAL else _("The case is still open."),
)
