"""Every page, for everybody who may open it: walked over HTTP, and one of each kind seen in a real browser."""

import re
import secrets
import urllib.parse
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Installation, eventually
from tests.journeys.looking import faults, sit_down
from tests.journeys.walking import Form, Visit, Walker, shape

pytestmark = pytest.mark.journey

STAFF = ("inspector", "moderator", "mediator", "finance", "manager")
LOGINS = ("owner", "applicant", *STAFF)
ROLES = ("anonymous", "consumer", *LOGINS)
SANDBOX = ("/sandbox/mail/", "/status")
MOST = 200
AT_LEAST = {"applicant": 15}  # pages; everybody else 60
NO_STYLE_RULE = re.compile(r"^/sandbox/mail/\d+/html$")  # a letter as mail programs need it, in a frame of its own
OWN_ADDRESS = re.compile(r"/dashboard/shops/(\d+)/")
RUN = secrets.token_hex(3)  # people of this run, so that the same town can be walked again
BUYER, WRITER = f"koper-{RUN}@wandeling.example", f"schrijver-{RUN}@wandeling.example"


@dataclass
class Town:
    """Who walked where, so that each walks once."""

    installation: Installation
    walkers: dict[str, Walker] = field(default_factory=dict)
    walks: dict[str, dict[str, Visit]] = field(default_factory=dict)
    seen_in_browser: set[str] = field(default_factory=set)

    def walk(self, role: str) -> dict[str, Visit]:
        if role not in self.walks:
            self.walkers[role] = walker = Walker(self.installation.url, role)
            starts = self._starts(walker)
            common = {shape(path) for path in self.open_pages()} if role in LOGINS else set()
            self.walks[role] = walker.walk(starts, MOST, known=common)
        return self.walks[role]

    def _starts(self, walker: Walker) -> list[str]:
        if walker.who == "anonymous":
            return ["/", *SANDBOX]
        if walker.who == "consumer":
            return links_of_letters(self.installation, walker)
        login = next(each for each in self.installation.facts["logins"] if each["role"] == walker.who)
        return [walker.log_in(login["email"], login["password"])]

    def open_pages(self) -> dict[str, Visit]:
        """What opens for everybody."""
        return {path: visit for path, visit in self.walk("anonymous").items() if visit.status == 200}

    def pages(self, role: str) -> list[Visit]:
        return [visit for visit in self.walk(role).values() if visit.is_page]

    def rooms(self, role: str, start: str) -> list[str]:
        """Addresses of pages of this room that opened for this person, one of each shape."""
        return list({shape(page.path): page.path for page in self.pages(role) if page.path.startswith(start)}.values())


@pytest.fixture(scope="module")
def town(installation: Installation) -> Town:
    return Town(installation)


def links_of_letters(installation: Installation, walker: Walker) -> list[str]:
    """The addresses that letters bring to people without an account: each is a key of its own."""
    for buyer in (BUYER, WRITER):
        order(installation, walker, buyer)
    complain(installation, walker)
    installation.manage("advance", "1d")
    write = link_in(installation, BUYER, "/r/")
    manage = review(installation, walker)
    dispute = link_in(installation, BUYER, "/dispute/")
    pay = eventually(lambda: any_link(installation, "/invoices/pay/"), what="a letter with an invoice to pay")
    return [write, manage, dispute, pay, link_in(installation, BUYER, "/u/")]


def order(installation: Installation, walker: Walker, buyer: str) -> None:
    """As a shop's plugin posts it, to be invited at once (plugin-api 2.1)."""
    plugin = installation.facts["plugin"]
    facts = {
        "email": buyer,
        "order": f"W-{RUN}-{buyer[:2]}",
        "delay": "0",
        "language": "nl",
        "customer_name": "Wanda de Loop",
    }
    query = urllib.parse.urlencode({"id": plugin["id"], "code": plugin["code"]})
    answer = walker.session.post(f"{installation.url}/api/1.0/invitations.json?{query}", data=facts, timeout=30)
    assert answer.json()["status"] == "success", answer.text


def complain(installation: Installation, walker: Walker) -> None:
    """Files a dispute, with the page that asks to check it on the way."""
    today = re.search(r"\d{4}-\d\d-\d\d", installation.read("/status").decode())
    assert today
    words = {"story": "De kan lekt.", "wish": "Een nieuwe kan.", "consumer_name": "Wanda", "consumer_email": BUYER}
    days = {"ordered_on": today.group(), "complained_on": today.group()}
    answers = {"is_consumer": "yes", "kind": "BROKEN", **words, **days}
    form = walker.get(f"/shops/{installation.facts['plugin']['id']}/dispute/?kind=BROKEN")
    check = walker.submit(form, {**answers, "step": "check"}, holding="story")
    assert "De kan lekt." in check.text
    assert walker.submit(check, {"step": "send"}, holding="story").status == 200


def review(installation: Installation, walker: Walker) -> str:
    """Writes a review; returns the link to manage it."""
    answers = {"stars": "4", "text": "Fijne thee, netjes ingepakt en snel in huis."}
    check = walker.submit(walker.get(link_in(installation, WRITER, "/r/")), answers, holding="stars")
    assert "netjes ingepakt" in check.text
    assert walker.submit(check, {}).status == 200
    return link_in(installation, WRITER, "/review/")


