"""Which rows fall on days that somebody chose: a range of moments that an index can walk."""

from collections.abc import Iterable

from django.db.models import Q

from reviews.statistics.spans import Span


def any_of(column: str, spans: Iterable[Span]) -> Q:
    """Is the moment in this column on a day of one of these spans? Without spans: never."""
    found = Q(pk__in=[])
    for span in spans:
        found |= Q(**{f"{column}__range": span.moments})
    return found
