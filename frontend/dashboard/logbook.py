"""The logbook of a shop: who did what, and when; to search, and to keep as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from frontend.access import ShopRequest, for_shop
from frontend.controls import DayInput
from frontend.dashboard.logbook_words import DEEDS, ENDS_OF_A_SEAT, TELL_WHOM, THINGS
from frontend.paging import page_of
from keurmerk import spreadsheet
from keurmerk.calendar import AMSTERDAM
from keurmerk.models import Event
from members.models import SeatOffer, Shop, User

_MOST = 5000  # lines of the file


class SearchForm(forms.Form):
    """Words of a deed or a name, and between which days."""

    use_required_attribute = False

    said = forms.CharField(label=gettext_lazy("Name or deed"), required=False, max_length=60)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Up to and including"), required=False, widget=DayInput())

    def found_in(self, events: "QuerySet[Event]", names: dict[str, str]) -> "QuerySet[Event]":
        """Nothing for what cannot be a day: a search that silently leaves something out would lie."""
        if not self.is_valid():
            return events.none()
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if since:
            events = events.filter(happened_at__gte=datetime.combine(since, time(), tzinfo=AMSTERDAM))
        if until:
            after = datetime.combine(until, time(), tzinfo=AMSTERDAM) + timedelta(days=1)
            events = events.filter(happened_at__lt=after)
        return events.filter(_meant(self.cleaned_data["said"], names))


@dataclass(frozen=True)
class Deed:
    """One line: when, who, what."""

    at: datetime
    who: str
    what: str | Promise


@for_shop
@require_safe
def logbook(request: ShopRequest) -> HttpResponse:
    names = _names(request.shop)
    form = SearchForm(request.GET)
    page = page_of(form.found_in(deeds_of(request.shop), names), request, by="happened_at", size=50)
    search = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    facts = {"form": form, "page": page, "deeds": list(_in_words(page.rows, names)), "query": urlencode(search)}
    return render(request, "dashboard/logbook.html", facts)


@for_shop
@require_safe
def logbook_file(request: ShopRequest) -> StreamingHttpResponse:
    """What was found, newest first, as CSV."""
    names = _names(request.shop)
    found = SearchForm(request.GET).found_in(deeds_of(request.shop), names).order_by("-happened_at", "-pk")[:_MOST]
    rows = [(deed.at, deed.who, deed.what) for deed in _in_words(found, names)]
    return spreadsheet.response("logbook.csv", [_("Moment"), _("Who"), _("What")], rows)


def deeds_of(shop: Shop) -> "QuerySet[Event]":
    """What people did to this shop and to what belongs to it. Our own people are among them, without their names."""
    about = Q(pk=None)
    for label, way in THINGS.items():
        things: Any = apps.get_model(label)._base_manager.filter(**{way: shop.pk})
        about |= Q(subject_type=label, subject_id__in=things.values("pk"))
    return Event.objects.filter(about, actor__startswith="user:", name__in=DEEDS)


def _names(shop: Shop) -> dict[str, str]:
    """Who has a seat in the shop, or had one, by name, and our own people as the mark; by how events call them."""
    ours = User.objects.exclude(staff_role="").values_list("pk", flat=True)
    ended = Event.objects.filter(subject_type="members.shop", subject_id=shop.pk, name__in=ENDS_OF_A_SEAT)
    gone = {each["user"] for each in ended.values_list("payload", flat=True)}
    team = User.objects.filter(Q(seats__shop=shop) | Q(pk__in=gone)).distinct()
    return {
        **{f"user:{number}": str(settings.BRAND["name"]) for number in ours},
        **{f"user:{person.pk}": str(person) for person in team},
    }


def _in_words(events: Iterable[Event], names: dict[str, str]) -> Iterator[Deed]:
    """Who never had a seat is not named."""
    told = list(events)
    invited = _invited(told)
    for event in told:
        who = names.get(event.actor, _("Somebody else"))
        whom = invited.get(event.pk, "") or names.get(f"user:{event.payload.get('user')}", "")
        about = whom if event.name in TELL_WHOM else ""
        yield Deed(event.happened_at, who, f"{DEEDS[event.name]}: {about}" if about else DEEDS[event.name])


def _invited(events: list[Event]) -> dict[int, str]:
    """Whom an invitation to the team was for, by the number of the event."""
    ours = {event.pk: event.subject_id for event in events if event.subject_type == "members.seatoffer"}
    addresses = dict(SeatOffer.objects.filter(pk__in=ours.values()).values_list("pk", "email"))
    return {number: addresses.get(offer, "") for number, offer in ours.items()}


def _meant(said: str, names: dict[str, str]) -> Q:
    """In the reader's own language: the words of a deed, or the name of who did it."""
    said = said.casefold()
    if not said:
        return Q()
    meant = Q(name__in=[name for name, words in DEEDS.items() if said in str(words).casefold()])
    return meant | Q(actor__in=[actor for actor, name in names.items() if said in name.casefold()])


urlpatterns = [
    path("shops/<int:shop_id>/logbook/", logbook, name="logbook"),
    path("shops/<int:shop_id>/logbook.csv", logbook_file, name="logbook_file"),
]
