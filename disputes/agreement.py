"""The words of a settlement, in the active language: who, about what, what is done by which day, and that it binds."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from babel.numbers import format_currency
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keurmerk.calendar import in_words

if TYPE_CHECKING:
    from disputes.models import Dispute, Proposal


def agreement(dispute: "Dispute", proposal: "Proposal", *, signed: Mapping[str, datetime]) -> str:
    """A settlement (BW 7:900), a paragraph a line."""
    return "\n".join(
        (
            _("Settlement in dispute %(number)s") % {"number": dispute.number},
            _("%(consumer)s and %(shop)s (%(member)s) end their dispute about order %(order)s of %(day)s as follows.")
            % {
                "consumer": dispute.consumer_name,
                "shop": dispute.shop.name,
                "member": dispute.shop.member.legal_name,
                "order": dispute.order_number or "–",
                "day": in_words(dispute.ordered_on),
            },
            what(proposal),
            _("This is done on or before %(day)s.") % {"day": in_words(proposal.do_by)},
            _("When it is done, neither has a claim on the other about this any more."),
            _("This is a settlement agreement (article 7:900 of the Dutch Civil Code): it binds both."),
            _("%(shop)s agreed on %(moment)s.") % {"shop": dispute.shop.name, "moment": _moment(signed["SHOP"])},
            _("%(consumer)s agreed on %(moment)s.")
            % {"consumer": dispute.consumer_name, "moment": _moment(signed["CONSUMER"])},
        )
    )


def what(proposal: "Proposal") -> str:
    """What is done, in one line: the kind, the amount, and the words of who proposed it."""
    told = str(proposal.get_kind_display())
    if proposal.amount is not None:
        told += f": {format_currency(proposal.amount, 'EUR', locale=get_language() or 'nl')}"
    return f"{told}. {proposal.words}" if proposal.words else f"{told}."


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y, H:i", use_l10n=False)
