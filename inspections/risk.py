"""How closely should a colleague look, and why? Pure: from findings to a weight with its reasons."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inspections.models import Finding

MANY = 6

WORDS: dict[str, str | Promise] = {
    "unreadable": _("The shop could not be read"),
    "prohibited": _("Words that may point to prohibited content"),
    "other_company": _("Details of another company on the site"),
    "insecure": _("No safe connection"),
    "many_failures": _("Many required points are not met"),
    "expensive": _("Articles of more than EUR 250"),
    "electronics": _("Electronics"),
    "travel": _("Travel"),
    "trend_goods": _("Goods that are in fashion for a short time"),
    "prepaid": _("Most customers pay long before they get their order"),
    "lookalike": _("An address that may imitate another one"),
    "misuse_before": _("Misuse of the mark on this address before"),
}
_WEIGHT = {"unreadable": 3, "prohibited": 4, "other_company": 2, "insecure": 2, "many_failures": 1,
           "expensive": 1, "electronics": 1, "travel": 1, "trend_goods": 1, "prepaid": 2, "lookalike": 3,
           "misuse_before": 4}  # fmt: skip


def weigh(findings: Iterable[Finding], *, problem: str, told: Iterable[str] = ()) -> tuple[int, list[str]]:
    """The weight, and the codes of WORDS that explain it, heaviest first.

    `told` are the codes that were known before the machine looked.
    """
    failed = {each.criterion.code for each in findings if each.verdict == Finding.Verdict.NOT_MET}
    blocking = sum(1 for each in findings if each.criterion.code in failed and each.criterion.is_blocking)
    prohibited = any(each.criterion.is_hard_stop and each.quote for each in findings)
    signs = {
        "unreadable": bool(problem),
        "prohibited": prohibited,
        "other_company": "ID-07" in failed,
        "insecure": "SE-01" in failed,
        "many_failures": blocking >= MANY,
    }
    codes = [*(code for code, there in signs.items() if there), *told]
    reasons = sorted(codes, key=lambda code: -_WEIGHT[code])
    return sum(_WEIGHT[code] for code in reasons), reasons
