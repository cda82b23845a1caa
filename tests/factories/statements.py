"""Bank statements for tests and benchmarks: CAMT.053 and MT940 of the mark's own account that add up."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import count

from django.conf import settings

_NUMBER = count(1)


@dataclass(kw_only=True)
class Movement:
    """One entry of a statement; an amount with a minus left the account."""

    amount: str = "145.20"
    currency: str = "EUR"
    reference: str = ""
    text: str = ""
    name: str = "Bakkerij B.V."
    iban: str = "NL91ABNA0417164300"
    bank_reference: str = ""
    status: str = "BOOK"
    reversal: bool = False

    @property
    def signed(self) -> Decimal:
        return Decimal(self.amount)


def camt(
    *movements: Movement,
    account: str = "",
    identifier: str = "",
    closing: str | None = None,
    edition: str = "02",
    before: str = "",
) -> io.BytesIO:
    """One statement. `closing` is reckoned unless told otherwise; `before` stands between declaration and document."""
    made = identifier or f"S{next(_NUMBER)}"
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.'
        f'{edition}"><BkToCstmrStmt>\n<GrpHdr><MsgId>M</MsgId></GrpHdr>\n<Stmt><Id>{made}</Id>'
        f"<Acct><Id><IBAN>{account or settings.BRAND['iban']}</IBAN></Id></Acct>\n"
    )
    total = Decimal(100) + sum((each.signed for each in movements if each.status == "BOOK"), Decimal(0))
    balances = _balance("OPBD", "100.00") + _balance("CLBD", closing or str(total))
    body = "".join(_entry(each) for each in movements)
    return io.BytesIO(f"{head}{balances}{body}</Stmt></BkToCstmrStmt></Document>\n".encode())


def _balance(kind: str, amount: str) -> str:
    sign = "DBIT" if amount.startswith("-") else "CRDT"
    plain = amount.removeprefix("-")
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{plain}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        "<Dt><Dt>2026-03-02</Dt></Dt></Bal>\n"
    )


def _entry(each: Movement) -> str:
    debit = each.amount.startswith("-")
    role = "Cdtr" if debit else "Dbtr"
    structured = f"<Strd><CdtrRefInf><Ref>{each.reference}</Ref></CdtrRefInf></Strd>" if each.reference else ""
    known = f"<AcctSvcrRef>{each.bank_reference}</AcctSvcrRef>" if each.bank_reference else ""
    return (
        f'<Ntry><Amt Ccy="{each.currency}">{each.amount.removeprefix("-")}</Amt>'
        f"<CdtDbtInd>{'DBIT' if debit else 'CRDT'}</CdtDbtInd><RvslInd>{str(each.reversal).lower()}</RvslInd>"
        f"<Sts>{each.status}</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt>{known}<NtryDtls><TxDtls><RltdPties>"
        f"<{role}><Nm>{escape(each.name)}</Nm></{role}>"
        f"<{role}Acct><Id><IBAN>{each.iban}</IBAN></Id></{role}Acct></RltdPties>"
        f"<RmtInf><Ustrd>{escape(each.text)}</Ustrd>{structured}</RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def mt940(lines: Iterable[str], *, account: str = "", opening: str = "C260301EUR100,00", closing: str) -> io.BytesIO:
    """One statement with these lines between its balances."""
    fields = [
        ":20:STARTUP",
        f":25:{account or settings.BRAND['iban']}",
        ":28C:1/1",
        f":60F:{opening}",
        *lines,
        f":62F:{closing}",
    ]
    return io.BytesIO("\r\n".join([*fields, "-"]).encode())
