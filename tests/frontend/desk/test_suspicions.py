"""A moderator sees what speaks against a review, and settles it."""

import pytest
from django.urls import reverse

from reviews.models import Notice, Suspicion
from reviews.suspicion import Signal
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    person = members.user(staff_role="moderator")
    client.force_login(person)
    return person


@pytest.fixture
def doubted(now):
    signs = [Signal("THROWAWAY", 40), Signal("DEVICE_HERE", 40, 2)]
    return Suspicion.raise_about(reviews.review(at=now), signs, actor="rules", at=now)


class TestSuspicions:
    def test_says_why_in_sentences(self, client, moderator, doubted):
        page = client.get(reverse("desk:suspicions")).text
        assert "wegwerpadressen" in page
        assert "2 andere reviews van deze webshop" in page

    def test_shows_nobodys_address(self, client, moderator, doubted):
        for url in (reverse("desk:suspicions"), reverse("desk:suspicion", kwargs={"pk": doubted.pk})):
            assert doubted.review.email not in client.get(url).text

    def test_is_empty_when_nothing_is_doubted(self, client, moderator):
        assert "Aan geen review wordt getwijfeld" in client.get(reverse("desk:suspicions")).text

    def test_does_not_exist_for_an_inspector(self, client, doubted):
        client.force_login(members.inspector())
        assert client.get(reverse("desk:suspicions")).status_code == 404
        assert client.get(reverse("desk:suspicion", kwargs={"pk": doubted.pk})).status_code == 404


class TestDismiss:
    def test_needs_a_reason(self, client, moderator, doubted):
        client.post(reverse("desk:suspicion", kwargs={"pk": doubted.pk}), {"reason": " "})
        doubted.refresh_from_db()
        assert doubted.state == Suspicion.State.OPEN

    def test_takes_it_off_the_desk_and_keeps_why(self, client, moderator, doubted):
        client.post(reverse("desk:suspicion", kwargs={"pk": doubted.pk}), {"reason": "Kocht voor zijn moeder."})
        doubted.refresh_from_db()
        assert (doubted.state, doubted.reason) == (Suspicion.State.DISMISSED, "Kocht voor zijn moeder.")
        assert "Aan geen review wordt getwijfeld" in client.get(reverse("desk:suspicions")).text


class TestTakeUp:
    def test_makes_one_notice_of_our_own_also_when_pressed_twice(self, client, moderator, doubted):
        url = reverse("desk:take_up_suspicion", kwargs={"pk": doubted.pk})
        answer = client.post(url)
        notice = Notice.objects.get()
        assert answer.url == reverse("desk:notice", kwargs={"pk": notice.pk})
        assert (notice.source, notice.detected_automatically) == ("OWN", True)
        assert client.post(url).status_code == 404
        assert Notice.objects.count() == 1

    def test_leaves_the_review_public(self, client, moderator, doubted):
        client.post(reverse("desk:take_up_suspicion", kwargs={"pk": doubted.pk}))
        doubted.review.refresh_from_db()
        assert doubted.review.is_public
