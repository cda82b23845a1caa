import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disputes.evidence_file import FileKind, Taken
from disputes.models import Evidence, Party
from tests.disputes.test_evidence import add
from tests.disputes.test_evidence_file import pdf, photo
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return members.user()


@pytest.fixture
def case(now, owner):
    return disputes.mediated(at=now, shop=members.full_shop(owner=owner))


def room_of(client, case, owner, party):
    """The address of evidence in the room of `party`, who is at the door."""
    if party == Party.CONSUMER:
        return reverse("consumer:add_evidence", args=[case.token])
    if party == Party.SHOP:
        client.force_login(owner)
        return reverse("dashboard:add_evidence", args=[case.shop_id, case.pk])
    client.force_login(members.user(staff_role="mediator"))
    return reverse("desk:add_evidence", args=[case.pk])


def form(content=None, *, name="bon.pdf", **said):
    file = SimpleUploadedFile(name, pdf() if content is None else content)
    fields = {"file": file, "kind": "PAYMENT", "shows": "Betaald op 3 maart", **said}
    return {f"evidence-{name}": value for name, value in fields.items()}


@pytest.mark.rule("11.3")
@pytest.mark.parametrize("party", list(Party))
class TestOfEachParty:
    def test_is_added_numbered_and_shown(self, client, case, owner, party):
        door = room_of(client, case, owner, party)
        page = client.post(door, form(), follow=True).content.decode()
        assert "B1" in page
        assert "Betaald op 3 maart" in page
        assert Evidence.objects.get().by == party
        shown = client.get(f"{door}1/")
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert shown["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "no-store" in shown["Cache-Control"]
        assert shown["Content-Disposition"].startswith("inline")
        assert shown.content.startswith(b"%PDF")

    def test_is_refused_with_words_and_keeps_what_was_typed(self, client, case, owner, party):
        door = room_of(client, case, owner, party)
        page = client.post(door, form(b"MZ\x90\x00", name="<b>bon.pdf"))
        assert page.status_code == 422
        assert "zit een programma" in page.content.decode()
        assert "Betaald op 3 maart" in page.content.decode()
        assert "<b>bon" not in page.content.decode()
        assert not Evidence.objects.exists()

    def test_is_asked_what_it_is(self, client, case, owner, party):
        page = client.post(room_of(client, case, owner, party), {}).content.decode()
        for words in ("Kies eerst een bestand", "Kies wat het is", "Vertel in één regel"):
            assert words in page

    def test_is_said_to_be_there_already(self, client, case, owner, party):
        door = room_of(client, case, owner, party)
        client.post(door, form())
        assert "staat al in het geschil, als B1" in client.post(door, form(), follow=True).content.decode()

    def test_is_not_taken_after_the_end(self, client, case, owner, party):
        door = room_of(client, case, owner, party)
        case.settle(actor="consumer", at=case.mediation_at)
        assert "niet toegevoegd" in client.post(door, form(), follow=True).content.decode()

    def test_of_another_case_does_not_exist(self, client, case, owner, party, now):
        add(disputes.dispute(at=now), at=now)
        door = room_of(client, case, owner, party)
        assert client.get(f"{door}1/").status_code == 404

    def test_is_not_there_when_its_bytes_are_gone(self, client, case, owner, party, now):
        add(case, at=now)
        Evidence.objects.update(path="disputes/none.pdf")
        assert client.get(f"{room_of(client, case, owner, party)}1/").status_code == 404


class TestShown:
    @pytest.mark.parametrize(
        ("kind", "content", "how"),
        [
            ("JPEG", photo(), "inline"),
            ("TEXT", b"<b>hallo", "attachment"),
            ("MAIL", b"From: x", "attachment"),
        ],
    )
    def test_only_pictures_and_pdf_open_in_the_browser(self, client, case, now, kind, content, how):
        file = Taken(content, FileKind(kind))
        facts = {"kind": "OTHER", "shows": "x", "name": "x.html", "actor": "consumer", "at": now}
        Evidence.add(case, Party.CONSUMER, file, **facts)
        shown = client.get(reverse("consumer:show_evidence", args=[case.token, 1]))
        assert shown["Content-Disposition"].startswith(how)
        assert "html" not in shown["Content-Disposition"] + shown["Content-Type"]
        assert shown["Content-Security-Policy"].startswith("sandbox;")

    def test_is_for_those_in_the_room_alone(self, client, case, owner, now):
        add(case, at=now)
        assert client.get(reverse("consumer:show_evidence", args=["x" * 43, 1])).status_code == 404
        other = members.full_shop(owner=members.user())
        client.force_login(other.owner())
        assert client.get(reverse("dashboard:show_evidence", args=[case.shop_id, case.pk, 1])).status_code == 404
        assert client.get(reverse("dashboard:show_evidence", args=[other.pk, case.pk, 1])).status_code == 404
        for role in ("", "inspector", "finance"):
            client.force_login(members.user(staff_role=role))
            assert client.get(reverse("desk:show_evidence", args=[case.pk, 1])).status_code == 404
            assert client.post(reverse("desk:add_evidence", args=[case.pk]), form()).status_code == 404

    def test_says_in_the_room_what_would_help(self, client, case):
        page = client.get(reverse("consumer:dispute", args=[case.token])).content.decode()
        assert "foto&#x27;s van het product" in page
