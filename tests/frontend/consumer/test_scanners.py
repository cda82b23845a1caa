"""No machine casts a star: whatever opens, fetches, runs or posts what stands in an invitation leaves nothing behind.

The letters are those of the outbox; "nothing" is every row of every table, before and after (product.md B11).
"""

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.apps import apps
from django.test import Client

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.schedule import EVERY
from reviews import terms
from reviews.models import Invitation, OptOut, Review
from tests.factories import reviews
from tests.frontend.consumer.scanners import SCANNERS, Scanner
from tests.journeys.walking import Reader

pytestmark = pytest.mark.django_db
HOME = "http://127.0.0.1:8000"
WORDS = "Snel geleverd en netjes ingepakt, ik ben er blij mee."


@pytest.fixture
def letters() -> list[SentLetter]:
    """An invitation and its reminder, as they left: about a shop and the product that was bought."""
    now = reviews.in_sending_hours(clock.now())
    invitation = reviews.invitation(at=now, delay_days=0, products=(reviews.ordered(),))
    EVERY["reviews.send_invitations"].run(now)
    invitation.refresh_from_db()
    EVERY["reviews.remind"].run(invitation.reminder_due_at)
    drain()
    found = list(SentLetter.objects.filter(stream="broadcast").order_by("pk").with_words())
    assert [each.letter for each in found] == ["reviews/invitation", "reviews/reminder"]
    return found


def links_in(letter: SentLetter) -> list[str]:
    """Every address of ours in the text, in the HTML and in the headers, as paths."""
    words = " ".join([letter.text, letter.html.replace("&amp;", "&"), *letter.headers.values()])
    found = dict.fromkeys(re.findall(rf"{HOME}([^\s\"'<>)]*)", words))
    assert len(found) >= 8, "five stars, a button, two ways to unsubscribe"
    return list(found)


def in_body(letter: SentLetter) -> list[str]:
    return [link for link in links_in(letter) if HOME + link in letter.text + letter.html.replace("&amp;", "&")]


def everything() -> dict[str, list[tuple]]:
    """All rows of all tables."""
    return {model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in apps.get_models()}


