from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from disputes.models import Dispute
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.mail.arriving.addresses import reply_address
from tests.factories import disputes, members, reviews
from tests.factories.mails import arrives, mail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def shop():
    return members.full_shop()


def answers(now, **changed):
    told = {
        "is_consumer": "yes",
        "kind": "BROKEN",
        "ordered_on": (amsterdam_date(now) - 20 * DAY).isoformat(),
        "order_number": "40218",
        "amount": "189,50",
        "story": "De derailleur <brak> na drie weken.",
        "wish": "Een nieuwe.",
        "consumer_name": "Jan Bakker",
        "consumer_email": "jan@example.com",
        "key": "k1",
        "step": "check",
    }
    return {**told, **changed}


def page_of(shop):
    return reverse("consumer:file_dispute", args=[shop.pk])


def form_of(shop):
    """As one comes to it from the guide."""
    return f"{page_of(shop)}?kind=BROKEN"


class TestFileDispute:
    def test_starts_with_short_questions(self, client, shop):
        page = client.get(form_of(shop))
        assert page.status_code == 200
        assert shop.name in page.content.decode()

    def test_shows_what_was_answered_before_sending(self, client, shop, now):
        page = client.post(page_of(shop), answers(now)).content.decode()
        assert "De derailleur &lt;brak&gt; na drie weken." in page
        assert "€\xa0189,50" in page
        assert not Dispute.objects.exists()

    def test_keeps_what_was_typed_on_the_way_back(self, client, shop, now):
        page = client.post(page_of(shop), answers(now, step="change")).content.decode()
        assert "De derailleur &lt;brak&gt; na drie weken." in page
        assert "40218" in page

    @pytest.mark.rule("11.1")
    def test_files_it_once_and_gives_the_link_by_mail_only(self, client, shop, now):
        for _ in range(2):
            sent = client.post(page_of(shop), answers(now, step="send"), follow=True)
        filed = Dispute.objects.get()
        assert (filed.shop, filed.amount, filed.turn) == (shop, 189.50, "SHOP")
        assert filed.number in sent.content.decode()
        assert filed.token not in sent.content.decode()

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"is_consumer": "no"}, "alleen voor consumenten"),
            ({"ordered_on": "2020-01-01"}, "geen lid"),
            ({"story": ""}, "Vertel wat er is gebeurd"),
            ({"is_consumer": ""}, "Kies of je dit voor jezelf kocht"),
            ({"amount": "veel"}, "zoals 49,95"),
            ({"ordered_on": "gisteren"}, "zoals 21-11-2026"),
        ],
    )
    def test_says_at_the_field_why_not_and_keeps_the_rest(self, client, shop, now, changed, words):
        page = client.post(page_of(shop), answers(now, **changed)).content.decode()
        assert words in page
        assert "Jan Bakker" in page
        assert not Dispute.objects.exists()

    @pytest.mark.rule("11.2")
    def test_refuses_what_is_older_than_twelve_months(self, client, now):
        shop = members.full_shop(at=now - 900 * DAY)
        page = client.post(page_of(shop), answers(now, ordered_on=(amsterdam_date(now) - 500 * DAY).isoformat()))
        assert "twaalf maanden" in page.content.decode()

    @pytest.mark.rule("13.6")
    def test_is_open_for_orders_from_a_former_member(self, client, shop, now):
        shop.membership.end(actor="test", at=now - DAY, reason="notice")
        client.post(page_of(shop), answers(now, step="send"))
        assert Dispute.objects.get().shop == shop

    def test_does_not_exist_for_a_shop_outside_the_register(self, client):
        assert client.get(page_of(members.shop())).status_code == 404

    def test_speaks_english(self, client, shop):
        with translation.override("nl"):  # gives the language back that the request leaves behind
            assert "What happened?" in client.get(f"/en{form_of(shop)}").content.decode()


class TestAfterAReview:
    def test_asks_nothing_again_that_the_invitation_told(self, client, now):
        review = reviews.review(stars=1)
        invitation = review.invitation
        address = f"{form_of(review.shop)}&from={invitation.token}"
        page = client.get(address).content.decode()
        assert invitation.order_number in page
        assert invitation.email in page
        client.post(address, answers(now, step="send"))
        assert Dispute.objects.get().review == review

    def test_tells_nothing_to_another_shop(self, client, shop):
        invitation = reviews.sent_invitation()
        assert invitation.email not in client.get(f"{form_of(shop)}&from={invitation.token}").content.decode()


