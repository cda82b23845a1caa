"""Where the machine could not read the shop it accuses nobody and clears nobody: every point is for a person."""

import io
from dataclasses import replace

import pytest
from django.utils.translation import override
from pypdf import PdfWriter

from inspections.crawler import Crawler
from inspections.pages import Kind
from inspections.preinspection import inspect_shop
from inspections.readers import read_html
from inspections.sandbox.server import Response, ShopServer
from inspections.verdicts import Outcome
from inspections.walls import wall
from keurmerk.outside.guard import Guard, Limits

GUARD = Guard("Keurtegel-inspection/1", allow_loopback=True, limits=Limits(read=2, total=3))
WELCOME = "<p>Welkom in onze winkel. Wij verkopen thee uit alle streken en sturen die naar het hele land toe.</p>"


def scanned():
    """A PDF of one page without a letter in it, as a scanner makes it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(300, 300)
    writer.write(out)
    return Response(out.getvalue(), headers={"Content-Type": "application/pdf"})


def home(body, language="nl"):
    return f'<!doctype html><html lang="{language}"><title>Theewinkel</title><body>{body}</body></html>'


TO_TERMS = home(f'{WELCOME}<a href="/av">Algemene voorwaarden</a>')
GERMAN = (
    "<p>Willkommen in unserem Laden. Wir liefern die Waren mit der Post und Sie haben das Recht, den Vertrag nach "
    "vierzehn Tagen zu widerrufen. Die Kosten werden nicht von uns getragen, und der Kunde ist für den Versand "
    "verantwortlich.</p>"
)
FRENCH = (
    "<p>Bienvenue dans notre boutique. Nous livrons les produits par la poste et vous avez le droit de vous rétracter "
    "dans les quatorze jours. Les frais sont pour vous, avec une garantie sur les articles que nous vendons.</p>"
)
CAPTCHA = (
    "<h1>Checking your browser</h1><p>Verify you are human by completing the action below, so that we can protect "
    "the shop against robots.</p><div class=cf-turnstile></div>"
)
LOGIN = (
    "<h1>Inloggen</h1><p>Deze winkel is alleen voor leden. Vul uw gegevens in om verder te gaan naar de "
    "artikelen.</p><form><input name=mail><input type=password><button>Inloggen</button></form>"
)
COOKIES = (
    "<h1>Cookies</h1><p>Wij gebruiken cookies om deze website te laten werken en om advertenties te tonen. U kunt pas "
    "verder wanneer u cookies accepteert.</p><button>Alle cookies accepteren</button>"
)
BLIND = {
    "empty_page": {"/": home("<div id=app></div><script src=/app.js></script>")},
    "captcha": {"/": home(CAPTCHA)},
    "login_wall": {"/": home(LOGIN)},
    "cookie_wall": {"/": home(COOKIES)},
    "other_language": {"/": home(GERMAN, "de")},
    "unreadable_document": {"/": TO_TERMS, "/av": scanned()},
    "not_welcome": {"/": TO_TERMS, "/av": home("<h1>Voorwaarden</h1>"), "/robots.txt": "User-agent: *\nDisallow: /av"},
    "too_large": {
        "/": TO_TERMS,
        "/av": Response(b"%PDF-1.4" + b"x" * 2_100_000, headers={"Content-Type": "application/pdf"}),
    },
    "framed": {"/": TO_TERMS, "/av": home('<h1>Voorwaarden</h1><iframe src="https://elders.example/av">')},
    "http_error": {"/": TO_TERMS, "/av": Response(status=503)},
}


def inspected(pages, now, **changes):
    with ShopServer(pages) as shop:
        return inspect_shop(
            shop.url, guard=GUARD, at=now, mark="Keurtegel", crawler=Crawler(GUARD, now, pause=0, **changes)
        )


def settled_by_silence(found):
    """Points that were decided although nothing was quoted and nothing was said."""
    decided = {Outcome.MET, Outcome.NOT_MET}
    return [each.code for each in found.verdicts if each.verdict in decided and not each.evidence and not each.note]


class TestAShopThatCouldNotBeRead:
    @pytest.mark.parametrize("reason", BLIND)
    @pytest.mark.rule("4.11")
    def test_is_neither_accused_nor_cleared_by_its_silence(self, reason, now):
        found = inspected(BLIND[reason], now)
        assert reason in {each.reason for each in found.problems if each.blinds}
        assert settled_by_silence(found) == []
        assert found["WD-01"].verdict == Outcome.UNKNOWN

    def test_says_which_page_and_why_in_the_language_of_the_reader(self, now):
        with override("nl"):
            found = inspected(BLIND["unreadable_document"], now)
        assert "/av" in found["WD-01"].note
        assert "tekst" in found["WD-01"].note

    def test_is_still_accused_of_what_was_seen(self, now):
        pages = {**BLIND["unreadable_document"], "/privacy": home(f"<h1>Privacy</h1>{WELCOME}Groen slot, 100% veilig.")}
        assert inspected(pages, now)["SE-02"].verdict == Outcome.NOT_MET

    def test_is_judged_by_its_silence_where_a_page_does_not_exist(self, now):
        found = inspected({"/": TO_TERMS}, now)
        assert [each.blinds for each in found.problems] == [False]
        assert found["WD-01"].verdict == Outcome.NOT_MET

    def test_was_not_read_to_the_end_when_the_budget_ended_before_its_terms(self, now):
        found = inspected({"/": TO_TERMS, "/av": home("<h1>Voorwaarden</h1>")}, now, most_pages=1)
        assert {each.reason for each in found.problems if each.blinds} == {"out_of_time"}
        assert settled_by_silence(found) == []

    def test_with_a_calendar_without_end_is_left_after_a_few_leaves(self, now):
        def calendar(_method, path):
            day = int(path.removeprefix("/dag/") or 0) if path.startswith("/dag/") else 0
            if path != "/" and not day:
                return None
            return home(f"{WELCOME}Dag {day}<a href=/dag/{day + 1}>volgende</a><a href=/dag/{day + 1000}>later</a>")

        assert len(inspected(calendar, now, to_the_end=True).pages) < 30


BANNER = (
    '<div id="cookiebox" role="dialog" class="overlay"><h2>Deze winkel gebruikt cookies</h2><p>Wij en onze partners '
    "plaatsen cookies om advertenties te tonen. Je kunt alles accepteren, weigeren of per doel kiezen. Lees meer in "
    "onze cookieverklaring.</p><button>Alles accepteren</button><button>Weigeren</button></div>"
)


class TestABannerOverTheText:
    """It lies over the page in a browser; what stands behind it is in the page all the same."""

    def test_is_no_wall_and_the_text_behind_it_is_read(self, now):
        terms = "<h1>Algemene voorwaarden</h1><p>Je hebt een bedenktijd van 14 dagen na ontvangst.</p>"
        shop = f'{WELCOME * 5}<a href="/av">Algemene voorwaarden</a>'
        pages = {"/": home(BANNER + shop), "/av": home(f"{BANNER}{terms}{WELCOME * 15}")}
        found = inspected(pages, now)
        assert found.problems == ()
        assert "14 dagen" in found["WD-01"].quote

    def test_with_nothing_behind_it_is_a_wall(self):
        assert wall(page(f"{BANNER}<div id=app></div>")).reason == "cookie_wall"

    def test_is_said_to_be_unknown_where_the_text_comes_after_the_choice(self, now):
        pages = {"/": TO_TERMS, "/av": home(f"{BANNER}<main></main>")}
        found = inspected(pages, now)
        assert [(each.reason, each.blinds) for each in found.problems] == [("cookie_wall", True)]
        assert found["WD-01"].verdict == Outcome.UNKNOWN


class TestAnotherLanguage:
    @pytest.mark.parametrize("text", [GERMAN, FRENCH])
    def test_of_the_terms_leaves_them_to_a_person(self, text, now):
        found = inspected({"/": TO_TERMS, "/av": home(text, "nl")}, now)
        assert [(each.reason, each.blinds) for each in found.problems] == [("other_language", True)]
        assert found["WD-01"].verdict == Outcome.UNKNOWN


def page(body, language="nl"):
    return read_html(home(body, language), url="https://thee.example/", kind=Kind.HOME)


class TestWall:
    @pytest.mark.parametrize("body", [GERMAN, FRENCH])
    def test_sends_other_languages_to_a_person_whatever_they_say_of_themselves(self, body):
        assert wall(page(body, "nl")).reason == "other_language"

    def test_reads_dutch_that_calls_itself_german(self):
        assert wall(page(WELCOME, "de")) is None

    @pytest.mark.parametrize(
        "body",
        [
            f"{WELCOME}<footer><a href=/cookies>cookies</a><button>Accepteer cookies</button></footer>",
            f"{WELCOME}<form><input type=password><button>Inloggen</button></form>" + "<a href=/x>thee</a>" * 9,
            WELCOME * 15 + "<form><div class=g-recaptcha></div><button>Verstuur</button></form>",
        ],
    )
    def test_is_not_seen_in_a_shop_with_a_banner_an_account_or_a_guarded_form(self, body):
        assert wall(page(body)) is None

    def test_is_not_seen_in_plain_text(self):
        plain = replace(page(WELCOME), html="", text="Inloggen met wachtwoord. Are you human? Cookies.")
        assert wall(plain) is None
