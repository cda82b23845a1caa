"""The running product, as `make demo` brings it up, and a person before it in a real browser."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from keurmerk.local.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WATCH = """window.__csp = [];
addEventListener('securitypolicyviolation', e => window.__csp.push(e.violatedDirective + ' ' + e.blockedURI));"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Lets a story know that one of its steps broke."""
    report = yield
    if report.failed:
        item.broke = True  # type: ignore[attr-defined]
    return report


@pytest.fixture(autouse=True)
def no_way_out() -> None:
    """The browser and its driver speak over sockets of their own; nothing else leaves this machine."""


@dataclass
class Installation:
    """A product of its own, with its own data, clock and ports."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return str(self.facts["url"])

    def environment(self) -> dict[str, str]:
        mine = {"KEURMERK_LOCAL": str(self.folder), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        without = {"DATABASE_URL", "PYTEST_CURRENT_TEST", "DJANGO_SETTINGS_MODULE"}
        return {**{name: value for name, value in os.environ.items() if name not in without}, **mine}

    def manage(self, *arguments: str) -> str:
        """Runs manage.py beside the running product; returns what it printed."""
        variables = {**self.environment(), "SITE_URL": self.url}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def read(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:  # loopback
            return bytes(answer.read())

    def letters(self, to: str, subject: str = "") -> list[dict[str, Any]]:
        """Letters to this address, newest first."""
        found: list[dict[str, Any]] = json.loads(self.read(f"/sandbox/mail/messages.json?to={to}"))
        return [each for each in found if subject.lower() in each["subject"].lower()]

    def letter(self, to: str, subject: str = "", within: float = 30) -> dict[str, Any]:
        """The newest letter to this address whose subject holds these words; waits for the post."""
        return eventually(lambda: next(iter(self.letters(to, subject)), None), within, f"a letter to {to}: {subject}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        Server(self.folder).remove()  # its data may lie outside the folder that pytest throws away


def eventually(look: Callable[[], Any], within: float = 20, what: str = "it") -> Any:
    """Looks until there is something, at most `within` seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come within {within} s")


def free_ports() -> int:
    """A port with two free ones above it."""
    for port in range(18300 + os.getpid() % 500 * 4, 40000, 4):
        try:
            for each in range(port, port + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", each))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports")


def start(folder: Path) -> Installation:
    made = Installation(folder, free_ports(), process=None)  # type: ignore[arg-type]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        made.process = subprocess.Popen(
            [sys.executable, "-m", "keurmerk.local", "demo"],
            cwd=ROOT, env=made.environment(), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    facts = folder / "demo.json"

    def ready() -> bool:
        assert made.process.poll() is None, (folder.parent / f"{folder.name}.log").read_text()[-3000:]
        return facts.exists()

    eventually(ready, 240, "the product")
    made.facts = json.loads(facts.read_text())
    return made


def already_running(folder: Path) -> Installation:
    """A product that somebody keeps running, for those who write journeys."""
    facts = json.loads((folder / "demo.json").read_text())
    return Installation(folder, int(facts["url"].rpartition(":")[2]), process=None, facts=facts)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The product, started for these tests; KEURMERK_RUNNING names the state folder of one that runs already."""
    if os.environ.get("KEURMERK_RUNNING"):
        yield already_running(Path(os.environ["KEURMERK_RUNNING"]).resolve())
        return
    made = start(tmp_path_factory.mktemp("product") / "local")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "The journeys need Chromium; make test installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages whose console and content policy are watched: a word of complaint fails the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(locale="nl-NL", **options)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        if not page.is_closed() and page.url.startswith("http"):
            complaints += page.evaluate("window.__csp || []")
        page.context.close()
    # A busy machine draws the next page before its transition began; the browser then skips the fade and says so.
    expected = re.compile(r"favicon|status of 4\d\d|^Transition was (aborted|skipped)")
    assert [each for each in complaints if not expected.search(each)] == []


@pytest.fixture
def log_in(installation: Installation) -> Callable[..., Page]:
    def enter(page: Page, email: str, password: str) -> Page:
        page.goto(installation.url + "/accounts/login/")
        page.fill("input[type=email], input[name=login]", email)
        page.fill("input[type=password]", password)
        page.click("main form button[type=submit], main form button:not([type])")
        page.wait_for_load_state()
        return page

    return enter
