"""Where no register is connected: made-up companies in the sandbox, and nobody to ask in production."""

from members.numbers import is_vat_number
from members.registers import Company, Unavailable, VatAnswer

# The companies that KvK made up for its own test environment are known by such numbers; these names are ours.
PRETENDED = (
    Company("69599084", "Test EMZ Dagobert", ("Test EMZ Dagobert",), "SOLE_TRADER",
            "Abebe Bikilalaan", "17 M", "1034 WL", "Amsterdam"),
    Company("68750110", "Test BV Donald", ("Test BV Donald",), "BV", "Hizzaarderlaan", "3", "8823 SJ", "Lollum"),
    Company("69599068", "Test Stichting Bolderbast", ("Test Stichting Bolderbast",), "FOUNDATION",
            "Oosterwal", "8", "7361 AB", "Beekbergen"),
)  # fmt: skip


class PretendedTradeRegister:
    """Says "not there" of a number that begins with 0000, knows three companies, and is away for all others."""

    source = "sandbox"

    def company(self, number: str) -> Company | None:
        if number.startswith("0000"):
            return None
        found = next((each for each in PRETENDED if each.number == number), None)
        if found is None:
            raise Unavailable("not in the sandbox")
        return found


class PretendedVatRegister:
    """Takes every number whose check digits are right."""

    source = "sandbox"

    def check(self, number: str) -> VatAnswer:
        return VatAnswer(valid=is_vat_number(number), reference="sandbox")


class NoTradeRegister:
    source = "none"

    def company(self, number: str) -> Company | None:
        raise Unavailable("not connected")


class NoVatRegister:
    source = "none"

    def check(self, number: str) -> VatAnswer:
        raise Unavailable("not connected")
