"""What the software of a shop hears of its reviews."""

from datetime import timedelta

import pytest

from keurmerk import outbox
from members.models import WebhookMessage
from reviews.models import Review
from reviews.telling import tell_of_review
from tests.factories import moderation, reviews, webhooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    made = reviews.inviting_shop()
    webhooks.endpoint(of=made)
    return made


def kinds(shop) -> list[str]:
    return [kind for kind, _ in webhooks.told(shop)]


class TestReviews:
    def test_are_told_by_number_and_stars_and_never_in_words(self, shop, now):
        review = reviews.review(of=shop, at=now, stars=2, text="Mijn adres is bekend bij de winkel.")
        assert webhooks.told(shop) == [
            ("review.published", {"shop": shop.pk, "review": review.pk, "stars": 2, "verified": True})
        ]
        message = WebhookMessage.objects.get()
        assert all(word not in message.payload for word in ("Mijn adres", "Sanne", review.email))

    def test_are_told_once_however_often_the_news_comes(self, shop, now):
        reviews.review(of=shop, at=now)
        outbox.drain()
        event = outbox.Event.objects.get(name="review.published")
        tell_of_review(event)
        assert kinds(shop) == ["review.published"]

    def test_are_told_when_they_change_and_go(self, shop, now):
        review = reviews.review(of=shop, at=now)
        outbox.drain()
        review.edit(reviews.opinion(stars=1), actor="writer", at=now + timedelta(hours=1))
        outbox.drain()
        review.remove_by_author(actor="writer", at=now + timedelta(hours=2))
        assert kinds(shop) == ["review.published", "review.changed", "review.withdrawn"]

    def test_are_told_when_they_are_held_and_come_back(self, shop, now):
        review = reviews.review(of=shop, at=now)
        outbox.drain()
        review.hold("PERSONAL", actor="user:1", at=now + timedelta(hours=1))
        outbox.drain()
        review.release(actor="user:1", at=now + timedelta(hours=2))
        assert kinds(shop) == ["review.published", "review.withdrawn", "review.published"]

    def test_that_nobody_ever_saw_are_not_told(self, shop, now):
        review = reviews.review(of=shop, at=now, text="Bel mij maar op 06 12345678, dan leg ik het uit.")
        assert Review.objects.get(pk=review.pk).state == "HELD"
        assert kinds(shop) == []

    def test_of_another_shop_are_not_told(self, shop, now):
        reviews.review(at=now)
        assert kinds(shop) == []

    def test_are_told_only_to_who_asked_for_them(self, now):
        shop = reviews.inviting_shop()
        webhooks.endpoint(of=shop, kinds=["reply.published"])
        review = reviews.review(of=shop, at=now)
        reviews.reply(to=review, at=now)
        assert webhooks.told(shop) == [("reply.published", {"shop": shop.pk, "review": review.pk})]


class TestRequests:
    def test_are_told_when_we_decided(self, shop, now):
        review = reviews.review(of=shop, at=now)
        reviews.reply(to=review, at=now)
        notice = moderation.request_of_shop(about=review, at=now)
        moderation.decided(notice, "KEEP", by=moderation.moderator(), at=now)
        facts = {"shop": shop.pk, "notice": notice.pk, "review": review.pk, "state": "DECIDED_KEEP"}
        assert webhooks.told(shop)[-1] == ("notice.decided", facts)

    def test_of_others_are_not_the_shops_to_know(self, shop, now):
        review = reviews.review(of=shop, at=now)
        notice = moderation.notice_of_visitor(about=review, at=now)
        moderation.decided(notice, "KEEP", by=moderation.moderator(), at=now)
        assert "notice.decided" not in kinds(shop)


class TestProductReviews:
    def test_are_told_by_the_number_that_the_shop_gave_the_product(self, shop, now):
        review = reviews.product_review(of=shop, at=now, product=reviews.ordered(external_id="BEL-1"))
        facts = {"shop": shop.pk, "product_review": review.pk, "product": "BEL-1", "stars": 5}
        assert ("product_review.published", facts) in webhooks.told(shop)


class TestInvitations:
    def test_that_bounced_are_told(self, shop, now):
        invitation = reviews.sent_invitation(of=shop, at=now)
        invitation.note_bounced(actor="postmark", at=now)
        assert webhooks.told(shop) == [("invitation.bounced", {"shop": shop.pk, "invitation": invitation.pk})]
