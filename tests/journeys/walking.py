"""A visitor without a browser: logs in through the form, and follows every link there is."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

import requests

REDIRECTS = {301, 302, 303, 307, 308}
ID_OR_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[\w:.=-]{22,}(?=/|$)|\d+")


def shape(path: str) -> str:
    """The address without its numbers, tokens and the values of its query: pages of one shape are alike."""
    place, _, query = path.partition("?")
    names = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})
    return ID_OR_TOKEN.sub("N", place) + ("?" + "&".join(names) if names else "")


@dataclass
class Form:
    """A form as a page offers it: its fields with what they hold."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """What a page leads to: links, forms, and the places on the page itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.styled: list[str] = []
        self.language = ""
        self._form: Form | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found["id"]} if found.get("id") else set()
        if any(name == "style" or name.startswith("on") for name in found):
            self.styled.append(self.get_starttag_text() or tag)
        if tag == "html":
            self.language = found.get("lang", "")
        elif tag == "a" and "href" in found:
            self.links.append(found["href"].strip())
        elif tag == "form":
            self._form = Form(found.get("method", "get").lower(), found.get("action", ""))
            self.forms.append(self._form)
        elif self._form:
            self._note_field(self._form, tag, found)

    def _note_field(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, value = found.get("name", ""), found.get("value", "")
        if tag in {"input", "select", "textarea", "button"} and name:
            form.names.add(name)
            self._select = name if tag == "select" else ""
            if found.get("type") not in {"checkbox", "radio", "submit"} or "checked" in found:
                form.fields[name] = value
        choice = self._select if tag == "option" else name if found.get("type") == "radio" else ""
        if form.method == "get" and choice and value:  # a filter's choice is as good as a link
            self.links.append(f"{form.action}?{urlencode({choice: value})}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


@dataclass
class Visit:
    """One address asked, and what came back."""

    path: str
    status: int
    kind: str
    text: str
    onward: str
    cookies: list[str]
    linked_from: str = ""

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.kind.startswith("text/html")

    @property
    def reader(self) -> Reader:
        return Reader(self.text)

    def __str__(self) -> str:
        return f"{self.path} (linked from {self.linked_from or 'nowhere'})"


class Walker:
    """One person with their own cookies."""

    def __init__(self, base: str, who: str = "anonymous") -> None:
        self.base, self.who = base.rstrip("/"), who
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html,*/*;q=0.8"

    def get(self, path: str) -> Visit:
        return self._visit(path, self.session.get(self.base + path, allow_redirects=False, timeout=30))

    def submit(self, visit: Visit, answers: dict[str, str], *, holding: str = "") -> Visit:
        """Fills in the posting form of a page (the one with the field `holding`) and follows to where it leads."""
        form = next(
            each for each in visit.reader.forms if each.method == "post" and (not holding or holding in each.names)
        )
        target = self.inside(form.action, visit.path) or visit.path
        data = {**form.fields, **answers}
        headers = {"Referer": self.base + visit.path, "Origin": self.base}
        answer = self.session.post(self.base + target, data=data, headers=headers, allow_redirects=False, timeout=30)
        came = self._visit(target, answer)
        return self.follow(came.onward) if came.onward else came

    def follow(self, path: str) -> Visit:
        visit = self.get(path)
        for _ in range(5):
            if not visit.onward:
                break
            visit = self.get(visit.onward)
        return visit

    def log_in(self, email: str, password: str) -> str:
        """Through the login form; returns where that leads."""
        landed = self.submit(self.get("/accounts/login/"), {"login": email, "password": password}, holding="password")
        assert "sessionid" in self.session.cookies, f"{self.who} cannot log in: {landed.status} at {landed.path}"
        return landed.path

    def inside(self, href: str, page: str) -> str:
        """The path a link on `page` leads to; empty when it leaves the site or stays on the page."""
        whole, _ = urldefrag(urljoin(self.base + page, href))
        parts, home = urlsplit(whole), urlsplit(self.base)
        if parts.scheme != home.scheme or parts.netloc != home.netloc or href.startswith("#"):
            return ""
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def walk(self, starts: Iterable[str], most: int, alike: int = 3, known: Iterable[str] = ()) -> dict[str, Visit]:
        """Visits pages breadth first, at most `alike` of one shape, none of a shape in `known`."""
        waiting = deque((path, "") for path in starts)
        seen: dict[str, Visit] = {}
        met = Counter(dict.fromkeys(known, alike))
        while waiting and len(seen) < most:
            path, origin = waiting.popleft()
            if path in seen or met[shape(path)] >= alike:
                continue
            met[shape(path)] += 1
            seen[path] = visit = self.get(path)
            visit.linked_from = origin
            if visit.onward:
                waiting.append((visit.onward, path))
            elif visit.is_page:
                waiting += [(onward, path) for href in visit.reader.links if (onward := self.inside(href, path))]
        return seen

    def _visit(self, path: str, answer: requests.Response) -> Visit:
        onward = self.inside(answer.headers.get("location", ""), path) if answer.status_code in REDIRECTS else ""
        kind = answer.headers.get("content-type", "")
        text = answer.text if kind.startswith("text/html") else ""
        return Visit(path, answer.status_code, kind, text, onward, [each.name for each in answer.cookies])
