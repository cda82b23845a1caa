"""Advice that a shop can paste as it is: with its own name, address and numbers."""

import pytest

from inspections.models import Finding
from inspections.pasting import fill, for_application, for_shop, unknown_fields
from members.models import Application
from tests.factories import inspections, members


class TestFilling:
    def test_takes_the_shop_s_own_data(self):
        assert fill("KvK-nummer: {kvk|12345678}", {"kvk": "87654321"}) == "KvK-nummer: 87654321"

    def test_takes_the_example_where_nothing_is_known(self):
        assert fill("KvK-nummer: {kvk|12345678}", {"kvk": ""}) == "KvK-nummer: 12345678"

    def test_does_not_fill_in_what_a_shop_wrote_between_braces(self):
        assert fill("{shop}", {"shop": "{email} Fietsen", "email": "x@shop.example"}) == "{email} Fietsen"

    def test_names_the_fields_that_it_does_not_know(self):
        assert unknown_fields("{shop}, {Shop|x} and {kvk|1}") == ["Shop"]


@pytest.mark.django_db
class TestOfAShop:
    @pytest.fixture
    def shop(self):
        return members.shop(name="Fietsgoed")

    def test_names_company_and_address(self, shop):
        said = for_shop("{shop|X}: {company|Y}, {address|Z}, {email|e}", shop)
        member = shop.member
        assert said == f"Fietsgoed: {member.legal_name}, {member.address_line}, {member.email}"

    def test_asks_nothing_for_a_text_without_fields(self, shop, django_assert_num_queries):
        fresh = type(shop).objects.get(pk=shop.pk)
        with django_assert_num_queries(0):
            assert for_shop("Haal het weg.", fresh) == "Haal het weg."

    def test_is_what_the_report_says(self):
        case = inspections.inspection()
        member = case.shop.member
        finding = Finding.objects.get(inspection=case, criterion__code="ID-03")
        assert finding.what_to_do_in("nl") == f"Pas ID-03 aan. {member.phone}"

    def test_is_kept_with_its_fields_when_the_inspector_leaves_it_as_it_is(self, now):
        case = inspections.inspection()
        member = case.shop.member
        inspector = members.user(staff_role="inspector")
        case.take(inspector, at=now)
        finding = Finding.objects.get(inspection=case, criterion__code="ID-03")
        finding.judge("NOT_MET", by=inspector, at=now, advice=finding.what_to_do_in(case.language))
        finding.refresh_from_db()
        assert finding.advice == ""
        assert member.phone in finding.what_to_do


@pytest.mark.django_db
def test_before_there_is_a_company_the_example_stands(now):
    draft = Application(shop_name="Fietsgoed")
    assert for_application("{shop|X} van {company|Bedrijf B.V.}", draft) == "Fietsgoed van Bedrijf B.V."
