"""What the guarded client refuses: addresses that are not public, and servers that take too much."""

import gzip
import socket
import ssl
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from inspections.sandbox.server import Response, ShopServer
from keurmerk.outside import addresses
from keurmerk.outside.guard import Guard, Limits
from keurmerk.outside.unreadable import (
    BadAddress,
    BadContentType,
    ConnectionFailed,
    HttpError,
    PrivateAddress,
    TimedOut,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
    Unresolvable,
)

QUICK = Limits(size=20_000, connect=1, read=0.5, total=1)


def guard(**changes):
    return replace(Guard("Test/1", allow_loopback=True, limits=QUICK), **changes)


def knows(**names):
    """A resolver that gives these addresses, and the machine's own for loopback."""
    return lambda host: names.get(host.split(".")[0], [host] if host[0].isdigit() else [])


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104  # refused, never bound
            "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "168.63.129.16", "::1", "::", "fe80::1",
            "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1",
            "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "fec0::1", "2001:db8::1", "fe80::1%eth0",
            "nonsense",
        ],
    )  # fmt: skip
    def test_refuses_what_is_not_public(self, address):
        assert not addresses.is_public(address)

    @pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
    def test_admits_the_public_internet(self, address):
        assert addresses.is_public(address)

    def test_refuses_a_host_of_which_one_address_is_private(self):
        with pytest.raises(PrivateAddress):
            addresses.admitted("shop.nl", lambda _host: ["93.184.215.14", "10.0.0.1"])

    def test_refuses_a_host_without_addresses(self):
        with pytest.raises(Unresolvable):
            addresses.admitted("shop.nl", lambda _host: [])

    def test_gives_up_on_a_name_server_that_hangs(self, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: time.sleep(0.5) or [])
        with pytest.raises(Unresolvable):
            addresses.system_resolve("shop.nl", seconds=0.05)


