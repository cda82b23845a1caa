"""The member's front door: the right shop, what to do first, the data, the membership, the team."""

from datetime import timedelta

import pytest
from django.urls import reverse

from frontend.templatetags.dutch import day
from keurmerk import clock
from keurmerk.calendar import end_of_day
from keurmerk.models import Event
from members.models import Membership, Shop, User
from tests.factories import members

pytestmark = pytest.mark.django_db
PAGES = ("home", "settings", "contact", "membership", "team")


@pytest.fixture
def anna(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def shop(anna):
    return members.full_shop(owner=anna, name="Fietsgoed")


def page(name, shop, language=""):
    return f"{language}{reverse(f'dashboard:{name}', args=[shop.pk])}"


class TestStart:
    def test_leads_to_the_only_shop(self, shop, client):
        assert client.get("/dashboard/")["Location"] == page("home", shop)

    def test_lets_choose_between_shops(self, shop, anna, client):
        other = members.aspirant_shop(owner=anna, of=members.member(), name="Bakfiets")
        shown = client.get("/dashboard/").content.decode()
        assert page("home", shop) in shown
        assert page("home", other) in shown

    def test_leads_to_the_application_without_a_shop(self, anna, client):
        assert client.get("/dashboard/")["Location"] == "/dashboard/application/"

    def test_leads_us_to_our_desk(self, client):
        client.force_login(members.inspector())
        assert client.get("/dashboard/")["Location"].startswith("/desk/")


@pytest.mark.parametrize("name", PAGES)
class TestDoors:
    def test_stay_closed_to_visitors(self, name, shop, client):
        client.logout()
        assert client.get(page(name, shop))["Location"].startswith("/accounts/login/")

    def test_do_not_exist_for_another_shops_owner(self, name, shop, client):
        stranger = members.user()
        members.full_shop(owner=stranger, of=members.member())
        client.force_login(stranger)
        assert client.get(page(name, shop)).status_code == 404

    def test_open_in_both_languages(self, name, shop, client):
        assert client.get(page(name, shop)).status_code == 200
        assert client.get(page(name, shop, "/en")).status_code == 200


class TestHome:
    def test_of_a_quiet_shop_says_that_there_is_nothing_to_do(self, shop, client):
        shown = client.get(page("home", shop)).content.decode()
        assert "Niets te doen" in shown
        assert "Volledig lid" in shown

    @pytest.mark.rule("5.3")
    def test_says_that_an_aspirant_is_relatively_new(self, anna, client):
        shop = members.aspirant_shop(owner=anna)
        assert "Aspirant-lid: relatief nieuw" in client.get(page("home", shop)).content.decode()

    def test_shows_what_presses_most_on_top(self, shop, client, now):
        shop.membership.suspend(actor="test", at=now, reason="12.10")
        assert "Je lidmaatschap is geschorst" in client.get(page("home", shop)).content.decode()

    @pytest.mark.rule("10.4")
    def test_shows_by_when_the_mark_must_go(self, shop, client, now):
        shop.membership.end(actor="test", at=now, reason="13.5")
        assert "9 maart 2026" in client.get(page("home", shop)).content.decode()

    def test_of_a_shop_under_inspection_leads_to_the_application(self, anna, client, now):
        made = members.application(applicant=anna)
        made.submit(actor="test", at=now)
        assert "Volg je aanvraag" in client.get(page("home", made.shop)).content.decode()

    def test_asks_few_queries(self, shop, client, django_assert_max_num_queries):
        client.get(page("home", shop))
        with django_assert_max_num_queries(25):
            client.get(page("home", shop))


class TestSettings:
    @pytest.mark.rule("7.1")
    def test_take_a_change_of_the_shop(self, shop, client):
        client.post(page("settings", shop), {"name": "Fietsbeter", "description": "Fietsen", "language": "nl"})
        shop = Shop.objects.get(pk=shop.pk)
        assert (shop.name, shop.description) == ("Fietsbeter", "Fietsen")
        assert Event.objects.get(name="shop.changed").payload == {"shop": shop.pk, "fields": ["description", "name"]}

    def test_takes_a_category_of_the_list_and_no_other(self, client, shop):
        facts = {"name": shop.name, "description": "", "language": "nl"}
        client.post(page("settings", shop), {**facts, "category": "VEHICLES"})
        shop.refresh_from_db()
        assert shop.category == "VEHICLES"
        answer = client.post(page("settings", shop), {**facts, "category": "WEAPONS"})
        assert answer.context["form"].errors["category"]

    def test_record_nothing_when_nothing_changed(self, shop, client):
        client.post(page("settings", shop), {"name": shop.name, "description": "", "language": "nl"})
        assert not Event.objects.filter(name="shop.changed").exists()

    @pytest.mark.rule("5.7")
    def test_leave_the_host_alone(self, shop, client):
        client.post(page("settings", shop), {"name": "X", "description": "", "language": "nl", "host": "other.example"})
        assert Shop.objects.get(pk=shop.pk).host == shop.host

    @pytest.mark.rule("7.1")
    def test_take_a_change_of_address_for_the_company(self, shop, client):
        member = shop.member
        typed = {
            name: getattr(member, name) for name in ("street", "house_number", "postcode", "city", "phone", "email")
        }
        client.post(page("contact", shop), {**typed, "street": "Kerkstraat", "kvk_number": "87654321"})
        member.refresh_from_db()
        assert (member.street, member.kvk_number) == ("Kerkstraat", "12345678")

    def test_keep_a_wrong_answer_in_the_form(self, shop, client):
        shown = client.post(page("contact", shop), {"street": "Kerkstraat", "phone": "12"}).content.decode()
        assert 'value="Kerkstraat"' in shown
        assert "Een telefoonnummer heeft 10 cijfers" in shown


class TestMembershipPage:
    @pytest.mark.rule("5.2")
    def test_names_each_day_with_its_article(self, anna, client):
        shop = members.aspirant_shop(owner=anna, at=clock.now())
        shown = client.get(page("membership", shop)).content.decode()
        membership = shop.membership
        for on in (membership.promotion_due_at, membership.term_starts_on, membership.term_ends_on):
            assert day(on) in shown
        for article in ("5.2", "13.1", "13.3", "13.4", "13.5"):
            assert f">{article}<" in shown

    def test_of_a_former_member_says_what_stays(self, shop, client, now):
        Membership.objects.get().end(actor="test", at=now, reason="13.5")
        shown = client.get(page("membership", shop)).content.decode()
        assert "Je lidmaatschap is beëindigd" in shown
        assert "10.4" in shown

    def test_of_a_shop_without_one_leads_to_the_application(self, anna, client):
        shop = members.shop(owner=anna)
        assert "Nog geen lidmaatschap" in client.get(page("membership", shop)).content.decode()


class TestTeam:
    def test_lists_who_may_act(self, shop, client):
        assert User.objects.get().email in client.get(page("team", shop)).content.decode()


def test_the_promotion_day_lasts_until_midnight(anna, now):
    shop = members.aspirant_shop(owner=anna, at=now)
    assert shop.membership.promotion_due_at == end_of_day(shop.membership.promotion_due_at.date())
    assert shop.membership.promotion_due_at - now > timedelta(days=120)
