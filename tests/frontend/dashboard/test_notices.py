"""The shop asks us to look, follows it, appeals; and never learns who wrote."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from keurmerk import clock
from reviews.models import Appeal, Notice, NoticeFile
from reviews.moderation.outcomes import Outcome
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def owner(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def shop(owner):
    return reviews.inviting_shop(owner=owner)


@pytest.fixture
def review(shop):
    return moderation.answered_review(of=shop, at=clock.now() - timedelta(days=1), display_name="Sanne Geheim")


WORDS = {
    "reason": "NO_PURCHASE",
    "explanation": "Deze klant staat niet in ons bestand.",
    "good_faith": "on",
    "key": "k" * 30,
}
FACT = {**WORDS, "reason": "FALSE_FACTS", "is_experience": "no", "is_checkable": "yes", "can_be_shown": "yes"}


def text(response):
    return response.content.decode()


def ask(client, review, data=None):
    address = reverse("dashboard:request_moderation", kwargs={"shop_id": review.shop_id, "review_id": review.pk})
    return client.get(address) if data is None else client.post(address, data)


def page(client, notice):
    return client.get(reverse("dashboard:notice", args=[notice.shop_id, notice.pk]))


class TestRequest:
    def test_first_a_reply(self, client, shop):
        silent = reviews.review(of=shop, at=clock.now())
        answer = ask(client, silent)
        assert "Reageer eerst" in text(answer)
        ask(client, silent, {**WORDS, "page": "send"})
        assert not Notice.objects.exists()

    def test_is_filed_after_a_last_look(self, client, owner, review):
        assert "Controleer je antwoorden" in text(ask(client, review, {**WORDS, "page": "words"}))
        assert ask(client, review, {**WORDS, "page": "send"}).status_code == 302
        notice = Notice.objects.get()
        assert (notice.source, notice.state, notice.filed_by) == ("SHOP", "ADMISSIBLE", owner)

    def test_one_at_a_time_leads_to_the_one_under_way(self, client, review):
        ask(client, review, {**WORDS, "page": "send"})
        assert ask(client, review).url.endswith(f"/notices/{Notice.objects.get().pk}/")

    def test_a_fact_needs_a_document(self, client, review):
        said = {**FACT, "quote": "De levering duurde zes weken."}
        assert "Stuur een document" in text(ask(client, review, {**said, "page": "words"}))
        sent = {**said, "page": "words", "documents": [SimpleUploadedFile("bewijs.pdf", b"%PDF-1.7")]}
        assert "bewijs.pdf" in text(ask(client, review, sent))
        ask(client, review, {**said, "page": "send"})
        file = Notice.objects.get().files.get()
        assert (file.name, file.forget_at) == ("bewijs.pdf", None)

    def test_a_wrong_answer_costs_no_file(self, client, review):
        sent = {**WORDS, "explanation": "", "page": "words", "documents": [SimpleUploadedFile("a.pdf", b"%PDF-1.7")]}
        answer = ask(client, review, sent)
        assert "Leg uit" in text(answer)
        assert "a.pdf" in text(answer)
        drop = ask(client, review, {**WORDS, "page": "reason", "drop": NoticeFile.objects.get().pk})
        assert "a.pdf" not in text(drop)
        assert not NoticeFile.objects.exists()

    def test_another_shops_review_does_not_exist(self, client, shop):
        other = moderation.answered_review(at=clock.now())
        address = reverse("dashboard:request_moderation", kwargs={"shop_id": shop.pk, "review_id": other.pk})
        assert client.get(address).status_code == 404

    def test_another_shops_files_are_not_reached_by_a_guess(self, client, review):
        NoticeFile.keep(b"%PDF-1", name="x.pdf", kind="PDF", sender="NOTIFIER", at=clock.now(), key="z" * 30)
        ask(client, review, {**WORDS, "page": "reason", "drop": NoticeFile.objects.get().pk})
        assert NoticeFile.objects.exists()


class TestFollow:
    def test_says_whose_turn_and_until_when(self, client, review):
        notice = moderation.request_of_shop(about=review, at=clock.now())
        assert "Wij zijn aan de beurt" in text(page(client, notice))
        moderation.asked(notice, by=moderation.moderator(), at=clock.now() - timedelta(minutes=11))
        assert "De schrijver is aan zet" in text(page(client, notice))

    def test_lists_them_with_the_numbers_that_are_public(self, client, shop, review):
        notice = moderation.request_of_shop(about=review, at=clock.now())
        shown = text(client.get(reverse("dashboard:notices", args=[shop.pk])))
        assert notice.number in shown
        assert "1 verzoek: 0 toegewezen, 0 afgewezen, 1 open" in shown

    def test_does_not_see_what_others_reported_about_it(self, client, shop, review):
        notice = moderation.notice_of_visitor(about=review, at=clock.now())
        assert page(client, notice).status_code == 404
        assert notice.number not in text(client.get(reverse("dashboard:notices", args=[shop.pk])))

    def test_withdraws_it(self, client, review):
        notice = moderation.request_of_shop(about=review, at=clock.now())
        client.post(reverse("dashboard:withdraw_request", args=[notice.shop_id, notice.pk]))
        notice.refresh_from_db()
        assert notice.close_reason == "withdrawn"

    def test_reads_the_decision_and_appeals(self, client, review):
        notice = moderation.request_of_shop(about=review, at=clock.now() - timedelta(hours=1))
        made = moderation.decided(notice, Outcome.KEEP, by=moderation.moderator(), at=clock.now() - timedelta(hours=1))
        shown = text(page(client, notice))
        assert made.facts in shown
        assert made.private_note not in shown or not made.private_note
        client.post(reverse("dashboard:notice", args=[notice.shop_id, notice.pk]), {"text": "Kijk nog eens, graag."})
        assert Appeal.objects.get().side == "NOTIFIER"

    def test_of_its_own_reply_it_reads_the_statement_of_reasons(self, client, review):
        at = clock.now() - timedelta(hours=1)
        notice = moderation.notice_of_visitor(about=review, at=at, subject="REPLY")
        assert page(client, notice).status_code == 404
        made = moderation.decided(notice, Outcome.REMOVE, by=moderation.moderator(), at=at)
        shown = text(page(client, notice))
        assert made.reasoning in shown
        assert "in elk land" in shown
        assert notice.notifier_email not in shown
        assert notice.explanation not in shown
        client.post(reverse("dashboard:notice", args=[notice.shop_id, notice.pk]), {"text": "Onze reactie was netjes."})
        assert Appeal.objects.get().side == "WRITER"


class TestIdentity:
    def test_no_page_of_the_shops_side_tells_who_wrote(self, client, shop, review):
        """Through the whole life of a request: neither address, surname, file, question nor answer."""
        at = clock.now() - timedelta(days=3)
        notice = moderation.request_of_shop(about=review, at=at)
        moderation.asked(notice, by=moderation.moderator(), at=at)
        NoticeFile.keep(b"%PDF-1", name="bon-geheim.pdf", kind="PDF", sender="WRITER", at=at, notice=notice)
        notice.answer_as_writer("Mijn klantnummer is 99887.", actor="writer", at=at + timedelta(days=1))
        moderation.decided(
            notice, Outcome.REMOVE, by=moderation.moderator(), at=at + timedelta(days=1), private_note="Woont in Ede."
        )
        moderation.appeal(notice, at=at + timedelta(days=2))
        pages = [
            page(client, notice),
            client.get(reverse("dashboard:notices", args=[shop.pk])),
            client.get(reverse("dashboard:reviews", args=[shop.pk])),
            client.get(reverse("dashboard:home", args=[shop.pk])),
            client.get(f"/api/v1/shops/{shop.pk}"),
            client.get(f"/api/v1/shops/{shop.pk}/reviews"),
            client.get(f"/api/v1/shops/{shop.pk}/ledger"),
        ]
        secrets = (review.email, "Geheim", "geheim", "99887", "Ede", review.manage_token, "Ik ben het er niet mee eens")
        for each in pages:
            shown = b"".join(each.streaming_content).decode() if each.streaming else text(each)
            for secret in secrets:
                assert secret not in shown, (each.request["PATH_INFO"], secret)
