"""What the drawings of the page show, and the sentence that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.dashboard.statistics import tables
from frontend.dashboard.statistics.tables import PARTS, STEPS, Table, aligned, axis_words
from frontend.templatetags.dutch import decimal1, number
from frontend.templatetags.levels import Level
from frontend.templatetags.stars import score
from frontend.templatetags.trend import Step
from reviews.scoring import SUB_SCORES, Tally
from reviews.statistics.benchmark import Quartiles
from reviews.statistics.facts import SCORE, Beside, Measured, Read
from reviews.statistics.funnel import percent
from reviews.statistics.spans import Unit
from reviews.statistics.words import Word

MORE_THAN_A_YEAR = 366  # days: the name of a month alone would stand there twice


@dataclass(frozen=True)
class Drawing:
    """What is drawn, the sentence beside it, and the table behind it."""

    shapes: Sequence[Step | Level]
    text: str
    table: Table


def over_time(now: Measured, then: Measured, unit: Unit) -> Drawing:
    """The score before is a dashed line, as far from the right as it lies from the end of its days."""
    earlier = aligned([(0, month.tally.mean) for _step, month in then.steps], len(now.steps))
    with_year = now.span.days > MORE_THAN_A_YEAR
    steps = [
        Step(axis_words(step, unit, with_year=with_year), _float(month.tally.mean), month.public_count, _float(before))
        for (step, month), (_none, before) in zip(now.steps, earlier, strict=True)
    ]
    said = [_in_words(now)]
    if then.total.public_count:
        said.append(_("Before: %(said)s") % {"said": _in_words(then)})
    return Drawing(steps, " ".join(said), tables.over_time(now, then, unit))


def _in_words(measured: Measured) -> str:
    count, mean = measured.total.public_count, measured.total.tally.mean
    counted = ngettext("%(n)s review", "%(n)s reviews", count) % {"n": number(count)}
    if mean is None:
        return _("%(reviews)s, none of them of a checked purchase.") % {"reviews": counted}
    return _("%(reviews)s, with an average score of %(score)s.") % {"reviews": counted, "score": score(mean)}


def funnel(now: Measured, then: Measured) -> Drawing:
    """Each step as long as its share of the orders; behind it, paler, the step before."""
    orders, drawn, ground = now.funnel.orders, [], 1.0
    for name, count in now.funnel.steps:
        length, share = count / orders if orders else 0, percent(count, orders)
        shown = number(count) if name == "orders" or share is None else f"{number(count)} · {decimal1(share)}%"
        drawn.append(Level(str(STEPS[name]), shown, length, ground))
        ground = length
    facts = {name: number(getattr(now.funnel, name)) for name in ("orders", "sent", "reviewed")}
    text = _("Orders that came in: %(orders)s. Invitations sent: %(sent)s. Reviews written: %(reviewed)s.") % facts
    return Drawing(drawn, text, tables.funnel(now, then))


def parts(now: Measured, then: Measured) -> Drawing:
    """On the scale of one to five; the line across is where it was before."""
    mine, was = now.total.tally, then.total.tally
    drawn = [
        Level(str(words), score(mean), _of_five(mean), mark=None if before is None else _of_five(before))
        for name, words in PARTS.items()
        for before in (was.part(name),)
        if (mean := mine.part(name)) is not None
    ]
    return Drawing(drawn, _parts_in_words(mine), tables.parts(now, then))


def _parts_in_words(tally: Tally) -> str:
    given = {name: mean for name in SUB_SCORES if (mean := tally.part(name)) is not None}
    if not given:
        return ""
    low, high = min(given, key=lambda name: given[name]), max(given, key=lambda name: given[name])
    facts = {"high": PARTS[high], "best": score(given[high]), "low": PARTS[low], "least": score(given[low])}
    if low == high:
        return _("%(high)s: %(best)s out of 5.") % facts
    return _("Highest: %(high)s, %(best)s out of 5. Lowest: %(low)s, %(least)s.") % facts


def beside(found: Beside) -> Drawing:
    """The shop's own figure as a bar; over it the middle half of the others, and their median."""
    drawn = []
    for name in (SCORE, *SUB_SCORES):
        own, others = getattr(found.own, name, None), found.quartiles.get(name)
        if own is not None and others is not None:
            band = (_of_five(others.low), _of_five(others.high))
            words = str(PARTS.get(name, _("Score")))
            drawn.append(Level(words, score(own), _of_five(own), mark=_of_five(others.middle), band=band))
    return Drawing(drawn, _beside_in_words(found), tables.beside(found))


def _beside_in_words(found: Beside) -> str:
    """Where the score stands among the webshops that it is compared with."""
    others, own = found.quartiles.get(SCORE), found.own
    if others is None:
        return ""
    facts = {"low": score(others.low), "high": score(others.high), "middle": score(others.middle), "n": others.shops}
    said = ngettext(
        "Half of %(n)d webshop in your category scores between %(low)s and %(high)s; the median is %(middle)s.",
        "Half of %(n)d webshops in your category score between %(low)s and %(high)s; the median is %(middle)s.",
        others.shops,
    )
    place = _place(own.mean, others) if own is not None and own.mean is not None else ""
    return f"{said % facts} {place}".strip()


def _place(own: Decimal, others: Quartiles) -> str:
    """By the scores as they are written."""
    mine = own.quantize(Decimal("0.1"), ROUND_FLOOR)
    if mine > others.high:
        return _("You are in the upper quarter.")
    return _("You are in the lower quarter.") if mine < others.low else _("You are in that half.")


def words(read: Read) -> dict[str, Drawing]:
    """In how many reviews with this score each word stands, beside the most of them."""
    high, low = tables.words_of(read)
    return {"high": _words(read.high, "high", high), "low": _words(read.low, "low", low)}


def _words(found: Sequence[Word], side: str, table: Table) -> Drawing:
    counts = [getattr(word, side) for word in found]
    most = max(counts, default=1)
    drawn = [Level(word.word, number(count), count / most) for word, count in zip(found, counts, strict=True)]
    return Drawing(drawn, _("Most telling first; the number is that of the reviews."), table)


def _of_five(mean: Decimal) -> float:
    return (float(mean) - 1) / 4


def _float(mean: Decimal | None) -> float | None:
    return None if mean is None else float(mean)
