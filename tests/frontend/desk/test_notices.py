"""The moderator's queue and case, as a browser without JavaScript sees them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from keurmerk import clock
from reviews.grounds import Grounds
from reviews.models import Decision, FilingRight, Notice, NoticeFile
from reviews.moderation import standard_texts
from reviews.moderation.outcomes import Outcome, Side
from tests.factories import members, moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now() - timedelta(hours=3)


@pytest.fixture
def mo(client):
    person = moderation.moderator()
    client.force_login(person)
    return person


@pytest.fixture
def notice(at):
    review = moderation.answered_review(at=at, verified=False)
    return moderation.request_of_shop(about=review, at=at)


WORDS = {
    "grounds": "NO_PURCHASE",
    "evidence": "NO_PROOF",
    "facts": "Er kwam geen bewijs, ook niet na een vraag.",
    "reasoning": "Een review gaat over een eigen ervaring.",
    "private_note": "Lijkt een vergissing van de klant.",
}


def url(name, *args):
    return reverse(f"desk:{name}", args=args)


def text(response):
    return response.content.decode()


def decide(client, notice, outcome, **words):
    return client.post(url("decide_notice", notice.pk), {**WORDS, **words, "outcome": outcome}, follow=True)


def do(client, notice, name, **data):
    return client.post(url("notice_act", notice.pk, name), data, follow=True)


def offered(client, notice):
    return [str(each.name) for each in client.get(url("notice", notice.pk)).context["case"].actions]


class TestDoors:
    @pytest.mark.parametrize("role", ["", "inspector", "mediator", "finance"])
    def test_the_room_does_not_exist_for_others(self, client, notice, role):
        client.force_login(members.user(staff_role=role))
        for address in (url("notices"), url("appeals"), url("notice", notice.pk)):
            assert client.get(address).status_code == 404
        assert decide(client, notice, "KEEP").status_code == 404
        assert not Decision.objects.exists()

    def test_the_manager_may_enter(self, client, notice):
        client.force_login(members.user(staff_role="manager"))
        assert client.get(url("notice", notice.pk)).status_code == 200


class TestQueue:
    def test_shows_what_waits_for_us_urgent_first(self, client, mo, notice, at):
        urgent = moderation.notice_of_visitor(at=at, grounds=Grounds.PERSONAL)
        moderation.asked(moderation.request_of_shop(at=at), by=mo, at=at)
        appealed = moderation.request_of_shop(at=at)
        moderation.decided(appealed, Outcome.KEEP, by=moderation.moderator(), at=at)
        moderation.appeal(appealed, Side.NOTIFIER, at=at + timedelta(hours=1))
        assert list(client.get(url("notices")).context["page"]) == [urgent, notice]
        assert list(client.get(url("appeals")).context["page"]) == [appealed]

    def test_narrows_to_mine_a_ground_a_source_and_words(self, client, mo, notice, at):
        other = moderation.notice_of_visitor(at=at)
        notice.claim(mo, at=clock.now())
        for asked, found in (
            ({"whose": "mine"}, [notice]),
            ({"whose": "nobody"}, [other]),
            ({"source": "ANYONE"}, [other]),
            ({"grounds": "NO_PURCHASE"}, [notice]),
            ({"q": notice.number}, [notice]),
            ({"view": "writer"}, []),
        ):
            assert list(client.get(url("notices"), asked).context["page"]) == found

    def test_says_whose_hands_it_is_in(self, client, mo, notice):
        colleague = moderation.moderator()
        notice.claim(colleague, at=clock.now())
        assert str(colleague) in text(client.get(url("notices")))


class TestCase:
    def test_holds_the_evidence_the_history_and_the_numbers(self, client, mo, notice):
        shown = text(client.get(url("notice", notice.pk)))
        for words in (notice.explanation, notice.review.text, "Verzoeken van deze webshop", "Wie meldt"):
            assert words in shown

    def test_marks_its_keys(self, client, mo, notice, at):
        moderation.request_of_shop(at=at + timedelta(hours=1))
        shown = text(client.get(url("notice", notice.pk)))
        for key in ("a", "x", "e", "v", "t", "j", "c", "gq"):
            assert f'data-key="{key}"' in shown

    def test_says_when_a_colleague_has_it_and_offers_nothing(self, client, mo, notice):
        colleague = moderation.moderator()
        notice.claim(colleague, at=clock.now())
        shown = client.get(url("notice", notice.pk))
        assert f"{colleague} heeft deze zaak" in text(shown)
        assert shown.context["case"].actions == []

    def test_hides_at_once_only_what_is_unlawful_or_personal(self, client, mo, notice, at):
        assert "HOLD" not in offered(client, notice)
        assert "HOLD" in offered(client, moderation.notice_of_visitor(at=at, grounds=Grounds.PERSONAL))

    def test_takes_up_or_dismisses_what_a_visitor_reported(self, client, mo, at):
        notice = moderation.notice_of_visitor(at=at)
        assert {"admit", "DISMISS"} <= set(offered(client, notice))
        do(client, notice, "admit")
        notice.refresh_from_db()
        assert notice.state == "ADMISSIBLE"
        assert "DISMISS" not in offered(client, notice)


class TestDecide:
    def test_waits_ten_minutes_and_can_be_taken_back(self, client, mo, notice):
        shown = text(decide(client, notice, "REMOVE"))
        made = Decision.objects.get()
        assert (made.state, made.decided_by, made.private_note) == ("WAITING", mo, WORDS["private_note"])
        assert "data-countdown=" in shown
        client.post(url("undo_decision", notice.pk, made.pk))
        made.refresh_from_db()
        assert made.state == "UNDONE"

    def test_only_who_decided_takes_it_back(self, client, mo, notice):
        decide(client, notice, "REMOVE")
        client.force_login(moderation.moderator())
        client.post(url("undo_decision", notice.pk, Decision.objects.get().pk))
        assert Decision.objects.get().state == "WAITING"

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [({"facts": " "}, "Schrijf wat we vonden"), ({"reasoning": ""}, "Schrijf waarom het wel of niet")],
    )
    def test_asks_for_reasons_and_loses_nothing(self, client, mo, notice, missing, sentence):
        answer = decide(client, notice, "REMOVE", **missing)
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert WORDS["private_note"] in text(answer)
        assert not Decision.objects.exists()

    def test_names_the_law_where_that_is_the_ground(self, client, mo, notice):
        assert "Noem het wetsartikel" in text(decide(client, notice, "REMOVE", grounds="UNLAWFUL"))
        decide(client, notice, "REMOVE", grounds="UNLAWFUL", law="Wetboek van Strafrecht, art. 285")
        assert Decision.objects.get().law == "Wetboek van Strafrecht, art. 285"

    def test_inserts_a_standard_text_behind_what_was_typed(self, client, mo, notice):
        answer = decide(client, notice, "INSERT", standard="keep-opinion", facts="Eerst dit.", reasoning="")
        initial = answer.context["reasons"].initial
        opinion = standard_texts.find("keep-opinion")
        assert initial["facts"] == "Eerst dit.\n\n" + opinion.facts["nl"]
        assert initial["reasoning"] == opinion.reasoning["nl"]
        assert initial["private_note"] == WORDS["private_note"]
        assert not Decision.objects.exists()

    def test_inserts_both_languages_where_the_sides_read_two(self, client, mo, at):
        owner = members.user(language="en")
        review = moderation.answered_review(of=reviews.inviting_shop(owner=owner), at=at)
        notice = moderation.request_of_shop(about=review, at=at)
        answer = decide(client, notice, "INSERT", standard="keep-opinion", facts="", reasoning="")
        opinion = standard_texts.find("keep-opinion")
        assert answer.context["reasons"].initial["facts"] == f"{opinion.facts['nl']}\n\n{opinion.facts['en']}"

    def test_asks_the_writer(self, client, mo, notice):
        assert "Schrijf wat je wilt vragen" in text(decide(client, notice, "ask"))
        decide(client, notice, "ask", question="Kun je laten zien wat je kocht?")
        notice.refresh_from_db()
        assert notice.state == "AUTHOR_CONTACTED"
        assert "unask" in offered(client, notice)
        do(client, notice, "unask")
        notice.refresh_from_db()
        assert notice.state == "ADMISSIBLE"

    def test_counts_what_is_manifestly_unfounded_only_when_it_stays(self, client, mo, notice):
        assert decide(client, notice, "REMOVE", manifestly_unfounded="on").status_code == 422
        decide(client, notice, "KEEP", manifestly_unfounded="on")
        assert Decision.objects.get().manifestly_unfounded

    def test_a_text_of_a_hundred_thousand_characters_is_refused_in_a_sentence(self, client, mo, notice):
        answer = decide(client, notice, "REMOVE", facts="x" * 100_000)
        assert answer.status_code == 422
        assert "hoogstens 5000 tekens" in text(answer)


class TestTwoModerators:
    def test_who_comes_second_hears_who_has_it_and_keeps_what_was_typed(self, client, mo, notice):
        ann = moderation.moderator()
        other = Client()
        other.force_login(ann)
        other.get(url("notice", notice.pk))  # both have it open
        decide(client, notice, "REMOVE")
        answer = decide(other, notice, "KEEP", facts="Dit vond ik ervan.")
        assert answer.status_code == 409
        assert f"{mo} heeft deze zaak nu" in text(answer)
        assert "Dit vond ik ervan." in text(answer)
        assert [each.outcome for each in Decision.objects.all()] == ["REMOVE"]

    def test_a_second_reader_is_asked_for_a_verified_review(self, client, mo, at):
        notice = moderation.request_of_shop(at=at)
        decide(client, notice, "REMOVE")
        assert offered(client, notice) == []
        do(client, notice, "put-back")
        ann = moderation.moderator()
        client.force_login(ann)
        assert offered(client, notice) == ["decline", "second"]
        do(client, notice, "second")
        assert Decision.objects.get().seconded_by == ann

    def test_a_second_reader_may_say_no_with_a_note(self, client, mo, at):
        notice = moderation.request_of_shop(at=at)
        decide(client, notice, "REMOVE")
        client.force_login(moderation.moderator())
        notice.refresh_from_db()
        notice.put_back(mo, at=clock.now())
        assert "Eerst de bon bekijken." in text(do(client, notice, "decline", note="Eerst de bon bekijken."))
        assert Decision.objects.get().state == "DECLINED"

    def test_who_decided_cannot_second_by_another_door(self, client, mo, at):
        notice = moderation.request_of_shop(at=at)
        decide(client, notice, "REMOVE")
        assert "Dit vraagt iemand anders" in text(do(client, notice, "second"))


class TestAppeal:
    def test_is_not_offered_to_who_decided_before(self, client, mo, at, notice):
        moderation.decided(notice, Outcome.REMOVE, by=mo, at=at)
        moderation.appeal(notice, at=at + timedelta(hours=1))
        shown = client.get(url("notice", notice.pk))
        assert "Iemand anders beslist over dit bezwaar" in text(shown)
        assert not [each for each in shown.context["case"].actions if each.decides]
        assert "Dit vraagt iemand anders" in text(decide(client, notice, "KEEP"))

    def test_is_decided_by_another_with_the_words_of_the_appeal_before_them(self, client, mo, at, notice):
        moderation.decided(notice, Outcome.REMOVE, by=moderation.moderator(), at=at)
        appeal = moderation.appeal(notice, at=at + timedelta(hours=1))
        assert appeal.text in text(client.get(url("notice", notice.pk)))
        decide(client, notice, "KEEP", evidence="PROOF")
        assert Decision.objects.order_by("-pk")[0].appeal == appeal


class TestFiles:
    def test_go_out_as_a_download_under_a_name_of_ours(self, client, mo, notice, at):
        file = NoticeFile.keep(b"%PDF-1.7", name="../../bon.pdf", kind="PDF", sender="WRITER", at=at, notice=notice)
        answer = client.get(url("notice_file", notice.pk, file.pk))
        assert answer["Content-Disposition"] == f'attachment; filename="{notice.pk}-{file.pk}.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"".join(answer.streaming_content) == b"%PDF-1.7"

    def test_of_another_notice_are_not_there(self, client, mo, notice, at):
        file = NoticeFile.keep(b"%PDF-1.7", name="bon.pdf", kind="PDF", sender="WRITER", at=at, notice=notice)
        other = moderation.request_of_shop(at=at)
        assert client.get(url("notice_file", other.pk, file.pk)).status_code == 404

    def test_are_for_moderators(self, client, notice, at):
        file = NoticeFile.keep(b"%PDF-1.7", name="bon.pdf", kind="PDF", sender="WRITER", at=at, notice=notice)
        client.force_login(notice.shop.owner() or members.user())
        assert client.get(url("notice_file", notice.pk, file.pk)).status_code == 404


class TestRightToFile:
    def test_is_suspended_after_a_warning_and_restored(self, client, mo, at):
        shop = reviews.inviting_shop()
        for number in range(5):
            each = moderation.request_of_shop(about=moderation.answered_review(of=shop, at=at), at=at)
            day = at - timedelta(days=10 - number)
            moderation.decided(each, Outcome.KEEP, by=moderation.moderator(), at=day, manifestly_unfounded=True)
            FilingRight.count(shop, "", actor="rules", at=day + timedelta(minutes=10))
        assert "Drie maanden geen meldingen laten doen" in text(client.get(url("notice", each.pk)))
        client.post(url("suspend_filing", each.pk))
        assert FilingRight.objects.get().is_suspended(clock.now())
        client.post(url("suspend_filing", each.pk))
        assert not FilingRight.objects.get().is_suspended(clock.now())

    def test_is_not_taken_from_who_was_never_warned(self, client, mo, notice):
        assert client.post(url("suspend_filing", notice.pk)).status_code == 404


class TestOwnCase:
    def test_a_moderator_opens_one(self, client, mo, at):
        review = moderation.answered_review(at=at)
        client.post(url("own_case", review.pk), {"grounds": "INSULT", "explanation": "Ik zag schelden."})
        made = Notice.objects.get()
        assert (made.source, made.state) == ("OWN", "ADMISSIBLE")

    def test_is_reached_from_the_list_of_reviews(self, client, mo, at):
        review = moderation.answered_review(at=at)
        assert url("own_case", review.pk) in text(client.get(url("reviews")))
