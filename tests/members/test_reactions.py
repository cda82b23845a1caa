"""The letters that follow from the news of members: who gets which, in which language, and once."""

from datetime import date, timedelta

import pytest

from keurmerk import outbox
from keurmerk.calendar import end_of_day, start_of_day
from keurmerk.models import Event, SentLetter
from members import jobs, reactions
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return members.user(email="anna@example.com")


def letters(name: str) -> list[SentLetter]:
    outbox.drain()
    return list(SentLetter.objects.filter(letter=f"members/{name}").order_by("pk"))


class TestApplication:
    @pytest.mark.rule("3.1")
    def test_is_confirmed_with_the_day_of_the_result(self, anna, now):
        made = members.application(applicant=anna)
        made.submit(actor="test", at=now)
        (found,) = letters("application_received")
        assert found.to == "anna@example.com"
        assert "4 maart 2026" in found.text
        assert made.shop_host in found.text

    def test_is_confirmed_in_the_persons_language(self, now):
        members.application(applicant=members.user(language="en")).submit(actor="test", at=now)
        (found,) = letters("application_received")
        assert found.subject.startswith("We have your application")
        assert "/en/dashboard/application/" in found.text


class TestMembership:
    @pytest.mark.rule("5.2")
    def test_welcomes_the_aspirant_with_the_dates(self, anna, now):
        members.aspirant_shop(owner=anna, at=now, host="fietsgoed.example")
        (found,) = letters("membership_established")
        for words in ("2 juli 2026", "1 maart 2027", "fietsgoed.example", "Fietsgoed B.V."):
            assert words in found.text

    @pytest.mark.rule("5.2")
    def test_tells_of_the_promotion(self, anna, now):
        members.full_shop(owner=anna, at=now)
        assert "volledig lid" in letters("promoted")[0].subject

    def test_tells_each_postponement(self, anna, now, monkeypatch):
        monkeypatch.setattr(jobs, "HINDRANCES", [lambda membership, now: "dispute_open"])
        members.aspirant_shop(owner=anna, at=now)
        due = end_of_day(date(2026, 7, 2))
        jobs.PROMOTE.run(now=due)
        assert len(letters("promotion_postponed")) == 1
        jobs.PROMOTE.run(now=due + timedelta(days=30))
        assert len(letters("promotion_postponed")) == 2

    @pytest.mark.rule("13.4", "13.5")
    def test_confirms_notice_withdrawal_and_the_choice_of_a_term(self, anna, now):
        membership = members.full_shop(owner=anna, at=now).membership
        membership.give_notice(actor="test", at=now, channel="POST")
        assert "1 maart 2027" in letters("notice_given")[0].subject
        membership.withdraw_notice(actor="test", at=now)
        assert "1 maart 2027" in letters("notice_withdrawn")[0].text
        membership.choose_term(3, actor="test", at=start_of_day(date(2027, 1, 1)))
        for words in ("3 maanden", "2 maart 2027", "1 juni 2027"):
            assert words in letters("term_chosen")[0].text
        membership.give_notice(actor="test", at=start_of_day(date(2027, 1, 2)), channel="DASHBOARD")
        assert len(letters("notice_given")) == 2
        membership.lapse(actor="clock", at=start_of_day(date(2027, 3, 2)))
        assert "op 1 maart 2027 beëindigd" in letters("ended")[0].text

    @pytest.mark.rule("13.3")
    def test_is_told_of_each_renewal_in_time_and_how_to_give_notice(self, anna, now):
        members.full_shop(owner=anna, at=now)
        for day, letters_by_then in ((date(2027, 1, 1), 1), (date(2027, 2, 16), 2)):
            jobs.ANNOUNCE.run(now=start_of_day(day))
            assert len(letters("renewal_notice")) == letters_by_then
        found = letters("renewal_notice")[0]
        assert "2 maart 2027" in found.subject
        for words in ("1 maart 2027", "1 maart 2028", "hallo@keurtegel.example", "12345678", "13.5"):
            assert words in found.text

    @pytest.mark.rule("14.1")
    def test_tells_of_each_suspension_and_its_ground(self, anna, now):
        shop = members.full_shop(owner=anna)
        for day in (0, 10):
            at = now + timedelta(days=day)
            shop.membership.suspend(actor="test", at=at, reason="12.10")
            assert len(letters("suspended")) == (1 if day == 0 else 2)
            shop.membership.reinstate(actor="test", at=at)
        assert "een factuur is niet op tijd betaald" in letters("suspended")[0].text
        assert len(letters("reinstated")) == 2

    @pytest.mark.rule("10.4")
    def test_that_ended_says_by_when_the_mark_must_go_and_from_where(self, anna, now):
        shop = members.full_shop(owner=anna, host="fietsgoed.example")
        shop.membership.end(actor="test", at=now, reason="13.5")
        (found,) = letters("ended")
        assert "9 maart 2026" in found.text
        assert "fietsgoed.example" in found.text

    @pytest.mark.rule("10.2")
    def test_that_never_began_takes_no_farewell(self, anna, now):
        made = members.application(applicant=anna)
        made.submit(actor="test", at=now)
        made.withdraw(actor="test", at=now)
        assert letters("ended") == []

    def test_writes_to_every_owner_and_to_nobody_else(self, anna, now):
        bob = members.user(email="bob@example.com")
        shop = members.shop(owner=anna)
        members.shop(owner=bob, of=shop.member)
        members.shop(owner=members.user(), of=members.member())
        Membership.contract(shop.member, actor="test", at=now).establish(actor="test", at=now)
        assert [each.to for each in letters("membership_established")] == ["anna@example.com", "bob@example.com"]

    def test_told_twice_is_written_once(self, anna, now):
        members.full_shop(owner=anna, at=now)
        letters("promoted")
        reactions.congratulate(Event.objects.get(name="membership.promoted"))
        assert len(letters("promoted")) == 1
