"""Advice as text to paste: the shop's own data stand where an edition names a field, such as `{kvk|12345678}`.

Texts are kept with their fields, so that no copy of somebody's address lies about; they are filled when they are read.
"""

import re
from collections.abc import Mapping

from members.models import Application, Member, Shop

FIELDS = ("shop", "company", "address", "email", "phone", "kvk", "vat", "host")
_FIELD = re.compile(r"\{([a-z]+)(?:\|([^{}]*))?\}")


def fill(text: str, own: Mapping[str, str]) -> str:
    """The text with what is known of the shop, and the edition's example where nothing is."""
    return _FIELD.sub(lambda found: own.get(found[1]) or found[2] or "", text)


def for_shop(text: str, shop: Shop) -> str:
    """Asks for the member of the shop once, and only when there is something to fill in."""
    return fill(text, _own(shop.member, shop.name, shop.host)) if "{" in text else text


def for_application(text: str, draft: Application) -> str:
    """Before there is a shop: what the applicant filled in so far (terms 3.3)."""
    return fill(text, _own(draft.member, draft.shop_name, draft.shop_host)) if "{" in text else text


def unknown_fields(text: str) -> list[str]:
    """What stands between braces and is no field: it would be read as it is written."""
    return [found for found in re.findall(r"\{([^{}|]*)", text) if found not in FIELDS]


def _own(member: Member | None, shop: str, host: str) -> dict[str, str]:
    own = {"shop": shop, "host": host}
    if member is None:
        return own
    return own | {
        "company": member.legal_name,
        "address": member.address_line if member.street else "",
        "email": member.email,
        "phone": member.phone,
        "kvk": member.kvk_number,
        "vat": member.vat_number,
    }
