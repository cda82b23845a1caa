"""CAMT.053, editions 001.02 to 001.08 (ISO 20022): read as a stream, one entry in memory at a time.

The file comes from outside. Document types are refused, with every entity in them; nothing is fetched.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from lxml import etree

from billing.statements import Balance, Entry, Refused, Statement, amount_of, day_of, plain_account, tidy

_SPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.0[2-8]\}")
_OPENING: Final = ("OPBD", "PRCD")  # opening booked, or closing booked of the day before
_CLOSING: Final = "CLBD"
_HEARD: Final = ("Document", "Stmt", "Id", "StmtPgntn", "ElctrncSeqNb", "CreDtTm", "Acct", "Bal", "Ntry")
_NOTHING: Final = {"NOTPROVIDED", "NONREF", "NOTPROVIDED/NONREF", ""}
_PARSER: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def read(file: BinaryIO) -> list[Statement]:
    """Every statement of a file. Raises Refused."""
    try:
        return _statements(file)
    except etree.XMLSyntaxError as fault:
        raise Refused(fault.lineno or 1, _("this is not well-formed XML: %s") % fault.msg) from fault


def _statements(file: BinaryIO) -> list[Statement]:
    found: list[Statement] = []
    reader = etree.iterparse(file, events=("start", "end"), tag=[f"{{*}}{name}" for name in _HEARD], **_PARSER)
    checked = False
    for event, node in reader:
        if not checked:
            _check_root(node.getroottree().getroot())
            checked = True
        parent = node.getparent()
        if node.tag.endswith("}Stmt"):
            if event == "start":
                found.append(Statement(line=node.sourceline))
            else:
                _check_whole(found[-1])
                _let_go(node)
        elif event == "end" and parent is not None and parent.tag.endswith("}Stmt"):
            _add(found[-1], node.tag.rpartition("}")[2], node)
            _let_go(node)
    _check_root(reader.root)
    if not found:
        raise Refused(reader.root.sourceline, _("there is no statement in it"))
    return found


def _check_root(root: Any) -> None:
    information = root.getroottree().docinfo
    if information.doctype or information.internalDTD is not None:
        raise Refused(1, _("it declares a document type, and no bank does"))
    if not _SPACE.match(root.tag) or not root.tag.endswith("}Document"):
        raise Refused(root.sourceline, _("it is not CAMT.053 of an edition from 001.02 to 001.08"))


def _check_whole(statement: Statement) -> None:
    if not statement.identifier or not statement.account:
        raise Refused(statement.line, _("the statement does not say its number and its account"))


def _add(statement: Statement, local: str, node: Any) -> None:
    """One direct part of a statement."""
    if local == "Id":
        statement.identifier += tidy(node.text or "")
    elif local in {"StmtPgntn", "ElctrncSeqNb", "CreDtTm"}:
        statement.identifier += "|" + tidy("".join(node.itertext()))
    elif local == "Acct":
        statement.account = plain_account(_text(node, "Id/IBAN") or _text(node, "Id/Othr/Id"))
    elif local == "Bal":
        _add_balance(statement, node)
    elif local == "Ntry":
        statement.entries.extend(_entries(node))


def _add_balance(statement: Statement, node: Any) -> None:
    kind = _text(node, "Tp/CdOrPrtry/Cd")
    if kind in _OPENING and (statement.opening is None or kind == _OPENING[0]):
        statement.opening = _balance(node)
    elif kind == _CLOSING:
        statement.closing = _balance(node)


def _balance(node: Any) -> Balance:
    amount, currency = _money(node)
    return Balance(node.sourceline, amount * _sign(node), currency)


def _entries(node: Any) -> Iterator[Entry]:
    """A booking of many payments counts as those payments, where they make up its amount in its currency."""
    details = _all(node, "NtryDtls/TxDtls")
    amount, currency = _money(node)
    whole, sign = amount, _sign(node)
    shares = [_share(each, currency) for each in details]
    if len(details) > 1 and sum((share or Decimal(0) for share in shares), Decimal(0)) == whole and all(shares):
        for detail, share in zip(details, shares, strict=True):
            yield _entry(node, detail, (share or Decimal(0)) * sign, currency)
    else:
        yield _entry(node, details[0] if len(details) == 1 else None, whole * sign, currency)


def _share(detail: Any, currency: str) -> Decimal | None:
    """What one payment in a batch is, or None where it is not said in the account's currency."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        for amount in _all(detail, path):
            if amount.get("Ccy") == currency:
                return amount_of(amount.text or "", line=amount.sourceline)
    return None


