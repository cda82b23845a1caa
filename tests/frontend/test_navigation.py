"""Which links a room shows, to whom, and which one is lit."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.test import Client, RequestFactory

from frontend import navigation


def request(path: str, *, role: str = "manager") -> HttpRequest:
    asked: Any = RequestFactory().get(path)
    asked.user = SimpleNamespace(staff_role=role)
    return asked  # type: ignore[no-any-return]


def words(groups: list[navigation.ShownGroup]) -> list[str]:
    return [str(link.words) for group in groups for link in group.links]


def lit(groups: list[navigation.ShownGroup]) -> list[tuple[str, str]]:
    return [(link.url, link.current) for group in groups for link in group.links if link.current]


class TestShow:
    def test_lights_the_page_itself(self) -> None:
        assert lit(navigation.show("desk", request("/desk/components/"), {})) == [("/desk/components/", "page")]

    def test_lights_the_closest_link_above_a_page(self) -> None:
        assert ("/desk/components/", "true") in lit(navigation.show("desk", request("/desk/components/x/"), {}))

    def test_lights_the_entry_of_a_tab_that_lies_elsewhere(self) -> None:
        asked = request("/dashboard/shops/1/product-reviews/")
        asked.shop = SimpleNamespace(pk=1)  # type: ignore[attr-defined]
        asked.resolver_match = SimpleNamespace(view_name="dashboard:product_reviews")  # type: ignore[assignment]
        assert ("/dashboard/shops/1/reviews/", "true") in lit(navigation.show("dashboard", asked, {}))

    def test_leaves_out_what_another_role_does(self) -> None:
        inspector = words(navigation.show("desk", request("/", role="inspector"), {}))
        manager = words(navigation.show("desk", request("/", role="manager"), {}))
        assert set(inspector) <= set(manager)
        assert not {"Invoices", "Facturen"} & set(inspector)

    def test_leaves_out_pages_of_a_shop_when_there_is_none(self) -> None:
        assert "Reviews" not in words(navigation.show("dashboard", request("/"), {}))


class TestTabs:
    """Pages that belong together lead to each other."""

    def on(self, page: str) -> navigation.ShownGroup | None:
        asked = request("/dashboard/shops/1/keys/")
        asked.shop = SimpleNamespace(pk=1)  # type: ignore[attr-defined]
        asked.resolver_match = SimpleNamespace(view_name=page)  # type: ignore[assignment]
        return navigation.tabs("dashboard", asked, {})

    def test_a_page_that_stands_alone_has_none(self) -> None:
        assert self.on("dashboard:home") is None

    def test_each_tab_is_a_page_of_its_own(self) -> None:
        pages = [link.page for groups in navigation.TABS.values() for group in groups for link in group.links]
        assert len(pages) == len(set(pages))


class TestFooter:
    def test_leads_webshops_to_the_interface_for_machines(self) -> None:
        groups = {str(group["heading"]): [link.url for link in group["links"]] for group in navigation.footer()}
        assert "/api/docs" in groups["Voor webshops"]

    def test_speaks_dutch(self, client: Client, db: None) -> None:
        assert ">Ontwikkelaars</a>" in client.get("/").text
