"""Known misuse, for everybody to read and to report (terms 10.5, 10.6)."""

from datetime import timedelta

import pytest

from inspections.models import Misuse, Watch
from keurmerk import clock
from tests.factories import members

pytestmark = pytest.mark.django_db


def judged(host="nep.example"):
    judge = members.inspector()
    made = Misuse.report(host, Watch.Why.LISTED, actor="clock", at=clock.now())
    made.confirm(by=judge, actor="test", at=clock.now(), reason="Onze eigen notitie.")
    made.warn(by=judge, at=clock.now())
    made.note_ignored(actor="clock", at=clock.now())
    return Misuse.objects.get(pk=made.pk)


class TestList:
    def test_shows_what_was_published_and_no_more(self, client):
        made = judged()
        assert "Er staat geen website op deze lijst" in client.get("/misuse/").text
        until = (clock.now() + timedelta(days=30)).date()
        made.publish("Toont ons keurmerk.", by=members.user(staff_role="manager"), at=clock.now(), until=until)
        html = client.get("/misuse/").text
        assert "nep.example" in html
        assert "Onze eigen notitie" not in html


class TestVerify:
    def test_warns_of_known_misuse(self, client):
        judged()
        assert "misbruikt ons keurmerk" in client.get("/verify/?domain=nep.example").text

    def test_says_nothing_of_what_nobody_judged(self, client):
        Misuse.report("nep.example", Watch.Why.REPORTED, actor="visitor", at=clock.now())
        html = client.get("/verify/?domain=nep.example").text
        assert "misbruikt" not in html
        assert "/misuse/report/?domain=nep.example" in html


class TestReport:
    def test_opens_a_case_and_has_the_machine_look(self, client):
        assert 'value="nep.example"' in client.get("/misuse/report/?domain=nep.example").text
        client.post("/misuse/report/", {"domain": "https://www.nep.example/x", "story": "In de voet"})
        assert Misuse.objects.get().story == "In de voet"
        assert Watch.objects.get().host == "nep.example"

    def test_of_a_member_is_refused(self, client):
        shop = members.full_shop()
        page = client.post("/misuse/report/", {"domain": shop.host, "story": "Nep!"}).text
        assert "het is een lid" in page
        assert "Nep!" in page
        assert not Misuse.objects.exists()

    @pytest.mark.parametrize("nonsense", ["", "geen adres", "http://", "..", "x" * 400])
    def test_of_no_address_is_refused(self, client, nonsense):
        assert client.post("/misuse/report/", {"domain": nonsense}).status_code == 200
        assert not Misuse.objects.exists()

    def test_too_often_keeps_what_was_typed(self, client):
        for number in range(11):
            page = client.post("/misuse/report/", {"domain": f"nep{number}.example", "story": "Kijk"})
        assert page.status_code == 429
        assert "nep10.example" in page.text
        assert Misuse.objects.count() == 10