def _entry(node: Any, detail: Any, amount: Decimal, currency: str) -> Entry:
    """`detail` is None where a booking tells of no payment, or of several that do not make it up."""
    part = node if detail is None else detail
    reversed_ = _text(node, "RvslInd") == "true"
    iban, name = _party(part, from_payer=(amount > 0) != reversed_)
    return Entry(
        line=node.sourceline,
        booked_on=_day(node, "BookgDt") or _day_wanted(node),
        valued_on=_day(node, "ValDt"),
        amount=amount,
        currency=currency,
        iban=iban,
        name=name,
        structured=_text(part, "RmtInf/Strd/CdtrRefInf/Ref")[:140],
        end_to_end=_said(_text(part, "Refs/EndToEndId"))[:140],
        text=_remittance(part) or tidy(_text(part, "AddtlTxInf") or _text(node, "AddtlNtryInf")),
        bank_reference=_said(_text(part, "Refs/AcctSvcrRef") or _text(node, "AcctSvcrRef"))[:140],
        returned=reversed_ or bool(_all(part, "RtrInf")),
        final=(_text(node, "Sts/Cd") or _text(node, "Sts")) in {"BOOK", ""},
    )


def _party(part: Any, *, from_payer: bool) -> tuple[str, str]:
    """Account and name of the other side: who paid us, or whom we paid; a bank that knows one gives that one."""
    order = ("Dbtr", "Cdtr") if from_payer else ("Cdtr", "Dbtr")
    for who in order:
        iban = _text(part, f"RltdPties/{who}Acct/Id/IBAN") or _text(part, f"RltdPties/{who}Acct/Id/Othr/Id")
        name = next((found for path in _names(who) if (found := _text(part, path))), "")
        if iban or name:
            return plain_account(iban), tidy(name)[:140]
    return "", ""


def _names(who: str) -> Iterator[str]:
    for role in (who, f"Ultmt{who}"):
        yield f"RltdPties/{role}/Nm"
        yield f"RltdPties/{role}/Pty/Nm"  # from 001.08 on
    yield f"RltdPties/{who}Acct/Nm"


def _remittance(part: Any) -> str:
    return tidy(" ".join(each.text or "" for each in _all(part, "RmtInf/Ustrd")))


def _said(reference: str) -> str:
    return "" if reference.upper() in _NOTHING else reference


def _money(node: Any) -> tuple[Decimal, str]:
    for amount in _all(node, "Amt"):
        currency = amount.get("Ccy", "")
        if re.fullmatch(r"[A-Z]{3}", currency):
            return amount_of(amount.text or "", line=amount.sourceline), currency
    raise Refused(node.sourceline, _("there is no amount with its currency here"))


def _sign(node: Any) -> int:
    sign = {"CRDT": 1, "DBIT": -1}.get(_text(node, "CdtDbtInd"))
    if sign is None:
        raise Refused(node.sourceline, _("it does not say whether the money came or went"))
    return sign


def _day(node: Any, part: str) -> date | None:
    for path in (f"{part}/Dt", f"{part}/DtTm"):
        for found in _all(node, path):
            return day_of(found.text or "", line=found.sourceline)
    return None


def _day_wanted(node: Any) -> date:
    day = _day(node, "ValDt")
    if day is None:
        raise Refused(node.sourceline, _("the entry does not say its day"))
    return day


@cache
def _path(path: str) -> str:
    return "/".join(f"{{*}}{part}" for part in path.split("/"))


def _all(node: Any, path: str) -> list[Any]:
    return list(node.iterfind(_path(path)))


def _text(node: Any, path: str) -> str:
    return (node.findtext(_path(path)) or "").strip()


def _let_go(node: Any) -> None:
    """What was read leaves memory, with what stands before it."""
    node.clear()
    parent = node.getparent()
    while node.getprevious() is not None:
        del parent[0]
