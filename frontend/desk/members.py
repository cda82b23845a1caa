"""Members: their shops and standing, and the manager's decisions about a membership."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frontend.access import PersonRequest, staff
from frontend.coming_days import coming_days
from frontend.desk.reasons import ChannelForm, CircumstanceForm, EndForm, ToldReasonForm
from frontend.desk.trail import trail
from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from members.models import Circumstance, Member, Membership, Shop

PER_PAGE = 25
Verb = Callable[[Membership, str, datetime, str], None]

# What the manager may do to a membership: the form, and the verb (terms 14.1, 13.5, 13.8, 5.5).
DECISIONS: dict[str, tuple[type[forms.Form], Verb]] = {
    "establish": (forms.Form, lambda one, who, at, _why: one.go_on(actor=who, at=at, despite=True)),
    "suspend": (ToldReasonForm, lambda one, who, at, why: one.suspend(actor=who, at=at, reason=why)),
    "reinstate": (forms.Form, lambda one, who, at, _why: one.reinstate(actor=who, at=at)),
    "notice": (ChannelForm, lambda one, who, at, how: one.give_notice(actor=who, at=at, channel=how)),
    "withdraw": (forms.Form, lambda one, who, at, _why: one.withdraw_notice(actor=who, at=at)),
    "end": (EndForm, lambda one, who, at, why: one.end(actor=who, at=at, reason=why)),
}


class MemberFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words and by the state of a membership."""

    q = django_filters.CharFilter(label=gettext_lazy("Search"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Membership"), choices=Membership.State, empty_label=gettext_lazy("All")
    )

    view = django_filters.ChoiceFilter(
        label=gettext_lazy("Show"),
        choices=[("decide", gettext_lazy("To decide"))],
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Member
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Member]) -> QuerySet[Member]:
        asked = self.form.cleaned_data
        if asked.get("state"):
            latest = Membership.objects.filter(member=OuterRef("pk"), state=asked["state"])
            queryset = queryset.filter(Exists(latest))
        if asked.get("view") == "decide":
            matured = Circumstance.objects.for_manager().filter(membership__member=OuterRef("pk"))
            held = Membership.objects.held().filter(member=OuterRef("pk"))
            queryset = queryset.filter(Exists(matured) | Exists(held))
        if asked.get("q"):
            words = asked["q"].strip()
            named = Q(name__icontains=words) | Q(host__icontains=words)
            shops = Shop.objects.filter(named, member=OuterRef("pk"))
            queryset = queryset.filter(Q(legal_name__icontains=words) | Q(kvk_number=words) | Exists(shops))
        return queryset


@staff()
@require_safe
def members(request: PersonRequest) -> HttpResponse:
    """Every company, by name, with its shops and the state of its membership."""
    everyone = Member.objects.prefetch_related("memberships", "shops").order_by("legal_name", "pk")
    found = MemberFilter(request.GET, queryset=everyone, request=request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"member": each, "membership": _latest(each)} for each in page]
    return render(request, "desk/members.html", {"filter": found, "page": page, "rows": rows})


@staff()
@require_safe
def member(request: PersonRequest, pk: int) -> HttpResponse:
    """The company, its shops, what happened, and which days come, each with its article."""
    facts = _file(request, pk)
    membership = facts["membership"]
    coming = coming_days(membership, now=request.now) if membership else []
    return render(request, "desk/member.html", {**facts, "coming": coming})


@staff("manager")
def decide(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Suspends, reinstates or ends, with the reason written down."""
    facts = _file(request, pk)
    if name not in DECISIONS:
        raise Http404
    if name not in facts["decisions"]:
        return _came_too_late(request, pk)
    form_class, verb = DECISIONS[name]
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/member_decide.html", {**facts, "form": form, "decision": name})
    try:
        verb(facts["membership"], request.actor, request.now, form.cleaned_data.get("reason", ""))
    except IllegalMove:
        return _came_too_late(request, pk)
    messages.success(request, _("Done. The member hears of it by e-mail."))
    return redirect("desk:member", pk=pk)


@staff("manager")
@require_POST
def note(request: PersonRequest, pk: int) -> HttpResponse:
    """Force majeure, seizure, insolvency: its clock runs from the day it began (terms 14.4, 17)."""
    facts = _file(request, pk)
    form = CircumstanceForm(request.POST)
    if not facts["membership"] or not form.is_valid():
        return render(request, "desk/member.html", {**facts, "note_form": form, "coming": []}, status=422)
    said = form.cleaned_data
    since = datetime.combine(said["since"], time(12), tzinfo=AMSTERDAM)
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}
    try:
        Circumstance.note_it(facts["membership"], said["kind"], since=since, note=said["note"], **who)
    except IllegalMove:
        return _came_too_late(request, pk)
    messages.success(request, _("Noted."))
    return redirect("desk:member", pk=pk)


@staff("manager")
@require_POST
def close(request: PersonRequest, pk: int, circumstance_id: int) -> HttpResponse:
    """It is over, or the manager decided to let the membership go on."""
    found = get_object_or_404(Circumstance, pk=circumstance_id, membership__member=pk)
    try:
        found.close(actor=request.actor, at=request.now)
    except IllegalMove:
        return _came_too_late(request, pk)
    messages.success(request, _("Done."))
    return redirect("desk:member", pk=pk)


def _file(request: PersonRequest, pk: int) -> dict[str, Any]:
    found = get_object_or_404(Member.objects.prefetch_related("memberships"), pk=pk)
    membership = _latest(found)
    shops = Shop.objects.with_standing().filter(member=found).prefetch_related("seats__user").order_by("pk")
    manager = request.user.has_role("manager")
    return {
        "member": found,
        "membership": membership,
        "shops": shops,
        "trail": trail(membership, *[shop.grant for shop in shops]),
        "decisions": _open_decisions(membership) if manager and membership else [],
        "circumstances": list(membership.circumstances.open().order_by("since")) if membership else [],
        "note_form": CircumstanceForm() if manager and membership and membership.state != "ENDED" else None,
        "is_manager": manager,
    }


def _open_decisions(membership: Membership) -> list[str]:
    states = Membership.State
    notice = "withdraw" if membership.notice_received_at else "notice"
    wanted = {
        "establish": membership.state == states.PENDING and membership.held_at is not None,
        "suspend": membership.may_move_to(states.SUSPENDED),
        "reinstate": membership.state == states.SUSPENDED,
        notice: membership.is_standing,
        "end": membership.may_move_to(states.ENDED),
    }
    return [name for name, is_open in wanted.items() if is_open]


def _latest(found: Member) -> Membership | None:
    return max(found.memberships.all(), key=lambda each: each.pk, default=None)


def _came_too_late(request: PersonRequest, pk: int) -> HttpResponse:
    messages.error(request, _("That did not happen: the membership has changed meanwhile. Look again."))
    return redirect("desk:member", pk=pk)


urlpatterns = [
    path("members/", members, name="members"),
    path("members/<int:pk>/", member, name="member"),
    path("members/<int:pk>/circumstances/", note, name="note_circumstance"),
    path("members/<int:pk>/circumstances/<int:circumstance_id>/close/", close, name="close_circumstance"),
    path("members/<int:pk>/<slug:name>/", decide, name="decide_member"),
]
