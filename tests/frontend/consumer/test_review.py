"""A buyer writes a review: from the star in the letter to the page of the shop."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from keurmerk import clock
from reviews import addresses, consent, terms
from reviews.models import Invitation, OptOut, Review
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
WORDS = "Snel geleverd en netjes ingepakt, ik ben er blij mee."
AGREED = {"consent": terms.CONSENT_VERSION}
ANSWERS = {"stars": "4", "text": WORDS, "title": "Fijn", "display_name": "Sanne de Koning", "delivery": "5"}


@pytest.fixture
def invitation() -> Invitation:
    return reviews.sent_invitation(at=clock.now())


def page(invitation: Invitation, rest: str = "") -> str:
    return f"/r/{invitation.token}/{rest}"


class TestWriteReview:
    def test_opens_with_the_star_of_the_letter_and_stores_nothing(self, client, invitation):
        answer = client.get(page(invitation, "?stars=4"))
        assert 'value="4" id="id_stars_3" aria-describedby' in answer.text or "checked" in answer.text
        assert answer.context["form"].initial["stars"] == "4"
        invitation.refresh_from_db()
        assert (invitation.draft, Review.objects.exists()) == (None, False)

    @pytest.mark.parametrize("stars", ["0", "6", "x", "", "4 or 1=1"])
    def test_opens_without_a_star_that_does_not_exist(self, client, invitation, stars):
        answer = client.get(page(invitation, f"?stars={stars}"))
        assert answer.status_code == 200
        assert "stars" not in answer.context["form"].initial

    def test_speaks_english_under_en(self, client, invitation):
        assert "How was your order from Fietsgoed?" in client.get(f"/en{page(invitation)}").text

    def test_is_kept_out_of_caches_and_search_engines(self, client, invitation):
        answer = client.get(page(invitation))
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer.text

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"stars": ""}, "stars"),
            ({"stars": "6"}, "stars"),
            ({"text": "Kort"}, "text"),
            ({"text": "\u202e" * 30}, "text"),
            ({"text": "x" * 2001}, "text"),
            ({"text": "Bel mij maar op nummer 06-12345678"}, "text"),
            ({"text": "a\x00" * 19}, "text"),
            ({"text": "x" * 100_000}, "text"),
            ({"recommends": "misschien"}, "recommends"),
            ({"title": "Mail jan@example.com"}, "title"),
            ({"delivery": "9"}, "delivery"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client, invitation, wrong, field):
        answer = client.post(page(invitation), {**ANSWERS, **wrong})
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert "Sanne de Koning" in answer.text

    def test_counts_the_characters_in_its_error(self, client, invitation):
        answer = client.post(f"/en{page(invitation)}", {**ANSWERS, "text": "Te korte x"})
        assert "Write at least 20 characters, you have 10" in answer.text

    @pytest.mark.rule("9.1")
    def test_takes_one_star_as_readily_as_five(self, client, invitation):
        assert client.post(page(invitation), {**ANSWERS, "stars": "1"}).status_code == 302


class TestCheckReview:
    def test_shows_what_will_be_public_and_publishes_after_a_click(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        shown = client.get(page(invitation, "check/"))
        assert WORDS in shown.text
        assert "Sanne K." in shown.text
        assert not Review.objects.exists()
        answer = client.post(page(invitation, "check/"), AGREED, follow=True)
        assert answer.redirect_chain[-1][0] == page(invitation, "done/")
        review = Review.objects.get()
        assert (review.stars, review.delivery, review.display_name, review.verified) == (4, 5, "Sanne K.", True)

    def test_leads_back_to_a_form_that_still_knows_everything(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        form = client.get(page(invitation)).context["form"]
        assert (form.initial["text"], form.initial["stars"]) == (WORDS, "4")

    def test_asks_for_the_form_first(self, client, invitation):
        assert client.post(page(invitation, "check/"), AGREED).url == page(invitation)
        assert not Review.objects.exists()

    def test_publishes_once_when_it_is_sent_twice(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        client.post(page(invitation, "check/"), AGREED)
        again = client.post(page(invitation, "check/"), AGREED)
        assert again.status_code == 200
        assert Review.objects.count() == 1

    def test_needs_its_token_against_forgery(self, invitation):
        assert Client(enforce_csrf_checks=True).post(page(invitation), ANSWERS).status_code == 403

    def test_shows_markup_as_words(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "text": "<script>alert(1)</script><img src=x onerror=alert(1)>"})
        text = client.get(page(invitation, "check/")).text
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text


class TestDraft:
    def test_is_kept_by_the_page_while_somebody_types(self, client, invitation):
        assert client.post(page(invitation, "draft/"), {"stars": "2", "text": "Half\x00 af \u202e"}).status_code == 204
        invitation.refresh_from_db()
        assert (invitation.draft["stars"], invitation.draft["text"]) == ("2", "Half af")

    @pytest.mark.parametrize("alone", [{"stars": "4"}, {"stars": "4", "display_name": "Sanne K."}, {}])
    def test_is_more_than_what_the_letter_filled_in(self, client, invitation, alone):
        for rest in ("draft/", ""):
            client.post(page(invitation, rest), {**alone, "star_of_letter": "4"})
        invitation.refresh_from_db()
        assert invitation.draft is None

    def test_keeps_its_star_when_the_form_is_sent_as_a_star_of_the_letter_filled_it_in(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        as_filled = {**ANSWERS, "stars": "1", "star_of_letter": "1"}
        for rest in ("draft/", ""):
            client.post(page(invitation, rest), as_filled)
        invitation.refresh_from_db()
        assert invitation.draft["stars"] == "4"

    def test_takes_the_star_of_the_letter_when_a_person_goes_on_with_it(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        client.post(page(invitation), {**ANSWERS, "stars": "1", "star_of_letter": "1", "step": "check"})
        invitation.refresh_from_db()
        assert invitation.draft["stars"] == "1"

    def test_can_be_emptied_again(self, client, invitation):
        client.post(page(invitation, "draft/"), {"text": "Half af"})
        client.post(page(invitation, "draft/"), {"text": "", "display_name": "Sanne K."})
        invitation.refresh_from_db()
        assert invitation.draft["text"] == ""

    def test_is_kept_with_each_submit_also_when_something_is_wrong(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "stars": "", "text": "Kort"})
        assert client.get(page(invitation)).context["form"].initial["text"] == "Kort"

    def test_is_not_a_review(self, client, invitation):
        client.post(page(invitation, "draft/"), {"stars": "2", "text": "Half"})
        assert client.post(page(invitation, "check/"), AGREED).url == page(invitation)
        assert not Review.objects.exists()

    def test_needs_its_token_against_forgery(self, invitation):
        assert Client(enforce_csrf_checks=True).post(page(invitation, "draft/"), {}).status_code == 403

    def test_is_never_kept_by_looking(self, client, invitation):
        assert client.get(page(invitation, "draft/")).status_code == 405

    def test_ends_with_the_review(self, client):
        review = reviews.review(at=clock.now())
        assert client.post(page(review.invitation, "draft/"), {"text": "Nog iets"}).status_code == 404
        assert client.post("/r/niets/draft/", {}).status_code == 404


class TestRules:
    TEXT = "Ze belden me van 06-12345678 en waren vriendelijk."

    def test_are_said_before_anything_is_sent(self, client, invitation):
        answer = client.post(page(invitation), {**ANSWERS, "text": self.TEXT})
        assert "er staat een telefoonnummer in: 06-12345678" in answer.text
        assert 'name="insist"' in answer.text

    def test_leave_a_way_for_who_knows_better_past_a_person(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "text": self.TEXT, "insist": "on"})
        assert "Een van ons kijkt eerst" in client.get(page(invitation, "check/")).text
        done = client.post(page(invitation, "check/"), AGREED, follow=True)
        assert "Een van ons kijkt er eerst naar" in done.text
        review = Review.objects.get()
        assert (review.state, review.held_by_rule) == (Review.State.HELD, "phone")
        assert "“06-12345678” niet openbaar" in client.get(f"/review/{review.manage_token}/").text

    def test_leave_no_such_way_for_a_link(self, client, invitation):
        answer = client.post(
            page(invitation), {**ANSWERS, "text": f"Kijk op https://example.com {WORDS}", "insist": "on"}
        )
        assert list(answer.context["form"].errors) == ["text"]
        assert 'name="insist"' not in answer.text

    def test_show_no_such_way_when_nothing_is_wrong(self, client, invitation):
        assert 'name="insist"' not in client.get(page(invitation)).text


class TestConsent:
    def test_is_asked_again_when_its_words_changed_meanwhile(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        answer = client.post(page(invitation, "check/"), {"consent": "2026-01"})
        assert answer.status_code == 200
        assert not Review.objects.exists()
        assert consent.current("nl", shop="Fietsgoed") in answer.text.replace("&#x27;", "'")

    def test_is_shown_to_its_writer_in_the_words_of_then(self, client):
        review = reviews.review(at=clock.now())
        Review.objects.filter(pk=review.pk).update(consent_version="2026-01")
        assert consent.text("2026-01", "nl", shop="Fietsgoed") in client.get(f"/review/{review.manage_token}/").text


class TestStrangeTexts:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("👍" * 25, "👍" * 25),
            ("Prima \u202ewinkel\u2066 en snelle levering", "Prima winkel en snelle levering"),
            ("<b>Prima</b> winkel <script>alert(1)</script>", "<b>Prima</b> winkel <script>alert(1)</script>"),
            ("Z\u0335\u0321\u0327\u0348\u035a" * 20, "Z\u0335\u0321\u0327" * 20),
            ("Prima\x00 winkel en snelle levering", "Prima winkel en snelle levering"),
            ("één\r\n\r\n\r\n\r\ntwee drie vier vijf zes", "één\n\ntwee drie vier vijf zes"),
        ],
    )
    def test_are_published_harmless(self, client, invitation, text, kept):
        client.post(page(invitation), {**ANSWERS, "text": text})
        client.post(page(invitation, "check/"), AGREED)
        assert Review.objects.get().text == kept

    def test_are_counted_as_the_page_counts_them(self, client, invitation):
        assert client.post(page(invitation), {**ANSWERS, "text": "a\r\n" * 1000}).status_code == 302  # 1999 without CR
        answer = client.post(page(invitation), {**ANSWERS, "text": "x" * 100_000})
        assert "je hebt er nu 100000" in answer.text
        assert "x" * 100_000 in answer.text


class TestClosedLink:
    def test_says_that_it_was_used(self, client):
        review = reviews.review(at=clock.now())
        answer = client.get(f"/en{page(review.invitation)}")
        assert "You wrote this review already" in answer.text

    def test_says_that_it_expired(self, client):
        invitation = reviews.sent_invitation(at=clock.now() - timedelta(days=91))
        assert "This link has expired" in client.get(f"/en{page(invitation)}").text
        client.post(page(invitation), ANSWERS)
        assert not Review.objects.exists()

    def test_says_that_it_was_taken_back(self, client, now):
        invitation = reviews.invitation(at=now)
        invitation.cancel(actor="test", at=now)
        assert "withdrawn" in client.get(f"/en{page(invitation)}").text

    @pytest.mark.parametrize("rest", ["", "check/", "done/"])
    def test_says_that_it_is_cut_off(self, client, invitation, rest):
        answer = client.get(f"/en/r/{invitation.token[:-3]}/{rest}")
        assert answer.status_code == 404
        assert "This link is not complete" in answer.text

    @pytest.mark.parametrize("path", ["/r/%00/", "/r/a%00b/check/", "/review/%00/", "/o/%00/", "/en/r/%00/"])
    def test_with_a_nul_leads_nowhere(self, client, path):
        assert client.get(path).status_code == 404


class TestReviewDone:
    @pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
    def test_offers_help_with_the_order_whatever_the_stars_and_leaves_the_review_alone(self, client, stars):
        review = reviews.review(at=clock.now(), stars=stars)
        invitation = review.invitation
        shown = client.get(page(invitation, "done/"))
        assert f'href="/shops/{invitation.shop_id}/dispute/?from={invitation.token}"' in shown.text
        assert "Is er iets misgegaan met je bestelling?" in shown.text
        assert ('<div class="note' in shown.text) is (stars < 3)
        assert Review.objects.public().count() == 1

    def test_leads_to_a_complaint_that_knows_the_order(self, client):
        review = reviews.review(at=clock.now(), stars=1)
        invitation = review.invitation
        link = re.search(r'href="([^"]+/dispute/[^"]+)"', client.get(page(invitation, "done/")).text).group(1)
        guide = client.get(link)
        assert guide.url.endswith(f"?from={invitation.token}")
        known = client.get(f"{link}&kind=BROKEN").context["form"].initial
        assert (known["order_number"], known["consumer_email"]) == (invitation.order_number, invitation.email)

    def test_is_not_there_before(self, client, invitation):
        assert client.get(page(invitation, "done/")).url == page(invitation)


class TestUnsubscribe:
    def address(self, invitation: Invitation) -> str:
        return addresses.unsubscribe(invitation).removeprefix("http://127.0.0.1:8000")

    def test_only_asks_when_it_is_opened(self, client, invitation):
        assert client.get(self.address(invitation)).status_code == 200
        assert not OptOut.objects.exists()

    def test_takes_one_click_of_a_mail_program(self, invitation):
        mail_program = Client(enforce_csrf_checks=True)
        answer = mail_program.post(f"{self.address(invitation)}click/", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert OptOut.objects.get().shop is None

    def test_takes_it_at_no_address_that_stands_in_the_letter(self, client, invitation):
        client.post(self.address(invitation), {"List-Unsubscribe": "One-Click"})
        assert not OptOut.objects.exists()

    def test_asks_whoever_opens_the_address_of_the_header(self, client, invitation):
        assert "Wil je geen uitnodigingen meer?" in client.get(f"{self.address(invitation)}click/").text
        assert not OptOut.objects.exists()

    def test_can_be_for_one_shop(self, client, invitation):
        client.post(self.address(invitation), {"from": "shop"})
        assert OptOut.objects.get().shop == invitation.shop

    def test_may_be_clicked_twice(self, client, invitation):
        for _ in range(2):
            assert client.post(self.address(invitation), {"from": "all"}).status_code == 200
        assert OptOut.objects.count() == 1

    @pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": ""}, {"from": "x"}, {"email": "x@example.com"}])
    def test_only_asks_a_machine_that_posts_something_else(self, client, invitation, body):
        assert "Wil je geen uitnodigingen meer?" in client.post(self.address(invitation), body).text
        assert not OptOut.objects.exists()

    @pytest.mark.parametrize("scope", ["all", "shop"])
    def test_can_be_taken_back_by_who_has_the_letter(self, client, invitation, scope):
        shown = client.post(self.address(invitation), {"from": scope}).text
        assert 'value="again"' in shown
        client.post(self.address(invitation), {"from": "again"})
        assert not OptOut.objects.exists()

    def test_does_not_believe_another_token(self, client, invitation):
        assert client.post(f"/u/{invitation.pk}/").status_code == 404
        assert client.post(self.address(invitation)[:-2] + "/").status_code == 404


class TestAddressOfAStranger:
    def test_never_shows_the_mail_address(self, client, invitation):
        client.post(page(invitation), ANSWERS)
        for rest in ("", "check/"):
            assert invitation.email not in client.get(page(invitation, rest)).text
        assert members.Shop.objects.count() == 1
