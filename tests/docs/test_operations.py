"""What the operations papers say is so: commands exist, settings are read, nginx and systemd would take the files."""

import ast
import http.client
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import get_commands, load_command_class

from frontend.widgets import front
from keurmerk.local import ports
from keurmerk.local.marks import wait_until
from keurmerk.local.serve import nginx_program
from keurmerk.local.web import granian

BASE = Path(settings.BASE_DIR)
PAPERS = BASE / "docs" / "operations"
RUNBOOKS = sorted((PAPERS / "runbooks").glob("*.md"))
UNITS = sorted((PAPERS / "systemd").iterdir())
WRITTEN = [*sorted((BASE / "docs").rglob("*.md")), *BASE.glob("*.md"), *UNITS]
COMMAND = re.compile(r"manage\.py ([a-z_]+)((?: (?:--?[a-z-]+|[A-Z]+))*)")
SNIPPET = re.compile(r'manage\.py shell -c "([^"]+)"')


def all_said() -> list[tuple[str, str, str]]:
    """(paper, command, options) for every command of ours that is named somewhere."""
    return [
        (str(paper.relative_to(BASE)), *found)
        for paper in WRITTEN
        if paper.name != "CHANGELOG.md"
        for found in COMMAND.findall(paper.read_text(encoding="utf-8"))
    ]


class TestCommands:
    @pytest.mark.parametrize("name", sorted({name for _, name, _ in all_said()}))
    def test_exist_with_the_options_that_are_named(self, name):
        home = get_commands().get(name)
        assert home, [paper for paper, said, _ in all_said() if said == name]
        known = set(load_command_class(str(home), name).create_parser("manage.py", name)._option_string_actions)
        for paper, said, options in all_said():
            if said == name:
                assert {each for each in options.split() if each.startswith("--")} <= known, paper

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "snippet", sorted({found for paper in RUNBOOKS for found in SNIPPET.findall(paper.read_text())})
    )
    def test_of_the_shell_can_be_typed(self, snippet):
        code = snippet.replace("NUMBER", "0").replace("\\\\n", "\\n")
        with suppress(ObjectDoesNotExist):
            exec(compile(ast.parse(code), "<runbook>", "exec"), {})  # noqa: S102  # our own papers


class TestRunbooks:
    @pytest.mark.parametrize("paper", RUNBOOKS, ids=lambda paper: paper.stem)
    def test_say_how_you_notice_what_you_do_and_when_it_is_over(self, paper):
        headings = re.findall(r"^## (.+)$", paper.read_text(), re.MULTILINE)
        assert headings == ["How you notice", "What you do", "How you know it is over"]
        assert f"runbooks/{paper.name}" in (PAPERS / "README.md").read_text()

    @pytest.mark.parametrize("paper", sorted(PAPERS.rglob("*.md")), ids=lambda paper: paper.stem)
    def test_lead_to_papers_that_are_there(self, paper):
        links = re.findall(r"\]\((?!https?:)([^)#]+)", paper.read_text())
        assert [link for link in links if not (paper.parent / link).exists()] == []

    def test_name_alerts_and_figures_that_exist(self):
        rules = (PAPERS / "alerts.yml").read_text()
        figures = (BASE / "keurmerk" / "metrics.py").read_text()
        for paper in PAPERS.rglob("*.md"):
            text = paper.read_text()
            assert [name for name in re.findall(r"`(Keurmerk[A-Z]\w+)`", text) if f"alert: {name}\n" not in rules] == []
            named = re.findall(r"keurmerk_([a-z_]+[a-z])\b", text)
            known = [*re.findall(r'"([a-z_]+)"', figures), "broken", "letters", "deliveries_failing"]
            assert [name for name in named if name not in known] == [], paper


class TestEnvironment:
    def test_names_settings_that_are_read(self):
        named = re.findall(r"^([A-Z_]+)=", (PAPERS / "environment.example").read_text(), re.MULTILINE)
        read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (BASE / "keurmerk" / "settings.py").read_text()))
        read |= {"KEURMERK_LOCAL"}
        assert [name for name in named if name not in read] == []
        assert len(named) == len(set(named))

    def test_holds_no_secret(self):
        for line in (PAPERS / "environment.example").read_text().splitlines():
            if re.match(r"[A-Z_]*(KEY|TOKEN|SECRET)[A-Z_]*=", line):
                assert line.endswith("="), line


