"""What a Dutch bank tells about a movement in MT940: the lines of `:86:`, and what is left of `:61:`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stdnum import iban as ibans

_CODES: Final = (
    "ADDR|BENM|BIC|CNTP|CSID|EREF|IBAN|ID|ISDT|MARF|NAME|ORDP|PREF|PURP|REMI|RTRN|SVCL|TRTP|TRCD|ULTB|ULTC|ULTD"
)
_CODED = re.compile(rf"/({_CODES})/")
_NUMBERED = re.compile(r"\d{3}>\d\d")  # three digits, then >20 to >29 for text, >31 for the account, >32 for the name
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b")
_DUTCH = re.compile(r"NL\d\d[A-Z]{4}\d{10}")  # a shape of its own: the bank wrote it, so its check is not ours to make
_NAMED = re.compile(r"\bNAAM: (.+)")
_OLD_ACCOUNT = re.compile(r"(P?\d{9,10}|NONREF)\s+(\S.*)", re.DOTALL)  # before IBAN: account or nothing, then the name
_FULL_LINE = 65
_NOTHING: Final = {"NONREF", "EREF", "NOTPROVIDED", "PREF", "MARF", ""}


@dataclass(slots=True)
class Told:
    """What the bank told, as far as it can be told apart."""

    iban: str = ""
    name: str = ""
    structured: str = ""
    end_to_end: str = ""
    text: str = ""
    returned: bool = False


def tell(notes: Sequence[str], own: str, more: Sequence[str]) -> Told:
    """`notes` are the lines of :86:, `own` the reference in :61:, `more` the lines under that."""
    joined = "".join(note.rstrip("\n") for note in notes)
    if _CODED.match(joined):
        told = _coded(joined)
    elif _NUMBERED.match(joined):
        told = _numbered(joined)
    else:
        told = _free(notes)
    _complete(told, own.strip(), [line.strip() for line in more if line.strip()])
    return told


def _coded(joined: str) -> Told:
    """/EREF/…/NAME/…/REMI/…, which is broken off anywhere at the end of a line."""
    parts = _CODED.split(joined)[1:]
    found: dict[str, str] = {}
    for code, value in zip(parts[::2], parts[1::2], strict=True):
        found.setdefault(code, value.strip().strip("/"))
    account, _slash, rest = found.get("CNTP", "").partition("/")  # ING: account, bank, name, city
    named = rest.split("/")[1] if rest.count("/") else ""
    remittance = found.get("REMI", "")
    structured = remittance.rpartition("/")[2] if remittance.startswith("STRD/") else ""
    end_to_end = found.get("EREF", "")
    return Told(
        iban=found.get("IBAN", "") or account,
        name=found.get("NAME", "") or named,
        structured=structured,
        end_to_end="" if end_to_end.upper() in _NOTHING else end_to_end,
        text=re.sub(r"^(?:USTD|STRD)/{1,2}", "", remittance),
        returned="RTRN" in found,
    )


def _numbered(joined: str) -> Told:
    parts = re.split(r">(\d\d)", joined)[1:]
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    text = "".join(value for code, value in pairs if code.startswith("2"))
    other = {code: value.strip() for code, value in pairs}
    account = other.get("31", "")
    return Told(
        iban=account if ibans.is_valid(account) else "", name=other.get("32", "") + other.get("33", ""), text=text
    )


def _free(notes: Sequence[str]) -> Told:
    """A line that is full goes on in the next; any other line ends a word."""
    text = "".join(note if len(note) >= _FULL_LINE and not note.endswith(" ") else f"{note} " for note in notes)
    named = next((found[1] for note in notes if (found := _NAMED.search(note))), "")
    return Told(iban=_first_iban(text), name=named, text=text, returned=text.startswith("Terugboeking"))


def _complete(told: Told, own: str, more: list[str]) -> None:
    """What :61: itself tells: an account with a name behind it, or under it."""
    told.iban = told.iban or _first_iban(f"{own} {' '.join(more)}")
    old = _OLD_ACCOUNT.fullmatch(own)
    if not told.name and old:
        told.name = old[2].strip()
    if not told.name and more and not _first_iban(more[0]) and not re.fullmatch(r"P?\d+", more[0]):
        told.name = more[0]
    if told.name and told.iban:
        told.text = told.text.removeprefix(f"{told.iban} {told.name}")


def _first_iban(text: str) -> str:
    return next((found for found in _IBAN.findall(text) if _DUTCH.fullmatch(found) or ibans.is_valid(found)), "")
