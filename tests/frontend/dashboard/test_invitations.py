"""The owner sees which orders led to an invitation, and takes one back."""

import pytest

from keurmerk import clock
from keurmerk.mail.suppression import suppress
from keurmerk.models import SentLetter
from reviews.asking import ask_all
from reviews.models import Invitation, LetterText
from tests.factories import members, reviews
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/invitations/{rest}"


class TestInvitations:
    def test_show_the_state_and_the_reason(self, client, shop):
        first = reviews.sent_invitation(of=shop, at=clock.now())
        second = reviews.invitation(of=shop, at=clock.now(), email=first.email)
        second.mark_sent(actor="clock", at=reviews.in_sending_hours(clock.now()))
        text = client.get(f"/en{url(shop)}").text
        assert "This customer was invited in the last 30 days" in text

    @pytest.mark.parametrize(
        ("reason", "facts", "sentence"),
        [
            ("HardBounce", {"bounced_at": LONG_AGO}, "there is no mailbox at this address"),
            ("BadEmailAddress", {"bounced_at": LONG_AGO}, "Was it typed wrongly?"),
            ("SpamNotification", {"bounced_at": LONG_AGO}, "This letter was called spam"),
            ("SpamComplaint", {"complained_at": LONG_AGO}, "This letter was called spam"),
            ("inactive", {"state": "REFUSED", "reason": "Postmark 406"}, "there is no mailbox at this address"),
            ("", {"state": "REFUSED", "reason": "vendor unavailable"}, "could not be delivered"),
        ],
    )
    def test_say_in_plain_words_what_went_wrong_with_a_letter(self, client, shop, reason, facts, sentence):
        now = clock.now()
        sent, fine = (reviews.sent_invitation(of=shop, at=now) for _ in range(2))
        ask_all(LetterText.Letter.INVITATION, [sent, fine], at=now)
        SentLetter.objects.filter(about=f"reviews.invitation:{sent.pk}").update(**facts)
        if reason:
            suppress(sent.email, reason=reason, at=now)
        assert client.get(f"/en{url(shop)}").text.count(sentence) == 1

    @pytest.mark.rule("18.2")
    def test_say_what_holds_them(self, client):
        person = members.user()
        client.force_login(person)
        shop = members.full_shop(owner=person)
        reviews.invitation(of=shop, at=clock.now())
        assert "Your invitations are on hold" in client.get(f"/en{url(shop)}").text

    def test_are_found_by_order_number(self, client, shop):
        wanted = reviews.invitation(of=shop, number="A-17")
        reviews.invitation(of=shop)
        assert client.get(url(shop, "?order_number=a-17")).context["page"].rows == [wanted]

    def test_of_another_shop_do_not_exist(self, client, shop):
        other = reviews.invitation()
        assert client.get(url(other.shop)).status_code == 404
        assert client.post(url(shop, f"{other.pk}/cancel/")).status_code == 404


class TestCancelInvitation:
    def test_takes_it_back(self, client, shop):
        invitation = reviews.invitation(of=shop)
        client.post(url(shop, f"{invitation.pk}/cancel/"))
        invitation.refresh_from_db()
        assert (invitation.state, invitation.reason) == (Invitation.State.CANCELLED, Invitation.Reason.BY_SHOP)

    def test_comes_too_late_for_one_that_was_sent(self, client, shop):
        invitation = reviews.sent_invitation(of=shop, at=clock.now())
        answer = client.post(f"/en{url(shop, f'{invitation.pk}/cancel/')}", follow=True)
        assert "cannot be cancelled any more" in answer.text

    def test_happens_by_post_only(self, client, shop):
        invitation = reviews.invitation(of=shop)
        assert client.get(url(shop, f"{invitation.pk}/cancel/")).status_code == 405
