"""Who hears what, in whose language, and what nobody hears."""

from datetime import timedelta

import pytest

from keurmerk import outbox
from keurmerk.models import SentLetter
from members.models import Seat
from reviews.grounds import Grounds
from reviews.models import FilingRight, Notice, NoticeFile, Opinion
from reviews.moderation import intake
from reviews.moderation.filing import Source, Subject
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome, Side
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return moderation.moderator()


@pytest.fixture
def owner():
    return members.user(email="eigenaar@fietsgoed.example")


@pytest.fixture
def shop(owner):
    return reviews.inviting_shop(owner=owner)


def told():
    """Which letter went to whom since the last time, oldest first."""
    outbox.drain()
    rows = [(each.letter.removeprefix("reviews/"), each.to) for each in SentLetter.objects.order_by("pk")]
    SentLetter.objects.all().delete()
    return rows


@pytest.fixture
def notice(now, shop):
    made = moderation.request_of_shop(about=moderation.answered_review(of=shop, at=now), at=now)
    outbox.drain()
    assert SentLetter.objects.filter(letter="reviews/notice_received", to="eigenaar@fietsgoed.example").exists()
    SentLetter.objects.all().delete()
    return made


class TestLetters:
    @pytest.mark.rule("PA review: moderation")
    def test_the_writer_is_asked_and_reminded(self, now, notice, mo):
        moderation.asked(notice, by=mo, at=now)
        assert told() == [("proof_asked", notice.review.email)]
        notice.remind(actor="clock", at=now + timedelta(days=5))
        assert told() == [("proof_reminder", notice.review.email)]

    def test_no_reminder_for_who_answered(self, now, notice, mo):
        moderation.asked(notice, by=mo, at=now)
        told()
        notice.remind(actor="clock", at=now + timedelta(days=5))
        notice.answer_as_writer("Zie de bon.", actor="writer", at=now + timedelta(days=5))
        assert told() == []

    def test_both_sides_hear_of_a_removal(self, now, notice, mo, owner):
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        assert told() == [("statement_of_reasons", notice.review.email), ("notice_decided", owner.email)]

    def test_nothing_leaves_before_it_is_carried_out(self, now, notice, mo):
        from reviews.models import Decision

        Decision.make(notice, Outcome.KEEP, moderation.reasons(), by=mo, at=now)
        assert told() == []

    def test_who_was_never_asked_does_not_hear_that_it_stays(self, now, notice, mo, owner):
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now)
        assert told() == [("notice_decided", owner.email)]

    def test_who_was_asked_does(self, now, notice, mo, owner):
        moderation.asked(notice, by=mo, at=now)
        notice.answer_as_writer("Zie de bon.", actor="writer", at=now + timedelta(days=1))
        told()
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now + timedelta(days=1))
        assert told() == [("review_stays", notice.review.email), ("notice_decided", owner.email)]

    def test_an_appeal_that_is_granted_is_told_to_both(self, now, notice, mo, owner):
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        told()
        moderation.appeal(notice, at=now + timedelta(days=1))
        assert told() == [("appeal_received", notice.review.email)]
        moderation.decided(notice, Outcome.KEEP, by=moderation.moderator(), at=now + timedelta(days=1))
        assert told() == [("review_stays", notice.review.email), ("notice_decided", owner.email)]

    def test_an_appeal_that_is_refused_is_told_to_who_appealed(self, now, notice, mo, owner):
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now)
        told()
        moderation.appeal(notice, Side.NOTIFIER, at=now + timedelta(days=1))
        moderation.decided(notice, Outcome.KEEP, by=moderation.moderator(), at=now + timedelta(days=1))
        assert told() == [("appeal_received", owner.email), ("appeal_refused", owner.email)]

    def test_an_anonymous_notice_is_told_to_nobody(self, now, mo):
        notice = moderation.notice_of_visitor(at=now, grounds=Grounds.CHILD_ABUSE, name="", email="")
        told()
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now)
        assert told() == []

    def test_of_a_reply_the_shop_is_the_writer(self, now, shop, owner, mo):
        review = moderation.answered_review(of=shop, at=now)
        notice = moderation.notice_of_visitor(about=review, at=now, subject=Subject.REPLY)
        told()
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        assert told() == [("statement_of_reasons", owner.email), ("notice_decided", notice.notifier_email)]

    def test_each_reads_it_in_his_own_language(self, now, mo):
        review = moderation.answered_review(at=now, language="en")
        notice = moderation.notice_of_visitor(about=review, at=now, language="nl")
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        outbox.drain()
        languages = dict(SentLetter.objects.values_list("to", "language"))
        assert (languages[review.email], languages[notice.notifier_email]) == ("en", "nl")

    def test_the_third_unfounded_one_brings_a_warning(self, now, shop, owner, mo):
        for _ in range(3):
            each = moderation.request_of_shop(about=moderation.answered_review(of=shop, at=now), at=now)
            moderation.decided(each, Outcome.KEEP, by=mo, at=now, manifestly_unfounded=True)
        assert [each for each in told() if each[0] == "filing_warning"] == [("filing_warning", owner.email)]
        right = FilingRight.objects.get()
        assert right.unfounded(now + timedelta(days=1)) == 3


