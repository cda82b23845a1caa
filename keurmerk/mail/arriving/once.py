"""A mail that came before is no fault; whatever else the database refuses is one, and the vendor brings it again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def once(constraint: str) -> Iterator[None]:
    """One transaction, undone without a word when it meets this constraint: the mail is here already."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        met = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", "")
        if met != constraint:
            raise
