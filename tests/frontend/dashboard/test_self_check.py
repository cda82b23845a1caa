"""Before sending, the owner can have the machine look: asked, under way, found, and nothing of anybody else's."""

import pytest

from inspections import terms
from inspections.models import SelfCheck
from members.models import Application
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("3.3")]
HERE = "/dashboard/application/self-check/"
POINT = {
    "code": "WD-01",
    "severity": "B",
    "question": "Staat de bedenktijd er?",
    "basis": "BW 6:230o",
    "note": "",
    "advice": "Je hebt <14> dagen.",
    "quote": "Ruilen <b>kan</b> niet",
    "page": "https://thee.example/voorwaarden",
}


@pytest.fixture
def draft(client):
    person = members.user()
    client.force_login(person)
    return members.application(applicant=person)


def text(response):
    return response.content.decode()


class TestThePage:
    def test_is_offered_on_the_list_and_needs_an_address(self, client, now):
        person = members.user()
        client.force_login(person)
        Application.start(person, at=now)
        assert HERE not in text(client.get("/dashboard/application/"))
        assert client.get(HERE)["Location"].endswith("/application/shop/")

    def test_asks_shows_that_it_is_under_way_and_what_was_found(self, draft, client, now):
        assert HERE in text(client.get("/dashboard/application/"))
        page = text(client.post(HERE, follow=True))
        assert "We lezen je webshop" in page
        assert "HX-Refresh" not in client.get(f"{HERE}progress/")
        SelfCheck.objects.update(done_at=now, pages=9, met=20, points=[POINT, {**POINT, "severity": "I", "code": "X"}])
        assert client.get(f"{HERE}progress/")["HX-Refresh"] == "true"
        page = text(client.get(HERE))
        assert "Staat de bedenktijd er?" in page
        assert "Je hebt &lt;14&gt; dagen." in page
        assert "Ruilen &lt;b&gt;kan&lt;/b&gt; niet" in page, "what a shop says is shown, not run"
        assert "9 pagina" in page

    def test_says_when_the_address_was_changed_since(self, draft, client, now):
        client.post(HERE)
        SelfCheck.objects.update(done_at=now, url="https://oud.example/")
        assert "https://oud.example/" in text(client.get(HERE))

    def test_has_an_end_in_a_day(self, draft, client, now):
        for _ in range(terms.SELF_CHECKS_A_DAY):
            client.post(HERE)
            SelfCheck.objects.update(done_at=now)
        assert "Probeer het morgen opnieuw" in text(client.post(HERE, follow=True))
        assert SelfCheck.objects.count() == terms.SELF_CHECKS_A_DAY

    def test_does_not_exist_for_others_or_after_sending(self, draft, client, now):
        draft.submit(actor="test", at=now)
        assert client.get(HERE).status_code == 404
        client.force_login(members.user())
        assert client.post(HERE).status_code == 404
