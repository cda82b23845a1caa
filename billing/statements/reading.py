"""One door for every kind of statement: what the file is, is read from its first bytes."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from billing.statements import Refused, Statement, camt, mt940

_HEAD = 4096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(file: BinaryIO) -> list[Statement]:
    """The statements in a file that can be rewound. Raises Refused, and then nothing of it counts."""
    head = file.read(_HEAD)
    file.seek(0)
    if _is_markup(head):
        return camt.read(file)
    if b":20:" in head:
        return mt940.read(file)
    raise Refused(1, _("this is neither CAMT.053 nor MT940"))


def _is_markup(head: bytes) -> bool:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(b" \t\r\n\0").startswith(b"<")
