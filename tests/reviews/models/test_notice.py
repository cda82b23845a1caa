"""A notice from filing to closing: whose turn it is, until when, and what it does to the review."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from reviews import terms
from reviews.grounds import Grounds
from reviews.models import InOtherHands, Notice, Review
from reviews.moderation import intake
from reviews.moderation.filing import NotAdmissible, Source, Subject
from reviews.moderation.intake import Sender
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db


def names(notice):
    return list(
        Event.objects.filter(subject_type="reviews.notice", subject_id=notice.pk).values_list("name", flat=True)
    )


class TestFile:
    def test_a_request_of_the_shop_is_under_review_at_once(self, now):
        notice = moderation.request_of_shop(at=now)
        assert notice.state == Notice.State.ADMISSIBLE
        assert names(notice) == ["notice.filed", "notice.admitted"]
        assert notice.turn == "US"

    def test_a_visitors_notice_waits_for_one_of_us(self, now):
        notice = moderation.notice_of_visitor(at=now)
        assert notice.state == Notice.State.FILED
        assert notice.notifier_hash

    def test_the_review_stays_visible_and_in_the_score(self, now):
        notice = moderation.request_of_shop(at=now)
        assert notice.review.is_public
        assert notice.shop.rating.count == 1

    def test_a_shop_replies_first(self, now):
        silent = reviews.review(at=now)
        with pytest.raises(NotAdmissible) as refusal:
            moderation.request_of_shop(about=silent, at=now)
        assert refusal.value.reason == "not_answered_yet"

    def test_a_shop_changes_its_own_reply_itself(self, now):
        review = moderation.answered_review(at=now)
        with pytest.raises(NotAdmissible) as refusal:
            intake.file(review, moderation.report(), Sender(Source.SHOP), actor="t", at=now, subject=Subject.REPLY)
        assert refusal.value.reason == "own_reply"

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"explanation": "Kort."}, "no_explanation"),
            ({"good_faith": False}, "not_in_good_faith"),
            ({"email": ""}, "nameless"),
            ({"name": ""}, "nameless"),
        ],
    )
    def test_holds_what_the_law_asks(self, now, facts, reason):
        with pytest.raises(NotAdmissible) as refusal:
            moderation.notice_of_visitor(at=now, **facts)
        assert refusal.value.reason == reason

    def test_abuse_of_a_child_may_be_reported_without_a_name(self, now):
        notice = moderation.notice_of_visitor(at=now, grounds=Grounds.CHILD_ABUSE, name="", email="")
        assert (notice.notifier_hash, notice.urgent) == ("", True)

    def test_the_same_form_twice_is_one_notice(self, now):
        review, told = moderation.answered_review(at=now), moderation.report()
        first = intake.file(review, told, Sender(Source.SHOP), actor="t", at=now, key="k")
        assert intake.file(review, told, Sender(Source.SHOP), actor="t", at=now, key="k") == first

    def test_the_same_person_asks_once_at_a_time(self, now):
        notice = moderation.notice_of_visitor(at=now)
        with pytest.raises(NotAdmissible) as refusal:
            moderation.notice_of_visitor(about=notice.review, at=now, email=notice.notifier_email)
        assert refusal.value.reason == "already"
        assert moderation.notice_of_visitor(about=notice.review, at=now)

    def test_what_is_gone_is_not_reported(self, now):
        review = moderation.answered_review(at=now)
        review.remove_by_author(actor="test", at=now)
        with pytest.raises(NotAdmissible) as refusal:
            moderation.notice_of_visitor(about=review, at=now)
        assert refusal.value.reason == "not_public"

    def test_a_shop_has_at_most_so_many_open(self, now, monkeypatch):
        monkeypatch.setattr(terms, "MOST_OPEN_REQUESTS", 1)
        shop = reviews.inviting_shop()
        moderation.request_of_shop(about=moderation.answered_review(of=shop, at=now), at=now)
        with pytest.raises(NotAdmissible) as refusal:
            moderation.request_of_shop(about=moderation.answered_review(of=shop, at=now), at=now)
        assert refusal.value.reason == "too_many"

    def test_what_is_urgent_is_due_sooner(self, now):
        urgent = moderation.notice_of_visitor(at=now, grounds=Grounds.PERSONAL)
        plain = moderation.notice_of_visitor(at=now)
        assert urgent.due_at < plain.due_at
        assert list(Notice.objects.urgent_first()) == [urgent, plain]


class TestAskWriter:
    @pytest.fixture
    def mo(self):
        return moderation.moderator()

    def test_leaves_in_ten_minutes_and_can_be_taken_back(self, now, mo):
        notice = moderation.request_of_shop(at=now)
        notice.ask_writer("Kun je laten zien wat je kocht?", by=mo, at=now)
        assert (notice.state, notice.contact_at) == ("AUTHOR_CONTACTED", now + terms.UNDO)
        notice.take_back_question(by=mo, at=now + timedelta(minutes=9))
        assert (notice.state, notice.question) == ("ADMISSIBLE", "")

    def test_cannot_be_taken_back_later(self, now, mo):
        notice = moderation.request_of_shop(at=now)
        notice.ask_writer("Kun je laten zien wat je kocht?", by=mo, at=now)
        with pytest.raises(IllegalMove):
            notice.take_back_question(by=mo, at=now + terms.UNDO)

    def test_gives_the_writer_seven_whole_days(self, now, mo):
        notice = moderation.asked(moderation.request_of_shop(at=now), by=mo, at=now)
        assert (notice.state, notice.turn) == ("AWAITING_AUTHOR", "WRITER")
        assert notice.due_at == end_of_day(amsterdam_date(now) + timedelta(days=7))
        assert notice.remind_at == now + terms.UNDO + timedelta(days=5)

    def test_admits_what_a_visitor_reported(self, now, mo):
        notice = moderation.asked(moderation.notice_of_visitor(at=now), by=mo, at=now)
        assert "notice.admitted" in names(notice)

    def test_his_answer_makes_it_our_turn(self, now, mo):
        notice = moderation.asked(moderation.request_of_shop(at=now), by=mo, at=now)
        notice.answer_as_writer("Bestelling 40871, zie de bon.", actor="writer", at=now + timedelta(days=2))
        assert (notice.turn, notice.answer) == ("US", "Bestelling 40871, zie de bon.")
        notice.answer_as_writer("Nog een foto.", actor="writer", at=now + timedelta(days=3))
        assert notice.answer.endswith("Nog een foto.")

    def test_is_not_his_turn_before(self, now):
        notice = moderation.request_of_shop(at=now)
        with pytest.raises(IllegalMove):
            notice.answer_as_writer("Hier is de bon.", actor="writer", at=now)

    def test_stays_when_silent_only_for_a_known_purchase(self, now, mo):
        known = moderation.asked(moderation.request_of_shop(at=now), by=mo, at=now)
        words = moderation.asked(moderation.request_of_shop(at=now, grounds=Grounds.INSULT), by=mo, at=now)
        loose = moderation.answered_review(at=now, verified=False)
        doubted = moderation.asked(moderation.request_of_shop(about=loose, at=now), by=mo, at=now)
        assert [each.stays_when_silent for each in (known, words, doubted)] == [True, False, False]


class TestWithdraw:
    def test_ends_it(self, now):
        notice = moderation.request_of_shop(at=now)
        notice.withdraw(actor="user:1", at=now)
        assert (notice.state, notice.close_reason, notice.turn) == ("CLOSED", "withdrawn", "")

    def test_not_once_it_is_decided(self, now):
        notice = moderation.request_of_shop(at=now)
        moderation.decided(notice, "KEEP", by=moderation.moderator(), at=now)
        with pytest.raises(IllegalMove):
            notice.withdraw(actor="user:1", at=now)


class TestClaim:
    def test_is_seen_and_expires(self, now):
        notice, mo, ann = moderation.request_of_shop(at=now), moderation.moderator(), moderation.moderator()
        notice.claim(mo, at=now)
        with pytest.raises(InOtherHands) as refusal:
            notice.claim(ann, at=now + timedelta(minutes=19))
        assert refusal.value.colleague == mo
        notice.claim(ann, at=now + timedelta(minutes=20))
        assert Notice.objects.get().in_hands_of(now + timedelta(minutes=21)) == ann

    def test_is_put_back_by_who_has_it(self, now):
        notice, mo, ann = moderation.request_of_shop(at=now), moderation.moderator(), moderation.moderator()
        notice.claim(mo, at=now)
        notice.put_back(ann, at=now)
        assert Notice.objects.get().in_hands_of(now) == mo
        notice.put_back(mo, at=now)
        assert Notice.objects.get().in_hands_of(now) is None


BROKEN = [
    "UPDATE reviews_notice SET turn = ''",
    "UPDATE reviews_notice SET due_at = NULL",
    "UPDATE reviews_notice SET state = 'CLOSED'",
    "UPDATE reviews_notice SET state = 'DECIDED_KEEP'",
    "UPDATE reviews_notice SET state = 'AUTHOR_CONTACTED'",
    "UPDATE reviews_notice SET good_faith = FALSE",
    "UPDATE reviews_notice SET source = 'ANYONE'",
    "UPDATE reviews_notice SET source = 'FLAGGER', notifier_hash = 'x'",
    "UPDATE reviews_notice SET claimed_by_id = filed_by_id",
]


@pytest.mark.parametrize("statement", BROKEN)
def test_the_database_refuses_a_notice_that_makes_no_sense(now, statement):
    review = moderation.answered_review(of=reviews.inviting_shop(owner=members.user()), at=now)
    moderation.request_of_shop(about=review, at=now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_review_of_its_writers_is_found_by_nobodys_address(now):
    """The hash of a notifier is one way: nothing of the notice tells who the writer is."""
    notice = moderation.notice_of_visitor(at=now)
    assert Review.objects.get(pk=notice.review_id).email_hash != notice.notifier_hash
