"""Fills in the company from the trade register, where nothing was typed yet (checklist 3.7)."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frontend.access import PersonRequest
from frontend.dashboard import application_parts as parts
from frontend.throttle import too_often
from members import numbers
from members.models import Application
from members.registers import Company, Unavailable, trade_register

FIELDS = ("legal_name", "legal_form", "street", "house_number", "postcode", "city")


def fill_in(request: PersonRequest, draft: Application) -> HttpResponse:
    """What was typed stays; what the register knows fills the rest, for the owner to look at."""
    typed = dict(parts.typed_on(parts.form_for("company", draft, request.POST)))
    company = _looked_up(request, typed["kvk_number"])
    if company:
        known = {name: getattr(company, name) for name in FIELDS}
        typed |= {name: value for name, value in known.items() if value and not typed.get(name, "").strip()}
        if company.legal_form and not request.POST.get("legal_name", "").strip():
            typed["legal_form"] = company.legal_form  # a choice is never empty: with the name it was not made yet
    draft.keep("company", typed)
    return redirect("dashboard:application_part", name="company")


def _looked_up(request: PersonRequest, number: str) -> Company | None:
    """None with a message that says why."""
    number = numbers.bare(number)
    if not (number.isascii() and number.isdigit() and len(number) == numbers.KVK_DIGITS):
        messages.error(request, _("Fill in your KvK number of 8 digits first."))
        return None
    if too_often(request, "trade-register", most=10, within=timedelta(minutes=10)):
        messages.warning(request, _("We asked the trade register several times just now. Fill in the rest yourself."))
        return None
    try:
        company = trade_register().company(number)
    except Unavailable:
        messages.warning(
            request, _("The trade register does not answer now. Fill in the rest yourself; we check it later.")
        )
        return None
    if company is None:
        messages.error(request, _("This number is not in the trade register. Compare it with your extract."))
    else:
        messages.success(request, _("Filled in from the trade register. Look whether it is right."))
    return company
