"""Which role opens which page of a shop: one table, and every address is in it."""

import pytest
from django.urls import get_resolver, reverse

from frontend import roles
from frontend.dashboard.urls import urlpatterns
from frontend.roles import NEEDS, PERSONAL
from keurmerk.api import urlpatterns as api_addresses
from keurmerk.models import Event
from keurmerk.open_api import PublicView
from members.api_door import KeyedView
from members.models import ApiKey, Scope, Seat
from tests.factories import members

DUTIES = Seat.Duty.values
SAFE = {"get", "head", "options"}
# Of each area a page to read and one to act on.
AREAS = {
    "REVIEWS": ("reviews", "invitations"),
    "DISPUTES": ("disputes",),
    "BILLING": ("invoices", "account"),
}
OWNERS_ALONE = ("logbook", "offer_seat", "new_api_key", "give_notice", "new_webhook")
ENTRANCES = {"SpectacularAPIView", "NotThere"}  # the schema itself, and what does not exist
VIEWS = [
    pattern.callback.cls
    for pattern in api_addresses
    if hasattr(pattern.callback, "cls") and pattern.callback.cls.__name__ not in ENTRANCES
]
FOR_ALL = ("home", "team", "widgets", "inspection", "settings", "membership", "leave_team")


@pytest.fixture
def shop(db):
    return members.full_shop(owner=members.user(name="Femke Gerards"))


def page(shop, name: str) -> str:
    return reverse(f"dashboard:{name}", kwargs={"shop_id": shop.pk})


def seat(*duties: str) -> Seat:
    return Seat(role="STAFF", duties=list(duties))


class TestTable:
    def test_names_every_address_of_the_dashboard_once_and_no_other(self):
        names = [pattern.name for pattern in urlpatterns]
        assert sorted(names) == sorted(set(names)), "two addresses with one name would share a role"
        assert set(NEEDS) == set(names), "say in frontend/roles.py which role this takes"

    def test_has_a_role_for_every_page_of_a_shop_and_none_for_ones_own(self):
        for pattern in urlpatterns:
            is_personal = getattr(pattern.callback, "audience", "") != "shop"
            assert (NEEDS[pattern.name] is PERSONAL) == is_personal, pattern.name
            assert is_personal or NEEDS[pattern.name] is roles.EVERYBODY or NEEDS[pattern.name].words, pattern.name

    def test_is_all_there_is_for_pages_of_shops(self):
        rooms = {room.namespace: room for room in get_resolver().url_patterns if getattr(room, "namespace", None)}
        elsewhere = [
            pattern.name
            for name, room in rooms.items()
            if name != "dashboard"
            for pattern in room.url_patterns
            if getattr(getattr(pattern, "callback", None), "audience", "") == "shop"
        ]
        assert elsewhere == []

    def test_opens_nothing_that_is_not_in_it(self):
        assert not roles.needs_of("dashboard:something_new").let_in(Seat(role="OWNER"), "GET")

    def test_lets_an_owner_do_everything(self):
        owner = Seat(role="OWNER", duties=[])
        closed = [name for name, needs in NEEDS.items() if needs is not PERSONAL and not needs.let_in(owner, "POST")]
        assert closed == []

    def test_lets_who_reads_open_all_but_what_is_for_owners_and_change_nothing_of_the_shop(self):
        reader = seat("READ")
        closed = {name for name, needs in NEEDS.items() if needs is not PERSONAL and not needs.let_in(reader, "GET")}
        assert closed == {name for name, needs in NEEDS.items() if needs is roles.OWNER}
        changed = {name for name, needs in NEEDS.items() if needs.let_in(reader, "POST")}
        own = {name for name, needs in NEEDS.items() if needs in {roles.EVERYBODY, roles.REVIEWS_READ}}
        assert changed == own

    @pytest.mark.parametrize("duty", ["REVIEWS", "DISPUTES", "BILLING"])
    def test_keeps_one_task_from_another(self, duty):
        other = {"REVIEWS": roles.REVIEWS, "DISPUTES": roles.DISPUTES, "BILLING": roles.BILLING}
        for name, needs in other.items():
            for method in ("GET", "POST"):
                assert needs.let_in(seat(duty), method) == (name == duty)


