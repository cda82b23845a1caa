"""One of us looks along as somebody else: with a reason and a proof, only to read, for half an hour, and told of."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from frontend.access import VIEWING
from frontend.dashboard.urls import urlpatterns
from keurmerk import clock
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members import jobs
from members.models import Seat, SeatOffer, Shop, Viewing
from reviews.models import PluginKey
from tests.factories import members
from tests.factories.members import PASSWORD

pytestmark = pytest.mark.django_db
WHY = "Zij vroeg waarom zij de factuur niet ziet"


@pytest.fixture
def anna():
    return members.user(name="Anna de Vries")


@pytest.fixture
def shop(anna):
    return members.full_shop(owner=anna)


@pytest.fixture
def manager():
    return members.user(name="Mana Gerritsen", staff_role="manager")


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def door(shop, person) -> str:
    return reverse("desk:view_as", kwargs={"pk": shop.member_id, "user_id": person.pk})


def begin(client, shop, person, reason=WHY, password=PASSWORD):
    return client.post(door(shop, person), {"reason": reason, "password": password})


@pytest.fixture
def looking(desk, shop, anna):
    assert begin(desk, shop, anna).status_code == 302
    return desk


class TestBegin:
    def test_shows_what_the_person_sees_under_a_banner(self, looking, shop, anna):
        answer = looking.get("/dashboard/", follow=True)
        assert answer.status_code == 200
        assert answer.request["PATH_INFO"] == f"/dashboard/shops/{shop.pk}/"
        assert "Hallo, Anna de Vries" in answer.text
        for page in (f"/dashboard/shops/{shop.pk}/team/", "/", "/no/such/page/"):
            assert "Stop met meekijken" in looking.get(page).text, page

    @pytest.mark.parametrize(("reason", "password"), [("", PASSWORD), ("kort", PASSWORD), (WHY, "fout"), (WHY, "")])
    def test_takes_a_reason_and_a_proof(self, desk, shop, anna, reason, password):
        assert begin(desk, shop, anna, reason, password).status_code == 200
        assert not Viewing.objects.exists()
        assert VIEWING not in desk.session

    def test_takes_the_second_factor_of_who_has_one(self, desk, shop, anna, monkeypatch):
        monkeypatch.setattr("frontend.desk.viewing.SecondFactor.guards", lambda user: True)
        assert "password" not in desk.get(door(shop, anna)).context["proof"].fields
        assert begin(desk, shop, anna).context["proof"].errors
        assert not Viewing.objects.exists()

    @pytest.mark.parametrize("role", ["inspector", "moderator", "mediator", "finance", ""])
    def test_is_for_the_manager(self, client, shop, anna, role):
        client.force_login(members.user(staff_role=role))
        assert begin(client, shop, anna).status_code == 404
        assert not Viewing.objects.exists()

    def test_never_leads_into_an_account_of_ours(self, desk, shop, manager, now):
        for facts in ({"staff_role": "finance"}, {"is_staff": True}, {"is_superuser": True}):
            colleague = members.user(**facts)
            Seat.objects.create(user=colleague, shop=shop, since=now)
            assert begin(desk, shop, colleague).status_code == 404
            with pytest.raises(IllegalMove):
                Viewing.begin(manager, colleague, WHY, at=now)

    def test_leads_to_the_team_of_that_member_alone(self, desk, shop):
        other = members.full_shop(owner=members.user(), of=members.member())
        assert begin(desk, shop, other.owner()).status_code == 404

    def test_is_kept_by_the_database_with_a_reason_and_once_at_a_time(self, manager, anna, now):
        facts = {"by": manager, "person": anna, "begun_at": now, "ends_at": now}
        Viewing.objects.create(reason=WHY, **facts)
        for more in ({"reason": WHY}, {"reason": ""}, {"reason": WHY, "person": manager}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Viewing.objects.create(**{**facts, **more})


class TestReading:
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_is_all_there_is_also_in_the_api(self, looking, shop, method):
        before = list(Shop.objects.values())
        pages = (f"/dashboard/shops/{shop.pk}/settings/", "/api/v1/orders", "/api/1.0/invitations.json", "/nowhere/")
        for page in pages:
            answer = getattr(looking, method)(page, {"name": "Gekaapt"}, content_type="application/json")
            assert answer.status_code == 403, page
            assert "alleen mee" in answer.text
        assert list(Shop.objects.values()) == before

    def test_changes_nothing_at_any_address_of_the_dashboard(self, looking, shop):
        for pattern in urlpatterns:
            if "<" not in str(pattern.pattern).replace("<int:shop_id>", ""):
                arguments = {"shop_id": shop.pk} if "shop_id" in str(pattern.pattern) else {}
                answer = looking.post(reverse(f"dashboard:{pattern.name}", kwargs=arguments))
                assert answer.status_code == 403, pattern.name

    def test_opens_each_page_that_the_person_opens(self, client, looking, shop, anna):
        """And none of them writes but one: the database would have refused."""
        names = [
            pattern.name
            for pattern in urlpatterns
            if str(pattern.pattern).startswith("shops/<int:shop_id>/")
            and str(pattern.pattern).count("<") == 1
            and "." not in str(pattern.pattern)  # files
        ]
        seen = {name: looking.get(reverse(f"dashboard:{name}", args=[shop.pk])).status_code for name in names}
        looking.post(reverse("desk:end_viewing"))
        client.force_login(anna)
        own = {name: client.get(reverse(f"dashboard:{name}", args=[shop.pk])).status_code for name in names}
        differs = {name for name in names if seen[name] != own[name]}
        assert differs == {"order_mails"}, "it makes an address for order mails when it is first opened"
        assert seen["order_mails"] == 403

    def test_is_held_by_the_database_too(self, db):
        with pytest.raises(InternalError, match="read-only transaction"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            Shop.objects.update(name="Gekaapt")
        members.shop()  # and afterwards it writes again

    def test_of_a_page_that_writes_is_refused_in_words(self, looking, shop, monkeypatch):
        monkeypatch.setattr("frontend.dashboard.attention.counts", lambda shop: Shop.objects.update(name="Gekaapt"))
        answer = looking.get(f"/dashboard/shops/{shop.pk}/team/")
        assert answer.status_code == 403
        assert "alleen mee" in answer.text
        assert not Shop.objects.filter(name="Gekaapt").exists()

    def test_shows_no_key_and_nothing_of_how_the_person_logs_in(self, looking, shop):
        key = PluginKey.issue(shop, actor="test", at=clock.now())
        html = looking.get(f"/dashboard/shops/{shop.pk}/keys/").text
        assert (key.code in html, key.public_code in html) == (False, True)
        for page in ("account:security", "account:sessions", "account_change_password", "account_email"):
            assert looking.get(reverse(page)).status_code == 403, page

    def test_stays_within_the_role_of_the_person(self, desk, shop):
        bea = members.colleague(shop, "DISPUTES")
        begin(desk, shop, bea)
        assert desk.get(f"/dashboard/shops/{shop.pk}/disputes/").status_code == 200
        assert desk.get(f"/dashboard/shops/{shop.pk}/invoices/").status_code == 403
        assert desk.get("/desk/").status_code == 404

    def test_takes_no_seat_in_the_persons_name(self, looking, shop, anna, manager):
        other = members.full_shop(owner=members.user(), of=members.member())
        SeatOffer.make(other, anna.email, "STAFF", ["READ"], by=other.owner(), actor="test", at=clock.now())
        assert looking.get("/dashboard/").status_code == 302
        assert not Seat.objects.filter(shop=other, user=anna).exists()


class TestEnd:
    def test_is_a_button(self, looking, shop, manager):
        answer = looking.post(reverse("desk:end_viewing"), follow=True)
        assert answer.request["PATH_INFO"] == "/desk/"
        assert "Stop met meekijken" not in answer.text
        assert looking.get(f"/dashboard/shops/{shop.pk}/").status_code == 404
        assert looking.post(reverse("desk:end_viewing")).status_code == 302
        assert Event.objects.filter(name="viewing.ended").count() == 1

    def test_comes_by_itself_after_half_an_hour(self, looking, shop, monkeypatch):
        later = clock.now() + timedelta(minutes=30)
        monkeypatch.setattr("keurmerk.clock.now", lambda: later)
        assert looking.get(f"/dashboard/shops/{shop.pk}/").status_code == 404
        assert looking.get("/desk/").status_code == 200
        assert Viewing.objects.get().ended_at == later

    def test_comes_by_itself_in_a_browser_that_was_closed(self, looking):
        later = clock.now() + timedelta(minutes=31)
        for viewing in jobs.END_VIEWINGS.due(later):
            jobs.END_VIEWINGS.act(viewing, later)
        assert Viewing.objects.get().ended_at == later
        assert looking.get("/desk/").status_code == 200

    @pytest.mark.parametrize("facts", [{"staff_role": "finance"}, {"staff_role": ""}])
    def test_comes_with_the_role(self, looking, shop, manager, facts):
        type(manager).objects.filter(pk=manager.pk).update(**facts)
        assert looking.get(f"/dashboard/shops/{shop.pk}/").status_code == 404
        assert Viewing.objects.get().ended_at

    def test_comes_when_the_person_becomes_one_of_us(self, looking, shop, anna):
        type(anna).objects.filter(pk=anna.pk).update(staff_role="finance")
        assert looking.get(f"/dashboard/shops/{shop.pk}/").status_code == 404

    def test_comes_for_who_came_in_without_the_second_factor(self, looking, shop, settings):
        settings.SECOND_FACTOR_FOR_STAFF = True
        answer = looking.get(f"/dashboard/shops/{shop.pk}/")
        assert answer["Location"] == reverse("account:second_factor")
        assert Viewing.objects.get().ended_at

    def test_of_another_browser_is_its_own(self, looking, shop, client, anna):
        """The number of a viewing in somebody else's session opens nothing."""
        from django.test import Client

        other = Client()
        other.force_login(members.user(staff_role="manager"))
        session = other.session
        session[VIEWING] = Viewing.objects.get().pk
        session.save()
        assert other.get(f"/dashboard/shops/{shop.pk}/").status_code == 404


def test_the_owner_reads_in_the_logbook_that_it_began_and_ended(client, looking, shop, anna, settings):
    looking.post(reverse("desk:end_viewing"))
    client.force_login(anna)
    deeds = [(deed.who, str(deed.what)) for deed in client.get(f"/dashboard/shops/{shop.pk}/logbook/").context["deeds"]]
    us = settings.BRAND["name"]
    assert deeds == [
        (us, "Kijkt niet langer mee als: Anna de Vries"),
        (us, "Begon mee te kijken, zonder iets te veranderen, als: Anna de Vries"),
    ]
    assert "Mana" not in client.get(f"/dashboard/shops/{shop.pk}/logbook/").text
