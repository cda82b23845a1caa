"""Behind the links of the letters: the writer proves, both sides follow, and appeal."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from keurmerk import clock
from keurmerk.tokens import sign
from reviews.models import Appeal, Decision, NoticeFile
from reviews.moderation.addresses import NOTIFIER, WRITER
from reviews.moderation.outcomes import Outcome
from tests.factories import moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def mo():
    return moderation.moderator()


@pytest.fixture
def asked(mo):
    """A notice whose writer is asked now; views read the clock."""
    at = clock.now() - timedelta(hours=2)
    return moderation.asked(moderation.request_of_shop(about=moderation.answered_review(at=at), at=at), by=mo, at=at)


def mine(notice):
    return reverse("consumer:notice_of_mine", kwargs={"token": sign(WRITER, notice.pk)})


def theirs(notice, what="notice"):
    return reverse(f"consumer:{what}", kwargs={"token": sign(NOTIFIER, notice.pk)})


def text(response):
    return response.content.decode()


def pdf(name="bon.pdf", content=b"%PDF-1.7 een bon"):
    return SimpleUploadedFile(name, content, "application/pdf")


class TestWriter:
    def test_reads_the_question_and_until_when(self, client, asked):
        page = text(client.get(mine(asked)))
        assert asked.question in page
        assert "Antwoord vóór" in page

    def test_who_is_asked_to_change_a_product_review_lands_on_its_form(self, client, mo):
        """Not on that of the shop, nor on that of another product of the same order."""
        at = clock.now() - timedelta(hours=2)
        review = reviews.product_review(at=at, stars=2)
        notice = moderation.notice_of_visitor(about=review, at=at, subject="PRODUCT")
        moderation.decided(notice, Outcome.EDIT, by=mo, at=at)
        form = f"/review/{review.manage_token}/products/{review.pk}/edit/"
        assert f'href="{form}"' in text(client.get(mine(notice)))
        client.post(form, {"stars": "4", "text": "Met andere woorden."})
        review.refresh_from_db()
        assert (review.stars, review.text, review.state) == (4, "Met andere woorden.", "EDITED")

    def test_sends_proof(self, client, asked):
        client.post(mine(asked), {"what": "proof", "text": "Hier is mijn bon.", "documents": [pdf()]})
        asked.refresh_from_db()
        assert (asked.turn, asked.answer) == ("US", "Hier is mijn bon.")
        file = asked.files.get()
        assert (file.sender, file.kind, file.name) == ("WRITER", "PDF", "bon.pdf")
        assert "bon" not in file.path

    def test_a_link_of_the_notifier_opens_nothing_of_the_writers(self, client, asked):
        wrong = reverse("consumer:notice_of_mine", kwargs={"token": sign(NOTIFIER, asked.pk)})
        assert client.get(wrong).status_code == 404
        assert client.get(mine(asked)[:-4] + "xxx/").status_code == 404

    @pytest.mark.parametrize(
        ("file", "sentence"),
        [
            (pdf("bon.pdf", b"<svg onload=alert(1)>"), "is geen PDF"),
            (pdf("leeg.pdf", b""), "is leeg"),
            (pdf("groot.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024)), "is te groot"),
        ],
        ids=["a renamed drawing", "empty", "too large"],
    )
    def test_hears_what_is_wrong_with_a_file_and_keeps_the_words(self, client, asked, file, sentence):
        answer = client.post(mine(asked), {"what": "proof", "text": "Mijn uitleg.", "documents": [file]})
        assert sentence in text(answer)
        assert "Mijn uitleg." in text(answer)
        assert not NoticeFile.objects.exists()

    def test_sends_something(self, client, asked):
        assert "Schrijf iets of kies een bestand" in text(client.post(mine(asked), {"what": "proof", "text": " "}))

    def test_at_most_five_files(self, client, asked):
        client.post(mine(asked), {"what": "proof", "documents": [pdf(f"{n}.pdf") for n in range(4)]})
        answer = client.post(mine(asked), {"what": "proof", "documents": [pdf("a.pdf"), pdf("b.pdf")]}, follow=True)
        assert "hoogstens 5 bestanden" in text(answer)
        assert asked.files.count() == 5

    def test_after_a_removal_sends_late_proof_or_appeals(self, client, mo):
        at = clock.now() - timedelta(hours=2)
        notice = moderation.request_of_shop(about=moderation.answered_review(at=at), at=at)
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=at)
        page = text(client.get(mine(notice)))
        assert "Heb je alsnog bewijs?" in page
        assert "Bezwaar bij ons: gratis" not in page
        client.post(mine(notice), {"what": "appeal", "text": "Dit klopt niet, ik kocht hier."})
        assert Appeal.objects.get().side == "WRITER"

    def test_reads_every_field_of_the_statement(self, client, mo):
        at = clock.now() - timedelta(hours=2)
        notice = moderation.request_of_shop(about=moderation.answered_review(at=at), at=at)
        made = moderation.decided(notice, Outcome.REMOVE, by=mo, at=at)
        page = text(client.get(mine(notice)))
        for words in (made.facts, made.reasoning, "in elk land", "Blijvend", "R10", "Door een mens", "De rechter"):
            assert words in page

    def test_does_not_read_who_reported_it(self, client, mo):
        at = clock.now() - timedelta(hours=2)
        notice = moderation.notice_of_visitor(about=moderation.answered_review(at=at), at=at)
        moderation.asked(notice, by=mo, at=at)
        page = text(client.get(mine(notice)))
        for secret in (notice.notifier_email, notice.notifier_name, notice.explanation):
            assert secret not in page


class TestNotifier:
    @pytest.fixture
    def notice(self):
        at = clock.now() - timedelta(hours=2)
        return moderation.notice_of_visitor(about=moderation.answered_review(at=at), at=at)

    def test_follows_it(self, client, notice):
        page = text(client.get(theirs(notice)))
        assert notice.number in page
        assert "Wij zijn aan de beurt" in page

    def test_reads_nothing_of_the_writer(self, client, asked):
        asked.answer_as_writer("Mijn klantnummer is 99887.", actor="writer", at=clock.now())
        NoticeFile.keep(b"%PDF-1", name="geheim.pdf", kind="PDF", sender="WRITER", at=clock.now(), notice=asked)
        page = text(client.get(theirs(asked)))
        for secret in ("99887", "geheim.pdf", asked.review.email, asked.question):
            assert secret not in page

    def test_withdraws_it(self, client, notice):
        client.post(theirs(notice, "withdraw_notice"))
        notice.refresh_from_db()
        assert notice.state == "CLOSED"

    def test_does_not_see_a_decision_before_it_is_carried_out(self, client, notice, mo):
        Decision.make(notice, Outcome.KEEP, moderation.reasons("INSULT"), by=mo, at=clock.now())
        assert "Ons besluit" not in text(client.get(theirs(notice)))

    def test_appeals(self, client, notice, mo):
        moderation.decided(notice, Outcome.KEEP, by=mo, at=clock.now() - timedelta(hours=1))
        assert "Schrijf waarom" in text(client.post(theirs(notice), {"text": ""}))
        client.post(theirs(notice), {"text": "Kijk nog eens goed naar de tweede zin."})
        assert Appeal.objects.get().side == "NOTIFIER"
        answer = client.post(theirs(notice), {"text": "En nog eens."}, follow=True)
        assert "Je kunt geen bezwaar meer maken" in text(answer)
