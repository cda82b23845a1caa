"""From a line of a signed export to a review; a line that was changed since we signed it is named, and not taken."""

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, BinaryIO

from keurmerk.canonical import canonical
from reviews import terms
from reviews.foreign import Foreign, ForeignPhoto, ForeignReply
from reviews.imports.cells import Faulty
from reviews.imports.elsewhere.lines import Read
from reviews.imports.lines import Fault
from reviews.models import Review, ReviewImport
from reviews.portable import hash_of
from reviews.scoring import SUB_SCORES

LONGEST_RECORD = 262_144  # bytes: a review with its reply and the words for five photos has room enough
_SALT = re.compile(r"[0-9a-f]{0,64}")
_LANGUAGE = re.compile(r"[a-z]{2}")


class ExportReader:
    """Reads the records of an export from where the last chunk ended. `genuine`: the hashes of those we signed, or
    None when the whole file is as we signed it."""

    def __init__(
        self,
        of: ReviewImport,
        file: BinaryIO,
        *,
        genuine: AbstractSet[str] | None = None,
        position: int = 0,
        line: int = 0,
    ) -> None:
        self._list, self._file, self._genuine = of, file, genuine
        self._position, self._line = position, line
        file.seek(position)

    def __iter__(self) -> Iterator[Read | None]:
        while text := self._file.readline(LONGEST_RECORD + 1):
            self._line += 1
            self._position += len(text)
            is_long = len(text) > LONGEST_RECORD and not text.endswith(b"\n")
            if is_long:
                self._skip_rest()
            yield self._read(text, is_long=is_long) if text.strip() else None

    @property
    def place(self) -> dict[str, int]:
        return {"position": self._position, "line": self._line}

    def _skip_rest(self) -> None:
        while part := self._file.readline(LONGEST_RECORD):
            self._position += len(part)
            if part.endswith(b"\n"):
                return

    def _read(self, text: bytes, *, is_long: bool) -> Read:
        if is_long:
            return Read(self._line, None, [Fault(self._line, 0, "LINE_TOO_LONG")])
        try:
            return Read(self._line, self._review(_checked(text, self._genuine)))
        except Faulty as fault:
            return Read(self._line, None, [Fault(self._line, 0, fault.code)])

    def _review(self, told: dict[str, Any]) -> Foreign:
        try:
            if "record" not in told:
                own = (_number(told["id"]), _words(told["words"], 64))
                return _foreign(told, source=self._list.source, photos=told["photos"], own=own)
            _must_be_whole(told["record"])
            return _foreign(told["record"], source=_words(told["source"], 40), photos=told["photos"])
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
            raise Faulty("RECORD_WRONG") from fault


def _checked(text: bytes, genuine: AbstractSet[str] | None) -> dict[str, Any]:
    """The record, if its hash is its own and is one of those that we signed. Raises Faulty."""
    try:
        told = json.loads(text)
        found = hash_of(told)
    except UnicodeDecodeError as fault:
        raise Faulty("CHARSET") from fault
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise Faulty("RECORD_WRONG") from fault
    if told.get("hash") != found:
        raise Faulty("HASH_WRONG")
    if genuine is not None and found not in genuine:
        raise Faulty("NOT_SIGNED")
    result: dict[str, Any] = told
    return result


def _must_be_whole(record: dict[str, Any]) -> None:
    if record.get("hash") != hash_of(record):
        raise Faulty("HASH_WRONG")


def _number(told: Any) -> int:
    if not isinstance(told, int) or not 0 < told < 2**63:
        raise ValueError(told)
    return told


def _foreign(record: dict[str, Any], *, source: str, photos: Any, own: tuple[int, str] | None = None) -> Foreign:
    fields: dict[str, Any] = {
        "stars": _stars(record["stars"]),
        "title": _words(record["title"], 120),
        "text": _words(record["text"], terms.MOST_CHARACTERS),
        "display_name": _words(record["name"], 40),
        "salt": _matching(_SALT, record["salt"]),
        "language": _matching(_LANGUAGE, record["language"]),
        "recommends": record["recommends"] if record["recommends"] is None else bool(record["recommends"]),
        "published_at": _moment(record["published_at"]),
        "edited_at": _moment(record["edited_at"]) if record["edited_at"] else None,
        **{name: _stars(record[name]) if record[name] is not None else None for name in SUB_SCORES},
    }
    number = "" if record["id"] is None else _words(str(record["id"]), 120)
    return Foreign(
        source,
        number,
        fields,
        canonical(record),
        _reply(record["reply"]),
        _photos(photos),
        record["origin"] != Review.Origin.IMPORTED,
        own,
    )


def _reply(told: dict[str, Any] | None) -> ForeignReply | None:
    if told is None:
        return None
    edited_at = _moment(told["edited_at"]) if told["edited_at"] else None
    return ForeignReply(_words(told["text"], 2000), _moment(told["written_at"]), edited_at)


def _photos(told: list[dict[str, Any]]) -> list[ForeignPhoto]:
    found = [ForeignPhoto(each["file"], each["sha256"], _words(each["alt"], terms.LONGEST_ALT)) for each in told]
    if len(found) > terms.MOST_PHOTOS:
        raise ValueError(len(found))
    return found


def _stars(told: Any) -> int:
    if told not in (1, 2, 3, 4, 5) or not isinstance(told, int):
        raise ValueError(told)
    return told


def _words(told: Any, most: int) -> str:
    if not isinstance(told, str) or len(told) > most or "\0" in told:
        raise ValueError(most)
    return told


def _matching(form: re.Pattern[str], told: str) -> str:
    if not form.fullmatch(told):
        raise ValueError(form.pattern)
    return told


def _moment(told: str) -> datetime:
    at = datetime.fromisoformat(told)
    if at.tzinfo is None:
        raise ValueError(told)
    return at
