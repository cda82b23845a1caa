"""From the database to the files: whole, only when something changed, and the last truth last."""

import base64
import hashlib
import json
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.db import connection

from frontend.widgets import embed, feed_pages, publish
from frontend.widgets.storage import storage
from keurmerk import copies
from keurmerk.models import PublishedCopy
from keurmerk.outbox import drain
from members.models import Shop
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings) -> Path:
    return settings.PUBLISHED_ROOT


def data_of(folder: Path, shop: Shop) -> dict:
    return json.loads((folder / f"w/v1/{shop.pk}.json").read_text())


class TestSite:
    def test_writes_the_script_at_both_addresses(self, folder):
        publish.site()
        assert (folder / "w/1.0.0/w.js").read_bytes() == (folder / "w/1/w.js").read_bytes() == publish.widget_script()

    def test_answers_for_shops_we_do_not_know(self, folder):
        publish.site()
        names = ("w/seal/unknown.svg", "w/badge/unknown.en.svg", "w/reviews/unknown.svg", "certificate/unknown.en")
        assert all((folder / name).is_file() for name in names)
        assert "Geen lid" in (folder / "w/seal/unknown.svg").read_text()

    def test_never_changes_what_a_version_means(self, settings, folder):
        publish.site()
        storage().put("w/1.0.0/w.js", b"what shops pinned")
        settings.SANDBOX = False
        with pytest.raises(publish.VersionTaken):
            publish.site()

    def test_changes_nothing_the_second_time(self):
        assert publish.site() > 0
        assert publish.site() == 0


class TestShop:
    def test_writes_every_file_of_the_contract(self, folder, now):
        shop = members.full_shop(at=now)
        publish.shop(shop.pk, now=now)
        names = [f"w/{kind}/{shop.pk}{end}.svg" for kind in ("seal", "badge", "reviews") for end in ("", ".en")]
        names += [f"w/v1/{shop.pk}.json", f"w/snippet/{shop.pk}.html", f"certificate/{shop.pk}"]
        assert all((folder / name).is_file() for name in names)

    def test_changes_nothing_the_second_time(self, now):
        shop = members.full_shop(at=now)
        assert publish.shop(shop.pk, now=now) > 0
        assert publish.shop(shop.pk, now=now + timedelta(hours=1)) == 0

    def test_says_nothing_about_a_shop_that_was_never_approved(self, folder, now):
        assert publish.shop(members.shop().pk, now=now) == 0
        assert not folder.exists()

    @pytest.mark.rule("5.3")
    def test_calls_an_aspirant_an_aspirant(self, folder, now):
        shop = members.aspirant_shop(at=now)
        publish.shop(shop.pk, now=now)
        assert data_of(folder, shop)["status"] == "aspirant"
        for file in ("w/seal/%s.svg", "w/badge/%s.svg", "certificate/%s"):
            assert "Aspirant-lid" in (folder / (file % shop.pk)).read_text()


class TestNews:
    """Reactions write the files anew, whichever way the standing changes."""

    def told(self, shop: Shop, folder: Path) -> str:
        drain()
        copies.catch_up(at_once=True)
        return data_of(folder, shop)["status"]

    def test_of_the_membership_is_seen_at_once(self, folder, now):
        shop = members.aspirant_shop(at=now)
        membership = shop.membership
        assert self.told(shop, folder) == "aspirant"
        membership.promote(actor="clock", at=now)
        assert self.told(shop, folder) == "full"
        membership.suspend(actor="user:1", at=now, reason="unpaid")
        assert self.told(shop, folder) == "suspended"
        membership.reinstate(actor="user:1", at=now)
        assert self.told(shop, folder) == "full"

    @pytest.mark.rule("10.2")
    def test_of_the_end_takes_the_mark_away_everywhere(self, folder, now):
        shop = members.full_shop(at=now)
        drain()
        copies.catch_up(at_once=True)
        shop.membership.end(actor="clock", at=now, reason="notice")
        assert self.told(shop, folder) == "ended"
        assert data_of(folder, shop)["score"] is None
        assert data_of(folder, shop)["reviews"] == []
        for kind in ("seal", "badge", "reviews"):
            assert "Geen lid" in (folder / f"w/{kind}/{shop.pk}.svg").read_text()
        assert "Nee, niet meer" in (folder / f"certificate/{shop.pk}").read_text()

    @pytest.mark.rule("10.3")
    def test_of_the_mark_alone_is_seen_too(self, folder, now):
        shop = members.full_shop(at=now)
        shop.grant.suspend(actor="user:1", at=now)
        assert self.told(shop, folder) == "suspended"


class TestManyAtOnce:
    def test_are_each_written_and_what_was_never_approved_is_not(self, folder, now):
        one, other, never = members.full_shop(at=now), members.aspirant_shop(at=now), members.shop()
        written = publish.shops([other.pk, one.pk, never.pk], now=now)
        assert set(written) == {one.pk, other.pk}
        assert (data_of(folder, one)["status"], data_of(folder, other)["status"]) == ("full", "aspirant")

    def test_one_that_cannot_be_written_holds_up_no_other(self, folder, now):
        good, bad = members.full_shop(at=now), members.full_shop(at=now)
        folder.joinpath(f"certificate/{bad.pk}").mkdir(parents=True)  # a folder in the place of the file
        copies.mark("shop", [good.pk, bad.pk])
        assert copies.catch_up() == 1
        assert data_of(folder, good)["status"] == "full"
        assert PublishedCopy.objects.failing().get().number == bad.pk


