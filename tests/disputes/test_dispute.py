from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from disputes.admission import NotAdmissible
from disputes.jobs import LET_PASS, REMIND
from disputes.models import Dispute, Party
from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def end_of(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, 999999, tzinfo=AMSTERDAM)


class TestFile:
    @pytest.mark.rule("11.1")
    def test_gives_the_shop_the_first_turn_for_seven_days(self, now):
        dispute = disputes.dispute(at=now)
        assert (dispute.state, dispute.turn, dispute.due_at) == ("SHOP_FIRST", Party.SHOP, end_of(2026, 3, 9))

    def test_sent_twice_is_filed_once(self, now):
        shop = members.full_shop()
        filed = {
            Dispute.file(shop, disputes.complaint(at=now), actor="consumer", at=now, filing_key="k").pk
            for _ in range(2)
        }
        assert len(filed) == 1
        assert Event.objects.filter(name="dispute.filed").count() == 1

    def test_is_refused_when_not_admissible(self, now):
        with pytest.raises(NotAdmissible):
            disputes.dispute(at=now, is_consumer=False)

    def test_has_a_number_that_people_can_say(self, now):
        dispute = disputes.dispute(at=now)
        assert dispute.number == f"2026-{dispute.pk:04d}"

    def test_tells_nothing_of_the_case_in_the_news(self, now):
        dispute = disputes.dispute(at=now)
        assert Event.objects.get(name="dispute.filed").payload == {"shop": dispute.shop_id}


class TestTalking:
    def test_passes_the_turn_to_and_fro(self, now):
        dispute = disputes.answered(at=now)
        assert (dispute.turn, dispute.due_at) == (Party.CONSUMER, end_of(2026, 3, 17))
        dispute.reply("Nee.", actor="consumer", at=now + 2 * DAY)
        assert (dispute.turn, dispute.due_at) == (Party.SHOP, end_of(2026, 3, 11))

    def test_out_of_turn_changes_nothing_about_the_date(self, now):
        dispute = disputes.dispute(at=now)
        dispute.reply("Ik heb ook een foto.", actor="consumer", at=now + DAY)
        assert (dispute.turn, dispute.due_at) == (Party.SHOP, end_of(2026, 3, 9))

    def test_is_over_when_the_dispute_is(self, now):
        dispute = disputes.settled(at=now)
        for speak in (dispute.answer, dispute.reply):
            with pytest.raises(IllegalMove):
                speak("Nog iets.", actor="x", at=now)

    def test_sees_what_happened_meanwhile(self, now):
        stale = disputes.dispute(at=now)
        Dispute.objects.get(pk=stale.pk).settle(actor="consumer", at=now)
        with pytest.raises(IllegalMove):
            stale.answer("Te laat.", actor="user:1", at=now)


class TestMediation:
    @pytest.mark.rule("11.1")
    def test_waits_for_the_shop_to_answer(self, now):
        dispute = disputes.dispute(at=now)
        assert not dispute.may_ask_mediation(now)
        with pytest.raises(IllegalMove):
            dispute.ask_mediation(actor="consumer", at=now)

    @pytest.mark.rule("11.1", "11.10")
    def test_may_be_asked_after_an_answer_that_does_not_help(self, now):
        dispute = disputes.answered(at=now, refuses=True)
        dispute.ask_mediation(actor="consumer", at=now + 2 * DAY)
        assert (dispute.state, dispute.turn) == ("MEDIATION", Party.MEDIATOR)
        assert dispute.due_at == end_of(2026, 3, 11)  # five working days

    @pytest.mark.rule("11.1")
    def test_may_be_asked_after_seven_days_of_silence(self, now):
        dispute = disputes.dispute(at=now)
        assert not dispute.may_ask_mediation(dispute.due_at - DAY)
        assert dispute.may_ask_mediation(dispute.due_at)

    def test_gives_the_turn_to_whom_the_mediator_asks(self, now):
        dispute = disputes.mediated(at=now)
        dispute.ask(Party.SHOP, "Heb je meer dan deze foto?", actor="user:2", at=now + 2 * DAY)
        assert (dispute.turn, dispute.due_at) == (Party.SHOP, end_of(2026, 3, 11))
        dispute.answer("Ja.", actor="user:1", at=now + 3 * DAY)
        assert dispute.turn == Party.MEDIATOR

    def test_has_no_mediator_before_it_starts(self, now):
        with pytest.raises(IllegalMove):
            disputes.answered(at=now).ask(Party.SHOP, "Zo?", actor="user:2", at=now)

    @pytest.mark.rule("11.4")
    def test_fails_only_there(self, now):
        with pytest.raises(IllegalMove):
            disputes.answered(at=now).fail(actor="user:2", at=now)
        assert disputes.failed(at=now).state == "FAILED"


