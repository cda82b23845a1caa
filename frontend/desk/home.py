"""What is due today, for each role its own work."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from billing.models import Arrears, BankEntry, Invoice, Objection
from disputes.models import Dispute
from frontend.access import PersonRequest, staff
from frontend.desk.threads_ties import readable
from inspections.models import Inspection, Misuse, Remedy
from keurmerk.models import Delivery
from members.models import Application, Circumstance, CompanyChange, MarkComplaint, Membership, Takeover, Thread
from reviews.models import Notice, ReachQuestion


@dataclass(frozen=True)
class Due:
    """One line of work: what, how much of it waits, where it stands; `late` colours it."""

    words: str | Promise
    count: int
    url: str
    late: bool = False


@staff()
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Only what this person's role may open; what is late first."""
    rooms = (_corresponding, _managing, _inspecting, _moderating, _mediating, _collecting, _asking, _stuck)
    work = [each for room in rooms for each in room(request)]
    due = sorted((each for each in work if each.count), key=lambda each: not each.late)
    counts = {"desk:inspections": Inspection.objects.waiting().count()} if request.user.has_role("inspector") else {}
    return render(request, "desk/home.html", {"due": due, "counts": counts})


def _corresponding(request: PersonRequest) -> list[Due]:
    waiting, desk = readable(Thread.objects.ours(), request.user), reverse("desk:threads")
    mine = waiting.filter(assigned_to=request.user).count()
    nobody = waiting.filter(assigned_to=None).count()
    return [
        Due(_("Letters to answer in your hands"), mine, f"{desk}?whose=mine"),
        Due(_("Letters that nobody has taken"), nobody, f"{desk}?whose=nobody"),
    ]


def _managing(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("manager"):
        return []
    asked = Circumstance.objects.for_manager().count() + Membership.objects.held().count()
    complaints = MarkComplaint.objects.open().count()
    changes = CompanyChange.objects.open().count() + Takeover.objects.for_us().count()
    return [
        Due(_("Changes of company or owner to decide"), changes, reverse("desk:changes")),
        Due(_("Members on which the manager decides"), asked, f"{reverse('desk:members')}?view=decide", late=True),
        Due(_("Complaints about us that wait"), complaints, reverse("desk:mark_complaints")),
    ]


def _inspecting(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("inspector"):
        return []
    cases, queue = Inspection.objects, reverse("desk:inspections")
    ready = Application.objects.filter(state=Application.State.SUBMITTED).count()
    overdue = Remedy.objects.filter(state=Remedy.State.OVERDUE).count()
    seconds = cases.to_second(request.user).count()
    misuse = Misuse.objects.filter(state=Misuse.State.REPORTED).count()
    return [
        Due(_("Inspections past their day"), cases.overdue(request.now).count(), f"{queue}?state=late", late=True),
        Due(_("Inspections in your hands"), cases.waiting().of(request.user).count(), f"{queue}?whose=mine"),
        Due(_("Inspections nobody has taken"), cases.waiting().filter(inspector=None).count(), f"{queue}?whose=nobody"),
        Due(_("Approvals that wait for a second inspector"), seconds, f"{queue}?state=second"),
        Due(_("Points whose day has passed"), overdue, f"{reverse('desk:remedies')}?state=OVERDUE", late=True),
        Due(_("Misuse of the mark to judge"), misuse, f"{reverse('desk:misuses')}?state=REPORTED"),
        Due(_("Applications that are being read"), ready, f"{reverse('desk:applications')}?state=SUBMITTED"),
    ]


def _mediating(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("mediator"):
        return []
    cases = Dispute.objects.in_mediation()
    late = cases.filter(due_at__lt=request.now).count()
    return [
        Due(_("Disputes past their day"), late, reverse("desk:disputes"), late=True),
        Due(_("Disputes in mediation"), cases.count(), reverse("desk:disputes")),
    ]


def _moderating(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("moderator"):
        return []
    waiting, queue = Notice.objects.waiting_for_us(), reverse("desk:notices")
    mine = waiting.held_by(request.user, request.now).count()
    appeals = reverse("desk:appeals")
    return [
        Due(_("Notices past their day"), waiting.not_appealed().overdue(request.now).count(), queue, late=True),
        Due(_("Appeals past their day"), waiting.appealed().overdue(request.now).count(), appeals, late=True),
        Due(_("Notices in your hands"), mine, f"{queue}?whose=mine"),
        Due(_("Notices that wait for us"), waiting.not_appealed().count(), queue),
        Due(_("Decisions for a second reader"), Notice.objects.for_second_reader().count(), f"{queue}?view=second"),
        Due(_("Appeals that wait for us"), waiting.appealed().count(), appeals),
    ]


def _collecting(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("finance"):
        return []
    overdue = Invoice.objects.overdue().count()
    decisions = Arrears.objects.for_manager().count() if request.user.has_role("manager") else 0
    return [
        Due(_("Arrears on which the manager decides"), decisions, f"{reverse('desk:arrears')}?view=decide", late=True),
        Due(_("Invoices past their due date"), overdue, f"{reverse('desk:invoices')}?state=OVERDUE", late=True),
        Due(_("Objections to invoices that wait"), Objection.objects.open().count(), reverse("desk:objections")),
        Due(_("Money that waits to be matched"), BankEntry.objects.waiting().count(), reverse("desk:money")),
    ]


def _asking(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("moderator"):
        return []
    waiting = ReachQuestion.objects.filter(state=ReachQuestion.State.OPEN).count()
    return [Due(_("Shops whose order numbers skip"), waiting, reverse("desk:reach"))]


def _stuck(request: PersonRequest) -> list[Due]:
    if not request.user.has_role("moderator"):
        return []
    stuck = Delivery.objects.quarantined().count()
    return [Due(_("Reactions in quarantine"), stuck, reverse("desk:quarantine"), late=True)]


urlpatterns = [path("", home, name="home")]
