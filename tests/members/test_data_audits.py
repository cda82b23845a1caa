"""A member has us audited: asked fourteen days ahead, with an auditor of quality; we agree or propose another day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import DataAudit, Member, Shop, TooSoon, User
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("PA audit by member")]


@pytest.fixture
def owner() -> User:
    return members.user(email="anna@example.com")


@pytest.fixture
def shop(owner) -> Shop:
    return members.full_shop(owner=owner)


def ask(member: Member, at, *, days: int = 14, **facts) -> DataAudit:
    given = {"auditor": "R. Evisor", "of_norea": True, "wanted_on": amsterdam_date(at) + timedelta(days=days)}
    return DataAudit.request(member, "Een klant kreeg mail van een ander.", **{**given, **facts}, actor="test", at=at)


class TestAsking:
    def test_is_done_fourteen_days_ahead(self, shop, now):
        with pytest.raises(TooSoon):
            ask(shop.member, now, days=13)
        assert ask(shop.member, now).state == "REQUESTED"

    def test_is_done_once_at_a_time(self, shop, now):
        ask(shop.member, now).withdraw(actor="test", at=now)
        ask(shop.member, now)
        with pytest.raises(IllegalMove):
            ask(shop.member, now)

    def test_names_a_standard_where_the_auditor_is_not_of_norea(self, shop, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            ask(shop.member, now, of_norea=False)
        assert ask(shop.member, now, of_norea=False, standard="ISO 27007").pk


class TestTheDay:
    def test_that_was_asked_for_is_agreed(self, shop, now):
        audit = ask(shop.member, now)
        audit.agree(actor="user:1", at=now)
        assert audit.agreed_on == audit.wanted_on

    def test_that_we_propose_needs_the_yes_of_the_member(self, shop, now):
        audit = ask(shop.member, now)
        day = audit.wanted_on + timedelta(days=5)
        audit.propose(day, "Dan is de beheerder er.", actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            audit.agree(actor="user:1", at=now)
        audit.accept(actor="test", at=now)
        assert audit.agreed_on == day
        drain()
        assert SentLetter.objects.filter(letter="members/data_audit_answered", to="anna@example.com").count() >= 1

    def test_that_is_past_is_not_proposed(self, shop, now):
        with pytest.raises(TooSoon):
            ask(shop.member, now).propose(amsterdam_date(now), "Nu", actor="user:1", at=now)


class TestInTheDashboard:
    def form(self, days: int = 20) -> dict:
        day = amsterdam_date(clock.now()) + timedelta(days=days)
        return {"suspicion": "Vreemde mail", "auditor": "R. Evisor", "of_norea": "on", "wanted_on": f"{day:%Y-%m-%d}"}

    def test_an_owner_asks_and_withdraws(self, client, shop, owner):
        client.force_login(owner)
        url = f"/dashboard/shops/{shop.pk}/data-audits/"
        assert "veertien dagen" in client.post(url, self.form(days=13)).text
        client.post(url, self.form())
        audit = DataAudit.objects.get()
        assert "Vreemde mail" in client.get(url).text
        client.post(f"{url}{audit.pk}/withdraw/")
        audit.refresh_from_db()
        assert audit.state == "WITHDRAWN"

    def test_nobody_touches_that_of_another_member(self, client, shop, owner, now):
        theirs = ask(members.full_shop().member, now)
        client.force_login(owner)
        for verb in ("accept", "withdraw"):
            assert client.post(f"/dashboard/shops/{shop.pk}/data-audits/{theirs.pk}/{verb}/").status_code == 404

    def test_who_is_no_owner_asks_for_nothing(self, client, shop):
        staff = members.user()
        shop.seats.create(user=staff, role="STAFF", duties=["BILLING"], since=clock.now())
        client.force_login(staff)
        assert client.post(f"/dashboard/shops/{shop.pk}/data-audits/", self.form()).status_code == 403
        assert not DataAudit.objects.exists()


class TestAtTheDesk:
    def test_the_manager_proposes_agrees_and_finishes(self, client, shop, owner):
        audit = ask(shop.member, clock.now())
        client.force_login(members.user(staff_role="manager"))
        url = f"/desk/data-audits/{audit.pk}/"
        assert "R. Evisor" in client.get(url).text
        assert client.post(f"{url}propose/", {"day": "morgen", "why": ""}).status_code == 422
        client.post(f"{url}propose/", {"day": f"{audit.wanted_on + timedelta(days=3):%Y-%m-%d}", "why": "Drukte"})
        audit.refresh_from_db()
        assert audit.state == "PROPOSED"
        audit.accept(actor="test", at=clock.now())
        client.post(f"{url}finish/", {"report": "Alles in orde."})
        assert DataAudit.objects.get().report == "Alles in orde."
        assert shop.member.legal_name in client.get("/desk/data-audits/").text

    @pytest.mark.parametrize("role", ["inspector", "moderator", "mediator", "finance"])
    def test_it_does_not_exist_for_anybody_else(self, client, shop, now, role):
        audit = ask(shop.member, now)
        client.force_login(members.user(staff_role=role))
        assert client.get(f"/desk/data-audits/{audit.pk}/").status_code == 404
        assert client.post(f"/desk/data-audits/{audit.pk}/agree/").status_code == 404
