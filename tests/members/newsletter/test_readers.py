"""The mailing list follows the members, both ways: who joins, who leaves, who wants no more, and what no list can undo."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk import outbox
from keurmerk.models import Delivery, Event
from members.models import Membership, NewsletterReader, Seat, Shop
from members.newsletter import Reader, Refused, Unavailable, telling
from members.newsletter.fake import LocalList
from tests.factories import members
from tests.peers import mailchimp

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PA newsletter")]


@pytest.fixture
def peer(settings):
    made = mailchimp.Mailchimp()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_LIST = mailchimp.KEY, mailchimp.LIST
    settings.MAILCHIMP_API_URL = made.url
    yield made
    assert made.refusals == []
    made.close()


@pytest.fixture
def anna():
    return members.user(email="anna@example.com", name="Anna de Vries", language="en")


@pytest.fixture
def shop(peer, anna, now):
    """Of a full member, whose owner the list was told of."""
    made = members.full_shop(owner=anna, at=now)
    follow(now)
    return made


def follow(now):
    outbox.drain()
    return telling.tell_the_list(now=now)


def end(shop, now):
    Membership.objects.standing().get(member=shop.member).end(actor="test", at=now, reason="13.5")


def begin_anew(shop, now):
    made = Membership.contract(shop.member, actor="test", at=now)
    made.establish(actor="test", at=now)


def reader():
    return NewsletterReader.objects.get()


class TestFollowing:
    def test_begins_with_the_establishment(self, peer, anna, now):
        members.aspirant_shop(owner=anna, at=now)
        follow(now)
        [listed] = peer.members.values()
        assert (listed["status"], listed["language"], listed["tags"]) == ("subscribed", "en", {"aspirant"})
        assert reader().listed_as == "anna@example.com"

    def test_knows_a_full_member_a_suspended_one_and_a_reinstated_one(self, peer, shop, now):
        def tags():
            follow(now)
            [listed] = peer.members.values()
            return set(listed["tags"])

        membership = Membership.objects.get()
        assert tags() == {"full"}
        membership.suspend(actor="test", at=now, reason="14.1")
        assert tags() == {"suspended"}
        membership.reinstate(actor="test", at=now)
        assert tags() == {"full"}

    def test_knows_what_the_shop_sells(self, peer, shop, now):
        for category in ("TOYS", "PETS"):
            shop.change({"category": category}, actor="test", at=now)
            follow(now)
        assert next(iter(peer.members.values()))["tags"] == {"full", "category-pets"}

    def test_ends_with_the_membership(self, peer, shop, now):
        end(shop, now)
        follow(now)
        assert peer.status("anna@example.com") == "archived"
        assert (reader().listed_as, reader().sync_due_at) == ("", None)

    def test_goes_on_for_another_company_of_theirs(self, peer, shop, anna, now):
        members.full_shop(owner=anna, at=now)
        end(shop, now)
        follow(now)
        assert peer.status("anna@example.com") == "subscribed"

    def test_begins_again_with_a_new_membership(self, peer, shop, now):
        end(shop, now)
        follow(now)
        begin_anew(shop, now)
        follow(now)
        assert peer.status("anna@example.com") == "subscribed"

    def test_moves_with_the_address_of_the_account(self, peer, shop, anna, now):
        anna.email = "Anna@New.example"
        anna.save()
        assert telling.look_over(now=now) == 1
        follow(now)
        assert peer.status("anna@example.com") == "archived"
        assert peer.status("anna@new.example") == "subscribed"
        assert telling.look_over(now=now) == 0

    def test_is_put_right_within_a_month_whatever_nobody_told_of(self, peer, shop, anna, now):
        anna.name = "Anna Bakker"
        anna.save()
        assert telling.tell_the_list(now=now + timedelta(days=29)) == 0
        assert telling.tell_the_list(now=now + timedelta(days=30)) == 1
        assert next(iter(peer.members.values()))["merge_fields"] == {"FNAME": "Anna Bakker"}


class TestLookOver:
    def test_finds_owners_of_before_and_new_ones(self, peer, anna, now):
        made = members.full_shop(owner=anna, at=now)
        Delivery.objects.all().delete()
        Seat.objects.create(user=members.user(), shop=made, since=now, role=Seat.Role.OWNER)
        Seat.objects.create(user=members.user(), shop=made, since=now, role=Seat.Role.STAFF, duties=Seat.Duty.values)
        assert telling.look_over(now=now) == 2
        assert telling.look_over(now=now) == 0
        assert telling.tell_the_list(now=now) == 2

    def test_finds_who_owns_no_shop_any_more(self, peer, shop, now):
        Seat.objects.all().delete()
        assert telling.look_over(now=now) == 1
        telling.tell_the_list(now=now)
        assert peer.status("anna@example.com") == "archived"
        assert telling.look_over(now=now) == 0


class TestUnsubscribing:
    @pytest.mark.parametrize("told", [True, False])
    def test_is_not_undone_by_an_end_and_a_new_membership(self, peer, shop, now, told):
        """Whether or not the list told us of it."""
        next(iter(peer.members.values()))["status"] = "unsubscribed"
        if told:
            reader().unsubscribe(actor="mailchimp", at=now, told=True)
        end(shop, now)
        follow(now)
        begin_anew(shop, now)
        follow(now)
        assert peer.status("anna@example.com") == "unsubscribed"
        assert reader().state == "UNSUBSCRIBED"

    def test_in_the_dashboard_is_told_to_the_list(self, peer, shop, now):
        reader().unsubscribe(actor="user:1", at=now)
        follow(now)
        assert peer.status("anna@example.com") == "unsubscribed"
        assert reader().sync_due_at is None

    def test_is_told_to_a_list_of_before_too(self, peer, shop, now):
        NewsletterReader.objects.update(listed_as="")
        reader().unsubscribe(actor="user:1", at=now)
        follow(now)
        assert peer.status("anna@example.com") == "unsubscribed"

    def test_is_undone_by_their_own_act_alone(self, peer, shop, now):
        reader().unsubscribe(actor="user:1", at=now)
        follow(now)
        telling.look_over(now=now)
        assert telling.tell_the_list(now=now + timedelta(days=99)) == 0
        reader().ask_back(actor="user:1", at=now)
        follow(now)
        assert peer.status("anna@example.com") == "pending"  # the list asks to confirm it
        assert (reader().state, reader().asked_back_at) == ("FOLLOWING", None)

    def test_twice_is_once(self, shop, now):
        for _ in range(2):
            reader().unsubscribe(actor="user:1", at=now)
        assert Event.objects.filter(name="newsletter.unsubscribed").count() == 1

    def test_while_the_list_is_being_told_wins(self, monkeypatch, shop, now):
        """The button is pressed between the question and the answer."""
        NewsletterReader.objects.update(sync_due_at=now)
        welcome = telling.NewsletterReader._tell

        def meanwhile(mine, *, at):
            NewsletterReader.objects.get().unsubscribe(actor="user:1", at=now)
            welcome(mine, at=at)

        monkeypatch.setattr(NewsletterReader, "_tell", meanwhile)
        telling.tell_the_list(now=now)
        monkeypatch.undo()
        assert (reader().state, reader().sync_due_at) == ("UNSUBSCRIBED", now)

    def test_has_nothing_left_to_ask(self, shop, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            NewsletterReader.objects.update(state="UNSUBSCRIBED", asked_back_at=now)


class TestCleaned:
    def test_stays_so_until_there_is_another_address(self, peer, shop, anna, now):
        next(iter(peer.members.values()))["status"] = "cleaned"
        telling.tell_the_list(now=now + timedelta(days=30))
        assert reader().state == "CLEANED"
        end(shop, now)
        follow(now)
        begin_anew(shop, now)
        follow(now)
        assert (reader().state, peer.status("anna@example.com")) == ("CLEANED", "cleaned")
        anna.email = "anna@new.example"
        anna.save()
        telling.look_over(now=now)
        telling.tell_the_list(now=now)
        assert (reader().state, peer.status("anna@new.example")) == ("FOLLOWING", "subscribed")


class TestOutage:
    @pytest.mark.parametrize("fault", ["429", "500", "drop-before"])
    def test_loses_nothing_however_long_it_is(self, peer, anna, now, fault):
        members.aspirant_shop(owner=anna, at=now)
        outbox.drain()
        at = now
        for _ in range(12):
            peer.misbehaviour = [fault]
            assert telling.tell_the_list(now=at) == 0
            assert reader().sync_due_at > at
            at = reader().sync_due_at
        peer.misbehaviour = []
        assert at - now > timedelta(days=2)
        assert telling.tell_the_list(now=at) == 1
        assert peer.status("anna@example.com") == "subscribed"
        assert not Delivery.objects.filter(done_at=None).exists()

    def test_costs_one_question_and_not_one_per_reader(self, monkeypatch, now):
        asked = []

        def away(*args, **kwargs):
            asked.append(1)
            raise Unavailable

        monkeypatch.setattr(LocalList, "welcome", away)
        for _ in range(3):
            members.aspirant_shop(owner=members.user(), at=now)
        follow(now)
        assert len(asked) == 1

    def test_with_a_wrong_key_loses_nothing_either(self, peer, anna, now, settings):
        settings.MAILCHIMP_API_KEY = "wrong-us6"
        members.aspirant_shop(owner=anna, at=now)
        follow(now)
        settings.MAILCHIMP_API_KEY = mailchimp.KEY
        telling.tell_the_list(now=reader().sync_due_at)
        assert peer.status("anna@example.com") == "subscribed"

    def test_does_not_stop_at_an_address_that_is_refused(self, monkeypatch, now):
        def refuse(_list, reader, **_):
            if reader.email.startswith("bad"):
                raise Refused("Mailchimp 400", 400)
            return welcome(_list, reader, **_)

        welcome = LocalList.welcome
        monkeypatch.setattr(LocalList, "welcome", refuse)
        members.aspirant_shop(owner=members.user(email="bad@example.com"), at=now)
        members.aspirant_shop(owner=members.user(email="good@example.com"), at=now)
        assert follow(now) == 2
        assert "good@example.com" in LocalList().readers()


class TestAsReader:
    def test_is_nobody_without_a_standing_membership_of_their_own(self, anna, now):
        made = members.full_shop(at=now)
        Seat.objects.create(user=anna, shop=made, since=now, role=Seat.Role.STAFF, duties=Seat.Duty.values)
        assert NewsletterReader(user=anna).as_reader() is None

    def test_is_nobody_when_the_account_is_closed(self, anna, now):
        members.full_shop(owner=anna, at=now)
        anna.is_active = False
        assert NewsletterReader(user=anna).as_reader() is None

    def test_has_the_best_standing_and_every_category(self, anna, now):
        members.full_shop(owner=anna, at=now)
        members.aspirant_shop(owner=anna, at=now)
        for shop, category in zip(Shop.objects.order_by("pk"), ("TOYS", "PETS"), strict=True):
            shop.change({"category": category}, actor="test", at=now)
        tags = ("full", "category-pets", "category-toys")
        assert NewsletterReader(user=anna).as_reader() == Reader("anna@example.com", "Anna de Vries", "en", tags)
