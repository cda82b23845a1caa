"""The shop chooses when its customers are asked, within what always holds."""

import pytest
from django.db import DatabaseError, transaction

from keurmerk.models import Event
from reviews.models import Invitation, InvitationSettings
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db

CHOICE = {"delay_days": "3", "reminds": "on", "first_hour": "10", "last_hour": "18", "free_days": ["6", "7"]}


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop) -> str:
    return f"/en/dashboard/shops/{shop.pk}/invitations/settings/"


def chosen(shop) -> InvitationSettings:
    return InvitationSettings.objects.get(shop=shop)


class TestInvitationSettings:
    def test_are_the_usual_ones_until_the_shop_chooses(self, client, shop):
        answer = client.get(url(shop))
        assert answer.context["form"].initial["delay_days"] == 7
        assert not InvitationSettings.objects.exists()

    def test_are_kept_and_told(self, client, shop):
        client.post(url(shop), CHOICE)
        assert (chosen(shop).delay_days, chosen(shop).reminds, chosen(shop).free_days) == (3, True, "67")
        assert Event.objects.get(name="invitations.arranged").payload == {
            "shop": shop.pk, "delay": 3, "reminds": True,
        }  # fmt: skip
        client.post(url(shop), {**CHOICE, "delay_days": "9"})
        assert chosen(shop).delay_days == 9

    def test_say_on_which_day_an_order_of_today_is_invited(self, client, shop):
        client.post(url(shop), {**CHOICE, "delay_days": "0"})
        hours = chosen(shop).hours
        answer = client.get(url(shop))
        assert answer.context["day"] == hours.following(answer.wsgi_request.now).date()

    def test_count_for_the_next_order(self, client, shop, now):
        client.post(url(shop), CHOICE)
        shop = type(shop).objects.get(pk=shop.pk)
        invitation = reviews.invitation(of=shop, at=now)  # a Monday: three days on is a Thursday
        assert (invitation.delay_days, (invitation.send_at - now).days) == (3, 3)

    def test_leave_a_plugin_its_own_delay(self, client, shop, now):
        client.post(url(shop), CHOICE)
        assert reviews.invitation(of=type(shop).objects.get(pk=shop.pk), at=now, delay_days=1).delay_days == 1

    def test_without_a_reminder_plan_none(self, client, shop, now):
        client.post(url(shop), {**CHOICE, "reminds": ""})
        sent = reviews.sent_invitation(of=type(shop).objects.get(pk=shop.pk), at=now)
        assert Invitation.objects.get(pk=sent.pk).reminder_due_at is None

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"delay_days": "91"}, "90"),
            ({"delay_days": "-1"}, "0"),
            ({"delay_days": "soon"}, "whole number"),
            ({"first_hour": "18", "last_hour": "18"}, "Choose an hour after the first one"),
            ({"first_hour": "7"}, "not one of the available choices"),
            ({"free_days": list("1234567")}, "at least one day"),
        ],
    )
    def test_refuse_what_cannot_be_with_a_sentence(self, client, shop, wrong, sentence):
        answer = client.post(url(shop), {**CHOICE, **wrong})
        assert sentence in answer.text
        assert not InvitationSettings.objects.exists()

    def test_of_another_shop_do_not_exist(self, client, shop):
        assert client.get(url(members.full_shop())).status_code == 404

    @pytest.mark.parametrize(
        "wrong", [{"first_hour": 7}, {"last_hour": 22}, {"free_days": "1234567"}, {"free_days": "8"}]
    )
    def test_never_reach_into_the_night_by_the_database(self, shop, wrong):
        with pytest.raises(DatabaseError), transaction.atomic():
            InvitationSettings.objects.create(shop=shop, **wrong)
