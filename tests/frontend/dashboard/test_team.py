"""The page of a team: invite, change, take out, leave, hand over; and where the links in the letters lead."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from keurmerk import clock, outbox
from keurmerk.models import SentLetter
from members.models import Seat, SeatOffer, Succession
from tests.factories import members

pytestmark = pytest.mark.django_db
COR = "cor@elders.example"


@pytest.fixture
def anna():
    return members.user(name="Anna de Vries")


@pytest.fixture
def shop(anna):
    return members.full_shop(owner=anna, name="Fietsgoed")


@pytest.fixture
def owner(client, anna, shop):
    client.force_login(anna)
    return client


@pytest.fixture
def bea(shop):
    return members.colleague(shop, "DISPUTES", name="Bea Bakker")


def page(shop, name="team", **more) -> str:
    return reverse(f"dashboard:{name}", kwargs={"shop_id": shop.pk, **more})


def invite(client, shop, email=COR, roles=("BILLING",)):
    return client.post(page(shop, "offer_seat"), {"email": email, "roles": roles}, follow=True)


def link_to(address) -> str:
    outbox.drain()
    letter = SentLetter.objects.filter(to=address).latest("pk")
    return re.search(r"/(?:en/)?dashboard/team/\w+/[^\s)\"]+", letter.text).group()


def seat_of(person) -> Seat:
    return Seat.objects.get(user=person)


def said(answer) -> str:
    return " ".join(str(each) for each in answer.context["messages"])


class TestInviting:
    def test_sends_a_letter_and_shows_who_is_invited(self, owner, shop):
        answer = invite(owner, shop, roles=("BILLING", "REVIEWS"))
        assert "onderweg" in said(answer)
        assert COR in answer.text
        assert SeatOffer.objects.get().duties == ["REVIEWS", "BILLING"]
        assert link_to(COR).startswith("/dashboard/team/invitation/")

    @pytest.mark.parametrize(
        ("email", "roles"), [("", ["READ"]), ("geen adres", ["READ"]), (COR, []), (COR, ["BOSS"]), (COR, ["READ\0"])]
    )
    def test_takes_an_address_and_a_role(self, owner, shop, email, roles):
        answer = invite(owner, shop, email, roles)
        assert answer.context["form"].errors
        assert not SeatOffer.objects.exists()

    def test_says_when_somebody_is_in_already_or_invited(self, owner, shop, bea):
        invite(owner, shop)
        assert "al een uitnodiging" in invite(owner, shop, COR.upper()).text
        assert "al in het team" in invite(owner, shop, bea.email).text

    def test_is_for_owners(self, client, shop, bea):
        client.force_login(bea)
        assert client.post(page(shop, "offer_seat"), {"email": COR, "roles": ["OWNER"]}).status_code == 403
        assert not SeatOffer.objects.exists()

    def test_can_be_withdrawn_and_sent_again(self, owner, shop):
        invite(owner, shop)
        first, offer = link_to(COR), SeatOffer.objects.get()
        owner.post(page(shop, "send_offer_again", offer_id=offer.pk))
        assert link_to(COR) != first
        assert owner.get(first).status_code == 404
        assert owner.get(link_to(COR)).status_code == 200
        owner.post(page(shop, "withdraw_offer", offer_id=offer.pk))
        assert owner.get(link_to(COR)).status_code == 410
        assert "veranderd" in said(owner.post(page(shop, "withdraw_offer", offer_id=offer.pk), follow=True))

    @pytest.mark.parametrize("name", ["send_offer_again", "withdraw_offer"])
    def test_of_another_shop_does_not_exist(self, owner, shop, anna, name):
        other = members.full_shop(owner=members.user())
        theirs = SeatOffer.make(other, COR, "STAFF", ["READ"], by=other.owner(), actor="test", at=clock.now())
        assert owner.post(page(shop, name, offer_id=theirs.pk)).status_code == 404
        assert owner.post(page(other, name, offer_id=theirs.pk)).status_code == 404
        theirs.refresh_from_db()
        assert (theirs.state, theirs.letters) == ("OPEN", 1)


class TestLink:
    @pytest.fixture
    def link(self, owner, shop) -> str:
        invite(owner, shop)
        owner.logout()
        return link_to(COR)

    def test_tells_a_stranger_what_it_is_about_and_takes_nothing(self, client, shop, link):
        answer = client.get(link)
        assert answer.status_code == 200
        assert "Fietsgoed" in answer.text
        assert "Facturen en betalingen" in answer.text
        assert client.post(link).status_code == 403
        assert Seat.objects.count() == 1

    def test_lets_in_who_has_an_account_with_that_address(self, client, shop, link):
        cor = members.user(email=COR)
        client.force_login(cor)
        assert "Uitnodiging aannemen" in client.get(link).text
        assert not Seat.objects.filter(user=cor).exists()
        assert client.post(link)["Location"] == page(shop, "home")
        assert seat_of(cor).duties == ["BILLING"]
        assert client.post(link).status_code == 410

    def test_lets_in_nobody_else(self, client, shop, link):
        client.force_login(members.user(email="dean@elders.example"))
        assert "ander account" in client.get(link).text
        assert client.post(link).status_code == 403
        client.force_login(members.inspector(email=COR))
        assert client.post(link).status_code == 403
        assert Seat.objects.count() == 1

    def test_waits_at_the_front_door_for_who_just_made_an_account(self, client, shop, link):
        client.force_login(members.user(email=COR))
        answer = client.get("/dashboard/", follow=True)
        assert "Uitnodiging aannemen" in answer.text

    def test_can_be_declined_without_an_account(self, client, shop, link):
        assert client.post(f"{link}decline/").status_code == 200
        assert SeatOffer.objects.get().state == "DECLINED"
        assert client.post(f"{link}decline/").status_code == 410
        assert client.get(f"{link}decline/").status_code == 405

    def test_ends_after_a_week(self, client, shop, link):
        SeatOffer.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        client.force_login(members.user(email=COR))
        assert client.get(link).status_code == 410
        assert client.post(link).status_code == 410
        assert Seat.objects.count() == 1

    @pytest.mark.parametrize("token", ["1:1", "x", "1:1:abc:def", "%00", "é"])
    def test_cannot_be_made_up(self, client, shop, link, token):
        assert client.get(f"/dashboard/team/invitation/{token}/").status_code == 404
        assert client.post(f"/dashboard/team/invitation/{token}/decline/").status_code in {404, 405}

    def test_of_one_purpose_opens_no_other(self, client, shop, bea, link):
        token = link.rstrip("/").rpartition("/")[2]
        client.force_login(bea)
        assert client.get(f"/dashboard/team/succession/{token}/").status_code == 404


class TestSeat:
    def test_gets_another_role(self, owner, shop, bea):
        answer = owner.post(page(shop, "seat", seat_id=seat_of(bea).pk), {"roles": ["READ"]}, follow=True)
        assert "gewijzigd" in said(answer)
        assert seat_of(bea).duties == ["READ"]
        owner.post(page(shop, "seat", seat_id=seat_of(bea).pk), {"roles": ["OWNER", "READ"]})
        assert (seat_of(bea).role, seat_of(bea).duties) == ("OWNER", [])

    def test_of_the_last_owner_stays(self, owner, shop, anna):
        answer = owner.post(page(shop, "seat", seat_id=seat_of(anna).pk), {"roles": ["READ"]})
        assert "heeft een eigenaar nodig" in answer.text
        assert "heeft een eigenaar nodig" in owner.get(page(shop, "leave_team")).text
        for name, more in (("leave_team", {}), ("remove_seat", {"seat_id": seat_of(anna).pk})):
            assert "heeft een eigenaar nodig" in said(owner.post(page(shop, name, **more), follow=True))
        assert seat_of(anna).is_owner

    def test_is_taken_away(self, owner, shop, bea):
        owner.post(page(shop, "remove_seat", seat_id=seat_of(bea).pk))
        assert not Seat.objects.filter(user=bea).exists()

    def test_is_left(self, client, shop, bea):
        client.force_login(bea)
        assert client.get(page(shop, "leave_team")).status_code == 200
        client.post(page(shop, "leave_team"))
        assert client.get(page(shop)).status_code == 404

    @pytest.mark.parametrize("name", ["seat", "remove_seat", "hand_over"])
    def test_is_for_owners_of_this_shop(self, client, owner, shop, bea, name):
        other = members.full_shop(owner=members.user())
        theirs = Seat.objects.get(shop=other)
        said_ = {"roles": ["OWNER"], "sure": "on"}
        assert owner.post(page(shop, name, seat_id=theirs.pk), said_).status_code == 404
        assert owner.post(page(other, name, seat_id=theirs.pk), said_).status_code == 404
        client.force_login(bea)
        assert client.post(page(shop, name, seat_id=seat_of(bea).pk), said_).status_code == 403
        assert seat_of(bea).duties == ["DISPUTES"]
        assert not Succession.objects.exists()


class TestSuccession:
    @pytest.fixture
    def asked(self, owner, shop, bea) -> Succession:
        owner.post(page(shop, "hand_over", seat_id=seat_of(bea).pk), {"sure": "on"})
        return Succession.objects.get()

    def test_wants_a_tick(self, owner, shop, bea):
        assert owner.post(page(shop, "hand_over", seat_id=seat_of(bea).pk), {}).context["form"].errors
        assert not Succession.objects.exists()

    def test_is_confirmed_by_both_each_by_their_own_link(self, client, owner, shop, anna, bea, asked):
        mine, hers = link_to(anna.email), link_to(bea.email)
        assert owner.get(hers).status_code == 404
        assert "Je draagt" in owner.get(mine).text
        assert owner.post(mine, follow=True).status_code == 200
        assert shop.owners() == [anna]
        client.force_login(bea)
        assert client.post(mine).status_code == 404
        client.post(hers)
        assert shop.owners() == [bea]
        assert "nu eigenaar" in client.get(hers).text

    def test_asks_to_log_in_first(self, client, owner, anna, asked):
        link = link_to(anna.email)
        client.logout()
        assert "/accounts/login/" in client.get(link)["Location"]

    def test_is_stopped_by_an_owner_or_the_taker_and_nobody_else(self, client, owner, shop, bea, asked):
        client.force_login(members.colleague(shop, "READ"))
        assert client.post(page(shop, "withdraw_succession")).status_code == 404
        client.force_login(bea)
        hers = link_to(bea.email)
        client.post(page(shop, "withdraw_succession"))
        asked.refresh_from_db()
        assert asked.state == "WITHDRAWN"
        assert client.post(page(shop, "withdraw_succession")).status_code == 404
        assert "Er is niets veranderd" in client.get(hers).text

    def test_is_one_at_a_time(self, owner, shop, bea, asked):
        answer = owner.post(page(shop, "hand_over", seat_id=seat_of(bea).pk), {"sure": "on"}, follow=True)
        assert "al overgedragen" in said(answer)


class TestReading:
    """Without the mark on the page, css/components/only_reads.css leaves every form on it."""

    @pytest.mark.parametrize(("duty", "hides"), [("READ", True), ("REVIEWS", False)])
    def test_hides_what_the_server_would_refuse(self, client, shop, duty, hides):
        client.force_login(members.colleague(shop, duty))
        assert ('<body class="only-reads"' in _body(client, shop, "reviews")) is hides

    def test_leaves_the_door_to_go(self, client, shop):
        client.force_login(members.colleague(shop, "READ"))
        assert "only-reads" not in _body(client, shop, "leave_team")


def _body(client, shop, name) -> str:
    page_text = client.get(page(shop, name)).text
    tag = re.search(r"<body[^>]*>", page_text).group()
    return re.sub(r" hx-headers='[^']*'", "", tag)


class TestPage:
    def test_is_read_by_everybody_in_the_team_without_the_invitations(self, client, owner, shop, bea):
        invite(owner, shop)
        client.force_login(bea)
        html = client.get(page(shop)).text
        assert "Anna de Vries" in html
        assert COR not in html
        assert "Collega uitnodigen" not in html

    def test_asks_no_more_for_more_people(self, owner, shop, bea):
        owner.get(page(shop))
        with CaptureQueriesContext(connection) as few:
            owner.get(page(shop))
        for number in range(5):
            members.colleague(shop, "READ")
            invite(owner, shop, f"nummer{number}@elders.example")
        with CaptureQueriesContext(connection) as many:
            owner.get(page(shop))
        assert len(many) == len(few)

    def test_keeps_what_somebody_calls_himself_from_being_markup(self, owner, shop):
        members.colleague(shop, "READ", name="<script>alert(1)</script>")
        assert "<script>alert(1)" not in owner.get(page(shop)).text


def test_every_act_is_in_the_logbook_of_the_owner(owner, client, shop, anna, bea):
    cor = members.user(email=COR, name="Cor")
    invite(owner, shop)
    client.force_login(cor)
    client.post(link_to(COR))
    client.force_login(anna)
    owner.post(page(shop, "seat", seat_id=seat_of(cor).pk), {"roles": ["READ"]})
    owner.post(page(shop, "hand_over", seat_id=seat_of(bea).pk), {"sure": "on"})
    owner.post(page(shop, "withdraw_succession"))
    owner.post(page(shop, "remove_seat", seat_id=seat_of(cor).pk))
    deeds = [(deed.who, str(deed.what)) for deed in owner.get(page(shop, "logbook")).context["deeds"]]
    assert deeds == [
        ("Anna de Vries", "Iemand uit het team gehaald: Cor"),
        ("Anna de Vries", "Overdracht van de webwinkel gestopt"),
        ("Anna de Vries", "Gevraagd de webwinkel over te dragen: Bea Bakker"),
        ("Anna de Vries", "Iemand een andere rol gegeven: Cor"),
        ("Cor", "Bij het team gekomen"),
        ("Anna de Vries", f"Iemand uitgenodigd voor het team: {COR}"),
    ]
