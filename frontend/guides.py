"""The guides that explain points of the checklist, for pages that show findings."""

from collections import defaultdict
from collections.abc import Iterable

from inspections.models import Article

Guides = dict[str, list[Article]]


def by_point(codes: Iterable[str]) -> Guides:
    """For each of these points its published guides; one query, whatever the number of points."""
    wanted = set(codes)
    found: Guides = defaultdict(list)
    for guide in Article.objects.guides_about(wanted) if wanted else []:
        assert guide.live is not None  # what is published has a version
        for code in wanted.intersection(guide.live.criteria):
            found[code].append(guide)
    return dict(found)
