from datetime import timedelta

import pytest

from disputes.jobs import LET_PASS, REMIND
from disputes.models import Party
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import Circumstance, Membership
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(email="owner@example.com", language="en"))


def letters() -> set[tuple[str, str]]:
    drain()
    found = SentLetter.objects.filter(letter__startswith="disputes/").values_list("letter", "to")
    return {(letter.removeprefix("disputes/"), to) for letter, to in found}


class TestLetters:
    @pytest.mark.rule("11.1")
    def test_tell_both_that_a_dispute_was_filed(self, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        assert letters() == {("dispute_filed", "jan@example.com"), ("dispute_received", "owner@example.com")}
        to_consumer = SentLetter.objects.get(letter="disputes/dispute_filed")
        assert f"/dispute/{dispute.token}/" in to_consumer.text
        assert "9 maart 2026" in to_consumer.text
        to_shop = SentLetter.objects.get(letter="disputes/dispute_received")
        assert to_shop.language == "en"
        assert f"/en/dashboard/shops/{shop.pk}/disputes/{dispute.pk}/" in to_shop.text
        assert dispute.token not in to_shop.text

    def test_carry_no_word_of_the_case(self, shop, now):
        dispute = disputes.mediated(at=now, shop=shop)
        drain()
        for letter in SentLetter.objects.filter(letter__startswith="disputes/"):
            assert dispute.story not in letter.text
            assert "garantie" not in letter.text

    def test_announce_each_message_to_its_readers(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        assert ("message_for_you", "jan@example.com") in letters()
        dispute.ask_mediation(actor="consumer", at=now + 2 * DAY)
        dispute.ask(Party.CONSUMER, "Heb je een foto?", actor="user:2", at=now + 3 * DAY)
        drain()
        assert SentLetter.objects.filter(letter="disputes/message_for_you", to="jan@example.com").count() == 2
        assert SentLetter.objects.filter(letter="disputes/message_for_you", to="owner@example.com").count() == 1

    def test_remind_whoever_has_the_turn(self, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        REMIND.run(dispute.remind_at)
        assert ("reminder", "owner@example.com") in letters()

    @pytest.mark.rule("11.1")
    def test_tell_the_consumer_that_the_shop_is_silent(self, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        LET_PASS.run(dispute.due_at)
        assert ("shop_silent", "jan@example.com") in letters()

    def test_give_the_shop_a_last_chance_in_mediation(self, shop, now):
        dispute = disputes.mediated(at=now, shop=shop)
        dispute.ask(Party.SHOP, "Wat is je voorstel?", actor="user:2", at=now + 3 * DAY)
        LET_PASS.run(dispute.due_at)
        assert ("last_chance", "owner@example.com") in letters()

    @pytest.mark.parametrize(
        ("make", "letter"),
        [
            (disputes.settled, "dispute_settled"),
            (disputes.failed, "dispute_failed"),
            (disputes.closed, "dispute_closed"),
            (disputes.mediated, "mediation_started"),
        ],
    )
    def test_tell_both_how_it_goes_on(self, shop, now, make, letter):
        make(at=now, shop=shop)
        assert {(letter, "jan@example.com"), (letter, "owner@example.com")} <= letters()

    def test_tell_the_shop_when_it_is_opened_again(self, shop, now):
        disputes.closed(at=now, shop=shop).reopen(actor="consumer", at=now + 20 * DAY)
        assert ("dispute_reopened", "owner@example.com") in letters()


class TestSeveralComplaints:
    @pytest.mark.rule("11.13")
    def test_in_mediation_within_a_year_are_a_question_for_the_manager_and_no_end(self, now):
        shop = members.full_shop()
        for days in (0, 30):
            disputes.mediated(at=now + timedelta(days=days), shop=shop)
        drain()
        assert not Circumstance.objects.exists()
        disputes.mediated(at=now + timedelta(days=60), shop=shop)
        drain()
        assert Circumstance.objects.get().kind == "COMPLAINTS"
        assert Membership.objects.get(member=shop.member).state == "FULL"

    def test_of_years_ago_do_not_count(self, now):
        shop = members.full_shop()
        for days in (0, 30, 400):
            disputes.mediated(at=now + timedelta(days=days), shop=shop)
        drain()
        assert not Circumstance.objects.exists()
