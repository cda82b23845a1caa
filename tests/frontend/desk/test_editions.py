"""The manager's editions: from a draft, over what differs and who would fail, to the day it holds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inspections import trying
from inspections.models import Checklist, EditionTrial
from keurmerk import clock
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def manager(client):
    person = members.user(staff_role="manager")
    client.force_login(person)
    return person


@pytest.fixture
def draft(now):
    inspections.checklist()
    return Checklist.draft("2", actor="test", at=now)


def read(client, name, /, **kwargs):
    return client.get(reverse(f"desk:{name}", kwargs=kwargs)).content.decode()


def post(client, name, data=None, /, **kwargs):
    return client.post(reverse(f"desk:{name}", kwargs=kwargs), data or {})


POINT = {"question_nl": "Is er een herroepknop?", "question_en": "Is there a button?", "severity": "B"}


class TestEditions:
    @pytest.mark.parametrize("role", ["", "inspector", "moderator", "finance"])
    def test_do_not_exist_for_others(self, client, draft, role):
        client.force_login(members.user(staff_role=role))
        assert client.get(reverse("desk:editions")).status_code == 404
        assert post(client, "publish_edition", pk=draft.pk).status_code == 404

    def test_are_drafted_from_the_one_in_force(self, client):
        inspections.checklist()
        answer = post(client, "editions", {"name": "2027"})
        made = Checklist.objects.get(edition="2027")
        assert answer.url == reverse("desk:edition", kwargs={"pk": made.pk})
        assert made.criteria.count() == 7
        assert b"al een editie" in post(client, "editions", {"name": "2027"}).content

    def test_are_listed_in_a_constant_number_of_queries(
        self, client, draft, now, django_assert_num_queries, django_assert_max_num_queries
    ):
        read(client, "editions")
        with django_assert_max_num_queries(10) as few:
            read(client, "editions")
        for number in range(5):
            Checklist.draft(f"x{number}", actor="test", at=now)
        with django_assert_num_queries(len(few)):
            read(client, "editions")


class TestDraft:
    def test_says_which_field_of_an_advice_it_does_not_know_and_keeps_what_was_typed(self, client, draft):
        typed = {**POINT, "code": "WD-90", "advice_nl": "Bel {telefoon} of {phone|038}."}
        answer = post(client, "add_criterion", typed, pk=draft.pk)
        assert answer.status_code == 422
        assert "Het veld {telefoon} kennen we niet" in answer.content.decode()
        assert "Bel {telefoon} of {phone|038}." in answer.content.decode()

    def test_takes_a_new_point_that_a_person_looks_at(self, client, draft):
        post(client, "add_criterion", {**POINT, "code": "WD-90"}, pk=draft.pk)
        made = draft.criteria.get(code="WD-90")
        assert (made.auto, made.severity) == ("M", "B")
        assert "WD-90" in read(client, "edition", pk=draft.pk)

    @pytest.mark.parametrize("code", ["WD-01", "wd-1", "<b>", ""])
    def test_refuses_a_code_that_is_taken_or_none(self, client, draft, code):
        post(client, "add_criterion", {**POINT, "code": code}, pk=draft.pk)
        assert draft.criteria.count() == 7

    def test_changes_ends_and_restores_a_point(self, client, draft):
        post(client, "criterion", POINT, pk=draft.pk, code="TC-02")
        shown = read(client, "edition", pk=draft.pk)
        assert "Hebben de voorwaarden een datum?" in shown
        assert "Is er een herroepknop?" in shown
        post(client, "end_criterion", pk=draft.pk, code="TC-02")
        assert not draft.criteria.filter(code="TC-02").exists()
        post(client, "restore_criterion", pk=draft.pk, code="TC-02")
        assert draft.criteria.get(code="TC-02").severity == "I"

    def test_alone_can_be_changed(self, client, draft):
        base = inspections.checklist()
        assert post(client, "end_criterion", pk=base.pk, code="TC-02").status_code == 404
        assert post(client, "criterion", POINT, pk=base.pk, code="TC-02").status_code == 404
        assert post(client, "try_edition", pk=base.pk).status_code == 404


class TestTry:
    def test_shows_how_far_it_is_and_then_how_many_would_fail(self, client, draft, now):
        post(client, "try_edition", pk=draft.pk)
        trial = EditionTrial.objects.get()
        assert "<progress" in read(client, "edition", pk=draft.pk)
        trying.step(trial.pk, 0)
        assert "0 webshops zouden zakken" in read(client, "edition", pk=draft.pk)
        assert (
            client.get(reverse("desk:edition_trial", kwargs={"pk": draft.pk, "trial_id": trial.pk})).status_code == 200
        )


class TestPublish:
    @pytest.mark.rule("4.11")
    def test_is_for_a_day_to_come(self, client, draft, now):
        assert post(client, "publish_edition", {"valid_from": ""}, pk=draft.pk).status_code == 422
        assert post(client, "publish_edition", {"valid_from": "2020-01-01"}, pk=draft.pk).status_code == 422
        day = (clock.now() + timedelta(days=30)).date()
        post(client, "publish_edition", {"valid_from": day.isoformat()}, pk=draft.pk)
        assert Checklist.objects.get(pk=draft.pk).valid_from == day
        assert post(client, "publish_edition", {"valid_from": day.isoformat()}, pk=draft.pk).status_code == 404
