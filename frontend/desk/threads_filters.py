"""Which threads of correspondence the list shows."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Thread
from members.models.thread import ThreadQuerySet

VIEWS = (
    ("ours", pgettext_lazy("correspondence", "Our turn")),
    ("answered", pgettext_lazy("correspondence", "Answered")),
    ("closed", pgettext_lazy("correspondence", "Closed")),
    ("all", _("All")),
)
WHOSE = (("mine", _("Mine")), ("nobody", _("Nobody's")))
ABOUT = {
    "application": (_("An application"), ("members.application",)),
    "member": (_("A membership"), ("members.",)),
    "inspection": (_("An inspection"), ("inspections.",)),
    "review": (_("A review"), ("reviews.",)),
    "dispute": (_("A dispute"), ("disputes.",)),
    "invoice": (_("An invoice"), ("billing.",)),
    "nothing": (_("Nothing in particular"), ()),
}


class ThreadFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What waits for us, the longest waiting first, unless asked otherwise."""

    q = django_filters.CharFilter(label=_("Search"))
    view = django_filters.ChoiceFilter(label=_("Show"), choices=VIEWS, empty_label=None)
    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=WHOSE, empty_label=_("Everybody's"))
    about = django_filters.ChoiceFilter(
        label=pgettext_lazy("correspondence", "About"),
        choices=[(key, words) for key, (words, _labels) in ABOUT.items()],
        empty_label=_("Everything"),
    )

    class Meta:
        model = Thread
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        asked = {name: value for name, value in data.items() if value}
        super().__init__({"view": "all" if asked.get("q") else "ours", **asked}, *args, **kwargs)

    def filter_queryset(self, queryset: ThreadQuerySet) -> ThreadQuerySet:
        asked = self.form.cleaned_data
        view = asked.get("view") or "ours"
        threads = self._in_view(queryset, view)
        if asked.get("whose"):
            threads = threads.filter(assigned_to=self.request.user if asked["whose"] == "mine" else None)
        if asked.get("about"):
            threads = _about(threads, asked["about"])
        words = (asked.get("q") or "").strip()
        found = threads.saying(words) if words else threads
        return found.order_by("last_at", "pk") if view == "ours" else found.order_by("-last_at", "-pk")

    @staticmethod
    def _in_view(threads: ThreadQuerySet, view: str) -> ThreadQuerySet:
        if view == "all":
            return threads.exclude(state=Thread.State.MERGED)
        if view == "closed":
            return threads.filter(state=Thread.State.CLOSED)
        return threads.answered() if view == "answered" else threads.ours()


def _about(threads: ThreadQuerySet, what: str) -> ThreadQuerySet:
    _words, labels = ABOUT[what]
    if not labels:
        return threads.filter(about="")
    wanted = Q()
    for label in labels:
        wanted |= Q(about__startswith=label)
    return threads.filter(wanted)
