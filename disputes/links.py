"""Where each party reads a dispute."""

from disputes.models import Dispute, DisputeMail, Party
from keurmerk import links


def consumer_link(dispute: Dispute) -> str:
    """The absolute address of the consumer's room: whoever has the link is in."""
    prefix = "" if dispute.language == "nl" else f"/{dispute.language}"
    return links.absolute(f"{prefix}/dispute/{dispute.token}/")


def shop_link(dispute: Dispute, language: str) -> str:
    """The absolute address in the shop's dashboard, behind its login."""
    prefix = "" if language == "nl" else f"/{language}"
    return links.absolute(f"{prefix}/dashboard/shops/{dispute.shop_id}/disputes/{dispute.pk}/")


def mail_link(mail: DisputeMail) -> str:
    """Where its sender says whose it is: the consumer by this link alone, the shop behind its login."""
    if mail.party == Party.SHOP:
        return f"{shop_link(mail.dispute, mail.dispute.shop.language)}mail/{mail.token}/"
    prefix = "" if mail.dispute.language == "nl" else f"/{mail.dispute.language}"
    return links.absolute(f"{prefix}/dispute/mail/{mail.token}/")
