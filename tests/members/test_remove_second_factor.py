"""Who lost phone and paper is helped from the console, and told so."""

import pytest
from django.core.management import CommandError, call_command

from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import SecondFactor
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def test_switches_the_second_step_off_and_tells_the_person(capsys):
    anna = accounts.person(email="anna@example.com")
    accounts.app_of(anna)
    call_command("remove_second_factor", "Anna@Example.com")
    assert not SecondFactor.guards(anna)
    drain()
    assert SentLetter.objects.get(letter="members/second_factor_removed").to == "anna@example.com"


def test_says_so_when_there_is_none():
    with pytest.raises(CommandError):
        call_command("remove_second_factor", "niemand@example.com")
