"""Finance's desk: bank statements come in, and what pays no invoice by itself is matched by a person."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from billing import intake
from billing.models import BankEntry
from frontend.access import PersonRequest, staff
from frontend.desk.money_forms import AssignForm, MoneyFilter, ReturnForm, StatementForm
from keurmerk.lifecycle import IllegalMove

PER_PAGE = 25
MOST_SHOWN = 100


@staff("finance")
@require_http_methods(["GET", "HEAD", "POST"])
def money(request: PersonRequest) -> HttpResponse:
    """What waits, the oldest first; POST looks into a statement, or imports it (terms 12.7)."""
    form = StatementForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        outcome = _opened(request, form)
        if outcome.refused:
            form.add_error("file", _("Nothing of this file was taken: %(why)s.") % {"why": outcome.refused})
        elif "import" in request.POST:
            messages.success(request, _told(outcome))
            return redirect("desk:money")
    found = MoneyFilter(request.GET, queryset=BankEntry.objects.with_invoices().oldest_first())
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "form": form,
        "outcome": None if outcome is None or outcome.refused else outcome,
        "shown": outcome.judged[:MOST_SHOWN] if outcome else [],
        "filter": found,
        "page": page,
        "counts": {"desk:money": BankEntry.objects.waiting().count()},
    }
    return render(request, "desk/money.html", facts)


def _opened(request: PersonRequest, form: StatementForm) -> intake.Outcome:
    file = form.cleaned_data["file"]
    if "import" in request.POST:
        return intake.take_in(file, actor=request.actor, at=request.now)
    return intake.look(file)


def _told(outcome: intake.Outcome) -> str:
    booked = ngettext("%(count)s payment booked", "%(count)s payments booked", outcome.booked)
    waiting = ngettext("%(count)s waits for you", "%(count)s wait for you", outcome.waiting)
    parts = (booked % {"count": outcome.booked}, waiting % {"count": outcome.waiting})
    return _("Imported: %(booked)s, %(waiting)s.") % {"booked": parts[0], "waiting": parts[1]}


@staff("finance")
@require_http_methods(["GET", "HEAD", "POST"])
def movement(request: PersonRequest, pk: int) -> HttpResponse:
    """One movement; POST books it on an open invoice, or on the one whose payment it took back."""
    entry = get_object_or_404(BankEntry.objects.with_invoices(), pk=pk)
    came_in = entry.amount > 0
    form = (AssignForm if came_in else ReturnForm)(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            (entry.assign if came_in else entry.return_payment)(
                form.cleaned_data["number"], actor=request.actor, at=request.now
            )
            messages.success(request, _("Booked on %(number)s.") % {"number": entry.suggested})
        except IllegalMove:
            messages.error(request, _("Not booked: somebody settled this money or this invoice a moment ago."))
            return redirect("desk:movement", pk)
        return redirect("desk:money")
    return render(request, "desk/movement.html", {"entry": entry, "form": form})


@staff("finance")
@require_POST
def set_aside(request: PersonRequest, pk: int) -> HttpResponse:
    """It pays no invoice; or, once more, it waits."""
    entry = get_object_or_404(BankEntry, pk=pk)
    back = "back" in request.POST
    try:
        (entry.take_back if back else entry.set_aside)(actor=request.actor, at=request.now)
        messages.success(request, _("It waits again.") if back else _("Set aside."))
    except IllegalMove:
        messages.error(request, _("Somebody settled this money a moment ago."))
    return redirect("desk:movement", pk)


urlpatterns = [
    path("money/", money, name="money"),
    path("money/<int:pk>/", movement, name="movement"),
    path("money/<int:pk>/aside/", set_aside, name="set_aside"),
]
