"""The registers are asked when an application is sent, asked again while they are away, and kept as proof."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk import clock
from keurmerk.outbox import drain
from members import jobs
from members.models import RegisterCheck
from members.register_checks import put_question
from members.registers import Company, Unavailable
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
KVK = RegisterCheck.Register.KVK


class Register:
    """Away for the first `outages` questions."""

    source = "test"

    def __init__(self, company=None, outages=0):
        self.said, self.outages, self.asked = company, outages, 0

    def company(self, number):
        self.asked += 1
        if self.asked <= self.outages:
            raise Unavailable("busy")
        return self.said


@pytest.fixture
def register(monkeypatch):
    def use(*args, **kwargs):
        made = Register(*args, **kwargs)
        monkeypatch.setattr("members.models.register_check.trade_register", lambda: made)
        return made

    return use


def company(**facts):
    known = {"number": "12345678", "legal_name": "Fietsgoed B.V.", "names": ("Fietsgoed B.V.", "Fietsenwinkel")}
    return Company(
        **{**known, "street": "Voorbeeldkade", "house_number": "12", "postcode": "8011AB", "city": "Zwolle", **facts}
    )


def test_both_are_asked_when_an_application_is_sent(now):
    application = inspections.submitted_application(at=now)
    drain()
    asked = RegisterCheck.objects.filter(member=application.member)
    assert sorted(asked.values_list("register", "number")) == [("KVK", "12345678"), ("VAT", "NL864379213B01")]


def test_a_register_that_is_away_is_asked_again_and_nobody_is_called_invalid(register, now):
    used = register(company(), outages=2)
    check = RegisterCheck.ask(members.member(), KVK, "12345678", at=now)
    put_question(check.pk)
    check.refresh_from_db()
    assert (check.result, check.problem) == ("WAITING", "busy")
    assert jobs.ASK_REGISTERS.run(now + timedelta(minutes=4)) == 0
    assert jobs.ASK_REGISTERS.run(now + timedelta(minutes=6)) == 1
    put_question(check.pk)
    put_question(check.pk)
    check.refresh_from_db()
    assert (check.result, check.problem, used.asked) == ("FOUND", "", 3)


def test_an_answer_is_settled_once(register, now):
    used = register(None)
    check = RegisterCheck.ask(members.member(), KVK, "12345678", at=now)
    put_question(check.pk)
    put_question(check.pk)
    check.refresh_from_db()
    assert (check.result, used.asked) == ("NOT_FOUND", 1)


def test_an_answer_of_this_month_is_not_asked_again(register):
    register(company())
    member, now = members.member(), clock.now()
    check = RegisterCheck.ask(member, KVK, "12345678", at=now)
    put_question(check.pk)
    assert RegisterCheck.ask(member, KVK, "12345678", at=now + timedelta(days=29)) == check
    assert RegisterCheck.ask(member, KVK, "12345678", at=now + timedelta(days=31)) != check
    assert RegisterCheck.ask(member, KVK, "87654321", at=now) != check


@pytest.mark.parametrize(
    ("facts", "differs"),
    [
        ({}, []),
        ({"legal_name": "FIETSGOED BV", "names": ()}, []),
        ({"legal_name": "Moeder Holding B.V."}, []),  # one of its trade names is ours
        ({"legal_name": "Heel iets anders", "names": ()}, ["legal_name"]),
        ({"street": "Andere kade", "city": "Gouda"}, ["street", "city"]),
        ({"street": ""}, []),  # a register that hides an address does not contradict it
    ],
)
def test_what_differs_from_the_application_is_named(register, facts, differs, now):
    register(company(**facts))
    check = RegisterCheck.ask(members.member(), KVK, "12345678", at=now)
    put_question(check.pk)
    assert RegisterCheck.objects.get(pk=check.pk).differences == differs


def test_the_database_knows_no_result_without_an_answer(now):
    check = RegisterCheck.ask(members.member(), KVK, "12345678", at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterCheck.objects.filter(pk=check.pk).update(result="NOT_FOUND")
