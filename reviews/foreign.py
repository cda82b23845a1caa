"""A review that was written elsewhere, before it is brought here: what it says, and by what it is known again."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from keurmerk.canonical import moment


@dataclass(frozen=True, slots=True)
class ForeignReply:
    """What the shop had answered there."""

    text: str
    written_at: datetime
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ForeignPhoto:
    """A photo with it: its name in the archive, the hash that its record swears to, and what is to be seen."""

    file: str
    sha256: str
    alt: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """One review from elsewhere, its words as they will be shown. `record` is what we keep to give along again.

    `fields` are those of Review with the same names: stars and the other answers, words, salt, language, moments.
    """

    source: str
    source_id: str
    fields: dict[str, Any]
    record: str
    reply: ForeignReply | None = None
    photos: Sequence[ForeignPhoto] = ()
    is_numbered: bool = False  # by a mark that signed for it: two numbers are two reviews, however alike
    own: tuple[int, str] | None = None  # the number that it has where it was written, and its commitment in the ledger

    @property
    def source_key(self) -> str:
        """The same number on the same platform; empty without a number."""
        return _hashed("id", self.source.casefold(), self.source_id) if self.source_id else ""

    @property
    def words_key(self) -> str:
        """The same name, moment and text; of a review without either, the same answers at the same moment."""
        name, text = self._plain("display_name"), self._plain("text")
        more = [] if name or text else [str(self.fields["stars"]), self._plain("title")]
        more += [self.source_id] if self.is_numbered else []
        return _hashed("words", name, moment(self.fields["published_at"]), text, *more)

    @property
    def keys(self) -> set[str]:
        return {key for key in (self.source_key, self.words_key) if key}

    def _plain(self, field: str) -> str:
        return " ".join(str(self.fields[field]).casefold().split())


def _hashed(*words: str) -> str:
    """Keyed, so that nobody can guess words that were erased."""
    return hmac.new(settings.SECRET_KEY.encode(), "\0".join(words).encode(), hashlib.sha256).hexdigest()
