"""Role: what the public registers say of a company: the trade register (KvK), and that of VAT numbers (VIES).

A register that is away says nothing: `Unavailable`. It is never read as "this company does not exist".
"""

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.conf import settings


class Unavailable(Exception):
    """The register cannot be reached, is busy or answered nonsense; ask again later."""


@dataclass(frozen=True)
class Company:
    """What the trade register says of a number: names, form and visiting address. `names` holds the trade names too."""

    number: str
    legal_name: str
    names: tuple[str, ...] = ()
    legal_form: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    city: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "names": list(self.names)}


@dataclass(frozen=True)
class VatAnswer:
    """Is this VAT number in use, and by whom, as far as the member state tells; `reference` proves that we asked."""

    valid: bool
    name: str = ""
    address: str = ""
    reference: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class TradeRegister(Protocol):
    """`source` names it in our file. `company` gives None for a number that is not in the register."""

    source: str

    def company(self, number: str) -> Company | None: ...


class VatRegister(Protocol):
    source: str

    def check(self, number: str) -> VatAnswer: ...


def trade_register() -> TradeRegister:
    """KvK's when there is a key; in the sandbox a few made-up companies; else nobody is asked."""
    from members.registers.fake import NoTradeRegister, PretendedTradeRegister
    from members.registers.kvk import Kvk

    if settings.KVK_API_KEY:
        return Kvk()
    return PretendedTradeRegister() if settings.SANDBOX else NoTradeRegister()


def vat_register() -> VatRegister:
    """VIES when it is switched on; in the sandbox one that takes every number whose check digits are right."""
    from members.registers.fake import NoVatRegister, PretendedVatRegister
    from members.registers.vies import Vies

    if settings.VIES_ON:
        return Vies()
    return PretendedVatRegister() if settings.SANDBOX else NoVatRegister()
