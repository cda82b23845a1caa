"""Two of us with one case open: each hears of the other before they do the work twice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from keurmerk import clock
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


def url(kind, pk):
    return reverse("desk:also_open", kwargs={"kind": kind, "pk": pk})


def looks(client, person, case):
    client.force_login(person)
    return client.get(url("inspection", case.pk)).content.decode()


@pytest.fixture
def case():
    return inspections.inspection()


@pytest.fixture
def anna():
    return members.user(staff_role="inspector", name="Anna Bos", language="nl")


@pytest.fixture
def bram():
    return members.user(staff_role="inspector", name="Bram Vis", language="nl")


def test_who_comes_second_hears_who_was_first(client, case, anna, bram):
    assert looks(client, anna, case).strip() == ""
    assert "Anna Bos heeft dit ook open" in looks(client, bram, case)
    assert "Bram Vis heeft dit ook open" in looks(client, anna, case)


def test_who_left_is_not_named_any_more(client, case, anna, bram, monkeypatch):
    looks(client, anna, case)
    later = clock.real() + timedelta(seconds=100)
    monkeypatch.setattr(clock, "real", lambda: later)
    assert looks(client, bram, case).strip() == ""


def test_another_case_is_another_case(client, case, anna, bram):
    looks(client, anna, case)
    client.force_login(bram)
    assert client.get(url("inspection", case.pk + 1)).content.strip() == b""


@pytest.mark.parametrize(
    ("role", "kind"), [("moderator", "inspection"), ("inspector", "notice"), ("inspector", "user")]
)
def test_is_of_who_works_on_it(client, case, role, kind):
    client.force_login(members.user(staff_role=role))
    assert client.get(url(kind, case.pk)).status_code == 404


def test_the_page_of_the_case_asks_for_it(client, case, anna):
    client.force_login(anna)
    assert url("inspection", case.pk) in client.get(reverse("desk:inspection", kwargs={"pk": case.pk})).content.decode()
