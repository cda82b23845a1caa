"""Who did what, and when: everything that people with an account did, for the manager to search and to keep."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.controls import DayInput
from frontend.dashboard.logbook_words import DEEDS
from frontend.desk.trail import WORDS
from frontend.paging import page_of
from keurmerk import spreadsheet
from keurmerk.calendar import AMSTERDAM
from keurmerk.models import Event
from members.models import Shop, User

_MOST = 10_000  # lines of the file
_PEOPLE = 200  # of whom one name may be a part
_LONGEST = 18  # digits of a number that the database knows
_SAID: dict[str, str | Promise] = {**DEEDS, **WORDS}


class AuditForm(forms.Form):
    """A person, a thing, a deed, and between which days."""

    use_required_attribute = False

    who = forms.CharField(label=gettext_lazy("Name or e-mail address"), required=False, max_length=120)
    about = forms.CharField(
        label=gettext_lazy("About"),
        help_text=gettext_lazy("A webshop by name or address, or a kind and number such as invoice 12."),
        required=False,
        max_length=120,
    )
    deed = forms.CharField(label=gettext_lazy("Deed"), required=False, max_length=60)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Up to and including"), required=False, widget=DayInput())

    def found(self) -> "QuerySet[Event]":
        """Nothing for what cannot be a day: a search that silently leaves something out would lie."""
        events = Event.objects.filter(actor__startswith="user:")
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        if asked["since"]:
            events = events.filter(happened_at__gte=datetime.combine(asked["since"], time(), tzinfo=AMSTERDAM))
        if asked["until"]:
            after = datetime.combine(asked["until"], time(), tzinfo=AMSTERDAM) + timedelta(days=1)
            events = events.filter(happened_at__lt=after)
        return events.filter(_by(asked["who"]), _about(asked["about"]), _deed(asked["deed"]))


def _by(who: str) -> Q:
    if not who:
        return Q()
    people = User.objects.filter(Q(name__icontains=who) | Q(email__icontains=who)).values_list("pk", flat=True)
    return Q(actor__in=[f"user:{number}" for number in people[:_PEOPLE]])


def _about(about: str) -> Q:
    """ "invoice 12" is one thing; other words are of webshops, with what belongs to them."""
    kind, _space, number = about.replace(":", " ").strip().rpartition(" ")
    if kind and number.isascii() and number.isdigit() and len(number) <= _LONGEST:
        named = kind.strip().lower().replace(" ", "").replace("_", "")
        return Q(subject_id=int(number)) & (Q(subject_type=named) | Q(subject_type__endswith=f".{named}"))
    if not about:
        return Q()
    shops = list(Shop.objects.filter(Q(name__icontains=about) | Q(host__icontains=about)).values_list("pk", flat=True))
    of_shop = Q(subject_type="members.shop", subject_id__in=shops)
    return of_shop | Q(payload__shop__in=shops)


def _deed(deed: str) -> Q:
    """In the reader's own language, or the name that the event has in the software."""
    said = deed.casefold()
    if not said:
        return Q()
    meant = [name for name, words in _SAID.items() if said in str(words).casefold()]
    return Q(name__in=meant) | Q(name__icontains=said)


@dataclass(frozen=True)
class Deed:
    """One line: when, who, what, and about which thing."""

    at: datetime
    who: str
    email: str
    what: str
    name: str
    about: str


@staff("manager")
@require_safe
def audit(request: PersonRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    page = page_of(form.found(), request, by="happened_at", size=50)
    search = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    facts = {"form": form, "page": page, "deeds": list(_in_words(page.rows)), "query": urlencode(search)}
    return render(request, "desk/audit.html", facts)


@staff("manager")
@require_safe
def audit_file(request: PersonRequest) -> StreamingHttpResponse:
    """What was found, newest first, as CSV."""
    found = AuditForm(request.GET).found().order_by("-happened_at", "-pk")[:_MOST]
    rows: Iterable[Any] = (
        (deed.at, deed.who, deed.email, deed.what, deed.name, deed.about) for deed in _in_words(list(found))
    )
    heads = [_("Moment"), _("Who"), _("E-mail address"), _("What"), _("Event"), _("About")]
    return spreadsheet.response("who-did-what.csv", heads, rows)


def _in_words(events: list[Event]) -> Iterator[Deed]:
    numbers = {event.actor.partition(":")[2] for event in events}
    people = User.objects.in_bulk([int(number) for number in numbers if number.isdigit()])
    for event in events:
        number = event.actor.partition(":")[2]
        person = people.get(int(number)) if number.isdigit() else None
        about = f"{event.subject_type.partition('.')[2]} {event.subject_id}"
        yield Deed(
            at=event.happened_at,
            who=person.name if person else event.actor,
            email=person.email if person else "",
            what=str(_SAID.get(event.name, event.name)),
            name=event.name,
            about=about,
        )


urlpatterns = [
    path("who-did-what/", audit, name="audit"),
    path("who-did-what.csv", audit_file, name="audit_file"),
]
