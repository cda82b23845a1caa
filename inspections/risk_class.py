"""Is this a risk shop, and why: by its owner's own word, by its address, and by what went before (checklist 3.7)."""

from inspections.models import Misuse
from members.lookalikes import suspicion
from members.models import Application, RiskFacts

_UNPROVEN = (Misuse.State.REPORTED, Misuse.State.UNFOUNDED)


def reasons_of(application: Application) -> list[str]:
    """Codes of `risk.WORDS`; one is enough for a risk shop. What the machine sees comes with the inspection."""
    reasons = RiskFacts.reasons(application)
    if suspicion(application.shop_host):
        reasons.append("lookalike")
    if Misuse.objects.filter(host=application.shop_host).exclude(state__in=_UNPROVEN).exists():
        reasons.append("misuse_before")
    return reasons
