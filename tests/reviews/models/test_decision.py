"""Deciding and carrying out are two things, with ten minutes, and sometimes a second reader, between them."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from keurmerk.lifecycle import IllegalMove
from reviews import terms
from reviews.grounds import Grounds
from reviews.models import Decision, InOtherHands, Notice, SamePerson
from reviews.moderation.outcomes import Outcome
from tests.factories import moderation

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return moderation.moderator()


@pytest.fixture
def ann():
    return moderation.moderator()


@pytest.fixture
def loose(now):
    """A request about a review without an order."""
    review = moderation.answered_review(at=now, verified=False)
    return moderation.request_of_shop(about=review, at=now)


class TestMake:
    def test_changes_nothing_for_ten_minutes(self, now, mo, loose):
        made = Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        loose.review.refresh_from_db()
        assert (made.state, made.executes_at) == ("WAITING", now + terms.UNDO)
        assert loose.review.is_public
        assert loose not in Notice.objects.waiting_for_us()

    def test_claims_the_case_for_who_decides(self, now, mo, ann, loose):
        loose.claim(ann, at=now)
        with pytest.raises(InOtherHands):
            Decision.make(loose, Outcome.KEEP, moderation.reasons(), by=mo, at=now)

    def test_one_at_a_time(self, now, mo, loose):
        Decision.make(loose, Outcome.KEEP, moderation.reasons(), by=mo, at=now)
        with pytest.raises(IllegalMove):
            Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)

    def test_not_while_it_is_the_writers_turn(self, now, mo, loose):
        moderation.asked(loose, by=mo, at=now)
        with pytest.raises(IllegalMove):
            Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now + timedelta(days=1))

    def test_dismisses_only_what_was_not_taken_up(self, now, mo, loose):
        with pytest.raises(IllegalMove):
            Decision.make(loose, Outcome.DISMISS, moderation.reasons(), by=mo, at=now)
        notice = moderation.notice_of_visitor(at=now)
        moderation.decided(notice, Outcome.DISMISS, by=mo, at=now)
        assert (notice.state, notice.result) == ("INADMISSIBLE", "REFUSED")


class TestExecute:
    def test_removes_with_the_reason_code(self, now, mo, loose):
        moderation.decided(loose, Outcome.REMOVE, by=mo, at=now)
        assert (loose.review.state, loose.review.grounds) == ("REMOVED", "NO_PURCHASE")
        assert (loose.state, loose.result, loose.turn) == ("DECIDED_REMOVE", "GRANTED", "")

    def test_keeps(self, now, mo, loose):
        moderation.decided(loose, Outcome.KEEP, by=mo, at=now)
        assert (loose.review.state, loose.state, loose.result) == ("PUBLISHED", "DECIDED_KEEP", "REFUSED")

    def test_asks_the_writer_to_change_it_within_seven_days(self, now, mo, loose):
        moderation.decided(loose, Outcome.EDIT, by=mo, at=now, grounds=Grounds.INSULT)
        assert (loose.state, loose.turn) == ("DECIDED_EDIT", "WRITER")
        assert loose.review.is_public

    def test_after_the_writers_removal_there_is_nothing_to_do(self, now, mo, loose):
        made = Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        loose.close("writer_removed", actor="visitor", at=now)
        made.execute(at=now + terms.UNDO)
        assert made.state == "UNDONE"

    def test_a_second_time_changes_nothing(self, now, mo, loose):
        made = Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        again = Decision.objects.get(pk=made.pk)
        made.execute(at=now + terms.UNDO)
        with pytest.raises(IllegalMove):
            again.execute(at=now + terms.UNDO)


class TestFourEyes:
    def test_a_verified_review_goes_only_after_a_second_reader(self, now, mo, ann):
        notice = moderation.request_of_shop(at=now)
        made = Decision.make(notice, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        assert (made.state, made.executes_at) == ("PROPOSED", None)
        with pytest.raises(SamePerson):
            made.second(by=mo, at=now)
        made.second(by=ann, at=now + timedelta(hours=1))
        assert made.executes_at == now + timedelta(hours=1) + terms.UNDO
        made.execute(at=made.executes_at)
        notice.review.refresh_from_db()
        assert notice.review.state == "REMOVED"

    def test_a_second_reader_may_disagree(self, now, mo, ann):
        notice = moderation.request_of_shop(at=now)
        made = Decision.make(notice, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        made.decline("De bon klopt gewoon.", by=ann, at=now)
        assert notice in Notice.objects.waiting_for_us()
        assert moderation.decided(notice, Outcome.KEEP, by=ann, at=now + terms.CLAIM).state == "EXECUTED"

    def test_keeping_asks_one_person(self, now, mo):
        notice = moderation.request_of_shop(at=now)
        assert Decision.make(notice, Outcome.KEEP, moderation.reasons(), by=mo, at=now).state == "WAITING"


class TestUndo:
    def test_takes_it_back_before_anybody_hears(self, now, mo, loose):
        made = Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        made.undo(by=mo, at=now + timedelta(minutes=9))
        assert loose in Notice.objects.waiting_for_us()
        with pytest.raises(IllegalMove):
            made.execute(at=now + terms.UNDO)

    def test_not_after_ten_minutes(self, now, mo, loose):
        made = Decision.make(loose, Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
        with pytest.raises(IllegalMove):
            made.undo(by=mo, at=now + terms.UNDO)


class TestHold:
    @pytest.fixture
    def personal(self, now):
        return moderation.notice_of_visitor(at=now, grounds=Grounds.PERSONAL)

    def test_hides_at_once_and_decides_nothing(self, now, mo, personal):
        Decision.make(personal, Outcome.HOLD, moderation.reasons(Grounds.PERSONAL), by=mo, at=now)
        personal.review.refresh_from_db()
        assert (personal.review.state, personal.state) == ("HELD", "ADMISSIBLE")
        assert personal in Notice.objects.waiting_for_us()

    def test_taken_back_it_is_shown_again(self, now, mo, personal):
        made = Decision.make(personal, Outcome.HOLD, moderation.reasons(Grounds.PERSONAL), by=mo, at=now)
        made.undo(by=mo, at=now + timedelta(minutes=1))
        personal.review.refresh_from_db()
        assert personal.review.is_public

    def test_is_ended_by_the_decision(self, now, mo, personal):
        held = Decision.make(personal, Outcome.HOLD, moderation.reasons(Grounds.PERSONAL), by=mo, at=now)
        held.execute(at=now + terms.UNDO)
        moderation.decided(personal, Outcome.KEEP, by=mo, at=now + terms.UNDO)
        personal.review.refresh_from_db()
        assert personal.review.is_public

    @pytest.mark.parametrize("grounds", sorted(set(Grounds) - {"UNLAWFUL", "PERSONAL", "CHILD_ABUSE"}))
    def test_nothing_else_is_hidden_before_it_is_decided(self, now, mo, grounds):
        notice = moderation.notice_of_visitor(at=now, grounds=grounds)
        with pytest.raises(IllegalMove):
            Decision.make(notice, Outcome.HOLD, moderation.reasons(grounds), by=mo, at=now)


class TestLateProof:
    def test_reinstates(self, now, mo):
        notice = moderation.request_of_shop(at=now)
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        later = now + timedelta(days=30)
        notice.answer_as_writer("Hier is de bon alsnog.", actor="writer", at=later)
        moderation.decided(notice, Outcome.KEEP, by=mo, at=later, evidence="PROOF")
        notice.review.refresh_from_db()
        assert (notice.review.state, notice.review.is_public) == ("PUBLISHED", True)
        assert (notice.state, notice.result) == ("DECIDED_KEEP", "REFUSED")

    def test_does_not_bring_back_what_another_notice_took_down(self, now, mo, ann):
        notice = moderation.request_of_shop(at=now)
        other = moderation.notice_of_visitor(about=notice.review, at=now, grounds=Grounds.INSULT)
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        moderation.decided(other, Outcome.REMOVE, by=ann, at=now)
        notice.answer_as_writer("Hier is de bon alsnog.", actor="writer", at=now + timedelta(days=1))
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now + timedelta(days=1))
        notice.review.refresh_from_db()
        assert notice.review.state == "REMOVED"


REFUSED = [
    "UPDATE reviews_decision SET facts = ''",
    "UPDATE reviews_decision SET reasoning = ''",
    "UPDATE reviews_decision SET grounds = ''",
    "UPDATE reviews_decision SET rule = ''",
    "UPDATE reviews_decision SET basis = ''",
    "UPDATE reviews_decision SET basis = 'LAW'",
    "UPDATE reviews_decision SET evidence = ''",
    "UPDATE reviews_decision SET duration = ''",
    "UPDATE reviews_decision SET everywhere = FALSE",
    "UPDATE reviews_decision SET outcome = 'HOLD'",
    "UPDATE reviews_decision SET automated = TRUE",
    "UPDATE reviews_decision SET decided_by_id = NULL",
    "UPDATE reviews_decision SET seconded_by_id = decided_by_id",
    "UPDATE reviews_decision SET seconded_by_id = NULL",
    "UPDATE reviews_decision SET executes_at = decided_at + interval '9 minutes'",
    "UPDATE reviews_decision SET executes_at = NULL",
    "UPDATE reviews_decision SET state = 'EXECUTED', executed_at = executes_at - interval '1 second'",
    "UPDATE reviews_decision SET state = 'EXECUTED'",
    "UPDATE reviews_decision SET manifestly_unfounded = TRUE",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_a_restriction_without_its_reasons_or_its_readers(now, mo, ann, statement):
    made = Decision.make(moderation.request_of_shop(at=now), Outcome.REMOVE, moderation.reasons(), by=mo, at=now)
    made.second(by=ann, at=now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_make_one_decision(now):
    """Each on a connection of its own, as in two browsers."""
    review = moderation.answered_review(at=now, verified=False)
    notice = moderation.request_of_shop(about=review, at=now)
    people, gate, refused = [moderation.moderator(), moderation.moderator()], threading.Barrier(2), []

    def decide(person):
        mine = Notice.objects.get(pk=notice.pk)
        gate.wait(timeout=30)
        try:
            Decision.make(mine, Outcome.REMOVE, moderation.reasons(), by=person, at=now)
        except (InOtherHands, IllegalMove) as refusal:
            refused.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (Decision.objects.count(), refused) == (1, [InOtherHands])
