"""How many of a shop's buyers are asked, in the same words for the shop and for everybody (product.md B10)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import add_months, amsterdam_date
from members.models import Shop
from reviews import coverage
from reviews.coverage import Coverage
from reviews.fates import Reason
from reviews.gaps import Estimate
from reviews.models import Reach, Tally

WHY_NOT: dict[str, Promise] = {
    Reason.NO_CLAUSE: _("the webshop's privacy statement did not say yet that data are shared with us"),
    Reason.NO_STANDING: _("the webshop did not carry the mark at that moment"),
    Reason.OPTED_OUT: _("the customer wants no invitations"),
    Reason.UNREACHABLE: _("mail to the customer came back"),
    Reason.FREQUENCY: _("the customer was invited in the 30 days before"),
    Reason.ONCE_PER_ADDRESS: _("the webshop invites each customer once"),
    Reason.BY_SHOP: _("the webshop took the invitation back"),
}


@dataclass(frozen=True)
class Told:
    """What the component needs: the figures, the reasons in words, and a confirmed suspicion, if there is one."""

    figures: Coverage
    reasons: list[tuple[int, Promise | str]]
    kept_back: Estimate | None

    @property
    def kept_back_percent(self) -> int:
        return round(100 * self.kept_back.share) if self.kept_back else 0


def months_of(shop: Shop, now: datetime) -> list[tuple[date, Coverage]]:
    return coverage.by_month(Tally.objects.of(shop.pk, first_month(now)).fates())


def told_of(shop: Shop, now: datetime) -> Told:
    """The last twelve months together. An estimate of what was never reported only after a person confirmed it."""
    figures = coverage.summed(Tally.objects.of(shop.pk, first_month(now)).fates())
    reasons = [(count, WHY_NOT.get(reason, reason)) for reason, count in figures.reasons.items()]
    reach = Reach.objects.filter(shop=shop, span__isnull=False).select_related("shop").first()
    return Told(figures, reasons, reach.confirmed if reach else None)


def first_month(now: datetime) -> date:
    """The first day of the oldest month that is shown."""
    return add_months(amsterdam_date(now).replace(day=1), 1 - coverage.MONTHS)
