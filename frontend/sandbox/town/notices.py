"""Notices of the town: requests of the first shop and a visitor's, in every stage, by the same verbs as in life."""

from datetime import datetime, timedelta

from members.models import Shop, User
from reviews import terms
from reviews.grounds import Grounds
from reviews.models import Appeal, Decision, Notice, Review
from reviews.moderation import intake, standard_texts
from reviews.moderation.filing import Report, Source
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome, Side


def write_history(shop: Shop, staff: dict[str, User], *, now: datetime) -> None:
    """One that was refused, one that was granted and appealed, one whose writer is asked, two that wait for us."""
    replied = Review.objects.public().filter(shop=shop, reply__isnull=False, published_at__lt=now - timedelta(days=45))
    chosen = list(replied.select_related("shop", "reply").order_by("-published_at", "-pk")[:5])
    if len(chosen) < 5:
        return
    mo, second = staff["moderator"], staff["manager"]
    refused = _asked(
        chosen[0], shop, Grounds.FALSE_FACTS, "De levertijd klopt volgens ons niet.", now - timedelta(days=30)
    )
    _decided(refused, Outcome.KEEP, "keep-opinion", (mo, second), now - timedelta(days=29))
    granted = _asked(
        chosen[1], shop, Grounds.INSULT, "Hier wordt een medewerker uitgescholden.", now - timedelta(days=20)
    )
    _decided(granted, Outcome.REMOVE, "remove-insult", (mo, second), now - timedelta(days=19))
    Appeal.file(granted, Side.WRITER, "Ik schold niet, ik was boos.", actor="writer", at=now - timedelta(days=3))
    waiting = _asked(chosen[2], shop, Grounds.NO_PURCHASE, "Deze klant vinden we niet terug.", now - timedelta(days=4))
    waiting.ask_writer("Kun je laten zien wat je kocht?", by=mo, at=now - timedelta(days=3))
    waiting.contact(actor="clock", at=now - timedelta(days=3) + terms.UNDO)
    _asked(chosen[3], shop, Grounds.TWICE, "Dezelfde klant schreef dit vorige maand ook.", now - timedelta(days=1))
    report = Report(
        Grounds.PERSONAL, "Er staat een achternaam van een medewerker in.", name="Bea Melder", email="bea@example.com",
        good_faith=True,
    )  # fmt: skip
    intake.file(chosen[4], report, Sender(Source.ANYONE), actor="visitor", at=now - timedelta(hours=5))


def _asked(review: Review, shop: Shop, grounds: str, explanation: str, at: datetime) -> Notice:
    owner = shop.owner()
    report = Report(grounds, explanation, good_faith=True)
    return intake.file(review, report, Sender(Source.SHOP, person=owner), actor="user:1", at=at)


def _decided(notice: Notice, outcome: str, text: str, readers: tuple[User, User], at: datetime) -> None:
    by, second = readers
    made = Decision.make(notice, outcome, standard_texts.reasons(text, notice.grounds, ["nl"]), by=by, at=at)
    if made.four_eyes:
        made.second(by=second, at=at)
    made.execute(at=at + terms.UNDO)
    notice.refresh_from_db()
