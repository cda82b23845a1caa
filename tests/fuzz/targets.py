"""What is fuzzed: the readers of files and bodies that strangers send, each with samples and with what it may raise."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory

from billing.statements import Refused as NoStatement
from billing.statements import reading
from frontend import prose
from keurmerk import file_kinds
from keurmerk.file_kinds import NotAFile
from keurmerk.mail.arriving import mail, page, quotes
from reviews.content import cleaned
from reviews.imports import layout, upload
from reviews.imports.mails.customers import Own
from reviews.imports.mails.recognise import recognise
from reviews.imports.records import Records
from reviews.imports.unreadable import Unreadable
from reviews.plugins.consent import BadBlock, block_in
from reviews.plugins.doors import Refused
from reviews.plugins.reading import order_in
from tests.factories.order_lists import eml, text, workbook
from tests.factories.statements import Movement, camt, mt940

TOKENS = [b'"', b"\\ud800", b"\\u0000", b"null", b"[[", b"{", b"1e999", b"NaN", b":"]
PARTS = (Refused, SuspiciousOperation, MultiPartParserError)
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"


@dataclass(frozen=True)
class Target:
    """Reads anything; raises nothing but what it says. `tokens` are what its format is made of."""

    name: str
    read: Callable[[bytes], object]
    samples: Sequence[bytes]
    tokens: Sequence[bytes]
    refusals: tuple[type[Exception], ...] = ()


def order_list(data: bytes) -> int:
    plain = io.BytesIO()
    taken = upload.take(io.BytesIO(data), plain)
    found = layout.guess(plain, charset=taken.charset)
    plain.seek(0)
    rows = list(Records(plain, charset=found.charset, delimiter=found.delimiter, width=len(found.columns)))
    return len(rows)


def order_mail(data: bytes) -> object:
    return recognise(mail.read(data), Own(frozenset(), frozenset()))


def statement(data: bytes) -> int:
    return len(reading.read(io.BytesIO(data)))


def plugin_form(data: bytes) -> object:
    return _plugin(data, "application/x-www-form-urlencoded")


def plugin_json(data: bytes) -> object:
    return _plugin(data, "application/json")


def plugin_parts(data: bytes) -> object:
    return _plugin(data, "multipart/form-data; boundary=x")


def _plugin(data: bytes, kind: str) -> object:
    order = order_in(RequestFactory().post("/api/1.0/invitations.json", data, content_type=kind))
    assert len(order.email) <= 254
    assert all("\0" not in each for each in (order.email, order.number, order.customer_name))
    str(order).encode()  # half a sign could not be kept
    return order


def consent(data: bytes) -> object:
    return block_in(data.decode("utf-8", "replace"))


def own_words(data: bytes) -> str:
    return quotes.without_history(data.decode("utf-8", "replace"))


def words_of_page(data: bytes) -> str:
    return page.page_text(data.decode("utf-8", "replace"))


def article(data: bytes) -> str:
    html = str(prose.read(data.decode("utf-8", "replace"), host="keurtegel.example").html)
    assert "<script" not in html.lower()
    assert "javascript:" not in html.lower() or 'href="javascript:' not in html.lower()
    return html


def review_text(data: bytes) -> str:
    said = cleaned(data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace"))
    assert "\0" not in said
    return said


def file(data: bytes) -> object:
    return file_kinds.kind_of(data, most=1_000_000)


_ORDER = {"email": "jan@example.com", "order": "40218", "delay": "7", "order_total": "19.95", "customer_name": "Jan"}
_CART = {"products": [{"id": 7, "name": "Fietsbel", "url": "https://shop.example/7", "gtin": "8712345678906"}]}
_MIXED = (
    b"From: Shop <post@shop.example>\nTo: =?utf-8?q?Sanne?= <sanne@example.com>\nSubject: =?iso-8859-1?q?Bestelling_7?=\n"
    b'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain; '
    b"charset=utf-16\nContent-Transfer-Encoding: base64\n\n//5IAA==\n--b\nContent-Type: text/html; charset=x-no\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n<p>Bestelnummer: <b>40218</b>=\n</p>\n--b--\n"
)
_PAGE = (
    b'<html><style>p{}</style><body><p style="display:none">x</p><table><tr><td>Totaal</td><td>&euro;&nbsp;9</td></tr>'
    b"</table><!-- c --><![CDATA[x]]></body></html>"
)
_TEXT = "# Kop\n\n- [weg](https://x.example)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n<b>\n```\n&amp; **vet** `c`\n"


def targets() -> list[Target]:
    """Made when they are asked for: the samples use the settings."""
    account = "NL02ABNA0123456789"
    swift = mt940(
        [":61:2603020302C145,20NTRFNONREF//1", ":86:/TRTP/SEPA/IBAN/NL91ABNA0417164300/NAME/Bakker/REMI/USTD//F1/"],
        account=account,
        closing="C260302EUR245,20",
    ).read()
    xml = [camt(Movement(reference="RF18539007547034", text="F-1 <>"), Movement(amount="-3.00")).read()]
    mails = [eml("Orderbevestiging 7", "Bestelnummer: 7\nTotaal: 9,95\n"), _MIXED]
    lists = [
        text(3).encode(),
        b'sep=,\n"Order","E-mail"\n"1","a@b.nl"\n',
        text(2).encode("utf-16"),
        workbook([["E-mail"], ["a@b.nl"]]),
    ]
    form = urlencode({**_ORDER, "phone_numbers[0]": "0612345678", "order_data": json.dumps(_CART)}).encode()
    parts = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in _ORDER.items()
    )
    block = {
        "webshopId": 1,
        "orderNumber": "7",
        "email": "a@b.nl",
        "firstName": None,
        "inviteDelay": 3,
        "signature": "ab",
    }
    return [
        Target(
            "list of orders",
            order_list,
            lists,
            [b";", b",", b'"', b"\r", b"\xff\xfe", b"\0", b"PK\x03\x04"],
            (Unreadable,),
        ),
        Target(
            "copied order mail",
            order_mail,
            mails,
            [b"--b", b"=?utf-8?b?", b"?=", b"charset=", b"\n\n", b";"],
            (mail.Unreadable,),
        ),
        Target(
            "answer by mail",
            own_words,
            [b"Dat is goed.\n\nOp ma 2 mrt 2026 schreef Shop <a@b.nl>:\n> Zullen we?\n> \n-- \nJan\n"],
            [b"> ", b"-- \n", b"\n\n", b"Op ", b"schreef", b"From: ", b"-----"],
        ),
        Target(
            "CAMT.053",
            statement,
            xml,
            [b"<Ntry>", b"</Ntry>", b"<!DOCTYPE a>", b"&a;", b"NaN", b"<Amt/>"],
            (NoStatement,),
        ),
        Target("MT940", statement, [swift], [b":61:", b":86:", b":62F:", b"\r\n", b"-", b",", b"\xe9"], (NoStatement,)),
        Target(
            "order of a plugin, form", plugin_form, [form], [b"&", b"=", b"%00", b"[0]", b"%ed%a0%80", b"%"], (Refused,)
        ),
        Target(
            "order of a plugin, JSON",
            plugin_json,
            [json.dumps({**_ORDER, "order_data": _CART}).encode()],
            TOKENS,
            (Refused,),
        ),
        Target(
            "order of a plugin, parts",
            plugin_parts,
            [parts + b"--x--\r\n"],
            [b"--x", b"\r\n", b'filename="a"', b";"],
            PARTS,
        ),
        Target("block of consent", consent, [json.dumps(block).encode()], [*TOKENS, b"&quot;", b"&#x"], (BadBlock,)),
        Target(
            "HTML to text",
            words_of_page,
            [_PAGE],
            [b"<", b">", b"<!--", b"<table>", b"&#0;", b"&#xd800;", b"<![CDATA["],
        ),
        Target(
            "Markdown to HTML",
            article,
            [_TEXT.encode()],
            [b"[a](javascript:x)", b"<script>", b"|", b"```", b"](", b"&#106;"],
        ),
        Target(
            "words of a review",
            review_text,
            ["Snel \u202e geleverd \U0001f469\u200d".encode()],
            [b"\0", b"\xcc\x81", b"\r"],
        ),
        Target(
            "uploaded file",
            file,
            [b"%PDF-1.7", b"\xff\xd8\xff\xe0\0\x10JFIF", _PNG],
            [b"IHDR", b"\0\0\0\r", b"RIFF", b"WEBP"],
            (NotAFile,),
        ),
    ]