class TestStatementOfReasons:
    def test_the_letter_holds_every_field(self, now, notice, mo):
        made = moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        outbox.drain()
        letter = SentLetter.objects.get(letter="reviews/statement_of_reasons")
        for words in (
            "De tekst is verwijderd", "in elk land", "Blijvend", made.facts, made.reasoning, "Iemand heeft het bij ons gemeld",
            "Geen bewijs, hoewel we erom vroegen", "Door een mens", "Niet door de computer", "Onze regels voor reviews",
            "Geen bewijs van een bestelling", "R10", "Bezwaar bij ons: gratis, binnen zes maanden", "artikel 21", "De rechter",
        ):  # fmt: skip
            assert words in letter.text, words


class TestIdentity:
    """The shop never learns who wrote: no letter to it holds an address, a longer name, a file or an answer."""

    def test_no_letter_to_the_shop_tells_who_wrote(self, now, shop, owner, mo):
        review = reviews.review(of=shop, at=now, display_name="Sanne Geheimschrijver")
        reviews.reply(to=review, at=now)
        review = type(review).objects.select_related("shop", "reply").get(pk=review.pk)
        notice = moderation.request_of_shop(about=review, at=now)
        moderation.asked(notice, by=mo, at=now)
        NoticeFile.keep(b"%PDF-1.7", name="bon-geheimschrijver.pdf", kind="PDF", sender="WRITER", at=now, notice=notice)
        notice.answer_as_writer("Mijn klantnummer is 99887.", actor="writer", at=now + timedelta(days=1))
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now + timedelta(days=1))
        moderation.appeal(notice, at=now + timedelta(days=2))
        moderation.decided(notice, Outcome.KEEP, by=moderation.moderator(), at=now + timedelta(days=2))
        outbox.drain()
        to_shop = SentLetter.objects.filter(to=owner.email)
        assert {each.letter for each in to_shop} >= {"reviews/notice_received", "reviews/notice_decided"}
        for letter in to_shop.filter(letter__in=["reviews/notice_received", "reviews/notice_decided"]):
            for secret in (review.email, "Geheimschrijver", "geheimschrijver", "99887", "bon-", review.manage_token):
                assert secret not in letter.text + letter.html + letter.subject


class TestWhenTheReviewChanges:
    def test_a_change_of_the_words_is_an_answer(self, now, notice, mo):
        moderation.asked(notice, by=mo, at=now)
        words = Opinion(stars=3, text="Ik heb mijn tekst aangepast, het was te fel.")
        notice.review.edit(words, actor="visitor", at=now + timedelta(days=1))
        outbox.drain()
        notice.refresh_from_db()
        assert (notice.turn, notice.answer) == ("US", "")

    def test_a_removal_by_its_writer_closes_what_is_about_it(self, now, notice):
        notice.review.remove_by_author(actor="visitor", at=now)
        outbox.drain()
        notice.refresh_from_db()
        assert (notice.state, notice.close_reason) == ("CLOSED", "writer_removed")


def test_an_owner_is_who_has_the_first_seat(now, shop, owner):
    Seat.objects.create(user=members.user(), shop=shop, since=now)
    assert shop.owner() == owner


class TestHeldByRule:
    """What the written rules hold is put on record, and a person looks."""

    @pytest.fixture
    def held(self, now):
        made = reviews.review(at=now, text="Bel mij maar op 06 12345678, dan leg ik het uit.")
        assert made.held_by_rule
        outbox.drain()
        return made

    def test_opens_a_case_with_an_automatic_hold(self, held):
        notice = Notice.objects.get()
        made = notice.decisions.get()
        assert (notice.source, notice.detected_automatically, notice.urgent) == ("OWN", True, True)
        assert (made.outcome, made.automated, made.state) == ("HOLD", True, "EXECUTED")
        assert notice in Notice.objects.waiting_for_us()

    def test_the_writer_gets_one_letter_about_it(self, held):
        letters = SentLetter.objects.filter(to=held.email).values_list("letter", flat=True)
        assert list(letters) == ["reviews/review_held"]

    def test_is_closed_when_the_words_are_gone(self, now, held):
        words = Opinion(stars=2, text="Nu zonder nummer, maar nog steeds niet blij.")
        held.edit(words, actor="visitor", at=now + timedelta(hours=1))
        outbox.drain()
        assert Notice.objects.get().close_reason == "resolved"

    def test_a_person_may_show_it_again(self, now, held, mo):
        notice = Notice.objects.get()
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now + timedelta(hours=1))
        held.refresh_from_db()
        assert held.is_public
        assert "review_stays" in dict(told())


class TestProductReviews:
    def test_are_dealt_with_like_those_of_the_shop(self, now, mo):
        product = reviews.product_review(at=now)
        report = moderation.visitors_report()
        notice = intake.file(product, report, Sender(Source.ANYONE), actor="visitor", at=now, subject=Subject.PRODUCT)
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=now)
        product.refresh_from_db()
        assert (product.state, product.grounds) == ("REMOVED", "INSULT")
        assert ("statement_of_reasons", product.email) in told()
        moderation.appeal(notice, at=now + timedelta(days=1))
        moderation.decided(notice, Outcome.KEEP, by=moderation.moderator(), at=now + timedelta(days=1))
        product.refresh_from_db()
        assert product.is_public

    def test_a_change_of_one_is_an_answer(self, now, mo):
        product = reviews.product_review(at=now)
        report = moderation.visitors_report()
        notice = intake.file(product, report, Sender(Source.ANYONE), actor="visitor", at=now, subject=Subject.PRODUCT)
        moderation.asked(notice, by=mo, at=now)
        product.edit(Opinion(stars=3, text="Netter gezegd dan eerst."), actor="visitor", at=now + timedelta(days=1))
        outbox.drain()
        notice.refresh_from_db()
        assert notice.turn == "US"
