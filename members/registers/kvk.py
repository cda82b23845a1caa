"""The Dutch trade register: KvK's API Basisprofiel (v1), which answers with HAL and dates without dashes."""

from typing import Any

import requests
from django.conf import settings

from members.registers import Company, Unavailable

_UNKNOWN = "IPD0005"  # there is no such number
_PATIENCE = (3.05, 6)  # seconds to connect, and between two bytes
_FORMS = {  # KvK's words for the forms that our own list knows
    "eenmanszaak": "SOLE_TRADER",
    "besloten vennootschap": "BV",
    "besloten vennootschap met gewone structuur": "BV",
    "vennootschap onder firma": "VOF",
    "stichting": "FOUNDATION",
    "vereniging": "FOUNDATION",
}


class Kvk:
    """Reads only. The key goes in a header of its own; a private chain of certificates can be named in the settings."""

    source = "KvK"

    def company(self, number: str) -> Company | None:
        """Raises Unavailable."""
        answer = self._ask(f"/v1/basisprofielen/{number}")
        if answer.status_code == 404 and self._is_unknown(answer):
            return None
        if answer.status_code != 200:
            raise Unavailable(f"HTTP {answer.status_code}")
        try:
            return _company(number, answer.json())
        except (ValueError, KeyError, TypeError, AttributeError) as nonsense:
            raise Unavailable("unreadable answer") from nonsense

    def _ask(self, path: str) -> requests.Response:
        try:
            return requests.get(
                settings.KVK_API_URL.rstrip("/") + path,
                headers={"apikey": settings.KVK_API_KEY, "Accept": "application/hal+json"},
                timeout=_PATIENCE,
                verify=settings.KVK_CA_BUNDLE or True,
                allow_redirects=False,
            )
        except OSError as fault:  # of requests too; and a chain of certificates that cannot be read
            raise Unavailable(type(fault).__name__) from fault

    @staticmethod
    def _is_unknown(answer: requests.Response) -> bool:
        """A 404 counts only with KvK's own code: a gateway that lost its way answers 404 too."""
        try:
            return any(fault["code"] == _UNKNOWN for fault in answer.json()["fout"])
        except (ValueError, KeyError, TypeError):
            return False


def _company(number: str, said: dict[str, Any]) -> Company:
    if said["kvkNummer"] != number:
        raise ValueError("another company")
    embedded = said.get("_embedded") or {}
    owner, seat = embedded.get("eigenaar") or {}, embedded.get("hoofdvestiging") or {}
    addresses = seat.get("adressen") or owner.get("adressen") or []
    addresses = [each for each in addresses if each.get("indAfgeschermd") != "Ja"]  # where somebody lives, and hides
    visiting = [each for each in addresses if each.get("type") == "bezoekadres"] or addresses or [{}]
    at = visiting[0]
    parts = (at.get("huisnummer"), at.get("huisletter"), at.get("huisnummerToevoeging"))
    names = sorted(said.get("handelsnamen") or [], key=lambda each: each.get("volgorde", 0))
    return Company(
        number=number,
        legal_name=str(said["naam"]),
        names=tuple(str(each["naam"]) for each in names),
        legal_form=_FORMS.get(str(owner.get("rechtsvorm", "")).lower(), "OTHER" if owner.get("rechtsvorm") else ""),
        street=str(at.get("straatnaam") or ""),
        house_number=" ".join(str(part) for part in parts if part),
        postcode=_spaced(str(at.get("postcode") or "")),
        city=str(at.get("plaats") or ""),
    )


def _spaced(postcode: str) -> str:
    """As our own forms write it: 1034 WL."""
    return f"{postcode[:4]} {postcode[4:].strip()}" if len(postcode) >= 6 else postcode
