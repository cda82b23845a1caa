"""Electronic addresses of companies, by the list of schemes that Peppol and EN 16931 share (EAS; numbers 5.7). Pure."""

from dataclasses import dataclass
from typing import Final

KVK: Final = "0106"
EMAIL: Final = "EM"
_BY_VAT_NUMBER: Final = {
    "AT": "9914",
    "BE": "9925",
    "BG": "9926",
    "CH": "9927",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "EE": "9931",
    "ES": "9920",
    "FI": "0213",
    "FR": "9957",
    "GB": "9932",
    "GR": "9933",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "IT": "0211",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "SI": "9949",
    "SK": "9950",
}
_GREECE: Final = "EL"  # in VAT numbers alone


@dataclass(frozen=True)
class Endpoint:
    """An address and the list that it is on."""

    scheme: str
    value: str


def endpoint_of(country: str, *, kvk_number: str, vat_number: str, email: str) -> Endpoint:
    """A Dutch company's number at the KvK, another's VAT number, else its e-mail address: both sides need one."""
    if country == "NL" and kvk_number:
        return Endpoint(KVK, kvk_number)
    if vat_number and country in _BY_VAT_NUMBER:
        return Endpoint(_BY_VAT_NUMBER[country], with_country(vat_number, country))
    return Endpoint(EMAIL, email)


def with_country(vat_number: str, country: str) -> str:
    """A VAT number as documents write it: without spaces and points, after its country."""
    plain = "".join(character for character in vat_number.upper() if character.isalnum())
    prefix = _GREECE if country == "GR" else country
    return plain if not plain or plain.startswith(prefix) else f"{prefix}{plain}"
