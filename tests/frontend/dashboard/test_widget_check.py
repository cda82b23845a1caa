"""An owner has us look at the webshop, and reads in plain words what is there and what is wrong."""

import pytest
from django.core.cache import cache

from frontend.dashboard.widget_check_words import THERE, WRONG, told
from inspections.models import MarkLook
from keurmerk.outside.unreadable import Unreadable
from tests.factories import members

pytestmark = pytest.mark.django_db
FACTS = dict.fromkeys(("what", "number", "host", "own", "version", "pinned", "type", "directive", "where"), "x")


@pytest.fixture(autouse=True)
def nobody_knocked():
    cache.clear()


@pytest.fixture
def owner(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def shop(owner):
    return members.full_shop(owner=owner)


def check(client, shop):
    return client.post(f"/dashboard/shops/{shop.pk}/widgets/check/")


def page(client, shop):
    return client.get(f"/en/dashboard/shops/{shop.pk}/widgets/").text


def kept(shop, now, *codes, shown=False, read=True):
    found = [{"code": code, "kind": "bad", "facts": FACTS} for code in codes]
    return MarkLook.keep(shop, url=shop.url, read=read, shown=shown, findings=found, actor="test", at=now)


class TestCheck:
    def test_of_a_shop_that_cannot_be_reached_says_so(self, client, shop):
        assert check(client, shop)["Location"].endswith("/widgets/#check")
        assert "We could not read your page." in page(client, shop)

    def test_is_not_done_again_and_again(self, client, shop, monkeypatch):
        looks = []
        monkeypatch.setattr("frontend.dashboard.widget_check.look_at", lambda *a, **k: looks.append(a))
        for _ in range(8):
            check(client, shop)
        assert len(looks) == 5

    def test_of_another_shop_does_not_exist(self, client, owner):
        assert check(client, members.full_shop(owner=members.user(), of=members.member())).status_code == 404

    def test_before_the_approval_looks_at_nothing(self, client, owner):
        check(client, members.shop(owner=owner))
        assert not MarkLook.objects.exists()


class TestTheWords:
    @pytest.mark.parametrize("code", [*THERE, *WRONG])
    def test_are_there_for_each_finding(self, code):
        (one,) = told([{"code": code, "kind": "bad", "facts": FACTS}])
        assert one.words
        assert "%(" not in one.words + one.advice

    def test_are_there_for_each_reason_of_a_page_unread(self):
        for each in Unreadable.__subclasses__():
            facts = {"reason": each.reason, "status": "503" if each.reason == "http_error" else ""}
            (one,) = told([{"code": "unreadable", "kind": "warn", "facts": facts}])
            assert one.advice

    def test_of_a_code_that_is_gone_are_left_out(self):
        assert told([{"code": "of_last_year", "kind": "bad", "facts": {}}]) == []

    def test_are_never_the_pages_own(self, client, shop, now):
        MarkLook.keep(shop, url=shop.url, read=True, shown=False, actor="test", at=now,
                      findings=[{"code": "other_shop", "kind": "bad", "facts": {"what": "<script>", "number": "<b>"}}])  # fmt: skip
        assert "<b>" not in page(client, shop).split('id="check"')[1]


class TestWhatTheHomeSays:
    def home(self, client, shop):
        return client.get(f"/en/dashboard/shops/{shop.pk}/").text

    def test_is_nothing_when_the_mark_stands_there_or_nobody_looked(self, client, shop, now):
        assert "Put the trust mark on your webshop" not in self.home(client, shop)
        kept(shop, now, "element", shown=True)
        assert "Put the trust mark on your webshop" not in self.home(client, shop)

    def test_is_that_the_mark_was_not_found(self, client, shop, now):
        kept(shop, now, "nothing")
        assert "Put the trust mark on your webshop" in self.home(client, shop)
        assert "The mark does not stand on your webshop" in page(client, shop)

    def test_is_nothing_while_the_mark_may_not_be_shown(self, client, shop, now):
        kept(shop, now, "nothing")
        shop.membership.suspend(actor="test", at=now, reason="12.10")
        assert "Put the trust mark on your webshop" not in self.home(client, shop)

    def test_is_nothing_about_a_page_that_could_not_be_read(self, client, shop, now):
        kept(shop, now, "nothing", read=False)
        assert "Put the trust mark on your webshop" not in self.home(client, shop)