class Machine:
    """One scanner with cookies of its own, before a site that checks its forms."""

    def __init__(self, kind: Scanner) -> None:
        self.kind = kind
        self.seen: set[str] = set()
        self.client = Client(enforce_csrf_checks=True, headers={"User-Agent": kind.agent, **kind.headers})

    def walk(self, *letters: SentLetter) -> None:
        """Every address once: the reminder has most of them from the invitation."""
        known = {link: letter for letter in letters for link in links_in(letter)}
        for link, letter in known.items():
            getattr(self, self.kind.way)(link, letter)

    def open(self, link: str, method: str = "get") -> str:
        answer = getattr(self.client, method)(link, follow=True)
        assert answer.status_code < 500
        return answer.text if answer.get("Content-Type", "").startswith("text/html") else ""

    def post(self, link: str, body: dict[str, str]) -> Any:
        answer = self.client.post(link, body, follow=True)
        assert answer.status_code < 500
        return answer

    def opens(self, link, letter):
        self.open(link)

    def opens_twice(self, link, letter):
        self.open(link)
        self.open(link)

    def heads(self, link, letter):
        self.open(link, "head")

    def heads_then_opens(self, link, letter):
        self.open(link, "head")
        self.open(link)

    def asks_for_a_part(self, link, letter):
        self.open(link)

    def asks_what_is_allowed(self, link, letter):
        self.open(link, "options")
        self.open(link)

    def runs_scripts(self, link, letter):
        """Loads the page and what it leads to, one step further than the mail."""
        for href in Reader(self.open(link)).links:
            if href.startswith("/") and href not in self.seen:
                self.seen.add(href)
                self.open(href)

    def posts_forms_without_token(self, link, letter):
        for place, fields in self.forms(link):
            self.post(place, {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"})

    def posts_forms_as_found(self, link, letter):
        """And those of the page to which that leads."""
        for place, fields in self.forms(link):
            answer = self.post(place, fields)
            led_to = answer.redirect_chain[-1][0] if answer.redirect_chain else place
            for next_place, next_fields in forms_of(answer.text, led_to):
                self.post(next_place, next_fields)

    def posts_the_query(self, link, letter):
        """The star of the address, as a form would have it; with the cookie and the token of the page."""
        token = dict(self.forms(link)[:1] and self.forms(link)[0][1]).get("csrfmiddlewaretoken", "")
        self.post(link, {**dict(parse_qsl(urlsplit(link).query)), "csrfmiddlewaretoken": token})

    def posts_words_of_the_mail(self, link, letter):
        """To every link of the letter, with what its headers say about one click. Their own address is for programs."""
        if link in in_body(letter):
            self.post(link, dict(parse_qsl(letter.headers["List-Unsubscribe-Post"])))

    def posts_nothing(self, link, letter):
        self.post(link, {})

    def sends_the_draft(self, link, letter):
        """What js/components/draft.js would send, without anybody having typed."""
        page = self.open(link)
        draft = re.search(r'data-draft="([^"]+)"', page)
        if draft:
            self.post(draft[1], self.forms(link)[0][1])

    def forms(self, link: str) -> list[tuple[str, dict[str, str]]]:
        return forms_of(self.open(link), link.partition("?")[0])


def forms_of(page: str, address: str) -> list[tuple[str, dict[str, str]]]:
    """Each posting form of a page with its fields as the page filled them in; a button is not pressed."""
    found = []
    for form in Reader(page).forms:
        if form.method == "post":
            fields = {name: value for name, value in form.fields.items() if name not in buttons(page)}
            found.append((form.action or address, {**fields, **checked(page), **written(page)}))
    return found


def buttons(page: str) -> set[str]:
    return set(re.findall(r'<button[^>]* name="([^"]+)"', page))


def checked(page: str) -> dict[str, str]:
    """The radios that are on."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", page) if " checked" in tag]
    return {re.search(r'name="([^"]+)"', tag)[1]: re.search(r'value="([^"]*)"', tag)[1] for tag in tags}


def written(page: str) -> dict[str, str]:
    """What stands in the text boxes."""
    boxes = re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(words) for name, words in boxes}


@pytest.mark.parametrize("kind", SCANNERS, ids=str)
class TestAScanner:
    def test_leaves_nothing_behind(self, kind, letters):
        before = everything()
        Machine(kind).walk(*letters)
        assert everything() == before

    def test_changes_nothing_of_what_its_reader_typed(self, kind, letters):
        invitation = Invitation.objects.get()
        typed = {"stars": "2", "text": WORDS, "display_name": "Sanne K."}
        Client().post(f"/r/{invitation.token}/draft/", typed)
        before = everything()
        Machine(kind).walk(letters[1])
        assert everything() == before


@pytest.mark.parametrize("kind", {each.way: each for each in SCANNERS}.values(), ids=lambda kind: kind.way)
class TestWhoComesAfterIt:
    def test_taps_a_star_writes_and_is_online(self, kind, letters):
        Machine(kind).walk(letters[0])
        invitation, person = Invitation.objects.get(), Client()
        form = person.get(f"/r/{invitation.token}/?stars=4")
        assert form.context["form"].initial["stars"] == "4"
        answers = {"stars": "4", "star_of_letter": "4", "text": WORDS, "step": "check"}
        person.post(f"/r/{invitation.token}/", answers)
        person.post(f"/r/{invitation.token}/check/", {"consent": terms.CONSENT_VERSION})
        assert Review.objects.get().stars == 4


class TestTheData:
    def test_has_more_than_twenty_kinds_each_of_its_own(self):
        assert len({each.name for each in SCANNERS}) == len(SCANNERS) >= 25
        assert len({(each.agent, each.way, *each.headers.items()) for each in SCANNERS}) == len(SCANNERS)

    def test_would_show_a_star_that_was_stored(self, letters):
        """The measure itself: one row of difference is seen."""
        before = everything()
        Client().post(f"/r/{Invitation.objects.get().token}/draft/", {"stars": "4", "text": "x"})
        assert everything() != before


class TestTheVendorsNews:
    def test_of_an_opening_or_a_click_changes_nothing_but_its_own_moment(self, letters):
        """A machine opens and clicks too: no invitation, no reminder and no figure follows from it."""
        before = everything()
        now = clock.now()
        SentLetter.objects.update(opened_at=now, clicked_at=now)
        drain()
        after = everything()
        assert {name for name in after if after[name] != before[name]} == {"keurmerk.SentLetter"}
        assert Invitation.objects.get().state == "SENT"

    def test_that_a_mail_program_pressed_one_click_is_heeded(self, letters):
        address = letters[0].headers["List-Unsubscribe"].strip("<>").removeprefix(HOME)
        Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert OptOut.objects.exists()
