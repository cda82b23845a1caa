"""Who acts for a shop: invited, with a role, out of the team, and the shop handed over."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from keurmerk import clock, outbox
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from members import jobs, terms
from members.browsers import Browser
from members.models import CannotOffer, LastOwner, LoginSession, Seat, SeatOffer, Succession, User
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return members.user(name="Anna de Vries", email="anna@fietsgoed.example")


@pytest.fixture
def shop(anna):
    return members.full_shop(owner=anna)


@pytest.fixture
def bea(shop):
    """A colleague with the disputes."""
    return members.colleague(shop, "DISPUTES", name="Bea Bakker")


def offer(shop, anna, now, *duties, email="cor@elders.example", role="STAFF") -> SeatOffer:
    return SeatOffer.make(shop, email, role, duties or ["BILLING"], by=anna, actor=f"user:{anna.pk}", at=now)


def letters(name) -> list[str]:
    outbox.drain()
    return sorted(SentLetter.objects.filter(letter=f"members/{name}").values_list("to", flat=True))


class TestSeat:
    def test_is_one_per_person_and_shop(self, shop, bea, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(user=bea, shop=shop, since=now)

    @pytest.mark.parametrize(
        ("role", "duties"), [("STAFF", []), ("OWNER", ["READ"]), ("STAFF", ["CASH"]), ("BOSS", []), ("BOSS", ["READ"])]
    )
    def test_has_a_role_that_exists(self, shop, role, duties, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(user=members.user(), shop=shop, role=role, duties=duties, since=now)

    def test_gets_another_role_of_which_the_person_hears(self, shop, anna, bea, now):
        seat = Seat.objects.get(user=bea)
        seat.change("STAFF", ["READ", "BILLING"], actor=f"user:{anna.pk}", at=now)
        seat.change("STAFF", ["BILLING", "READ"], actor=f"user:{anna.pk}", at=now)
        assert Seat.objects.get(user=bea).duties == ["BILLING", "READ"]
        assert Event.objects.filter(name="seat.changed").count() == 1
        assert letters("seat_changed") == [bea.email]

    def test_keeps_no_duties_as_an_owner(self, shop, bea, now):
        Seat.objects.get(user=bea).change("OWNER", ["READ"], actor="test", at=now)
        assert [each.pk for each in shop.owners()] == [shop.owner().pk, bea.pk]

    def test_of_the_last_owner_stays_one(self, shop, anna, bea, now):
        seat = Seat.objects.get(user=anna)
        for end in (
            lambda: seat.change("STAFF", ["READ"], actor="test", at=now),
            lambda: seat.remove(actor="test", at=now),
            lambda: seat.leave(actor="test", at=now),
        ):
            with pytest.raises(LastOwner):
                end()
        assert shop.owner() == anna
        assert not Event.objects.filter(name__startswith="seat.").exists()

    def test_of_an_owner_who_cannot_log_in_does_not_count(self, shop, anna, now):
        gone = members.user(is_active=False)
        Seat.objects.create(user=gone, shop=shop, since=now)
        with pytest.raises(LastOwner):
            Seat.objects.get(user=anna).leave(actor="test", at=now)

    def test_of_two_owners_who_both_leave_the_second_finds_himself_alone(self, shop, anna, now):
        second = members.user()
        Seat.objects.create(user=second, shop=shop, since=now)
        mine, other = Seat.objects.get(user=anna), Seat.objects.get(user=second)
        mine.leave(actor="test", at=now)
        with pytest.raises(LastOwner):
            other.leave(actor="test", at=now)

    def test_that_is_taken_away_ends_the_sessions(self, client, shop, anna, bea, now):
        client.force_login(bea)
        LoginSession.open(bea, client.session.session_key, Browser("Firefox", "Windows"), at=clock.now())
        Seat.objects.get(user=bea).remove(actor=f"user:{anna.pk}", at=now)
        assert not Session.objects.filter(session_key=client.session.session_key).exists()
        assert client.get(f"/dashboard/shops/{shop.pk}/").status_code == 302
        assert letters("seat_removed") == [bea.email]

    def test_that_is_left_is_told_to_the_owners(self, shop, anna, bea, now):
        Seat.objects.get(user=bea).leave(actor=f"user:{bea.pk}", at=now)
        assert not Seat.objects.filter(user=bea).exists()
        assert letters("seat_left") == [anna.email]

    def test_that_ended_ends_no_second_time(self, shop, bea, now):
        first, second = Seat.objects.get(user=bea), Seat.objects.get(user=bea)
        first.leave(actor="test", at=now)
        with pytest.raises(Seat.DoesNotExist):
            second.remove(actor="test", at=now)
        assert Event.objects.filter(name__startswith="seat.").count() == 1

    def test_takes_what_its_owner_offered_along(self, shop, anna, now):
        second = members.user()
        Seat.objects.create(user=second, shop=shop, since=now)
        made = offer(shop, second, now)
        Seat.objects.get(user=second).remove(actor=f"user:{anna.pk}", at=now)
        made.refresh_from_db()
        assert made.state == SeatOffer.State.WITHDRAWN


class TestOffer:
    def test_is_a_letter_in_the_language_of_who_gets_it(self, shop, anna, now):
        offer(shop, anna, now)
        offer(shop, anna, now, email=members.user(email="dean@elders.example", language="en").email)
        assert letters("seat_offered") == ["cor@elders.example", "dean@elders.example"]
        dutch, english = (SentLetter.objects.get(to=f"{name}@elders.example") for name in ("cor", "dean"))
        assert (dutch.language, english.language) == ("nl", "en")
        assert "/dashboard/team/invitation/" in dutch.text
        assert "Facturen en betalingen" in dutch.text
        assert "Invoices and payments" in english.text

    def test_becomes_a_seat_for_who_reads_that_address(self, shop, anna, now):
        cor = members.user(email="Cor@Elders.example", name="Cor")
        offer(shop, anna, now, "BILLING", "REVIEWS").take(cor, actor=f"user:{cor.pk}", at=now)
        seat = Seat.objects.get(user=cor)
        assert (seat.shop, seat.role, seat.duties, seat.since) == (shop, "STAFF", ["REVIEWS", "BILLING"], now)
        assert letters("seat_taken") == [anna.email]

    def test_can_make_an_owner(self, shop, anna, now):
        cor = members.user(email="cor@elders.example")
        offer(shop, anna, now, role="OWNER").take(cor, actor="test", at=now)
        assert cor in shop.owners()

    def test_is_not_for_another_address_nor_for_our_own_people(self, shop, anna, now):
        made = offer(shop, anna, now)
        ours = members.inspector(email="inge@keurtegel.example")
        theirs = offer(shop, anna, now, email=ours.email)
        for one, person in ((made, members.user()), (theirs, ours)):
            with pytest.raises(IllegalMove):
                one.take(person, actor="test", at=now)
        assert Seat.objects.count() == 1

    def test_is_taken_once_and_within_a_week(self, shop, anna, now):
        cor = members.user(email="cor@elders.example")
        made = offer(shop, anna, now)
        with pytest.raises(IllegalMove):
            made.take(cor, actor="test", at=now + terms.SEAT_OFFER_LIFE)
        made.take(cor, actor="test", at=now)
        with pytest.raises(IllegalMove):
            SeatOffer.objects.get(pk=made.pk).take(cor, actor="test", at=now)
        assert Seat.objects.filter(user=cor).count() == 1

    def test_ends_by_itself(self, shop, anna, now):
        made = offer(shop, anna, now)
        for offer_ in jobs.EXPIRE_SEAT_OFFERS.due(now + timedelta(days=7)):
            jobs.EXPIRE_SEAT_OFFERS.act(offer_, now + timedelta(days=7))
        made.refresh_from_db()
        assert made.state == SeatOffer.State.EXPIRED
        assert not jobs.EXPIRE_SEAT_OFFERS.due(now + timedelta(days=8))

    def test_is_sent_again_for_another_week_and_not_for_ever(self, shop, anna, now):
        made = offer(shop, anna, now)
        for day in range(1, terms.SEAT_OFFER_LETTERS):
            made.send_again(actor="test", at=now + timedelta(days=day))
        assert made.expires_at == now + timedelta(days=terms.SEAT_OFFER_LETTERS - 1) + terms.SEAT_OFFER_LIFE
        with pytest.raises(IllegalMove):
            made.send_again(actor="test", at=now)

    def test_is_not_made_twice_at_a_time_nor_to_who_is_in(self, shop, anna, bea, now):
        offer(shop, anna, now)
        for address, reason in (("COR@elders.example", "offered"), (bea.email.upper(), "seated")):
            with pytest.raises(CannotOffer, match=reason):
                offer(shop, anna, now, email=address)

    def test_is_one_of_a_few(self, shop, anna, now):
        for number in range(terms.SEAT_OFFERS_OPEN):
            offer(shop, anna, now, email=f"nummer{number}@elders.example")
        with pytest.raises(CannotOffer, match="too_many"):
            offer(shop, anna, now)

    def test_that_was_declined_can_be_made_again(self, shop, anna, now):
        offer(shop, anna, now).decline(actor="visitor", at=now)
        assert letters("seat_declined") == [anna.email]
        assert offer(shop, anna, now).state == SeatOffer.State.OPEN

    def test_is_forgotten_when_its_reader_asks(self, shop, anna, now):
        made = offer(shop, anna, now)
        made.forget(actor="data subject", at=now)
        made.refresh_from_db()
        assert (made.state, made.email) == (SeatOffer.State.DECLINED, "")
        assert letters("seat_declined") == []


class TestSuccession:
    @pytest.fixture
    def asked(self, shop, anna, bea, now) -> Succession:
        giver, taker = Seat.objects.get(user=anna), Seat.objects.get(user=bea)
        return Succession.ask(giver, taker, actor=f"user:{anna.pk}", at=now)

    def test_is_asked_of_both_each_with_a_link_of_their_own(self, asked, anna, bea):
        assert letters("succession_asked") == sorted([anna.email, bea.email])
        first, second = SentLetter.objects.filter(letter="members/succession_asked")
        assert first.text != second.text

    def test_changes_nothing_until_both_confirmed(self, asked, shop, anna, bea, now):
        asked.confirm(anna, actor=f"user:{anna.pk}", at=now)
        asked.confirm(anna, actor=f"user:{anna.pk}", at=now)
        assert shop.owners() == [anna]
        asked.confirm(bea, actor=f"user:{bea.pk}", at=now)
        assert shop.owners() == [bea]
        assert Seat.objects.get(user=anna).duties == ["REVIEWS", "DISPUTES", "BILLING"]
        assert letters("succession_done") == sorted([anna.email, bea.email])
        assert Event.objects.filter(name="succession.confirmed").count() == 2

    def test_is_confirmed_by_nobody_else_and_not_too_late(self, asked, shop, anna, bea, now):
        with pytest.raises(IllegalMove):
            asked.confirm(members.user(), actor="test", at=now)
        asked.confirm(anna, actor="test", at=now)
        with pytest.raises(IllegalMove):
            asked.confirm(bea, actor="test", at=now + terms.SUCCESSION_LIFE)
        assert shop.owners() == [anna]

    def test_is_off_when_it_is_stopped_or_when_time_is_over(self, asked, shop, anna, bea, now):
        asked.withdraw(actor="test", at=now)
        with pytest.raises(IllegalMove):
            asked.confirm(bea, actor="test", at=now)
        assert letters("succession_stopped") == sorted([anna.email, bea.email])

    def test_ends_by_itself(self, asked, now):
        for succession in jobs.EXPIRE_SUCCESSIONS.due(now + terms.SUCCESSION_LIFE):
            jobs.EXPIRE_SUCCESSIONS.act(succession, now + terms.SUCCESSION_LIFE)
        asked.refresh_from_db()
        assert asked.state == Succession.State.EXPIRED

    def test_is_off_when_the_taker_leaves(self, asked, bea, now):
        Seat.objects.get(user=bea).leave(actor="test", at=now)
        asked.refresh_from_db()
        assert asked.state == Succession.State.WITHDRAWN

    def test_is_one_at_a_time_and_from_an_owner_to_a_colleague(self, asked, shop, anna, bea, now):
        mine, hers = Seat.objects.get(user=anna), Seat.objects.get(user=bea)
        theirs = Seat.objects.get(user=members.colleague(members.full_shop(owner=members.user()), "READ"))
        asked.withdraw(actor="test", at=now)
        for giver, taker in ((hers, mine), (mine, mine), (mine, theirs)):
            with pytest.raises(IllegalMove):
                Succession.ask(giver, taker, actor="test", at=now)
        Succession.ask(mine, hers, actor="test", at=now)
        with pytest.raises(IllegalMove):
            Succession.ask(mine, hers, actor="test", at=now)


def test_owners_of_before_keep_every_right(shop, anna):
    """A seat made without a word about its role, as the release of before does it."""
    seat = Seat.objects.get(user=anna)
    assert seat.is_owner
    assert all(seat.may_act(duty) for duty in Seat.Duty.values)
    assert User.objects.filter(seats__role=Seat.Role.OWNER).get() == anna
