"""What the ledger keeps of personal words: a hash with salt, so that it proves them while they are there. Pure."""

import secrets
from datetime import datetime
from typing import Any

from keurmerk.canonical import canonical, digest, moment

START = "0" * 64  # what the first entry of a shop has before it


def new_salt() -> str:
    """Without it nobody can guess the words behind a commitment; it is deleted with them."""
    return secrets.token_hex(32)


def commitment(salt: str, **words: str) -> str:
    """Proves the words to whoever has them and their salt, and tells nothing afterwards."""
    return digest(canonical({"salt": salt, **words}))


def entry_body(
    *,
    shop: int,
    number: int,
    previous: str,
    at: datetime,
    kind: str,
    by: str,
    review: int | None,
    reason: str,
    words: str | None,
    facts: dict[str, Any] | None,
    product_review: int | None = None,
) -> str:
    """The exact form of one entry, of which its hash is made.

    Entries about a review of a product name it in a field of their own: numbers of the two kinds are not the same.
    """
    about = {} if product_review is None else {"product_review": product_review}
    return canonical(
        {
            **about,
            "at": moment(at),
            "by": by,
            "facts": facts,
            "kind": kind,
            "number": number,
            "previous": previous,
            "reason": reason,
            "review": review,
            "shop": shop,
            "words": words,
        }
    )
