"""A shop's software follows its disputes, and answers."""

import pytest

from keurmerk import clock
from members.models import Scope
from tests.factories import disputes, keys, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.full_shop()


@pytest.fixture
def dispute(shop):
    return disputes.dispute(at=clock.now(), shop=shop)


@pytest.fixture
def client(shop):
    return keys.caller(of=shop)


class TestDisputes:
    def test_can_be_narrowed_by_whose_turn_it_is(self, client, dispute):
        assert [each["id"] for each in client.ask("disputes", turn="SHOP").json()["results"]] == [dispute.pk]
        assert client.ask("disputes", turn="CONSUMER").json()["results"] == []
        assert client.ask("disputes", state="OPEN").status_code == 400

    def test_tell_in_the_list_nothing_of_the_person(self, client, dispute):
        text = client.ask("disputes").text
        assert all(word not in text for word in (dispute.consumer_name, dispute.consumer_email, dispute.story))

    def test_show_the_whole_file_but_no_address(self, client, dispute):
        answer = client.ask(f"disputes/{dispute.pk}")
        assert answer.json()["story"] == dispute.story
        assert dispute.consumer_email not in answer.text
        assert dispute.token not in answer.text

    def test_of_another_shop_do_not_exist(self, client):
        other = disputes.dispute(at=clock.now())
        assert client.ask(f"disputes/{other.pk}").status_code == 404
        assert client.report(f"disputes/{other.pk}/answers", {"text": "x", "refuses": False}).status_code == 404
        assert client.ask("disputes").json()["results"] == []

    def test_cost_the_same_however_many(self, client, shop, dispute, django_assert_max_num_queries):
        with django_assert_max_num_queries(9) as few:
            client.ask("disputes")
        for _ in range(3):
            disputes.dispute(at=clock.now(), shop=shop)
        with django_assert_max_num_queries(9) as many:
            assert len(client.ask("disputes").json()["results"]) == 4
        assert len(few) == len(many)


class TestAnswer:
    @pytest.mark.rule("11.1")
    def test_gives_the_turn_to_the_customer(self, client, dispute):
        answer = client.report(f"disputes/{dispute.pk}/answers", {"text": "We betalen terug.", "refuses": False})
        assert answer.status_code == 201
        assert (answer.json()["turn"], answer.json()["messages"][0]["author"]) == ("CONSUMER", "SHOP")

    def test_may_refuse_and_the_customer_can_have_it_mediated(self, client, dispute):
        client.report(f"disputes/{dispute.pk}/answers", {"text": "Nee.", "refuses": True})
        dispute.refresh_from_db()
        assert dispute.refused_at is not None

    def test_is_given_once_with_an_idempotency_key(self, client, dispute):
        for _ in range(2):
            client.report(f"disputes/{dispute.pk}/answers", {"text": "Ja.", "refuses": False}, key="d-1")
        assert dispute.messages.count() == 1

    @pytest.mark.parametrize("wrong", [{"text": "Ja."}, {"refuses": False}, {"text": " ", "refuses": False}])
    def test_says_both_what_and_whether(self, client, dispute, wrong):
        assert client.report(f"disputes/{dispute.pk}/answers", wrong).status_code == 400

    def test_in_mediation_refuses_nothing(self, client, shop):
        mediated = disputes.mediated(at=clock.now(), shop=shop)
        assert client.report(f"disputes/{mediated.pk}/answers", {"text": "Nee.", "refuses": True}).status_code == 400
        assert client.report(f"disputes/{mediated.pk}/answers", {"text": "Wij zoeken het uit."}).status_code == 201

    def test_comes_too_late_when_it_has_ended(self, client, shop):
        ended = disputes.settled(at=clock.now(), shop=shop)
        answer = client.report(f"disputes/{ended.pk}/answers", {"text": "Nog iets.", "refuses": False})
        assert answer.status_code == 409

    def test_needs_its_scope(self, shop, dispute):
        client = keys.caller(of=shop, scopes=(Scope.DISPUTES_READ,))
        assert client.report(f"disputes/{dispute.pk}/answers", {"text": "Ja.", "refuses": False}).status_code == 403