class TestFetch:
    def test_reads_a_page(self):
        with ShopServer({"/": "<h1>Dag</h1>"}) as shop:
            found = guard().fetch(shop.url)
        assert (found.status, found.body, found.content_type) == (200, b"<h1>Dag</h1>", "text/html; charset=utf-8")

    def test_says_who_we_are(self):
        told = []
        page = Response(write=lambda handler: (told.append(handler.headers["User-Agent"]), handler.send_error(404)))
        with ShopServer({"/": page}) as shop, pytest.raises(HttpError):
            guard().fetch(shop.url)
        assert told == ["Test/1"]

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://shop.nl/", "file:///etc/passwd", "gopher://shop.nl/", "javascript:alert(1)", "http:///", "//shop.nl/",
            "http://shop.nl:22/", "http://shop.nl:8000/", "https://user:secret@shop.nl/", "http://shop.nl:99999/", "http://[::1",
        ],
    )  # fmt: skip
    def test_refuses_other_schemes_ports_and_passwords(self, url):
        with pytest.raises(BadAddress):
            guard(resolve=lambda _host: ["93.184.215.14"]).fetch(url)

    @pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
    def test_refuses_loopback_in_every_spelling(self, host):
        with pytest.raises(PrivateAddress):
            guard(allow_loopback=False).fetch(f"http://{host}/")

    def test_refuses_a_name_that_resolves_to_a_private_address(self):
        with pytest.raises(PrivateAddress):
            guard(resolve=knows(shop=["192.168.0.10"])).fetch("http://shop.nl/")

    def test_refuses_a_mapped_address_even_where_loopback_is_allowed(self):
        with pytest.raises(PrivateAddress):
            guard(resolve=knows(shop=["::ffff:127.0.0.1"])).fetch("http://shop.nl/")

    @pytest.mark.parametrize(
        "target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/"]
    )
    def test_refuses_a_redirect_to_a_private_address(self, target):
        with (
            ShopServer({"/": Response(status=302, headers={"Location": target})}) as shop,
            pytest.raises(PrivateAddress),
        ):
            guard().fetch(shop.url)

    def test_refuses_a_redirect_to_another_scheme(self):
        moved = Response(status=302, headers={"Location": "file:///etc/passwd"})
        with ShopServer({"/": moved}) as shop, pytest.raises(BadAddress):
            guard().fetch(shop.url)

    def test_does_not_let_a_public_site_lead_to_our_own_machine(self, monkeypatch):
        with ShopServer({"/": Response(status=302, headers={"Location": "http://127.0.0.1/"})}) as shop:
            real = socket.create_connection
            to_shop = lambda _address, timeout: real(("127.0.0.1", shop.port), timeout)  # noqa: E731
            monkeypatch.setattr("keurmerk.outside.link.socket.create_connection", to_shop)
            with pytest.raises(PrivateAddress):
                guard(resolve=knows(shop=["93.184.215.14"])).fetch("http://shop.nl/")

    def test_connects_to_the_address_that_was_checked(self, monkeypatch):
        asked, answers = [], iter([["93.184.215.14"], ["93.184.215.14"], ["127.0.0.1"]])
        monkeypatch.setattr(
            "keurmerk.outside.link.socket.create_connection",
            lambda address, timeout: asked.append(address) or refuse(),
        )
        with pytest.raises(ConnectionFailed):
            guard(resolve=lambda _host: next(answers)).fetch("http://rebinding.nl/")
        assert asked == [("93.184.215.14", 80)]

    def test_follows_a_few_redirects(self):
        pages = {f"/{at}": Response(status=301, headers={"Location": f"/{at + 1}"}) for at in range(5)}
        with ShopServer({**pages, "/5": "aangekomen"}) as shop:
            found = guard().fetch(f"{shop.url}0")
        assert found.url == f"{shop.url}5"
        assert len(found.hops) == 5

    @pytest.mark.parametrize("targets", [["/"], ["/a", "/"], [f"/{at}" for at in range(9)]])
    def test_refuses_loops_and_long_chains(self, targets):
        chain = ["/", *targets]
        pages = {one: Response(status=302, headers={"Location": other}) for one, other in pairwise(chain)}
        with ShopServer(pages) as shop, pytest.raises(TooManyRedirects):
            guard().fetch(shop.url)

    @pytest.mark.parametrize("status", [404, 500, 503])
    def test_reports_errors_of_the_server(self, status):
        with ShopServer({"/": Response(b"oeps", status)}) as shop, pytest.raises(HttpError) as told:
            guard().fetch(shop.url)
        assert told.value.status == status
        assert str(status) in str(told.value)

    def test_refuses_ten_megabytes(self):
        with ShopServer({"/": "x" * 10_000_000}) as shop, pytest.raises(TooLarge):
            guard(limits=Limits()).fetch(shop.url)

    def test_refuses_a_gzip_bomb_without_unfolding_it(self):
        bomb = gzip.compress(b"\0" * 50_000_000)
        page = Response(bomb, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
        with ShopServer({"/": page}) as shop, pytest.raises(TooLarge):
            guard(limits=Limits()).fetch(shop.url)

    def test_unpacks_what_fits(self):
        page = Response(gzip.compress(b"dag"), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
        with ShopServer({"/": page}) as shop:
            assert guard().fetch(shop.url).body == b"dag"

    @pytest.mark.parametrize(
        "headers", [{"Content-Type": "image/png"}, {"Content-Type": "text/html", "Content-Encoding": "br"}]
    )
    def test_refuses_what_is_no_page(self, headers):
        with ShopServer({"/": Response(b"x", headers=headers)}) as shop, pytest.raises(BadContentType):
            guard().fetch(shop.url)

    @pytest.mark.parametrize("head", ["", "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n"])
    def test_ends_a_slow_drip_by_total_time(self, head):
        def drip(handler):
            handler.wfile.write(head.encode())
            try:
                for _ in range(200):
                    handler.wfile.write(b"X")
                    time.sleep(0.05)
            except OSError:
                pass

        with ShopServer({"/": Response(write=drip)}) as shop:
            started = time.monotonic()
            with pytest.raises(TimedOut):
                guard().fetch(shop.url)
        assert time.monotonic() - started < 4

    def test_gives_up_on_silence(self):
        with ShopServer({"/": Response(write=lambda _handler: time.sleep(1))}) as shop, pytest.raises(TimedOut):
            guard(limits=replace(QUICK, read=0.1)).fetch(shop.url)

    @pytest.mark.parametrize("line", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nkort"])
    def test_reports_a_broken_answer(self, line):
        broken = Response(write=lambda handler: handler.wfile.write(line))
        with ShopServer({"/": broken}) as shop, pytest.raises(ConnectionFailed):
            guard().fetch(shop.url)

    def test_reports_a_connection_that_is_not_secure(self):
        with ShopServer({"/": "geen tls"}) as shop, pytest.raises(TlsFailure):
            guard().fetch(shop.url.replace("http:", "https:"))

    def test_checks_the_certificate_against_the_name(self, secure_shop, monkeypatch):
        port, trust = secure_shop
        real = socket.create_connection
        to_shop = lambda _address, timeout: real(("127.0.0.1", port), timeout)  # noqa: E731
        monkeypatch.setattr("keurmerk.outside.link.socket.create_connection", to_shop)
        public = guard(resolve=lambda _host: ["93.184.215.14"], trust=trust)
        found = public.fetch("https://shop.example/")
        assert found.body == b"veilig"
        assert found.certificate_ends > datetime.now(UTC)
        with pytest.raises(TlsFailure):
            public.fetch("https://another.example/")
        with pytest.raises(TlsFailure):
            guard(resolve=lambda _host: ["93.184.215.14"]).fetch("https://shop.example/")

    def test_writes_a_host_of_another_script_in_punycode(self):
        asked = []
        with pytest.raises(Unresolvable):
            guard(resolve=lambda host: asked.append(host) or []).fetch("https://Bücher.nl/")
        assert asked[-1] == "xn--bcher-kva.nl"


@pytest.fixture
def secure_shop(tmp_path):
    """The port of a shop with its own certificate for shop.example, and who trusts that."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    shop = ShopServer({"/": "veilig"})
    shop._server.socket = context.wrap_socket(shop._server.socket, server_side=True)
    with shop:
        yield shop.port, ssl.create_default_context(cafile=str(certificate))


def refuse():
    raise ConnectionRefusedError


class TestPost:
    def test_hands_over_and_gives_any_answer(self):
        pages = {"/sync": Response(b"Wrong credentials.", 401, {"Content-Type": "text/plain"})}
        with ShopServer(pages) as shop:
            found = guard().post(f"{shop.url}sync?channel=1", b'{"a": 1}', content_type="application/json")
        assert (found.status, found.body) == (401, b"Wrong credentials.")

    def test_tells_nobody_else_what_was_meant_for_this_address(self):
        with ShopServer({"/sync": Response(b"", 307, {"Location": "/elsewhere"})}) as shop:
            assert guard().post(f"{shop.url}sync", b"{}", content_type="application/json").status == 307
            assert shop.seen == ["/sync"]

    def test_refuses_a_private_address(self):
        with pytest.raises(PrivateAddress):
            Guard("Test/1").post("http://127.0.0.1/sync", b"{}", content_type="application/json")

    def test_gives_up_on_a_shop_that_says_too_much(self):
        with ShopServer({"/sync": Response(b"x" * 30_000)}) as shop, pytest.raises(TooLarge):
            guard().post(f"{shop.url}sync", b"{}", content_type="application/json")

    def test_gives_up_on_a_shop_that_hangs(self):
        hang = Response(write=lambda _handler: time.sleep(1))
        with ShopServer({"/sync": hang}) as shop, pytest.raises(TimedOut):
            guard().post(f"{shop.url}sync", b"{}", content_type="application/json")
