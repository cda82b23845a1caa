"""The steps of a change of the requirements, one shop at a time: told, reminded, its last day (terms 6.2, 6.3)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from inspections.models import CampaignCase, Scan, ScanPage
from inspections.pages import Kind
from inspections.probes import PROBES
from inspections.readers import read_text
from inspections.site import Site
from inspections.verdicts import DecidedBy, Outcome


def step(case: CampaignCase, now: datetime) -> None:
    """What is due for this shop: the notice, a reminder, or the end of its two months."""
    if case.state == CampaignCase.State.WAITING:
        case.tell(*_as_it_stands(case), at=now)
    elif now >= case.campaign.deadline_at:
        case.pass_its_day(at=now)
    else:
        case.remind(at=now)


def note_met(shop_id: int, verdicts: dict[str, Any], *, at: datetime) -> None:
    """What the night's look saw, in every campaign that runs for this shop."""
    met = met_for_certain(verdicts)
    for case in CampaignCase.objects.told().filter(shop=shop_id).select_related("campaign"):
        case.note_met(met, at=at)


def met_for_certain(verdicts: dict[str, Any]) -> set[str]:
    """Codes that the machine is sure of."""
    sure = [Outcome.MET.value, DecidedBy.MACHINE.value]
    return {code for code, found in verdicts.items() if list(found) == sure}


def _as_it_stands(case: CampaignCase) -> tuple[list[dict[str, Any]], list[str]]:
    """What last night's pages say of the new points: what breaks them, and what is not known to be met."""
    scan = Scan.objects.filter(shop=case.shop_id).first()
    pages = ScanPage.objects.filter(scan=scan) if scan else ScanPage.objects.none()
    read = tuple(read_text(page.text, url=page.url, kind=Kind(page.kind)) for page in pages)
    site = Site(pages=read, mark=settings.BRAND["name"], committee=settings.BRAND["disputes_committee"])
    met = met_for_certain(scan.verdicts) if scan else set()
    affected = []
    with translation.override(case.shop.language):
        for code in case.campaign.codes:
            probe = PROBES.get(code)
            answer = probe(site) if probe and read else None
            quote = next((each for each in answer.proof if each.quote), None) if answer else None
            if answer and answer.outcome == Outcome.NOT_MET and quote:
                trimmed = quote.trimmed()
                affected.append({"code": code, "page": trimmed.page.url, "quote": trimmed.quote})
    broken = {each["code"] for each in affected}
    return affected, [code for code in case.campaign.codes if code in broken or code not in met]