class TestUnits:
    def lines(self, name: str, key: str) -> list[str]:
        text = (PAPERS / "systemd" / name).read_text()
        return re.findall(rf"^{key}=(.+)$", text, re.MULTILINE)

    def test_run_the_web_server_as_we_measure_it(self):
        (told,) = self.lines("keurmerk-web.service", "ExecStart")
        assert shlex.split(told)[1:] == granian("/nowhere/python", 8010)[1:]

    @pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service" and "look" not in unit.name])
    def test_are_locked_in(self, unit):
        told = unit.read_text()
        for word in (
            "User=keurmerk",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "CapabilityBoundingSet=\n",
            "ReadWritePaths=",
        ):
            assert word in told

    @pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
    def test_are_taken_by_systemd(self, tmp_path):
        for unit in UNITS:
            text = re.sub(r"/srv/keurmerk/current/\.venv/bin/\w+", sys.executable, unit.read_text())
            (tmp_path / unit.name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        ours = [line for line in done.stderr.splitlines() if "keurmerk" in line and "postgresql" not in line]
        assert ours == []


def block(text: str, start: str) -> list[str]:
    """The lines of a block of nginx's, from its first to the brace that closes it, without indentation."""
    lines, depth = [], 0
    for line in text[text.index(start) :].splitlines():
        lines.append(line.strip())
        depth += line.count("{") - line.count("}")
        if depth == 0:
            return lines
    raise AssertionError(start)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "keurmerk.example")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    (tmp_path / "fullchain.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "privkey.pem").write_bytes(key.private_bytes(*form))
    return tmp_path


class Inner(BaseHTTPRequestHandler):
    """Granian's place: says by which scheme and for whom it was asked."""

    def do_GET(self) -> None:
        body = f"{self.path} {self.headers['X-Forwarded-Proto']} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def nginx(certificate: Path, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The paper's own nginx.conf on ports that are free; (http, https)."""
    plain = ports.next_free(23300, without=set())
    tls = ports.next_free(plain + 1, without=set())
    published = tmp_path / "published" / "w" / "v1"
    published.mkdir(parents=True)
    (published / "1.json").write_text("{}")
    tmp_path.chmod(0o755)
    with HTTPServer(("127.0.0.1", 0), Inner) as inner:
        thread = threading.Thread(target=inner.serve_forever, daemon=True)
        thread.start()
        moved = {
            "/etc/letsencrypt/live/keurmerk.example": str(tmp_path),
            "/var/lib/keurmerk": str(tmp_path),
            "/var/cache/nginx/keurmerk": str(tmp_path / "cache"),
            "/var/log/nginx/keurmerk.log": str(tmp_path / "access.log"),
            "127.0.0.1:8010": f"127.0.0.1:{inner.server_port}",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{tls} ssl http2;",
        }
        text = (PAPERS / "nginx.conf").read_text()
        for former, new in moved.items():
            assert former in text
            text = text.replace(former, new)
        text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        user = f"user {tmp_path.owner()};" if tmp_path.owner() == "root" else ""
        whole = f"daemon off; {user} pid {tmp_path}/nginx.pid; error_log stderr;\nevents {{}}\nhttp {{\n{text}\n}}\n"
        (tmp_path / "nginx.conf").write_text(whole)
        command = [nginx_program(), "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        tried = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True, timeout=60)
        assert tried.returncode == 0, tried.stderr
        process = subprocess.Popen(command)
        try:
            assert wait_until(lambda: ports.status(f"http://127.0.0.1:{plain}/api/1.0/x") == 200, 10)
            yield plain, tls
        finally:
            process.terminate()
            process.wait(10)
            inner.shutdown()
            thread.join()


def ask(port: int, path: str, *, tls: bool = True) -> tuple[int, dict[str, str], str]:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    way = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=unchecked) if tls else None
    connection = way or http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": "keurmerk.example", "X-Forwarded-For": "6.6.6.6"})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    connection.close()
    return found


class TestNginx:
    def test_serves_files_as_the_one_of_make_serve_does(self, settings):
        settings.LOCAL, settings.PUBLISHED_ROOT = Path("/var/lib/keurmerk"), Path("/var/lib/keurmerk/published")
        settings.STATIC_ROOT = Path("/var/lib/keurmerk/static")
        theirs = front.TEMPLATE.read_text()
        words = {"PUBLISHED": settings.PUBLISHED_ROOT, "STATIC": settings.STATIC_ROOT,
                 "REFERRERS": Path("/var/lib/keurmerk/referrers")}  # fmt: skip
        policies = {name: getattr(front.files, name) for name in ("PAGE_POLICY", "FRAME_POLICY", "PICTURE_POLICY")}
        for name, word in {**words, **policies}.items():
            theirs = theirs.replace(f"@{name}@", str(word))
        ours = (PAPERS / "nginx.conf").read_text()
        starts = re.findall(r"^ *(map .+ \{|types \{|location ~ \^/\(w.+\{|location /static/ \{)", theirs, re.MULTILINE)
        assert len(starts) == 14
        for start in starts:
            only_here = ("Strict-Transport-Security", "/var/log/nginx/")
            told = [line for line in block(ours, start) if not any(each in line for each in only_here)]
            assert told == block(theirs, start), start

    @pytest.mark.skipif(not nginx_program(), reason="nginx is not on this machine")
    def test_does_what_is_asked_of_it(self, nginx):
        plain, tls = nginx
        status, headers, _ = ask(tls, "/w/v1/1.json")
        assert (status, headers["access-control-allow-origin"]) == (200, "*")
        assert "max-age=31536000" in headers["strict-transport-security"]
        assert ask(tls, "/shops/1/?a=1")[2] == "/shops/1/?a=1 https 127.0.0.1"
        for hidden in ("/metrics", "/readyz"):
            assert ask(tls, hidden)[0] == 404
        status, headers, _ = ask(plain, "/shops/1/", tls=False)
        assert (status, headers["location"]) == (301, "https://keurmerk.example/shops/1/")
        assert ask(plain, "/api/1.0/ratings.json?id=1", tls=False)[2] == "/api/1.0/ratings.json?id=1 http 127.0.0.1"

    @pytest.mark.skipif(not nginx_program(), reason="nginx is not on this machine")
    def test_slows_down_who_tries_passwords_and_writes_no_keys_down(self, nginx, tmp_path):
        _, tls = nginx
        ask(tls, "/api.php?code=secret")
        assert {ask(tls, "/en/accounts/login/")[0] for _ in range(30)} == {200, 429}
        assert wait_until((tmp_path / "access.log").exists, 5)
        assert "secret" not in (tmp_path / "access.log").read_text()


class TestPostgreSQL:
    def test_settings_are_ones_that_it_knows(self, db):
        from django.db import connection

        named = re.findall(r"^([a-z_]+) = ", (PAPERS / "postgresql.conf").read_text(), re.MULTILINE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pg_settings")
            known = {name for (name,) in cursor.fetchall()}
        assert [name for name in named if name not in known] == []
