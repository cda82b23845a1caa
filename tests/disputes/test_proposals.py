from datetime import timedelta
from decimal import Decimal

import pytest

from disputes.jobs import CHECK, EXPIRE, dispute_stands_against
from disputes.models import Dispute, Party, Proposal, Settlement
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from tests.factories import disputes

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispute(now):
    return disputes.dispute(at=now, amount=Decimal("49.95"))


def propose(dispute, by=Party.SHOP, *, at, kind="REFUND", amount=Decimal("49.95"), days=7, **facts):
    return Proposal.make(
        dispute, by, kind, amount=amount if kind in ("REFUND", "DISCOUNT") else None, do_by=amsterdam_date(at) + timedelta(days=days),
        actor="user:1", at=at, **facts,
    )  # fmt: skip


def settled(dispute, *, at):
    propose(dispute, at=at).accept(Party.CONSUMER, actor="consumer", at=at + timedelta(hours=1))
    return Settlement.objects.get()


class TestAProposal:
    @pytest.mark.rule("11.1")
    def test_gives_the_turn_and_a_day_to_the_other(self, dispute, now):
        proposal = propose(dispute, at=now)
        assert (dispute.turn, proposal.expires_at) == ("CONSUMER", dispute.due_at)

    def test_of_more_than_the_order_is_refused(self, dispute, now):
        with pytest.raises(IllegalMove):
            propose(dispute, at=now, amount=Decimal("49.96"))

    def test_of_a_day_that_is_past_is_refused(self, dispute, now):
        with pytest.raises(IllegalMove):
            propose(dispute, at=now, days=-1)

    def test_is_ended_by_a_counter_proposal(self, dispute, now):
        first = propose(dispute, at=now)
        propose(dispute, Party.CONSUMER, at=now, kind="REPAIR")
        first.refresh_from_db()
        assert first.state == "COUNTERED"
        with pytest.raises(IllegalMove):
            first.accept(Party.CONSUMER, actor="consumer", at=now)

    def test_is_not_accepted_by_who_made_it(self, dispute, now):
        with pytest.raises(IllegalMove):
            propose(dispute, at=now).accept(Party.SHOP, actor="user:1", at=now)

    def test_is_not_accepted_after_its_term(self, dispute, now):
        proposal = propose(dispute, at=now)
        with pytest.raises(IllegalMove):
            proposal.accept(Party.CONSUMER, actor="consumer", at=proposal.expires_at + timedelta(seconds=1))

    def test_is_not_accepted_when_it_was_withdrawn_a_moment_ago(self, dispute, now):
        proposal = propose(dispute, at=now)
        as_the_consumer_saw_it = Proposal.objects.get(pk=proposal.pk)
        proposal.withdraw(Party.SHOP, actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            as_the_consumer_saw_it.accept(Party.CONSUMER, actor="consumer", at=now)
        assert not Settlement.objects.exists()

    def test_is_accepted_once_by_a_double_click(self, dispute, now):
        proposal = propose(dispute, at=now)
        twice = Proposal.objects.get(pk=proposal.pk)
        proposal.accept(Party.CONSUMER, actor="consumer", at=now)
        with pytest.raises(IllegalMove):
            twice.accept(Party.CONSUMER, actor="consumer", at=now)
        assert Settlement.objects.count() == 1

    def test_that_is_declined_gives_the_turn_back(self, dispute, now):
        propose(dispute, at=now).decline(Party.CONSUMER, actor="consumer", at=now)
        dispute.refresh_from_db()
        assert dispute.turn == "SHOP"

    def test_that_is_declined_in_mediation_is_the_mediators(self, now):
        dispute = disputes.mediated(at=now)
        propose(dispute, at=now + timedelta(days=3)).decline(
            Party.CONSUMER, actor="consumer", at=now + timedelta(days=3)
        )
        dispute.refresh_from_db()
        assert dispute.turn == "MEDIATOR"

    def test_expires_by_itself(self, dispute, now):
        proposal = propose(dispute, at=now)
        assert [EXPIRE.run(proposal.expires_at), EXPIRE.run(proposal.expires_at)] == [1, 0]
        proposal.refresh_from_db()
        assert proposal.state == "EXPIRED"

    def test_is_told_to_the_other_and_not_when_it_was_withdrawn(self, dispute, now):
        propose(dispute, at=now)
        drain()
        assert SentLetter.objects.get(letter="disputes/proposal_made").to == "jan@example.com"
        propose(dispute, at=now).withdraw(Party.SHOP, actor="user:1", at=now)
        drain()
        assert SentLetter.objects.filter(letter="disputes/proposal_made").count() == 1


class TestASettlement:
    def test_ends_the_dispute_with_a_text_that_both_agreed_on(self, dispute, now):
        settlement = settled(dispute, at=now)
        dispute = Dispute.objects.get()
        assert (dispute.state, dispute.outcome) == ("SETTLED", settlement.text)
        for words in ("Jan Bakker", "40218", "49,95", "7:900", dispute.number):
            assert words in settlement.text, words
        assert (settlement.shop_signed_at, settlement.consumer_signed_at) == (now, now + timedelta(hours=1))

    def test_asks_the_consumer_after_its_day_and_takes_silence_for_a_yes(self, dispute, now):
        settlement = settled(dispute, at=now)
        CHECK.run(settlement.next_step_at)
        drain()
        settlement.refresh_from_db()
        assert settlement.state == "ASKED"
        assert SentLetter.objects.filter(letter="disputes/settlement_asked").count() == 1
        CHECK.run(settlement.next_step_at)
        settlement.refresh_from_db()
        assert settlement.state == "DONE"

    @pytest.mark.rule("13.8", "5.2")
    def test_that_is_not_kept_stands_against_the_shop(self, dispute, now):
        settlement = settled(dispute, at=now)
        settlement.step(actor="clock", at=settlement.next_step_at)
        settlement.deny(actor="consumer", at=settlement.next_step_at)
        membership = dispute.shop.member.memberships.get()
        assert not dispute_stands_against(membership, now)
        settlement.step(actor="clock", at=settlement.next_step_at)
        drain()
        assert dispute_stands_against(membership, now) == "open_dispute"
        assert SentLetter.objects.filter(letter="disputes/settlement_breached").count() == 2
        settlement.confirm(actor="consumer", at=now)
        assert not dispute_stands_against(membership, now)