class TestSilence:
    @pytest.mark.rule("11.1")
    def test_of_the_shop_gives_the_consumer_the_choice(self, now):
        dispute = disputes.dispute(at=now)
        assert LET_PASS.run(dispute.due_at - timedelta(seconds=1)) == 0
        assert LET_PASS.run(dispute.due_at) == 1
        dispute.refresh_from_db()
        assert (dispute.state, dispute.turn, dispute.shop_silences) == ("SHOP_FIRST", Party.CONSUMER, 1)
        assert dispute.may_ask_mediation(dispute.due_at)

    def test_of_the_consumer_closes_it_after_fourteen_days(self, now):
        dispute = disputes.answered(at=now)
        assert LET_PASS.run(dispute.due_at) == 1
        dispute.refresh_from_db()
        assert (dispute.state, dispute.close_reason, dispute.turn, dispute.due_at) == ("CLOSED", "silent", "", None)

    @pytest.mark.rule("11.4")
    def test_of_the_shop_in_mediation_has_one_more_chance_and_then_fails(self, now):
        dispute = disputes.mediated(at=now)
        dispute.ask(Party.SHOP, "Wat is je voorstel?", actor="user:2", at=now + 2 * DAY)
        for state in ("MEDIATION", "FAILED"):
            LET_PASS.run(dispute.due_at)
            dispute.refresh_from_db()
            assert dispute.state == state
        assert dispute.close_reason == "no_cooperation"

    def test_of_the_mediator_costs_nobody_the_case(self, now):
        dispute = disputes.mediated(at=now)
        assert LET_PASS.run(dispute.due_at + 30 * DAY) == 0


class TestReopen:
    @pytest.mark.parametrize("make", [disputes.answered, disputes.mediated])
    def test_goes_on_where_it_stopped(self, now, make):
        dispute = make(at=now)
        before = dispute.state
        dispute.close(reason="withdrawn", actor="consumer", at=now + 3 * DAY)
        dispute.reopen(actor="consumer", at=now + 9 * DAY)
        assert (dispute.state, dispute.turn, dispute.closed_at) == (before, Party.CONSUMER, None)

    def test_is_not_for_what_was_decided(self, now):
        with pytest.raises(IllegalMove):
            disputes.settled(at=now).reopen(actor="consumer", at=now)


class TestRemind:
    def test_comes_once_for_each_date(self, now):
        dispute = disputes.dispute(at=now)
        assert [REMIND.run(dispute.remind_at) for _ in range(2)] == [1, 0]
        dispute.refresh_from_db()
        dispute.answer("Wij kijken ernaar.", actor="user:1", at=dispute.remind_at)
        assert REMIND.run(dispute.remind_at) == 1

    def test_leaves_the_mediator_alone(self, now):
        assert REMIND.run(disputes.mediated(at=now).due_at) == 0


class TestDatabase:
    @pytest.mark.parametrize("broken", [{"due_at": None, "remind_at": None}, {"turn": ""}, {"state": "CLOSED"}])
    def test_refuses_an_open_dispute_without_turn_and_date(self, now, broken):
        dispute = disputes.dispute(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispute.objects.filter(pk=dispute.pk).update(**broken)


class TestPromotion:
    @pytest.mark.rule("5.2")
    def test_waits_for_a_case_in_mediation(self, now):
        from members.jobs import evaluate

        shop = members.aspirant_shop()
        dispute = disputes.mediated(at=now, shop=shop)
        evaluate(shop.membership, now + 9 * DAY)
        assert shop.membership.state == "ASPIRANT"
        dispute.settle(actor="user:2", at=now + 9 * DAY)
        evaluate(shop.membership, now + 9 * DAY)
        assert shop.membership.state == "FULL"


class TestRetention:
    def test_forgets_people_five_years_after_the_end(self, now):
        from keurmerk.retention import forget

        dispute = disputes.settled(at=now)
        forget(now=now + 365 * 4 * DAY)
        dispute.refresh_from_db()
        assert dispute.consumer_name
        forget(now=now + 365 * 6 * DAY)
        dispute.refresh_from_db()
        assert (dispute.consumer_name, dispute.consumer_email, dispute.story) == ("", "", "")
        assert not dispute.messages.exclude(text="").exists()
