"""Notices, decisions and appeals for tests: by the same verbs as in life."""

from datetime import datetime, timedelta
from typing import Any

from members.models import User
from reviews.grounds import Grounds
from reviews.models import Appeal, Decision, Notice, Review
from reviews.moderation import intake
from reviews.moderation.filing import Report, Source, Subject
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome, Side
from reviews.moderation.reasons import Reasons
from tests.factories import members, reviews
from tests.factories.members import LONG_AGO, NUMBER

UNDO = timedelta(minutes=10)
EXPLANATION = "Deze klant staat niet in ons bestand en noemt geen bestelling."


def moderator(**fields: Any) -> User:
    number = next(NUMBER)
    return members.user(name=f"Mo Derator {number}", staff_role=User.StaffRole.MODERATOR, **fields)


def report(**facts: Any) -> Report:
    defaults = {"grounds": Grounds.NO_PURCHASE, "explanation": EXPLANATION, "good_faith": True}
    return Report(**{**defaults, **facts})


def visitors_report(**facts: Any) -> Report:
    defaults = {"name": "Bea Melder", "email": f"melder{next(NUMBER)}@example.com", "grounds": Grounds.INSULT}
    return report(**{**defaults, **facts})


def answered_review(*, verified: bool = True, at: datetime = LONG_AGO, **facts: Any) -> Review:
    made = reviews.review(at=at, **facts) if verified else reviews.unverified_review(at=at, **facts)
    reviews.reply(to=made, at=at)
    return Review.objects.select_related("shop", "reply").get(pk=made.pk)


def request_of_shop(*, about: Review | None = None, at: datetime = LONG_AGO, **facts: Any) -> Notice:
    """A shop's request about a review that it replied to."""
    review = about or answered_review(at=at)
    person = review.shop.owner()
    actor = f"user:{person.pk}" if person else "test"
    return intake.file(review, report(**facts), Sender(Source.SHOP, person=person), actor=actor, at=at)


def notice_of_visitor(
    *, about: Review | None = None, at: datetime = LONG_AGO, subject: str = Subject.REVIEW, **facts: Any
) -> Notice:
    review = about or answered_review(at=at)
    return intake.file(review, visitors_report(**facts), Sender(Source.ANYONE), actor="visitor", at=at, subject=subject)


def asked(notice: Notice, *, by: User, at: datetime, question: str = "Kun je laten zien wat je kocht?") -> Notice:
    """The writer was asked; his clock runs."""
    notice.ask_writer(question, by=by, at=at)
    notice.contact(actor="clock", at=at + UNDO)
    return notice


def reasons(grounds: str = Grounds.NO_PURCHASE, **facts: Any) -> Reasons:
    defaults = {
        "facts": "De schrijver liet na een vraag niet zien dat er een bestelling was.",
        "reasoning": "Een review gaat over een eigen ervaring met de webshop.",
        "evidence": "NO_PROOF",
    }
    return Reasons(grounds=grounds, **{**defaults, **facts})


def decided(
    notice: Notice, outcome: str = Outcome.REMOVE, *, by: User, at: datetime, second: User | None = None, **facts: Any
) -> Decision:
    """Decided, read by a second where that is asked, and carried out ten minutes later."""
    made = Decision.make(notice, outcome, reasons(**{"grounds": notice.grounds, **facts}), by=by, at=at)
    if made.state == Decision.State.PROPOSED:
        made.second(by=second or moderator(), at=at)
    made.execute(at=at + UNDO)
    notice.refresh_from_db()
    return made


def appeal(notice: Notice, side: str = Side.WRITER, *, at: datetime) -> Appeal:
    made = Appeal.file(notice, side, "Ik ben het er niet mee eens, kijk nog eens.", actor="test", at=at)
    notice.refresh_from_db()
    return made
