"""Why the mark ends a membership: each ground with its article, in words that the member reads too. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Ground:
    """A ground of the terms. On each of them all claims are due at once (14.3), and nothing is refunded (13.7)."""

    article: str
    words: str | Promise


GROUNDS: dict[str, Ground] = {
    "requirements": Ground("6.5, 7.3", _("The webshop does not meet the requirements")),
    "complaints": Ground("11.13", _("There were complaints about the member")),
    "unpaid": Ground("12.10", _("Invoices were not paid")),
    "improper": Ground("13.8", _("The agreement was not kept")),
    "reason_to_fear": Ground("14.1", _("There is good reason to fear that the agreement will not be kept")),
    "insolvent": Ground("14.4", _("Liquidation, bankruptcy, suspension of payments, debt restructuring or seizure")),
    "force_majeure": Ground("17", _("Force majeure has lasted for more than six weeks")),
    "no_reason_given": Ground("5.5", _("The membership is ended without giving reasons")),
}


def by_the_mark(reason: str) -> bool:
    """Was it the mark that ended it? After a notice the term simply ends."""
    return reason in GROUNDS
