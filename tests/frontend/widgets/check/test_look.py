"""The page is fetched as strangers' pages are, and what was seen is kept with its moment."""

import pytest

from frontend.widgets import embed
from frontend.widgets.check.look import look_at
from frontend.widgets.facts import card_for
from inspections.models import MarkLook
from inspections.sandbox.server import Response, ShopServer
from inspections.sandbox.shops import FAULTY, GOOD, Place, pages
from keurmerk.models import Event
from members.hosts import host_of
from members.models import Shop
from tests.factories import members

pytestmark = pytest.mark.django_db
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture(autouse=True)
def on_loopback(settings):
    settings.FIXTURE_SHOPS_ON_LOOPBACK = True


def living_at(server, now):
    """A shop of which this server is the website."""
    shop = members.full_shop(host=host_of(server.url), url=server.url)
    Shop.objects.filter(pk=shop.pk).update(host=host_of(server.url), url=server.url)
    return Shop.objects.with_standing().get(pk=shop.pk)


def look(shop, now):
    return look_at(shop, actor="test", at=now)


def codes(found):
    return {each["code"] for each in found.findings}


class TestTheFixtureShops:
    def test_the_good_one_shows_the_mark_as_it_should(self, now, settings):
        with ShopServer({}) as server:
            shop = living_at(server, now)
            server.pages = pages(GOOD, Place("Keurtegel", "De Commissie", settings.SITE_URL, str(shop.pk)))
            found = look(shop, now)
        assert found.shown
        assert codes(found) == {"script", "element"}

    def test_the_other_does_not_show_it(self, now):
        with ShopServer(pages(FAULTY, Place("Keurtegel", "De Commissie"), faulty=True)) as server:
            found = look(living_at(server, now), now)
        assert (found.read, found.shown) == (True, False)
        assert codes(found) == {"nothing"}


class TestLook:
    def test_finds_each_code_of_the_builder_in_order(self, now):
        with ShopServer({}) as server:
            shop = living_at(server, now)
            card = card_for(shop, now)
            given = [embed.code_for(kind, card, {}, following=following)
                     for kind in ("seal", "badge", "reviews", "sidebar") for following in (True, False)]  # fmt: skip
            given += [embed.frame(card, "x"), embed.injected("badge", card, {})]
            for code in given:
                server.pages = {"/": f"<html><body>{code}</body></html>"}
                found = look(shop, now)
                assert found.shown, code
                assert {each["kind"] for each in found.findings} == {"ok"}, (code, found.findings)

    def test_reads_every_policy_header(self, now):
        def twice(handler):
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            for policy in ("connect-src 'none'", "default-src *"):
                handler.send_header("Content-Security-Policy", policy)
            handler.end_headers()
            handler.wfile.write(code.encode())

        with ShopServer({"/": Response(write=twice)}) as server:
            shop = living_at(server, now)
            code = embed.code_for("badge", card_for(shop, now), {})
            assert "blocked_data" in codes(look(shop, now))

    def test_knows_a_copy_of_our_picture(self, now):
        from frontend.widgets.facts import installed_mark
        from frontend.widgets.render import files

        with ShopServer({"/": '<img src="/zegel.svg" alt="">'}) as server:
            shop = living_at(server, now)
            seal = files(card_for(shop, now), installed_mark())[f"w/seal/{shop.pk}.svg"]
            server.pages["/zegel.svg"] = Response(
                seal.replace(b"148", b"149"), headers={"Content-Type": "image/svg+xml"}
            )
            assert codes(look(shop, now)) == {"copied"}

    @pytest.mark.parametrize(
        ("page", "reason"),
        [
            (Response(b"", 503, HTML), "http_error"),
            (Response(b"%PDF", headers={"Content-Type": "application/pdf"}), "bad_content_type"),
            (Response(b"", 302, {"Location": "/"}), "too_many_redirects"),
            (Response(b"", 302, {"Location": "http://169.254.169.254/"}), "private_address"),
        ],
    )
    def test_says_why_a_page_cannot_be_read(self, now, page, reason):
        with ShopServer({"/": page}) as server:
            found = look(living_at(server, now), now)
        assert (found.read, found.shown) == (False, False)
        assert found.findings[0]["facts"]["reason"] == reason
        assert not MarkLook.objects.missing().exists()

    def test_never_visits_our_own_network_for_a_real_shop(self, now, settings):
        settings.FIXTURE_SHOPS_ON_LOOPBACK = False
        with ShopServer({"/": "x"}) as server:
            found = look(living_at(server, now), now)
            assert server.seen == []
        assert found.findings[0]["facts"]["reason"] in {"private_address", "bad_address"}

    def test_keeps_the_last_one_with_an_event_for_each(self, now):
        with ShopServer({"/": "x"}) as server:
            shop = living_at(server, now)
            look(shop, now)
            found = look(shop, now)
        assert MarkLook.objects.get().looked_at == now == found.looked_at
        assert Event.objects.filter(name="mark.looked_for").count() == 2