class TestApi:
    """A key opens our API, and has scopes of its own; a seat opens none of it."""

    @pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
    def test_declares_a_scope_for_every_method_or_is_public(self, view):
        if not issubclass(view, KeyedView):
            assert issubclass(view, PublicView)
            return
        methods = {name for name in view.http_method_names if name not in SAFE - {"get"} and hasattr(view, name)}
        assert {name: view.scopes.get(name.upper(), "") in Scope.values for name in methods} == dict.fromkeys(
            methods, True
        )

    def test_is_not_opened_by_who_is_logged_in(self, client, shop):
        client.force_login(shop.owner())
        assert client.get("/api/v1/orders").status_code == 401
        assert client.post("/api/v1/orders", {}, content_type="application/json").status_code == 401
        assert not ApiKey.objects.exists()


class TestDoor:
    @pytest.mark.parametrize("duty", AREAS)
    def test_opens_what_is_ones_own(self, client, shop, duty):
        client.force_login(members.colleague(shop, duty))
        for name in (*AREAS[duty], *FOR_ALL):
            assert client.get(page(shop, name)).status_code == 200, name

    @pytest.mark.parametrize("duty", AREAS)
    def test_stays_closed_for_another_role_and_says_whom_to_ask(self, client, shop, duty):
        for other in AREAS.keys() - {duty}:
            client.force_login(members.colleague(shop, other))
            for name in (*AREAS[duty], *OWNERS_ALONE):
                answer = client.get(page(shop, name))
                assert answer.status_code == 403, name
                assert "Femke Gerards" in answer.text

    def test_lets_who_reads_change_nothing(self, client, shop):
        client.force_login(members.colleague(shop, "READ"))
        for name in ("reviews", "invitations", "disputes", "invoices"):
            answer = client.get(page(shop, name))
            assert answer.status_code == 200
            assert "en niets veranderen" in answer.text
        for name in ("invitation_settings", "choose_period", "settings", "contact", "reply_templates"):
            assert client.post(page(shop, name), {"name": "Anders"}).status_code == 403, name

    def test_of_another_shop_does_not_exist_whatever_the_role(self, client, shop):
        stranger = members.colleague(members.full_shop(owner=members.user()), *DUTIES)
        client.force_login(stranger)
        for name in (*AREAS["REVIEWS"], *AREAS["BILLING"], *OWNERS_ALONE, *FOR_ALL):
            assert client.get(page(shop, name)).status_code == 404, name

    def test_follows_a_change_of_role_at_once(self, client, shop):
        person = members.colleague(shop, "BILLING")
        client.force_login(person)
        assert client.get(page(shop, "invoices")).status_code == 200
        Seat.objects.filter(user=person).update(duties=["DISPUTES"])
        assert client.get(page(shop, "invoices")).status_code == 403
        Seat.objects.filter(user=person).delete()
        assert client.get(page(shop, "invoices")).status_code == 404


class TestDashboard:
    """A personal login with which everything is managed, applied for and changed (terms 1.9)."""

    ROOMS = (
        "settings", "contact", "inspection", "remedies", "membership", "invoices", "reviews", "notices", "disputes",
        "invitations", "keys", "team", "logbook", "mark_complaints", "data_audits", "give_notice",
    )  # fmt: skip

    @pytest.mark.rule("1.9")
    def test_opens_everything_to_the_owner(self, client, shop):
        client.force_login(shop.owner())
        assert client.get(reverse("dashboard:application")).status_code == 200
        for name in self.ROOMS:
            assert client.get(page(shop, name)).status_code == 200, name

    @pytest.mark.rule("1.9")
    def test_opens_nothing_without_a_login_of_ones_own(self, client, shop):
        for name in ("application", *self.ROOMS):
            address = reverse("dashboard:application") if name == "application" else page(shop, name)
            assert client.get(address)["Location"].startswith("/accounts/login/"), name

    @pytest.mark.rule("1.9")
    def test_changes_what_the_owner_changes_in_his_own_name(self, client, shop):
        client.force_login(shop.owner())
        data = {"name": "Nieuwe naam", "description": "", "category": "", "language": "nl"}
        client.post(page(shop, "settings"), data)
        shop.refresh_from_db()
        assert shop.name == "Nieuwe naam"
        assert Event.objects.get(name="shop.changed").actor == f"user:{shop.owner().pk}"


class TestNavigation:
    def test_shows_only_what_opens(self, client, shop):
        client.force_login(members.colleague(shop, "BILLING"))
        html = client.get(page(shop, "home")).text
        assert page(shop, "invoices") in html
        for name in ("reviews", "disputes", "logbook", "keys"):
            assert f'"{page(shop, name)}"' not in html, name

    def test_shows_an_owner_everything(self, client, shop):
        client.force_login(shop.owner())
        html = client.get(page(shop, "home")).text
        for name in ("reviews", "disputes", "logbook", "keys", "invoices"):
            assert f'"{page(shop, name)}"' in html, name
