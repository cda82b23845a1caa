"""The register of processing activities tells of everything, and says what the code does."""

import pytest
from django.apps import apps

from keurmerk.retention import RETENTION
from members import processing
from members.processing import ACTIVITIES, Role
from members.sub_processors import SUB_PROCESSORS


def activity(code: str) -> processing.Activity:
    return next(each for each in ACTIVITIES if each.code == code)


def test_leaves_no_personal_data_out():
    assert processing.missing() == set()


def test_names_models_and_partners_that_exist():
    known = {each.code for each in SUB_PROCESSORS}
    for each in ACTIVITIES:
        assert set(each.shared_with) <= known
        for model in each.holds:
            apps.get_model(model)
            assert any(rule.model == model for rule in RETENTION), model


@pytest.mark.rule("PA roles")
def test_says_of_each_activity_who_decides():
    assert {each.code for each in ACTIVITIES if each.role == Role.PROCESSOR} == {"invitation"}
    assert activity("reviews").role == activity("register").role == activity("disputes").role == Role.CONTROLLER


def test_is_public_in_both_languages(client, db):
    dutch, english = client.get("/processing-register/").text, client.get("/en/processing-register/").text
    assert "Uitnodigingen om een review te schrijven" in dutch
    assert "Invitations to write a review" in english
    assert "reviews.Invitation: email, customer_name, phone" in dutch
    assert dutch.count("<dl") == len(ACTIVITIES)
