"""In which charset a list is written: UTF-8 when it can be, else what programs of Dutch shops write."""

import codecs
from collections.abc import Iterator

from charset_normalizer import from_bytes

CHARSETS = ("utf-8", "cp1252", "cp850", "mac_roman")  # what can be chosen by hand; the first is the usual one
_LIKELY = ["cp1252", "cp850", "mac_roman"]
_ENOUGH = 32_768  # bytes of lines that are no UTF-8: more would not make us surer
_LONGEST = 65_536


def wide(head: bytes) -> str | None:
    """Which kind of UTF-16 this is, by its byte order mark or by its plain letters; None for anything else."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:400:2], head[1:400:2]
    if _is_letters(even) and _is_nothing(odd):
        return "utf-16-le"
    return "utf-16-be" if _is_nothing(even) and _is_letters(odd) else None


def _is_letters(half: bytes) -> bool:
    return bool(half) and b"\x00" not in half and sum(byte < 128 for byte in half) * 10 > len(half) * 7


def _is_nothing(half: bytes) -> bool:
    return bool(half) and not half.strip(b"\x00")


class Judge:
    """Listens to a text passing by and remembers the lines that tell: those with more than plain letters."""

    def __init__(self) -> None:
        self._good = 0
        self._bad = 0
        self._odd_lines = bytearray()
        self._rest = b""

    def listen(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self._hear(block)
            yield block
        self._weigh(self._rest)

    def verdict(self) -> str:
        """A single line in another charset does not make the others so: that line is faulty, and named."""
        return "utf-8" if self._bad == 0 or self._good > 4 * self._bad else likely(bytes(self._odd_lines))

    def _hear(self, block: bytes) -> None:
        whole, newline, self._rest = (self._rest + block).rpartition(b"\n")
        if len(self._rest) > _LONGEST:
            self._rest = b""  # no line is that long in a list
        self._weigh(whole + newline)

    def _weigh(self, text: bytes) -> None:
        if text.isascii():
            return
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            self._weigh_lines(text)
        else:
            self._good += sum(not line.isascii() for line in text.split(b"\n"))

    def _weigh_lines(self, text: bytes) -> None:
        for line in text.split(b"\n"):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                self._good += 1
            except UnicodeDecodeError:
                self._bad += 1
                if len(self._odd_lines) < _ENOUGH:
                    self._odd_lines += line[:1000] + b"\n"


def likely(sample: bytes) -> str:
    """The likeliest of the old charsets for these lines; Windows-1252 when nothing speaks clearly for another."""
    found = from_bytes(sample, cp_isolation=_LIKELY, threshold=0.5).best()
    return found.encoding if found and found.encoding in _LIKELY else "cp1252"