class TestProof:
    """The nightly job finds what a lost reaction or a failed disk left behind."""

    def test_finds_nothing_when_files_equal_the_database(self, now):
        members.full_shop(at=now)
        publish.everything(now=now)
        assert publish.everything(now=now) == 0

    def test_puts_right_what_differs(self, folder, now):
        good, bad = members.full_shop(at=now), members.full_shop(at=now)
        publish.everything(now=now)
        (folder / f"w/v1/{bad.pk}.json").write_text("{}")
        (folder / f"certificate/{bad.pk}").unlink()
        assert publish.everything(now=now) == 1
        assert data_of(folder, bad)["status"] == data_of(folder, good)["status"] == "full"

    def test_can_be_asked_for(self, folder, now, capsys):
        shop = members.full_shop(at=now)
        call_command("publish")
        assert capsys.readouterr().out == "1 shops changed\n"
        (folder / f"w/v1/{shop.pk}.json").unlink()
        call_command("publish", shop=shop.pk)
        assert data_of(folder, shop)["status"] == "full"


class TestFeeds:
    def test_are_listed_in_an_index(self, folder, now):
        members.full_shop(at=now)
        publish.all_feeds(now=now)
        listed = json.loads((folder / "feeds/index.json").read_text())["feeds"]
        assert [url.partition("/feeds/")[2] for url in listed] == [
            "register.json",
            "google/products.xml",
            "google/sellers.xml",
        ]

    def test_name_members_and_former_members(self, folder, now):
        member, former = members.full_shop(at=now), members.full_shop(at=now)
        former.membership.end(actor="clock", at=now, reason="notice")
        publish.all_feeds(now=now)
        text = (folder / "feeds/google/sellers.xml").read_text()
        assert f'<merchant id="{member.pk}">' in text
        assert f'<deleted_merchant id="{former.pk}">' in text
        shops = json.loads((folder / "feeds/register.json").read_text())["shops"]
        assert {shop["id"]: shop["status"] for shop in shops} == {member.pk: "full", former.pk: "ended"}

    def test_of_products_has_what_members_may_show_now(self, folder, now):
        here = reviews.product_review(at=now, product=reviews.ordered(url="https://winkel.example/1", gtin="123"))
        reviews.product_review(of=here.shop, at=now, product=reviews.ordered())  # nobody can tell which one is meant
        gone = reviews.product_review(of=here.shop, at=now, product=reviews.ordered(url="https://winkel.example/2"))
        gone.remove("INSULT", actor="user:1", at=now)
        former = reviews.product_review(at=now, product=reviews.ordered(url="https://winkel.example/3"))
        former.shop.membership.end(actor="clock", at=now, reason="notice")
        publish.all_feeds(now=now)
        feed = ET.parse(folder / "feeds/google/products.xml")  # noqa: S314  # ours
        assert [each.text for each in feed.iter("review_id")] == [str(here.pk)]
        assert feed.findtext(".//review_url").endswith(f"/product-reviews/{here.pk}/")
        assert feed.find(".//gtin") is None  # its check digit is wrong

    def test_of_products_goes_on_in_a_second_file(self, folder, now, monkeypatch):
        monkeypatch.setattr(feed_pages, "REVIEWS", 2)
        for number in range(3):
            reviews.product_review(at=now, product=reviews.ordered(url=f"https://winkel.example/{number}"))
        publish.all_feeds(now=now)
        counts = [
            len(list(ET.parse(folder / f"feeds/google/{name}").iter("review")))  # noqa: S314  # ours
            for name in ("products.xml", "products-2.xml")
        ]
        assert counts == [2, 1]

    def test_lose_a_page_that_is_needed_no_longer(self, folder, now):
        storage().put("feeds/google/sellers-9.xml", b"<feed/>")
        publish.all_feeds(now=now)
        assert not (folder / "feeds/google/sellers-9.xml").exists()

    def test_cost_a_page_of_queries_not_one_per_shop(self, now, django_assert_max_num_queries):
        for _ in range(5):
            members.full_shop(at=now)
        with django_assert_max_num_queries(12):
            publish.all_feeds(now=now)
        assert not connection.needs_rollback


class TestCode:
    def test_is_pinned_to_the_bytes_we_publish(self, folder, now):
        shop = members.full_shop(at=now)
        publish.site()
        code = embed.code("badge", shop, now=now)
        digest = hashlib.sha384((folder / "w/1.0.0/w.js").read_bytes()).digest()
        assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in code
        assert f'<keur-badge shop="{shop.pk}" lang="nl"><a href=' in code

    def test_reserves_the_room_of_its_picture(self, folder, now):
        shop = members.full_shop(at=now)
        publish.shop(shop.pk, now=now)
        for kind, (width, height) in embed.SIZES.items():
            picture = (folder / f"w/{kind}/{shop.pk}.svg").read_text()
            assert f'width="{width}" height="{height}"' in picture
            assert f'width="{width}" height="{height}"' in embed.code(kind, shop, now=now)

    def test_of_other_languages_leads_to_english_pages(self, now):
        shop = members.full_shop(at=now)
        assert f"/certificate/{shop.pk}.en#{shop.host}" in embed.code("seal", shop, now=now, language="de")
