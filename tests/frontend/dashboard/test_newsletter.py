import pytest
from django.urls import reverse

from members.models import NewsletterReader, Seat
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PA newsletter")]


@pytest.fixture
def owner():
    return members.user(email="anna@example.com")


@pytest.fixture
def shop(owner, client, now):
    client.force_login(owner)
    return members.full_shop(owner=owner, at=now)


def page(client, shop):
    return client.get(reverse("dashboard:settings", args=[shop.pk])).content.decode()


def press(client, shop, wants):
    return client.post(reverse("dashboard:newsletter", args=[shop.pk]), {"wants": wants})


class TestNewsletter:
    def test_is_stopped_with_one_button_and_asked_back_with_another(self, client, shop, owner):
        assert "anna@example.com" in page(client, shop)
        assert "Nieuwsbrief stoppen" in page(client, shop)
        press(client, shop, "0")
        assert owner.newsletter.state == "UNSUBSCRIBED"
        assert "Weer ontvangen" in page(client, shop)
        press(client, shop, "1")
        assert NewsletterReader.objects.get().state == "FOLLOWING"

    def test_twice_is_once(self, client, shop):
        for wants in ("1", "1", "0", "0"):
            assert press(client, shop, wants).status_code == 302
        assert NewsletterReader.objects.get().state == "UNSUBSCRIBED"

    def test_says_when_nothing_arrives(self, client, shop, owner, now):
        NewsletterReader.objects.create(user=owner, listed_as="anna@example.com").mark_cleaned(
            "anna@example.com", at=now
        )
        assert "komt niet aan op anna@example.com" in page(client, shop)

    def test_is_about_owners_and_about_themselves(self, client, shop, owner, now):
        clerk = members.user()
        Seat.objects.create(user=clerk, shop=shop, since=now, role=Seat.Role.STAFF, duties=Seat.Duty.values)
        client.force_login(clerk)
        assert "Nieuwsbrief" not in page(client, shop)
        assert press(client, shop, "0").status_code == 403
        client.force_login(members.user())
        assert press(client, shop, "0").status_code == 404
        assert not NewsletterReader.objects.exists()

    def test_changes_by_a_post_alone(self, client, shop):
        assert client.get(reverse("dashboard:newsletter", args=[shop.pk])).status_code == 405
        assert not NewsletterReader.objects.exists()
