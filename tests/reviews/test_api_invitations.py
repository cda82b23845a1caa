"""A shop's software follows its invitations, and takes one back."""

from datetime import timedelta

import pytest

from keurmerk import clock
from reviews.models import Invitation
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop()


@pytest.fixture
def client(shop):
    return keys.caller(of=shop)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["results"]]


class TestList:
    def test_can_be_narrowed_by_state_order_and_moment(self, client, shop, now):
        old = reviews.invitation(of=shop, at=now - timedelta(days=2), number="1")
        sent = reviews.sent_invitation(of=shop, at=now, delay_days=1)
        new = reviews.invitation(of=shop, at=now)
        assert ids(client.ask("invitations")) == [new.pk, sent.pk, old.pk]
        assert ids(client.ask("invitations", state="SENT")) == [sent.pk]
        assert ids(client.ask("invitations", order_number="1")) == [old.pk]
        assert ids(client.ask("invitations", since=now.isoformat())) == [new.pk]
        assert ids(client.ask("invitations", since="2026-02-28")) == [new.pk, sent.pk, old.pk]

    @pytest.mark.parametrize(("name", "value"), [("state", "sent"), ("since", "yesterday"), ("order_number", "\x00")])
    def test_refuses_a_filter_that_cannot_be_read(self, client, name, value):
        answer = client.ask("invitations", **{name: value})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == name

    def test_leads_to_the_review(self, client, shop, now):
        review = reviews.review(of=shop, at=now)
        (row,) = client.ask("invitations").json()["results"]
        assert (row["state"], row["review_id"]) == ("USED", review.pk)

    def test_shows_no_other_shops(self, client):
        other = reviews.invitation()
        assert ids(client.ask("invitations")) == []
        assert client.ask(f"invitations/{other.pk}").status_code == 404

    def test_tells_no_link_and_no_address(self, client, shop):
        made = reviews.invitation(of=shop)
        text = client.ask(f"invitations/{made.pk}").text
        assert made.token not in text
        assert made.email not in text


class TestCancel:
    def test_takes_the_invitation_back(self, client, shop):
        made = reviews.invitation(of=shop, at=clock.now())
        answer = client.report(f"invitations/{made.pk}/cancel", {})
        assert (answer.status_code, answer.json()["state"]) == (200, "CANCELLED")
        made.refresh_from_db()
        assert made.state == Invitation.State.CANCELLED

    def test_needs_no_body(self, client, shop):
        made = reviews.invitation(of=shop, at=clock.now())
        assert client.post(f"/api/v1/invitations/{made.pk}/cancel").status_code == 200

    def test_is_no_error_the_second_time(self, client, shop):
        made = reviews.invitation(of=shop, at=clock.now())
        answers = [client.report(f"invitations/{made.pk}/cancel", {}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()

    def test_comes_too_late_for_one_that_was_sent(self, client, shop):
        made = reviews.sent_invitation(of=shop, at=clock.now())
        answer = client.report(f"invitations/{made.pk}/cancel", {})
        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")

    def test_does_not_reach_another_shop(self, client):
        other = reviews.invitation()
        assert client.report(f"invitations/{other.pk}/cancel", {}).status_code == 404
        other.refresh_from_db()
        assert other.state == Invitation.State.SCHEDULED
