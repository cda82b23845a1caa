"""What every page knows about itself."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from frontend import context
from tests.factories import members


def facts(path: str, **cookies: str) -> dict[str, Any]:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    return context.house(request)


class TestLanguages:
    @pytest.mark.parametrize("start", ["/desk/components/?shell=public", "/en/desk/components/?shell=public"])
    def test_lead_to_the_same_page_in_the_other_language(self, start: str) -> None:
        with translation.override("en" if start.startswith("/en/") else "nl"):
            found = {each["code"]: each["url"] for each in facts(start)["languages"]}
        assert found == {"nl": "/desk/components/?shell=public", "en": "/en/desk/components/?shell=public"}

    def test_know_which_one_is_shown(self) -> None:
        with translation.override("en"):
            assert [each["code"] for each in facts("/")["languages"] if each["current"]] == ["en"]

    def test_of_a_page_that_does_not_exist_stay_where_they_are(self) -> None:
        assert {each["url"] for each in facts("/no/such/page/")["languages"]} == {"/no/such/page/"}


class TestTheme:
    def test_is_the_visitors_choice(self) -> None:
        assert facts("/", theme="dark")["theme"] == "dark"

    def test_takes_no_other_word(self) -> None:
        assert facts("/", theme='x" onload="')["theme"] == ""


class TestShops:
    def test_of_a_stranger_ask_no_query(self) -> None:
        assert list(facts("/")["my_shops"]) == []


@pytest.mark.django_db
class TestShopSwitcher:
    def test_is_a_menu_of_links_that_works_without_a_script(self, client):
        """The chosen shop stands in the address; `details` opens by itself."""
        anna = members.user()
        first, second = members.full_shop(owner=anna, name="Fietsgoed"), members.full_shop(owner=anna, name="Theehuis")
        members.full_shop(owner=members.user(), name="Van een ander")
        client.force_login(anna)
        html = client.get(f"/dashboard/shops/{first.pk}/team/").text
        menu = html[html.index("<details") : html.index("</details>")]
        assert f'<a href="/dashboard/shops/{first.pk}/" aria-current="true">Fietsgoed</a>' in menu
        assert f'<a href="/dashboard/shops/{second.pk}/">Theehuis</a>' in menu
        assert "Van een ander" not in html
        assert "Theehuis" in client.get("/dashboard/").text

    def test_is_not_there_for_who_has_one_shop(self, client):
        anna = members.user()
        only = members.full_shop(owner=anna, name="Fietsgoed")
        client.force_login(anna)
        assert (
            f'<a href="/dashboard/shops/{only.pk}/" aria-current'
            not in client.get(f"/dashboard/shops/{only.pk}/team/").text
        )
