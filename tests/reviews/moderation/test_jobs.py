"""No date passes without what belongs to it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from keurmerk.schedule import load, run_at
from reviews.grounds import Grounds
from reviews.models import Decision, Notice, NoticeFile
from reviews.moderation.outcomes import Outcome
from tests.factories import moderation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def jobs():
    load()


@pytest.fixture
def mo():
    return moderation.moderator()


def test_a_question_leaves_after_ten_minutes(now, mo):
    notice = moderation.request_of_shop(at=now)
    notice.ask_writer("Kun je laten zien wat je kocht?", by=mo, at=now)
    assert run_at("reviews.contact_writers", now + timedelta(minutes=9)) == 0
    assert run_at("reviews.contact_writers", now + timedelta(minutes=10)) == 1
    notice.refresh_from_db()
    assert notice.state == "AWAITING_AUTHOR"


def test_a_decision_is_carried_out_after_ten_minutes(now, mo):
    notice = moderation.request_of_shop(at=now)
    Decision.make(notice, Outcome.KEEP, moderation.reasons(), by=mo, at=now)
    assert run_at("reviews.carry_out_decisions", now + timedelta(minutes=9)) == 0
    assert run_at("reviews.carry_out_decisions", now + timedelta(minutes=10)) == 1
    notice.refresh_from_db()
    assert notice.state == "DECIDED_KEEP"


class TestTheWritersClock:
    def test_reminds_once_on_the_fifth_day(self, now, mo):
        moderation.asked(moderation.request_of_shop(at=now), by=mo, at=now)
        assert run_at("reviews.remind_writers", now + timedelta(days=4)) == 0
        assert run_at("reviews.remind_writers", now + timedelta(days=5, minutes=10)) == 1
        assert run_at("reviews.remind_writers", now + timedelta(days=6)) == 0

    def test_in_silence_a_known_purchase_stays_by_written_rule(self, now, mo):
        notice = moderation.asked(moderation.request_of_shop(at=now), by=mo, at=now)
        assert run_at("reviews.note_silence", now + timedelta(days=7)) == 0
        assert run_at("reviews.note_silence", now + timedelta(days=8)) == 1
        notice.refresh_from_db()
        made = notice.decisions.get()
        assert (made.outcome, made.automated, made.evidence) == ("KEEP", True, "ORDER")
        assert (notice.state, notice.result, notice.turn) == ("DECIDED_KEEP", "REFUSED", "")
        assert notice.review.is_public

    def test_in_silence_an_unknown_purchase_goes_to_a_person(self, now, mo):
        review = moderation.answered_review(at=now, verified=False)
        notice = moderation.asked(moderation.request_of_shop(about=review, at=now), by=mo, at=now)
        run_at("reviews.note_silence", now + timedelta(days=8))
        notice.refresh_from_db()
        assert (notice.turn, notice.decisions.count()) == ("US", 0)
        assert notice in Notice.objects.waiting_for_us()
        notice.review.refresh_from_db()
        assert notice.review.is_public

    def test_in_silence_words_go_to_a_person_even_of_a_known_purchase(self, now, mo):
        notice = moderation.asked(moderation.request_of_shop(at=now, grounds=Grounds.INSULT), by=mo, at=now)
        run_at("reviews.note_silence", now + timedelta(days=8))
        notice.refresh_from_db()
        assert (notice.turn, notice.decisions.count()) == ("US", 0)

    def test_a_change_that_does_not_come_goes_to_a_person(self, now, mo):
        notice = moderation.request_of_shop(at=now, grounds=Grounds.INSULT)
        moderation.decided(notice, Outcome.EDIT, by=mo, at=now)
        run_at("reviews.note_silence", now + timedelta(days=8))
        notice.refresh_from_db()
        assert (notice.state, notice.turn) == ("DECIDED_EDIT", "US")


class TestTheEnd:
    def test_six_months_after_the_decision_it_is_closed_and_proof_is_gone(self, now, mo):
        notice = moderation.asked(moderation.request_of_shop(at=now), by=mo, at=now)
        file = NoticeFile.keep(b"%PDF-1.7", name="bon.pdf", kind="PDF", sender="WRITER", at=now, notice=notice)
        notice.answer_as_writer("Zie de bon.", actor="writer", at=now + timedelta(days=1))
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now + timedelta(days=1))
        assert run_at("reviews.close_notices", now + timedelta(days=180)) == 0
        later = now + timedelta(days=190)
        assert run_at("reviews.close_notices", later) == 1
        assert default_storage.exists(file.path)
        file.refresh_from_db()
        assert file.forget_at == later

    def test_a_form_that_was_never_sent_leaves_no_file(self, now, django_capture_on_commit_callbacks):
        file = NoticeFile.keep(b"%PDF-1.7", name="bon.pdf", kind="PDF", sender="NOTIFIER", at=now, key="k")
        assert run_at("reviews.forget_notice_files", now + timedelta(hours=23)) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert run_at("reviews.forget_notice_files", now + timedelta(hours=24)) == 1
        assert not default_storage.exists(file.path)
        assert not NoticeFile.objects.exists()

    def test_a_file_that_was_sent_stays_with_its_notice(self, now):
        NoticeFile.keep(b"%PDF-1.7", name="bon.pdf", kind="PDF", sender="NOTIFIER", at=now, key="k")
        notice = moderation.request_of_shop(at=now)
        assert NoticeFile.attach("k", notice) == 1
        assert run_at("reviews.forget_notice_files", now + timedelta(days=3)) == 0
        assert notice.files.count() == 1
