"""Which notices the queue shows, and in which order."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reviews.grounds import Grounds
from reviews.models import Notice
from reviews.models.notice_queue import NoticeQuerySet
from reviews.moderation.filing import Source

VIEWS = (
    ("ours", _("Our turn")),
    ("second", _("For a second reader")),
    ("decided", _("Just decided")),
    ("writer", _("Waiting for the writer")),
    ("ended", _("Ended")),
    ("all", _("All")),
)
WHOSE = (("mine", _("Mine")), ("nobody", _("Nobody's")))
ORDERS = (("urgent", _("Urgent first")), ("soonest", _("What is due soonest first")))


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What waits for us, urgent first, unless asked otherwise."""

    q = django_filters.CharFilter(label=_("Search"))
    view = django_filters.ChoiceFilter(label=_("Show"), choices=VIEWS, empty_label=None)
    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=WHOSE, empty_label=_("Everybody's"))
    source = django_filters.ChoiceFilter(label=_("From"), choices=Source, empty_label=_("Everybody"))
    grounds = django_filters.ChoiceFilter(label=_("Ground"), choices=Grounds, empty_label=_("All"))
    order = django_filters.ChoiceFilter(label=_("Sort by"), choices=ORDERS, empty_label=None)

    class Meta:
        model = Notice
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        asked = {name: value for name, value in data.items() if value}
        super().__init__({"view": "ours", "order": "urgent", **asked}, *args, **kwargs)

    def filter_queryset(self, queryset: NoticeQuerySet) -> NoticeQuerySet:
        """In the trade's own words; an unknown choice shows what waits for us."""
        asked = self.form.cleaned_data
        cases = self._in_view(queryset, asked.get("view") or "ours")
        for name in ("source", "grounds"):
            if asked.get(name):
                cases = cases.filter(**{name: asked[name]})
        if asked.get("whose"):
            mine = self.request.user, self.request.now
            cases = cases.held_by(*mine) if asked["whose"] == "mine" else cases.free(self.request.now)
        cases = _about(cases, (asked.get("q") or "").strip())
        return cases.soonest_first() if asked.get("order") == "soonest" else cases.urgent_first()

    @staticmethod
    def _in_view(cases: NoticeQuerySet, view: str) -> NoticeQuerySet:
        views = {
            "second": cases.for_second_reader,
            "decided": cases.just_decided,
            "writer": cases.waiting_for_writer,
            "ended": cases.ended,
            "all": cases.all,
        }
        return views.get(view, cases.waiting_for_us)()


def _about(cases: NoticeQuerySet, words: str) -> NoticeQuerySet:
    """By the name or host of the shop, or the number of the notice."""
    if not words:
        return cases
    number = words.rpartition("-")[2]
    named = Q(shop__name__icontains=words) | Q(shop__host__icontains=words)
    return cases.filter(named | Q(pk=int(number)) if number.isdecimal() and len(number) < 12 else named)
