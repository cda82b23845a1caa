"""Where each party reads a dispute."""

from disputes.models import Dispute
from keurmerk import links


def consumer_link(dispute: Dispute) -> str:
    """The absolute address of the consumer's room: whoever has the link is in."""
    prefix = "" if dispute.language == "nl" else f"/{dispute.language}"
    return links.absolute(f"{prefix}/dispute/{dispute.token}/")


def shop_link(dispute: Dispute, language: str) -> str:
    """The absolute address in the shop's dashboard, behind its login."""
    prefix = "" if language == "nl" else f"/{language}"
    return links.absolute(f"{prefix}/dashboard/shops/{dispute.shop_id}/disputes/{dispute.pk}/")
