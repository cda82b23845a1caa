"""The European register of VAT numbers: VIES over REST. Its faults may come with status 200."""

from typing import Any

import requests
from django.conf import settings

from members.registers import Unavailable, VatAnswer

_PATIENCE = (3.05, 10)  # seconds; the member states answer behind it
_GREECE = ("GR", "EL")  # the country calls itself one thing, its VAT numbers another


class Vies:
    """Asks with our own number when there is one: then the answer carries a reference that proves the question."""

    source = "VIES"

    def check(self, number: str) -> VatAnswer:
        """Raises Unavailable, also when a member state's own register is away: that is no "invalid"."""
        asked = {"countryCode": _country(number), "vatNumber": number[2:]}
        own = settings.VIES_REQUESTER
        if own:
            asked |= {"requesterMemberStateCode": _country(own), "requesterNumber": own[2:]}
        try:
            answer = requests.post(
                settings.VIES_API_URL.rstrip("/") + "/check-vat-number", json=asked, timeout=_PATIENCE,
                allow_redirects=False,
            )  # fmt: skip
            said = answer.json()
        except (requests.RequestException, ValueError) as fault:
            raise Unavailable(type(fault).__name__) from fault
        if not isinstance(said, dict) or answer.status_code != 200 or said.get("actionSucceed") is False:
            raise Unavailable(_fault(said, answer.status_code))
        if said.get("userError") not in {None, "", "VALID", "INVALID"} or not isinstance(said.get("valid"), bool):
            raise Unavailable(str(said.get("userError") or "unreadable answer"))
        return VatAnswer(
            valid=said["valid"],
            name=_told(said.get("name")),
            address=_told(said.get("address")),
            reference=str(said.get("requestIdentifier") or ""),
        )


def _country(number: str) -> str:
    return _GREECE[1] if number[:2] == _GREECE[0] else number[:2]


def _fault(said: Any, status: int) -> str:
    """The codes, for our own people. None of them says that a number is invalid: our question may be what is wrong."""
    wrappers = said.get("errorWrappers") if isinstance(said, dict) else None
    listed = wrappers if isinstance(wrappers, list) else []
    codes = {str(each.get("error", "")) for each in listed if isinstance(each, dict)}
    return ", ".join(sorted(codes)) or f"HTTP {status}"


def _told(said: Any) -> str:
    """Member states that tell nothing say "---"."""
    text = " ".join(str(said or "").split())
    return "" if set(text) <= {"-"} else text