def link_in(installation: Installation, to: str, start: str) -> str:
    return str(eventually(lambda: any_link(installation, start, to), 30, f"a letter to {to} with {start}"))


def any_link(installation: Installation, start: str, to: str = "") -> str:
    links = [link for letter in installation.letters(to) for link in letter["links"]]
    paths = [urllib.parse.urlsplit(link).path for link in links if link.startswith(installation.url)]
    return next((path for path in paths if path.startswith(start)), "")


@pytest.mark.parametrize("role", ROLES)
class TestEveryPage:
    def test_opens(self, town: Town, role: str) -> None:
        visits = town.walk(role).values()
        broken = [f"{visit.status} {visit}" for visit in visits if visit.status not in {200, 301, 302}]
        assert not broken, f"{role} meets errors and dead links:\n" + "\n".join(broken)
        assert len(visits) >= AT_LEAST.get(role, 60), f"{role} finds only {len(visits)} pages"

    def test_protects_its_forms(self, town: Town, role: str) -> None:
        bare = [page for page in town.pages(role) for form in page.reader.forms if lacks_token(form)]
        assert not bare, "POST forms without a token:\n" + "\n".join(map(str, bare))

    def test_has_its_language_and_no_style_of_its_own(self, town: Town, role: str) -> None:
        wrong = [
            fault for page in town.pages(role) if not NO_STYLE_RULE.match(page.path) for fault in written_badly(page)
        ]
        assert not wrong, "\n".join(wrong)

    def test_looks_right(self, town: Town, role: str, browser: Browser) -> None:
        """One of each kind, in Dutch, and the first few in English."""
        chosen = to_look_at(town, role)
        context = sit_down(browser, town.walkers[role])
        wrong = [f"{path}: {fault}" for path in chosen for fault in faults(context, town.installation.url + path)]
        context.close()
        assert not wrong, f"as {role}:\n" + "\n".join(wrong)


def lacks_token(form: Form) -> bool:
    return form.method == "post" and "csrfmiddlewaretoken" not in form.names


def written_badly(page: Visit) -> list[str]:
    reader = page.reader
    english = page.path.startswith(("/en/", "/api/")) or page.path.endswith(".en")  # developers read English
    expected = "en" if english else "nl"
    wrong = [f"{page.path}: its own style or handler, {each[:120]}" for each in reader.styled]
    return wrong + ([f"{page.path}: in {reader.language!r}"] if reader.language != expected else [])


def to_look_at(town: Town, role: str) -> list[str]:
    """Dutch pages of a kind nobody looked at yet, and three English ones."""
    plain = [page.path for page in town.pages(role) if "?" not in page.path and not NO_STYLE_RULE.match(page.path)]
    english = [path for path in plain if path.startswith("/en/")][:3]
    chosen = []
    for path in [*(each for each in plain if not each.startswith("/en/")), *english]:
        if shape(path) not in town.seen_in_browser:
            town.seen_in_browser.add(shape(path))
            chosen.append(path)
    return chosen


class TestDoors:
    def test_set_no_cookie_but_the_token_of_a_form(self, town: Town) -> None:
        wrong = []
        for visit in town.walk("anonymous").values():
            posts = visit.is_page and any(form.method == "post" for form in visit.reader.forms)
            wrong += [f"{visit}: {name}" for name in visit.cookies if not (posts and name == "csrftoken")]
        assert not wrong, "cookies for a visitor:\n" + "\n".join(wrong)

    def test_of_another_shop_do_not_exist(self, town: Town) -> None:
        own = str(town.installation.facts["api"]["shop"])
        rooms = [path for path in town.rooms("owner", "/dashboard/shops/") if OWN_ADDRESS.match(path)]
        assert len(rooms) >= 10
        others = [OWN_ADDRESS.sub(f"/dashboard/shops/{int(own) + 1}/", path) for path in rooms]
        assert others_than(404, town.walkers["owner"], others) == []

    def test_of_a_shop_are_closed_to_an_applicant(self, town: Town) -> None:
        town.walk("applicant")
        assert others_than(404, town.walkers["applicant"], town.rooms("owner", "/dashboard/shops/")) == []

    def test_of_the_dashboard_ask_visitors_to_log_in(self, town: Town) -> None:
        town.walk("anonymous")
        assert others_than(302, town.walkers["anonymous"], town.rooms("owner", "/dashboard/")) == []

    @pytest.mark.parametrize("role", STAFF)
    def test_of_the_desk_do_not_exist_for_members(self, town: Town, role: str) -> None:
        town.walk("owner")
        rooms = town.rooms(role, "/desk/")
        assert others_than(404, town.walkers["owner"], rooms) == []
        assert others_than(302, town.walkers["anonymous"], rooms) == []


def others_than(status: int, walker: Walker, paths: list[str]) -> list[str]:
    """Which of these addresses answer this person with another status."""
    assert paths
    answers = {path: walker.get(path).status for path in paths}
    return [f"{path}: {answer}" for path, answer in answers.items() if answer != status]
