"""The two fixture shops: what a machine finds in each, and that a repair mends it."""

import pytest
from django.conf import settings

from inspections.crawler import Crawler
from inspections.preinspection import inspect_shop
from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import FAULTS, FAULTY, GOOD, FaultyShop, Place, pages
from inspections.verdicts import Outcome
from keurmerk.outside.guard import Guard

PLACE = Place(mark="Keurtegel", committee="Geschillencommissie Keurtegel", base=settings.SITE_URL, shop="1")


def look(content, now):
    guard = Guard("Test/1", allow_loopback=True)
    with ShopServer(content) as shop:
        return inspect_shop(shop.url, guard=guard, at=now, mark=PLACE.mark, committee=PLACE.committee,
                            crawler=Crawler(guard, now, pause=0))  # fmt: skip


def failing(found):
    return {one.code for one in found.verdicts if one.verdict == Outcome.NOT_MET}


class TestGoodShop:
    def test_meets_everything_a_machine_can_decide(self, now):
        found = look(pages(GOOD, PLACE), now)
        assert failing(found) == set()
        assert sum(one.verdict == Outcome.MET for one in found.verdicts) >= 60

    def test_quotes_exactly_what_the_pages_say(self, now):
        found = look(pages(GOOD, PLACE), now)
        texts = {page.url: page.text for page in found.pages}
        for verdict in found.verdicts:
            for one in verdict.evidence:
                assert texts[one.page][one.start :].startswith(one.quote)

    def test_carries_our_seal_and_widgets(self):
        home = str(pages(GOOD, PLACE)["/"])
        assert f'<script type="module" async crossorigin src="{settings.SITE_URL}/w/1/w.js">' in home
        assert all(f'<keur-{name} shop="1" lang="nl">' in home for name in ("badge", "reviews", "sidebar"))

    def test_shows_no_seal_without_a_number(self):
        assert "keur-" not in str(pages(GOOD, Place(mark="Keurtegel", committee=""))["/"])

    def test_leaves_no_placeholder(self):
        for page in pages(GOOD, PLACE).values():
            assert b"$" not in (page if isinstance(page, bytes) else str(page).encode())
            assert "<!--" not in str(page)


class TestFaultyShop:
    def test_fails_where_it_is_meant_to_and_nowhere_else(self, now):
        assert failing(look(pages(FAULTY, PLACE, faulty=True), now)) == set(FAULTS)

    def test_is_mended_by_its_owner(self, now):
        assert failing(look(pages(FAULTY, PLACE), now)) == set()

    def test_repairs_itself_at_the_press_of_a_button(self, tmp_path, now):
        shop = FaultyShop(PLACE, tmp_path / "shops" / "repaired")
        assert "7 dagen" in str(shop("GET", "/voorwaarden/"))
        assert shop("POST", "/__repair").status == 303
        assert "14 dagen" in str(shop("GET", "/voorwaarden/"))
        assert failing(look(shop, now)) == set()
        shop("POST", "/__repair")
        assert "7 dagen" in str(shop("GET", "/voorwaarden/"))

    def test_changes_nothing_when_only_looked_at(self, tmp_path):
        shop = FaultyShop(PLACE, tmp_path / "repaired")
        assert shop("GET", "/__repair") is None
        assert not shop.state.exists()

    def test_is_read_well_within_a_minute(self, now):
        assert look(pages(FAULTY, PLACE, faulty=True), now).seconds < 30


@pytest.mark.parametrize("fixture", [GOOD, FAULTY])
def test_the_vat_number_passes_its_check_and_the_wrong_one_does_not(fixture):
    from inspections.probes.identity import is_vat

    assert is_vat(fixture.vat)
    assert not is_vat(fixture.wrong_vat)
