"""nginx in front gives the answers that our own layer gives, from the same folder, without asking us."""

import gzip
import http.client
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from frontend.widgets import front
from keurmerk.local import ports
from keurmerk.local.marks import wait_until
from keurmerk.local.serve import nginx_program
from tests.frontend.widgets.test_files import Answer, Ask, ask, folder  # noqa: F401  # the same folder, asked both ways

pytestmark = pytest.mark.skipif(not nginx_program(), reason="nginx is not on this machine")

SAME = ("content-type", "cache-control", "access-control-allow-origin", "cross-origin-resource-policy",
        "x-content-type-options", "timing-allow-origin", "content-security-policy", "referrer-policy")  # fmt: skip


class Inner(BaseHTTPRequestHandler):
    """The web server behind it: says what it was asked, and by whom."""

    def do_GET(self) -> None:
        body = f"{self.path} for {self.headers['X-Forwarded-For']} at {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def inner() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Inner) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def nginx(folder: Path, inner: str, tmp_path: Path, settings) -> Iterator[int]:  # noqa: F811
    settings.LOCAL, settings.PUBLISHED_ROOT, settings.STATIC_ROOT = tmp_path, folder, tmp_path / "static"
    settings.REFERRERS_ROOT = tmp_path / "referrers"
    settings.REFERRERS_ROOT.mkdir()
    settings.REFERRERS_ROOT.chmod(0o777)  # its workers give up root
    (tmp_path / "run").mkdir()
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static/css/app.0123456789ab.css").write_text("a{}")
    port = ports.next_free(23100, without=set())
    written = tmp_path / "run" / "nginx.conf"
    written.write_text(front.configuration(listen=f"127.0.0.1:{port}", inner=inner))
    process = subprocess.Popen([nginx_program(), "-e", "stderr", "-p", str(tmp_path), "-c", str(written)])
    try:
        assert wait_until(lambda: ports.status(f"http://127.0.0.1:{port}/w/1/w.js") == 200, 10)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def of_nginx(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return found


def test_gives_the_answers_of_our_own_layer(nginx: int, ask: Ask, folder: Path) -> None:  # noqa: F811
    (folder / "w/frame").mkdir()
    (folder / "w/frame/1.html").write_text("<p>4,6</p>")
    (folder / "ledger").mkdir()
    (folder / "ledger/verify_ledger.py").write_text("print()")
    paths = [
        "/w/1.0.0/w.js", "/w/1/w.js", "/w/v1/1.json", "/w/seal/1.svg", "/w/snippet/1.html", "/w/frame/1.html",
        "/certificate/1", "/certificate/1.en", "/feeds/google/sellers.xml", "/ledger/verify_ledger.py",
        "/w/seal/999.svg", "/w/seal/999.en.svg", "/certificate/999",
    ]  # fmt: skip
    for path in paths:
        theirs, ours = of_nginx(nginx, path), ask(path)
        lowered = {name.lower(): value for name, value in ours.headers.items()}
        assert (theirs.status, theirs.body) == (ours.status, ours.body), path
        assert {name: theirs.headers.get(name) for name in SAME} == {name: lowered.get(name) for name in SAME}, path
        assert "set-cookie" not in theirs.headers


def test_writes_down_which_websites_show_the_seal_and_nothing_of_who_looks(nginx: int, tmp_path: Path) -> None:
    shown = {"Referer": "https://Nep.example:8443/winkel/mand?klant=jan@post.example"}
    of_nginx(nginx, "/w/seal/1.svg", **shown)
    of_nginx(nginx, "/w/1/w.js", **shown)
    for headers in ({}, {"Referer": "https://a.example\x00b/"}, {"Referer": "android-app://nep.example/"}):
        of_nginx(nginx, "/w/seal/1.svg", **headers)
    of_nginx(nginx, "/w/v1/1.json", **shown)
    files = list((tmp_path / "referrers").iterdir())
    assert [file.suffix for file in files] == [".log"]
    assert files[0].read_text().lower() == "nep.example\n" * 2


@pytest.mark.parametrize(
    "path",
    ["/w/v1/999999999.json", "/w/.half.tmp", "/w/v1/", "/w/9.9.9/w.js", "/w/v1/1.json;x", "/w/" + "x" * 500],
)
def test_has_nothing_where_we_have_nothing(nginx: int, path: str) -> None:
    answer = of_nginx(nginx, path)
    assert answer.status in {403, 404}
    assert b"half" not in answer.body


def test_does_not_climb_out_of_the_folder(nginx: int, folder: Path) -> None:  # noqa: F811
    (folder.parent / "outside.json").write_text("outside")
    (folder / "w/v1/7.json").symlink_to(folder / "secret.txt")
    for path in (
        "/w/../secret.txt",
        "/w/v1/../../../outside.json",
        "/w/v1/..%2f..%2f..%2foutside.json",
        "/w/v1/7.json",
    ):
        answer = of_nginx(nginx, path)
        assert b"outside" not in answer.body.replace(path.encode(), b""), path
        assert answer.body != b"secret", path


def test_knows_when_a_visitor_has_it_already(nginx: int) -> None:
    first = of_nginx(nginx, "/w/v1/1.json")
    again = of_nginx(nginx, "/w/v1/1.json", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"]


def test_shows_a_replaced_file_within_a_second(nginx: int, folder: Path) -> None:  # noqa: F811
    of_nginx(nginx, "/w/v1/1.json")
    (folder / "w/v1/.new").write_text('{"status": "ended"}')
    (folder / "w/v1/.new").replace(folder / "w/v1/1.json")
    assert wait_until(lambda: b"ended" in of_nginx(nginx, "/w/v1/1.json").body, 3)


def test_packs_for_who_takes_it(nginx: int) -> None:
    packed = of_nginx(nginx, "/w/1.0.0/w.js", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == of_nginx(nginx, "/w/1.0.0/w.js").body


def test_answers_a_preflight_and_refuses_to_be_written_to(nginx: int) -> None:
    asked = of_nginx(nginx, "/w/v1/1.json", "OPTIONS")
    assert (asked.status, asked.headers["access-control-allow-origin"]) == (204, "*")
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD"
    assert of_nginx(nginx, "/w/v1/1.json", "POST").status == 405


def test_hands_the_rest_on_and_says_who_asks(nginx: int) -> None:
    told = of_nginx(nginx, "/register/?q=thee", X_Forwarded_For="8.8.8.8", Host="keurmerk.example").body
    assert told == b"/register/?q=thee for 127.0.0.1 at keurmerk.example"
    assert of_nginx(nginx, "/ledger/").body.startswith(b"/ledger/ for")


def test_keeps_static_files_for_as_long_as_their_name_says(nginx: int) -> None:
    answer = of_nginx(nginx, "/static/css/app.0123456789ab.css")
    assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=315360000, immutable")


def test_is_what_nginx_itself_finds_right() -> None:
    assert shutil.which(nginx_program())
    text = front.configuration(listen="127.0.0.1:8000", inner="127.0.0.1:8010")
    assert "@" not in text.replace("words between @", "")
    assert str(settings.PUBLISHED_ROOT) in text
