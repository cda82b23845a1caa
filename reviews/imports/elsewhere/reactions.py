"""The work on files with reviews from elsewhere, errand by errand."""

from keurmerk import clock
from keurmerk.models import Event
from keurmerk.outbox import on
from reviews.imports.elsewhere import work
from reviews.models import ReviewImport


@on("review_import.checking")
def check_reviews(event: Event) -> None:
    """Reads the next lines and asks for those after them, until all of it was read."""
    work.check(event, at=clock.now())


@on("review_import.confirmed")
def take_reviews_in(event: Event) -> None:
    work.carry_out(event, at=clock.now())


@on("review_import.undoing")
def take_reviews_back(event: Event) -> None:
    work.undo(event, at=clock.now())


@on("review_import.done", "review_import.cancelled")
def forget_reviews_file(event: Event) -> None:
    """The file goes as soon as nobody reads it any more."""
    of = ReviewImport.objects.filter(pk=event.subject_id).first()
    if of:
        of.forget_file()
