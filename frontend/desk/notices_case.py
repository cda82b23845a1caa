"""All that the case of a notice shows, gathered in a constant number of queries."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from frontend.desk.notices_actions import Action, actions_for
from frontend.desk.trail import Step, trail
from members.models import User
from reviews.models import Appeal, Decision, FilingRight, Notice, NoticeFile, Review
from reviews.models.notice_queue import NoticeQuerySet
from reviews.moderation.filing import Source
from reviews.moderation.mails import languages_of

QUEUE_LENGTH = 25


class NoticeCase:
    """One notice as `user` sees it now: the queue beside it, the evidence, and what may be decided."""

    def __init__(self, notice: Notice, user: User, now: datetime) -> None:
        self.notice, self.user, self.now = notice, user, now

    # --- the queue ---------------------------------------------------------------------------

    @cached_property
    def queue(self) -> list[Notice]:
        waiting: NoticeQuerySet = Notice.objects.waiting_for_us().for_queue()
        waiting = waiting.appealed() if self.is_appeal else waiting.not_appealed()
        return list(waiting.urgent_first()[:QUEUE_LENGTH])

    def _beside(self, step: int) -> Notice | None:
        numbers = [each.pk for each in self.queue]
        if self.notice.pk not in numbers:
            return self.queue[0] if self.queue and step > 0 else None
        at = numbers.index(self.notice.pk) + step
        return self.queue[at] if 0 <= at < len(self.queue) else None

    @property
    def next(self) -> Notice | None:
        return self._beside(1)

    @property
    def last(self) -> Notice | None:
        return self._beside(-1)

    # --- whose it is -------------------------------------------------------------------------

    @property
    def is_appeal(self) -> bool:
        return self.notice.state == Notice.State.APPEALED

    @property
    def holder(self) -> User | None:
        return self.notice.in_hands_of(self.now)

    @property
    def is_with_a_colleague(self) -> bool:
        return self.holder not in {None, self.user}

    @cached_property
    def appeal(self) -> Appeal | None:
        return self.notice.open_appeal

    @property
    def is_mine_to_leave(self) -> bool:
        """The appeal is against what this person decided."""
        against = self.appeal.against if self.appeal else None
        return against is not None and self.user.pk in {against.decided_by_id, against.seconded_by_id}

    # --- the evidence ------------------------------------------------------------------------

    @cached_property
    def versions(self) -> list[Any]:
        return list(self.notice.publication.versions.all()[:5])

    @cached_property
    def files(self) -> list[NoticeFile]:
        return list(self.notice.files.order_by("pk"))

    @cached_property
    def writer(self) -> dict[str, int]:
        """How much this address wrote, and about how many shops; the address itself is not shown."""
        review = self.notice.publication.shop_review
        hash_of_it = review.email_hash if review else ""
        if not hash_of_it:
            return {"reviews": 1, "shops": 1}
        mine: QuerySet[Review] = Review.objects.filter(email_hash=hash_of_it)
        return mine.aggregate(reviews=Count("pk"), shops=Count("shop", distinct=True))

    @cached_property
    def others(self) -> list[Notice]:
        """Other notices about the same review, newest first."""
        return list(Notice.objects.about_the_same(self.notice).order_by("-pk")[:5])

    @cached_property
    def notifier(self) -> dict[str, Any] | None:
        """What this notifier brought before; a shop's is in `shop`."""
        if self.notice.source == Source.SHOP or not self.notice.notifier_hash:
            return None
        return Notice.objects.filter(notifier_hash=self.notice.notifier_hash).in_numbers()

    @cached_property
    def shop(self) -> dict[str, Any]:
        return Notice.objects.of(self.notice.shop).in_numbers()

    @cached_property
    def right(self) -> FilingRight | None:
        shop = self.notice.shop if self.notice.source == Source.SHOP else None
        return FilingRight.of(shop, email_hash=self.notice.notifier_hash)

    @cached_property
    def unfounded(self) -> int:
        return self.right.unfounded(self.now) if self.right else 0

    @cached_property
    def may_suspend(self) -> bool:
        return self.right is not None and self.right.may_be_suspended(self.now)

    @cached_property
    def is_suspended(self) -> bool:
        return self.right is not None and self.right.is_suspended(self.now)

    # --- the decision ------------------------------------------------------------------------

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.notice.decisions.select_related("decided_by", "seconded_by").order_by("-pk"))

    @cached_property
    def under_way(self) -> list[Decision]:
        return [each for each in self.decisions if each.state in {"PROPOSED", "WAITING"}]

    @cached_property
    def made(self) -> list[Decision]:
        return [each for each in self.decisions if each.state not in {"PROPOSED", "WAITING"}]

    @property
    def proposed(self) -> Decision | None:
        return next((each for each in self.under_way if each.state == "PROPOSED"), None)

    @cached_property
    def actions(self) -> list[Action]:
        return actions_for(self.notice, self.user, self.under_way, self.now)

    @property
    def deciding(self) -> list[Action]:
        return [each for each in self.actions if each.decides]

    @property
    def plain(self) -> list[Action]:
        return [each for each in self.actions if not each.decides]

    @cached_property
    def languages(self) -> list[str]:
        return languages_of(self.notice)

    def seconds_left(self, until: datetime | None) -> int:
        return max(0, int((until - self.now) / timedelta(seconds=1))) if until else 0

    @property
    def question_leaves_in(self) -> int:
        return self.seconds_left(self.notice.contact_at) if self.notice.state == "AUTHOR_CONTACTED" else 0

    @cached_property
    def undoable(self) -> list[tuple[Decision, int]]:
        """Decisions that can still be taken back, with the seconds that are left; a proposal has no end."""
        left = [(each, self.seconds_left(each.executes_at)) for each in self.under_way]
        return [(each, seconds) for each, seconds in left if seconds or each.state == "PROPOSED"]

    @cached_property
    def trail(self) -> list[Step]:
        appeals = self.notice.appeals.all()
        return trail(self.notice, *self.decisions, *appeals)
