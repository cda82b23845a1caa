"""What a visitor of a shop gets when Django, the database and the session are not asked."""

import gzip
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

import pytest

from frontend.widgets.files import Published

CACHE = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


def django(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"django"]


def put(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "published"
    put(root, "w/1.0.0/w.js", "export {};\n" * 100)
    put(root, "w/1/w.js", "export {};\n")
    put(root, "w/v1/1.json", '{"status": "full"}')
    put(root, "w/seal/1.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    put(root, "w/seal/unknown.svg", "<svg>nobody</svg>")
    put(root, "w/seal/unknown.en.svg", "<svg>nobody in English</svg>")
    put(root, "w/snippet/1.html", "<p>4,6</p>")
    put(root, "certificate/1", "<!doctype html><title>1</title>")
    put(root, "certificate/1.en", "<!doctype html><title>1</title>")
    put(root, "certificate/unknown", "<!doctype html><title>nobody</title>")
    put(root, "feeds/google/sellers.xml", "<feed/>")
    put(root, "secret.txt", "secret")
    put(root, "w/.half.tmp", "half")
    return root


@pytest.fixture
def ask(folder: Path) -> Ask:
    application = Published(django, folder)

    def asking(path: str, method: str = "GET", **headers: str) -> Answer:
        environ: WSGIEnvironment = {"PATH_INFO": path, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        told: list[tuple[str, list[tuple[str, str]]]] = []
        body = b"".join(application(environ, lambda *facts: told.append(facts)))  # type: ignore[arg-type]
        status, pairs = told[0]
        assert len(dict(pairs)) == len(pairs), "a header is sent twice"
        return Answer(int(status[:3]), dict(pairs), body)

    return asking


class TestPublished:
    @pytest.mark.parametrize(
        ("path", "kind", "cache"),
        [
            ("/w/1.0.0/w.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
            ("/w/1/w.js", "text/javascript; charset=utf-8", "public, max-age=3600, stale-while-revalidate=86400"),
            ("/w/v1/1.json", "application/json", CACHE),
            ("/w/seal/1.svg", "image/svg+xml; charset=utf-8", CACHE),
            ("/w/snippet/1.html", "text/html; charset=utf-8", CACHE),
            ("/certificate/1", "text/html; charset=utf-8", CACHE),
            ("/certificate/1.en", "text/html; charset=utf-8", CACHE),
            ("/feeds/google/sellers.xml", "application/xml; charset=utf-8", CACHE),
        ],
    )
    def test_says_what_it_is_and_how_long_it_keeps(self, ask: Ask, path: str, kind: str, cache: str) -> None:
        answer = ask(path)
        assert answer.status == 200
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Cache-Control"] == cache
        assert answer.headers["Content-Length"] == str(len(answer.body))

    @pytest.mark.parametrize("path", ["/w/v1/1.json", "/w/1.0.0/w.js", "/certificate/1", "/w/seal/999.svg"])
    def test_is_open_to_every_shop_and_sets_no_cookie(self, ask: Ask, path: str) -> None:
        headers = ask(path).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Timing-Allow-Origin"] == "*"
        assert "Set-Cookie" not in headers

    def test_leaves_the_rest_to_django(self, ask: Ask) -> None:
        assert [ask(path).body for path in ("/", "/w", "/w/", "/certificate/", "/secret.txt")] == [b"django"] * 5

    def test_answers_head_without_a_body(self, ask: Ask) -> None:
        answer = ask("/w/v1/1.json", "HEAD")
        assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "18")

    def test_answers_a_preflight(self, ask: Ask) -> None:
        answer = ask("/w/v1/1.json", "OPTIONS")
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")

    def test_refuses_to_be_written_to(self, ask: Ask) -> None:
        answer = ask("/w/v1/1.json", "POST")
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")

    def test_lets_only_the_frame_stand_in_another_page(self, ask: Ask, folder: Path) -> None:
        put(folder, "w/frame/1.html", "<p>4,6</p>")
        assert "frame-ancestors *" in ask("/w/frame/1.html").headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in ask("/certificate/1").headers["Content-Security-Policy"]

    def test_locks_pages_and_pictures_down(self, ask: Ask) -> None:
        assert "default-src 'none'" in ask("/certificate/1").headers["Content-Security-Policy"]
        assert "unsafe" not in ask("/certificate/1").headers["Content-Security-Policy"]
        assert ask("/w/seal/1.svg").headers["Content-Security-Policy"] == "default-src 'none'"


class TestRevalidation:
    def test_of_the_same_file_costs_no_body(self, ask: Ask) -> None:
        tag = ask("/w/v1/1.json").headers["ETag"]
        for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            answer = ask("/w/v1/1.json", if_none_match=sent)
            assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
            assert answer.headers["Cache-Control"] == CACHE
            assert "Content-Length" not in answer.headers

    def test_by_date_works_too(self, ask: Ask) -> None:
        date = ask("/w/v1/1.json").headers["Last-Modified"]
        assert ask("/w/v1/1.json", if_modified_since=date).status == 304
        assert ask("/w/v1/1.json", if_modified_since=date, if_none_match='"other"').status == 200

    def test_of_a_replaced_file_brings_the_new_one(self, ask: Ask, folder: Path) -> None:
        old = ask("/w/v1/1.json").headers["ETag"]
        facts = (folder / "w/v1/1.json").stat()
        put(folder, "w/v1/.new", '{"status": "ende"}')  # as long as the old one, and of the same moment
        os.utime(folder / "w/v1/.new", ns=(facts.st_atime_ns, facts.st_mtime_ns))
        (folder / "w/v1/.new").replace(folder / "w/v1/1.json")
        answer = ask("/w/v1/1.json", if_none_match=old)
        assert (answer.status, answer.body) == (200, b'{"status": "ende"}')

    def test_forgets_a_file_that_is_gone(self, ask: Ask, folder: Path) -> None:
        assert ask("/w/v1/1.json").status == 200
        (folder / "w/v1/1.json").unlink()
        assert ask("/w/v1/1.json").status == 404


class TestPacking:
    @pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.8", "deflate,gzip", "gzip;q=1.0, *"])
    def test_is_done_for_who_takes_it(self, ask: Ask, accepted: str) -> None:
        answer, plain = ask("/w/1.0.0/w.js", accept_encoding=accepted), ask("/w/1.0.0/w.js")
        assert gzip.decompress(answer.body) == plain.body
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
        assert answer.headers["ETag"] != plain.headers["ETag"]
        assert ask("/w/1.0.0/w.js", accept_encoding="gzip", if_none_match=answer.headers["ETag"]).status == 304

    @pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzip"])
    def test_is_left_out_for_who_does_not(self, ask: Ask, accepted: str) -> None:
        assert "Content-Encoding" not in ask("/w/1.0.0/w.js", accept_encoding=accepted).headers


class TestAbsent:
    @pytest.mark.parametrize(
        "path",
        [
            "/w/v1/999999999.json",
            "/w/v1/1.json/",
            "/w/v1/../../secret.txt",
            "/w/v1/..%2f..%2fsecret.txt",
            "/w/../secret.txt",
            "/w//v1/1.json",
            "/w/./v1/1.json",
            "/w/v1/1.json\0.svg",
            "/w/.half.tmp",
            "/w/v1",
            "/w/9.9.9/w.js",
            "/w/" + "x" * 5000,
            "/w/v1/\xe2\x80\xae.json",
            "/w/v1/1.json;x",
            "/w/v1\\1.json",
        ],
    )
    def test_is_a_plain_404(self, ask: Ask, path: str) -> None:
        answer = ask(path)
        assert (answer.status, answer.body) == (404, b"Not found.\n")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "ETag" not in answer.headers

    def test_shop_has_a_neutral_picture_and_page(self, ask: Ask) -> None:
        assert (ask("/w/seal/9.svg").status, ask("/w/seal/9.svg").body) == (404, b"<svg>nobody</svg>")
        assert ask("/w/seal/9.en.svg").body == b"<svg>nobody in English</svg>"
        assert b"nobody" in ask("/certificate/9").body
        assert ask("/certificate/9").headers["Content-Type"] == "text/html; charset=utf-8"

    def test_includes_what_a_link_points_at(self, ask: Ask, folder: Path) -> None:
        (folder / "w/v1/7.json").symlink_to(folder / "secret.txt")
        assert ask("/w/v1/7.json").status == 404


class TestReadingWhileWriting:
    def test_never_shows_half_a_file(self, ask: Ask, folder: Path) -> None:
        whole = {letter.encode() * 20_000 for letter in "ab"}
        seen: set[bytes] = set()
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                seen.add(ask("/w/v1/1.json").body)

        put(folder, "w/v1/1.json", "a" * 20_000)
        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for turn in range(200):
            put(folder, "w/v1/.new", "ab"[turn % 2] * 20_000)
            (folder / "w/v1/.new").replace(folder / "w/v1/1.json")
        done.set()
        for reader in readers:
            reader.join()
        assert seen == whole
