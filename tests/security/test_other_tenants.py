"""Nobody gets at another tenant's things: every address of the house, for every role, with their things in it.

Two whole tenants live side by side. The addresses are those of the resolver, so a new view takes part by itself, and
one whose parameters the tables of addresses.py do not know fails here.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.tenants import Tenant
from tests.house.addresses import Route, routes
from tests.security.two_tenants import STAFF, House, private_files, standing_house

pytestmark = pytest.mark.django_db  # each test within the transaction that holds the two tenants
ROUTES = routes()
REFUSED = {403, 404, 405, 410}
METHODS = ("get", "post")
# What is removed already is removed: these say so and do nothing.
FORGIVING = {"dashboard:remove_reply_template"}
# Doors that are closed to who may come in, for what was made here does not admit them now.
NOT_NOW = {
    # of a dispute at the committee; this one is not there
    *(f"consumer:{name}" for name in ("choose_committee", "object_to_item", "withdraw_referral", "committee_paper")),
    *("consumer:say_of_ruling", "dashboard:committee_paper", "desk:committee_paper", "desk:decide_objection"),
    *("desk:hand_over_by_hand", "desk:receive_ruling"),  # of a file that is sealed, of one that was sent
    "consumer:settlement",  # the beginning of the address that follows
    "consumer:keep_open_draft",  # it was sent, so there is no draft any more
    "dashboard:ask_inspection_again",  # of an application; this shop is a member
    "dashboard:read_shop_again",  # of an inspection that is under way
    "dashboard:push_product_review",  # of one that failed
    "desk:charge_evidence",  # of costs that were really made
    "desk:resume_dispute",  # of one that is paused
    "desk:misuse_picture",  # of a page that was photographed
    "desk:waive",  # by a senior of the inspectors
    "desk:suspend_filing",  # of who was warned
}
# What is this person's own: to leave the team, and not to take over the shop.
OWN = {"dashboard:leave_team", "dashboard:withdraw_succession"}
# What a form names besides numbers, so that a door does not stay shut for that.
NAMED = {"version": "1", "outcome": "KEEP"}


@pytest.fixture(scope="module", autouse=True)
def quick_and_private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with private_files(tmp_path_factory.mktemp("tenants")):
        yield


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, quick_and_private: None) -> Iterator[House]:
    with django_db_blocker.unblock(), standing_house() as made:
        yield made


def of(*audiences: str) -> list[Route]:
    return [route for route in ROUTES if route.audience in audiences]


def shown(faults: list[str]) -> str:
    return "\n".join(filter(None, faults))


def theirs_in(route: Route, house: House) -> list[str]:
    """Their address, and ours with one thing of theirs in it."""
    ours, theirs = house.ours.things, house.theirs.things
    mixed = [route.filled(ours, **{name: theirs}) for name in route.things]
    return list(dict.fromkeys([route.filled(theirs), *mixed])) if route.things else []


def numbers(of: Tenant) -> dict[str, Any]:
    """Their things as a form would name them."""
    named = {name: value for name, value in of.things.items() if isinstance(value, int)}
    return {**named, **{f"{name}_id": value for name, value in named.items()}}


def opens(house: House, who: str, route: Route) -> bool:
    """Does this door exist for who belongs there?"""
    address = route.filled(house.theirs.things)
    return any(house.ask(who, method, address, NAMED).status not in {404, 405} for method in METHODS)


class TestDashboard:
    def test_opens_to_its_own_people(self, house: House) -> None:
        """Otherwise a refusal below would prove nothing."""
        shut = [
            route.address for route in of("shop") if route.page not in NOT_NOW and not opens(house, "theirs", route)
        ]
        assert not shut, "\n".join(shut)

    def test_of_another_shop_does_not_exist(self, house: House) -> None:
        faults = [
            house.ask("ours", method, address, numbers(house.theirs)).other_than(
                REFUSED | ({302} if route.page in FORGIVING else set())
            )
            for route in of("shop")
            for address in theirs_in(route, house)
            for method in METHODS
        ]
        assert not any(faults), shown(faults)

    def test_shows_nothing_of_another_shop_that_a_form_names(self, house: House) -> None:
        """Our own pages, with the numbers of their things in what is sent along."""
        faults = [
            house.ask("ours", method, route.filled(house.ours.things), numbers(house.theirs)).leak
            for route in of("shop", "person")
            for method in METHODS
        ]
        assert not any(faults), shown(faults)

    @pytest.mark.parametrize("who", STAFF)
    def test_is_not_for_our_own_people(self, house: House, who: str) -> None:
        methods = METHODS if who == "manager" else METHODS[:1]
        faults = [
            house.ask(who, method, route.filled(house.theirs.things)).other_than(REFUSED)
            for route in of("shop")
            for method in methods
        ]
        assert not any(faults), shown(faults)


class TestReader:
    """Somebody in the team who may only read."""

    def test_changes_nothing(self, house: House) -> None:
        answers = [
            house.ask("reader", "post", route.filled(house.theirs.things), numbers(house.theirs))
            for route in of("shop")
            if route.page not in OWN
        ]
        assert not [each.question for each in answers if each.did or each.is_broken]


class TestPersonal:
    def test_things_of_another_do_not_exist(self, house: House) -> None:
        faults = [
            house.ask("ours", method, address).other_than(REFUSED)
            for route in of("person")
            for address in theirs_in(route, house)
            for method in METHODS
        ]
        assert not any(faults), shown(faults)


class TestDesk:
    def test_opens_to_the_manager(self, house: House) -> None:
        shut = [
            route.address for route in of("staff") if route.page not in NOT_NOW and not opens(house, "manager", route)
        ]
        assert not shut, "\n".join(shut)

    @pytest.mark.parametrize("who", ["ours", *STAFF])
    def test_is_for_the_roles_that_a_room_names(self, house: House, who: str) -> None:
        faults = [
            house.ask(who, method, route.filled(house.theirs.things)).other_than(REFUSED)
            for route in of("staff")
            if who == "ours" or (route.roles and who not in route.roles | {"manager"})
            for method in METHODS
        ]
        assert not any(faults), shown(faults)

    def test_finds_nothing_under_the_heading_of_another(self, house: House) -> None:
        faults = [
            house.ask("manager", method, address).other_than(REFUSED)
            for route in of("staff")
            if len(route.things) > 1
            for address in theirs_in(route, house)[1:]
            for method in METHODS
        ]
        assert not any(faults), shown(faults)

    @pytest.mark.parametrize("who", STAFF)
    def test_breaks_for_nobody(self, house: House, who: str) -> None:
        answers = [
            house.ask(who, method, route.filled(house.theirs.things))
            for route in of("staff")
            if not route.roles or who in route.roles | {"manager"}
            for method in METHODS
        ]
        faults = [f"{each.question}: {each.fault!r}" for each in answers if each.status >= 500]
        assert not faults, shown(faults)


class TestNobody:
    def test_is_asked_to_log_in(self, house: House) -> None:
        faults = []
        for route in of("person", "shop", "staff"):
            for method in METHODS:
                answer = house.ask("", method, route.filled(house.theirs.things))
                faults.append(answer.other_than({302}) or ("" if "/accounts/login/" in answer.to else answer.question))
        assert not any(faults), shown(faults)


@pytest.mark.parametrize("who", ["", "ours", "manager"])
def test_what_is_open_shows_nothing_private(house: House, who: str) -> None:
    faults = [
        house.ask(who, method, route.filled(house.theirs.things), numbers(house.theirs)).leak
        for route in of("open")
        if not route.token
        for method in METHODS
    ]
    assert not any(faults), shown(faults)


def kind_of(link: str) -> str:
    """Some are two of a kind, made at another moment."""
    return {"settled_token": "dispute_token", "product_manage_token": "manage_token"}.get(link, link)


class TestLinks:
    def test_open_what_they_were_made_for(self, house: House) -> None:
        shut = [
            route.address
            for route in of("open")
            if route.token and route.page not in NOT_NOW and not opens(house, "", route)
        ]
        assert not shut, "\n".join(shut)

    def test_do_not_open_what_is_of_another(self, house: House) -> None:
        faults = [
            house.ask("", method, route.filled(house.ours.things, **{name: house.theirs.things})).other_than(REFUSED)
            for route in of("open")
            if route.token
            for name in route.things
            if name != route.token
            for method in METHODS
        ]
        assert not any(faults), shown(faults)

    def test_open_no_other_door(self, house: House) -> None:
        """Every link at every door for links: each kind is a key of its own."""
        links = {name: value for name, value in house.theirs.things.items() if name.endswith(("_token", "_receipt"))}
        faults, seen = [], set()
        for route in of("open"):
            if not route.token or route.means[route.token] == "short_code":
                continue
            meant = route.means[route.token]
            others = [value for name, value in links.items() if kind_of(name) != kind_of(meant)]
            for value in [*others[: 1 if meant in seen else None], links[meant][:-2]]:
                address = route.filled(house.theirs.things, **{route.token: {meant: value}})
                faults.append(house.ask("", "get", address).other_than(REFUSED))
            seen.add(meant)
        assert not any(faults), shown(faults)


class TestOurApi:
    def test_finds_nothing_of_another_shop(self, house: House) -> None:
        key = {"Authorization": f"Bearer {house.ours.things['api_secret']}"}
        faults = []
        for route in of("key"):
            for method in METHODS:
                answer = house.ask("", method, route.filled(house.theirs.things), numbers(house.theirs), **key)
                private = route.things and not route.address.startswith("api/v1/shops/")
                faults.append(answer.other_than(REFUSED | {400, 415}) if private else answer.leak)
        assert not any(faults), shown(faults)

    def test_opens_to_its_own_key(self, house: House) -> None:
        key = {"Authorization": f"Bearer {house.theirs.things['api_secret']}"}
        shut = [
            route.address
            for route in of("key")
            if route.things
            and all(
                house.ask("", each, route.filled(house.theirs.things), **key).status in {401, 404} for each in METHODS
            )
        ]
        assert not shut, "\n".join(shut)


class TestPlugins:
    def test_get_nothing_of_another_shop(self, house: House) -> None:
        """Our code with their number, and the other way round where a number stands in the address."""
        known = {"id": house.theirs.shop.pk, "code": house.ours.things["plugin_code"], **numbers(house.theirs)}
        faults = []
        for route in of("open"):
            if not route.view.__module__.startswith("reviews.plugins"):
                continue
            address = route.filled(house.theirs.things)
            for method in METHODS:
                query = "&".join(f"{name}={value}" for name, value in known.items())
                answer = house.ask("", method, f"{address}?{query}", known if method == "post" else None)
                faults.append(answer.leak or (f"{answer.question} changed something" if answer.did else ""))
        assert not any(faults), shown(faults)
