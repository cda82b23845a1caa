"""A consumer and a shop propose, answer and settle, each in their own room."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from disputes.models import Dispute, Party, Proposal, Settlement
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from tests.disputes.test_proposals import propose
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


@pytest.fixture
def case(shop):
    return disputes.dispute(at=clock.now(), shop=shop, amount=Decimal("49.95"))


def said(**more):
    day = (amsterdam_date(clock.now()) + timedelta(days=5)).isoformat()
    return {"kind": "REFUND", "amount": "49,95", "do_by": day, "words": "Op je rekening", **more}


def at_consumer(client, case, name="dispute", *args):
    return reverse(f"consumer:{name}", args=[case.token, *args])


def at_shop(case, name="dispute", *args):
    return reverse(f"dashboard:{name}", args=[case.shop_id, case.pk, *args])


class TestInTheDashboard:
    def test_the_shop_proposes_and_the_consumer_accepts(self, client, shop, case):
        client.force_login(shop.owner())
        page = client.post(at_shop(case, "propose"), said(), follow=True).content.decode()
        assert "Je voorstel is verstuurd" in page
        assert "Trek het voorstel in" in page
        client.logout()
        proposal = Proposal.objects.get()
        page = client.get(at_consumer(client, case)).content.decode()
        assert "Geld terug, €\xa049,95" in page.replace("&nbsp;", "\xa0")
        client.post(at_consumer(client, case, "answer_proposal", proposal.pk, "accept"))
        case.refresh_from_db()
        assert case.state == "SETTLED"
        page = client.get(at_consumer(client, case)).content.decode()
        assert "7:900" in page

    def test_keeps_what_was_typed_and_says_what_is_wrong(self, client, shop, case):
        client.force_login(shop.owner())
        answer = client.post(at_shop(case, "propose"), said(amount="60,00"))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Dat is meer dan waar het geschil over gaat" in page
        assert "Op je rekening" in page
        assert not Proposal.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"kind": ""}, "Kies wat je voorstelt"),
            ({"amount": ""}, "Vul in hoeveel geld er terug gaat"),
            ({"do_by": "2020-01-01"}, "Kies een dag die nog komt."),
            ({"do_by": ""}, "Vul de dag in"),
        ],
    )
    def test_asks_for_what_is_missing(self, client, shop, case, changed, words):
        client.force_login(shop.owner())
        assert words in client.post(at_shop(case, "propose"), said(**changed)).content.decode()

    def test_of_another_shop_does_not_exist(self, client, case):
        other = members.full_shop(owner=members.user())
        client.force_login(other.owner())
        proposal = propose(case, Party.CONSUMER, at=clock.now())
        for shop_id in (case.shop_id, other.pk):
            for name, args in (("propose", []), ("answer_proposal", [proposal.pk, "accept"])):
                address = reverse(f"dashboard:{name}", args=[shop_id, case.pk, *args])
                assert client.post(address, said()).status_code == 404
        assert not Settlement.objects.exists()


class TestInTheConsumersRoom:
    def test_the_consumer_proposes_and_the_shop_declines(self, client, shop, case):
        client.post(at_consumer(client, case, "propose"), said(kind="REPAIR", amount=""))
        proposal = Proposal.objects.get()
        client.force_login(shop.owner())
        client.post(at_shop(case, "answer_proposal", proposal.pk, "decline"))
        proposal.refresh_from_db()
        assert proposal.state == "DECLINED"
        assert "Afgewezen" in client.get(at_shop(case)).content.decode()

    def test_says_so_when_it_was_withdrawn_a_moment_ago(self, client, case):
        proposal = propose(case, at=clock.now())
        proposal.withdraw(Party.SHOP, actor="user:1", at=clock.now())
        page = client.post(at_consumer(client, case, "answer_proposal", proposal.pk, "accept"), follow=True)
        assert "Dat kan niet meer" in page.content.decode()

    def test_a_proposal_of_another_case_does_not_exist(self, client, case):
        other = propose(disputes.dispute(at=clock.now()), at=clock.now(), amount=Decimal(1))
        assert client.post(at_consumer(client, case, "answer_proposal", other.pk, "accept")).status_code == 404
        assert client.post(at_consumer(client, case, "answer_proposal", other.pk, "eat")).status_code == 404

    def test_the_consumer_says_whether_it_was_done(self, client, case):
        propose(case, at=clock.now()).accept(Party.CONSUMER, actor="consumer", at=clock.now())
        settlement = Settlement.objects.get()
        settlement.step(actor="clock", at=settlement.next_step_at)
        assert "Is het gedaan zoals jullie afspraken?" in client.get(at_consumer(client, case)).content.decode()
        client.post(at_consumer(client, case, "say_of_settlement", "not-done"))
        settlement.refresh_from_db()
        assert settlement.state == "LATE"
        client.post(at_consumer(client, case, "say_of_settlement", "done"))
        settlement.refresh_from_db()
        assert settlement.state == "DONE"


class TestTheMediator:
    def test_sees_the_proposals_and_gets_the_file(self, client, case):
        propose(case, at=clock.now())
        client.force_login(members.user(staff_role="mediator"))
        assert "Een voorstel" in client.get(reverse("desk:dispute", args=[case.pk])).content.decode()
        got = client.get(reverse("desk:dispute_file", args=[case.pk]))
        assert got.content.startswith(b"PK")

    def test_alone_gets_the_file(self, client, case):
        client.force_login(members.user(staff_role="finance"))
        assert client.get(reverse("desk:dispute_file", args=[case.pk])).status_code == 404

    def test_costs_as_many_questions_with_many_proposals(self, client, case, django_assert_max_num_queries):
        for _ in range(6):
            propose(case, at=clock.now())
        with django_assert_max_num_queries(12):
            client.get(at_consumer(client, case))
        assert Dispute.objects.get().proposals.count() == 6
