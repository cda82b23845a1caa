"""`manage.py preinspect`: the JSON's shape, the languages, and how it refuses."""

import json

import pytest
from django.core.management import call_command

from inspections.preinspection import inspect_document
from inspections.sandbox.server import Response, ShopServer
from inspections.sandbox.shops import GOOD, Place, pages

TERMS = "Algemene voorwaarden\nKvK-nummer: 12345678\nWij betalen u niet terug.\n"


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "shop-terms-nl.txt"
    file.write_text(TERMS, encoding="utf-8")
    return str(file)


def run(capsys, *words):
    call_command("preinspect", *words)
    return capsys.readouterr().out


class TestPreinspect:
    def test_prints_the_agreed_json(self, capsys, document):
        found = json.loads(run(capsys, document, "--kind", "terms", "--lang", "nl", "--json"))
        assert list(found) == ["source", "edition", "seconds", "pages", "criteria"]
        assert (found["source"], found["edition"], found["pages"]) == (document, "1", 1)
        kvk = next(one for one in found["criteria"] if one["code"] == "ID-05")
        assert kvk == {
            "code": "ID-05", "verdict": "met", "severity": "B", "decided_by": "machine", "note": "", "advice": "",
            "evidence": [{"quote": "KvK-nummer: 12345678", "page": document, "start": TERMS.index("KvK")}],
        }  # fmt: skip

    def test_gives_advice_in_the_language_asked_for(self, capsys, document):
        assert "modelformulier" in run(capsys, document, "--lang", "nl")
        assert "model form" in run(capsys, document, "--lang", "en")

    def test_reads_an_html_file(self, capsys, tmp_path):
        file = tmp_path / "contact.html"
        file.write_text("<h1>Contact</h1><p>Telefoon: 038 123 45 67</p>", encoding="utf-8")
        found = json.loads(run(capsys, str(file), "--json"))
        assert next(one for one in found["criteria"] if one["code"] == "ID-03")["verdict"] == "met"

    def test_visits_a_shop(self, capsys):
        with ShopServer(pages(GOOD, Place(mark="Keurtegel", committee="Geschillencommissie Keurtegel"))) as shop:
            found = json.loads(run(capsys, shop.url, "--json"))
        assert found["pages"] > 10

    def test_reads_one_page_of_a_shop(self, capsys):
        with ShopServer({"/privacy": "<h1>Privacy</h1>"}) as shop:
            assert json.loads(run(capsys, f"{shop.url}privacy", "--kind", "privacy", "--json"))["pages"] == 1

    @pytest.mark.parametrize(
        "source",
        ["/nergens/voorwaarden.txt", "http://10.0.0.1/", "https://user:pass@shop.nl/", "http://169.254.169.254/"],
    )
    def test_refuses_with_status_two_and_one_line(self, capsys, source):
        with pytest.raises(SystemExit) as ended:
            call_command("preinspect", source)
        told = capsys.readouterr()
        assert ended.value.code == 2
        assert len(told.err.strip().splitlines()) == 1
        assert not told.out

    @pytest.mark.parametrize("answer", [Response(b"", 500), Response(b"x", headers={"Content-Type": "image/png"})])
    def test_refuses_a_shop_that_cannot_be_read(self, answer):
        with ShopServer({"/": answer}) as shop, pytest.raises(SystemExit) as ended:
            call_command("preinspect", shop.url)
        assert ended.value.code == 2

    @pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"%PDF-1.4 kapot"])
    def test_refuses_a_file_without_text(self, tmp_path, body):
        file = tmp_path / "leeg.pdf"
        file.write_bytes(body)
        with pytest.raises(SystemExit) as ended:
            call_command("preinspect", str(file))
        assert ended.value.code == 2


class TestHostileText:
    @pytest.mark.parametrize(
        "unit", ["a", "A", "1", "a@b.nl ", "(", "0123 4567 89 ", "Abc De ", "klacht 14 dagen ", "_"]
    )
    @pytest.mark.parametrize("kind", ["terms", "privacy"])
    def test_takes_no_more_than_seconds(self, unit, kind):
        found = inspect_document((unit * 60_000)[:60_000].encode(), source="x", kind=kind, mark="Keurtegel")
        assert found.seconds < 15


def test_visits_no_loopback_outside_the_sandbox(settings, capsys):
    settings.FIXTURE_SHOPS_ON_LOOPBACK = False
    with ShopServer({"/": "<h1>Dag</h1>"}) as shop, pytest.raises(SystemExit) as ended:
        call_command("preinspect", shop.url)
    assert ended.value.code == 2
    assert shop.seen == []