class TestRoom:
    def room(self, dispute, action=""):
        name = {"": "dispute"}.get(action, action)
        return reverse(f"consumer:{name}", args=[dispute.token])

    def test_has_the_turn_on_top_and_the_thread_below(self, client, now):
        dispute = disputes.dispute(at=now)
        page = client.get(self.room(dispute)).content.decode()
        assert "aan de beurt" in page
        assert dispute.story in page
        assert page.index("aan de beurt") < page.index(dispute.story)

    def test_is_kept_out_of_caches_and_search_engines(self, client, now):
        page = client.get(self.room(disputes.dispute(at=now)))
        assert "no-store" in page["Cache-Control"]
        assert 'content="noindex"' in page.content.decode()

    def test_is_unknown_for_another_token(self, client):
        assert client.get(reverse("consumer:dispute", args=["x" * 43])).status_code == 404
        assert client.post(reverse("consumer:ask_mediation", args=["x" * 43])).status_code == 404

    def test_takes_a_message(self, client, now):
        dispute = disputes.answered(at=now - 2 * DAY)
        client.post(self.room(dispute), {"text": "Dat klopt niet."})
        dispute.refresh_from_db()
        assert (dispute.turn, dispute.messages.last().text) == ("SHOP", "Dat klopt niet.")

    def test_asks_for_words(self, client, now):
        page = client.post(self.room(disputes.answered(at=now - 2 * DAY)), {"text": " "})
        assert "Schrijf eerst een bericht" in page.content.decode()

    @pytest.mark.rule("11.1")
    def test_offers_mediation_only_after_the_shop_had_its_turn(self, client, now):
        early, late = disputes.dispute(at=now), disputes.answered(at=now - 2 * DAY, refuses=True)
        assert self.room(early, "ask_mediation") not in client.get(self.room(early)).content.decode()
        assert self.room(late, "ask_mediation") in client.get(self.room(late)).content.decode()
        for dispute in (early, late):
            client.post(self.room(dispute, "ask_mediation"))
            dispute.refresh_from_db()
        assert (early.state, late.state) == ("SHOP_FIRST", "MEDIATION")

    def test_can_be_solved_withdrawn_and_opened_again(self, client, now):
        dispute = disputes.answered(at=now - 2 * DAY)
        for action, state in (
            ("withdraw_dispute", "CLOSED"),
            ("reopen_dispute", "SHOP_FIRST"),
            ("dispute_solved", "SETTLED"),
        ):
            client.post(self.room(dispute, action))
            dispute.refresh_from_db()
            assert dispute.state == state

    def test_says_so_when_it_has_changed_meanwhile(self, client, now):
        dispute = disputes.settled(at=now - 9 * DAY)
        page = client.post(self.room(dispute, "withdraw_dispute"), follow=True)
        assert "intussen" in page.content.decode()

    def test_changes_nothing_on_a_get(self, client, now):
        dispute = disputes.answered(at=now - 2 * DAY)
        for action in ("ask_mediation", "dispute_solved", "withdraw_dispute", "reopen_dispute"):
            assert client.get(self.room(dispute, action)).status_code == 405


class TestConfirmMail:
    def test_asks_and_adds_only_when_told(self, client, shop, now):
        found = disputes.answered(at=now - 2 * DAY, shop=shop)
        arrives(mail(to=reply_address(f"d{found.pk}c"), sender="jan@werk.example", text="<b>Zo</b> is het"), at=now)
        held = found.mails.get()
        address = reverse("consumer:confirm_dispute_mail", args=[held.token])
        page = client.get(address)
        assert "&lt;b&gt;Zo&lt;/b&gt; is het" in page.text
        assert found.messages.count() == 1
        assert client.post(address, follow=True).status_code == 200
        client.post(address)
        assert found.messages.count() == 2
        assert "Zo&lt;" not in client.get(address).text

    def test_of_the_shop_stays_behind_its_login(self, client, now):
        owner = members.user()
        found = disputes.dispute(at=now - DAY, shop=members.full_shop(owner=owner))
        arrives(mail(to=reply_address(f"d{found.pk}s"), sender="owner@elders.example"), at=now)
        held = found.mails.get()
        assert client.post(reverse("consumer:confirm_dispute_mail", args=[held.token])).status_code == 404
        address = reverse("dashboard:confirm_dispute_mail", args=[found.shop.pk, found.pk, held.token])
        stranger = members.user()
        members.shop(owner=stranger)
        client.force_login(stranger)
        assert client.post(address).status_code == 404
        client.force_login(owner)
        assert "owner@elders.example" in client.get(address).text
        client.post(address)
        assert found.messages.count() == 1
