"""Each role sees its own work, and only that."""

import pytest
from django.urls import reverse

from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


def words(client):
    return [str(each.words) for each in client.get(reverse("desk:home")).context["due"]]


class TestHome:
    def test_puts_what_is_late_on_top(self, client, now):
        inspections.inspection(at=inspections.LONG_AGO)
        client.force_login(members.inspector())
        due = client.get(reverse("desk:home")).context["due"]
        assert [each.late for each in due] == [True, False]

    def test_shows_no_room_that_a_role_may_not_enter(self, client):
        inspections.inspection()
        client.force_login(members.user(staff_role="finance"))
        assert words(client) == []

    def test_does_not_exist_for_owners(self, client):
        client.force_login(members.user())
        assert client.get(reverse("desk:home")).status_code == 404

    @pytest.mark.parametrize("role", ["inspector", "moderator", "mediator", "finance", "manager"])
    def test_opens_for_every_role(self, client, role):
        client.force_login(members.user(staff_role=role))
        assert client.get(reverse("desk:home")).status_code == 200
