"""Finance and the manager decide about invoices in default."""

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing.models import Arrears, Charge
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.outbox import drain
from members.models import Membership
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client):
    person = members.user(staff_role="finance")
    client.force_login(person)
    return person


@pytest.fixture
def manager(client):
    person = members.user(staff_role="manager")
    client.force_login(person)
    return person


@pytest.fixture
def arrears(now):
    membership = billing.membership(at=now)
    return billing.climbed(billing.arrears(at=now, of=membership.member), "NOTICE")


def page(client, arrears):
    return client.get(reverse("desk:arrears_case", args=[arrears.pk])).content.decode()


def settle(client, arrears, name, **said):
    return client.post(reverse("desk:settle_arrears", args=[arrears.pk, name]), said)


def a_day(days):
    return (amsterdam_date(clock.now()) + timedelta(days=days)).isoformat()


class TestTheList:
    def test_shows_what_is_open_with_its_step(self, client, finance, arrears):
        shown = client.get(reverse("desk:arrears")).content.decode()
        assert arrears.invoice.number in shown
        assert "In gebreke gesteld" in shown

    def test_has_a_view_of_what_the_manager_decides(self, client, finance, arrears):
        address = reverse("desk:arrears") + "?view=decide"
        assert arrears.invoice.number not in client.get(address).content.decode()
        billing.climbed(arrears, "SUSPENSION")
        assert arrears.invoice.number in client.get(address).content.decode()

    def test_says_so_when_nothing_is_in_default(self, client, finance):
        assert "Hier zijn geen achterstanden" in client.get(reverse("desk:arrears")).content.decode()

    def test_asks_as_much_of_the_database_for_many(self, client, finance, now, django_assert_max_num_queries):
        for _ in range(12):
            billing.arrears(at=now)
        with django_assert_max_num_queries(8):
            client.get(reverse("desk:arrears"))

    @pytest.mark.parametrize("role", ["", "inspector", "mediator"])
    def test_is_not_for_others(self, client, arrears, role):
        client.force_login(members.user(staff_role=role))
        for name, args in (
            ("arrears", []),
            ("arrears_case", [arrears.pk]),
            ("claim_file", [arrears.pk]),
        ):
            assert client.get(reverse(f"desk:{name}", args=args)).status_code == 404
        assert settle(client, arrears, "hold", until=a_day(9), reason="x").status_code == 404


class TestACase:
    def test_says_what_is_owed_today(self, client, finance, arrears):
        shown = page(client, arrears)
        for words in ("40,00", "145,20", "Rente die sinds het verzuim groeide"):
            assert words in shown, words

    def test_holds_the_ladder_with_a_reason(self, client, finance, arrears):
        settle(client, arrears, "hold", until=a_day(400), reason="Bezwaar loopt")
        assert "Bezwaar loopt" in page(client, arrears)

    def test_keeps_what_was_typed_when_the_day_is_past(self, client, finance, arrears):
        answer = settle(client, arrears, "hold", until="2020-01-01", reason="Bezwaar loopt")
        assert answer.status_code == 422
        assert "Kies een dag die nog komt." in answer.content.decode()
        assert "Bezwaar loopt" in answer.content.decode()

    def test_agrees_on_a_plan_and_shows_its_parts(self, client, finance, arrears):
        settle(client, arrears, "plan", number=3, first=a_day(7))
        arrears.refresh_from_db()
        assert arrears.state == "PLAN"
        assert "Delen en hun dagen" in page(client, arrears)

    @pytest.mark.rule("12.9")
    def test_claims_costs_only_with_evidence(self, client, finance, arrears):
        said = {"amount": "112,50", "description": "Deurwaarder"}
        assert settle(client, arrears, "costs", **said).status_code == 422
        paper = SimpleUploadedFile("nota.pdf", b"%PDF-1.7 nota")
        settle(client, arrears, "costs", **said, evidence=paper)
        charge = Charge.objects.get(description="Deurwaarder")
        assert charge.amount == Decimal("112.50")
        shown = client.get(reverse("desk:charge_evidence", args=[charge.pk]))
        assert b"".join(shown.streaming_content) == b"%PDF-1.7 nota"

    def test_has_no_decision_of_that_name(self, client, finance, arrears):
        assert settle(client, arrears, "forgive").status_code == 404


class TestTheManager:
    @pytest.mark.rule("12.10")
    def test_suspends_and_finance_cannot(self, client, finance, arrears):
        billing.climbed(arrears, "SUSPENSION")
        assert settle(client, arrears, "suspend").status_code == 404
        client.force_login(members.user(staff_role="manager"))
        assert "Het lidmaatschap schorsen?" in page(client, arrears)
        settle(client, arrears, "suspend")
        assert Membership.objects.get().state == "SUSPENDED"

    def test_writes_off_what_finance_asked(self, client, finance, arrears):
        settle(client, arrears, "give_up", reason="Niets te halen")
        client.force_login(members.user(staff_role="manager"))
        assert "Niets te halen" in page(client, arrears)
        settle(client, arrears, "write_off")
        arrears.refresh_from_db()
        assert arrears.state == "WRITTEN_OFF"

    def test_does_not_write_off_what_he_asked_himself(self, client, manager, arrears):
        settle(client, arrears, "give_up", reason="Niets te halen")
        settle(client, arrears, "write_off")
        arrears.refresh_from_db()
        assert arrears.state == "NOTICE"

    def test_sees_on_the_desk_that_a_decision_waits(self, client, manager, arrears):
        billing.climbed(arrears, "SUSPENSION")
        assert "Achterstanden waarover de manager beslist" in client.get(reverse("desk:home")).content.decode()


class TestTheFileForACollector:
    @pytest.mark.rule("12.9", "12.11")
    def test_has_the_claim_its_papers_and_the_letters_with_their_days(self, client, finance, arrears):
        drain()
        got = client.get(reverse("desk:claim_file", args=[arrears.pk]))
        with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
            names = set(archive.namelist())
            claim = json.loads(archive.read("claim.json"))
            letters = [archive.read(name).decode() for name in names if name.startswith("letters/")]
        assert {"claim.json", "account.csv", "manifest.json", f"{arrears.invoice.number}.pdf"} <= names
        assert (claim["owed"]["costs"], claim["owed"]["principal"]) == ("40.00", "145.20")
        assert any("Ingebrekestelling" in each for each in letters)
        assert Arrears.objects.get().state == "NOTICE"  # looking changes nothing
