"""Which websites fetch our seal: hosts and counts, and a look at those that may not carry it (terms 10.1)."""

import os
from datetime import date, timedelta

import pytest

from inspections import referrers
from inspections.models import Referrer, Watch
from keurmerk import clock
from tests.factories import members

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def folder(settings, tmp_path):
    settings.REFERRERS_ROOT = tmp_path
    return tmp_path


def written(folder, lines, day=DAY, *, ago=timedelta(days=1)):
    file = folder / f"{day}.log"
    file.write_text("".join(f"{line}\n" for line in lines))
    moment = (clock.real() - ago).timestamp()
    os.utime(file, (moment, moment))
    return file


def watched():
    return {watch.host: watch.why for watch in Watch.objects.open()}


class TestTake:
    @pytest.mark.rule("10.1")
    def test_looks_at_who_may_not_carry_the_mark_and_deletes_the_day(self, folder, now):
        file = written(folder, ["nep.example"] * 3 + ["WWW.Nep.example"] * 2)
        assert referrers.take(now=now) == 1
        assert watched() == {"nep.example": "REFERRER"}
        found = Referrer.objects.get()
        assert (found.host, found.requests, found.first_on, found.last_on) == ("nep.example", 5, DAY, DAY)
        assert not file.exists()

    def test_keeps_nothing_of_members_their_other_hosts_and_ourselves(self, folder, now, settings):
        settings.SITE_URL = "https://keurtegel.example"
        host = members.full_shop().host
        written(folder, [host, f"www.{host}", f"checkout.{host}", "keurtegel.example"] * 9)
        assert referrers.take(now=now) == 0
        assert not Referrer.objects.exists()

    @pytest.mark.parametrize("line", ["", "..", "127.0.0.1", "-.example", "localhost", "x" * 300, "\x00;drop"])
    def test_shrugs_at_what_is_no_website(self, folder, now, line):
        written(folder, [line] * 9)
        assert referrers.take(now=now) == 0
        assert not Referrer.objects.exists()

    def test_leaves_a_host_that_came_by_once_or_twice(self, folder, now):
        written(folder, ["blog.example"] * 2)
        assert referrers.take(now=now) == 0

    def test_leaves_a_day_that_is_not_over(self, folder, now):
        today = written(folder, ["nep.example"] * 3, clock.real().date())
        late = written(folder, ["nep.example"] * 3, ago=timedelta(minutes=5))
        assert referrers.take(now=now) == 0
        assert today.exists()
        assert late.exists()

    def test_of_the_same_day_twice_counts_it_once(self, folder, now):
        for _ in range(2):
            written(folder, ["nep.example"] * 4)
            referrers.take(now=now)
        assert Referrer.objects.get().requests == 4

    def test_adds_up_days_and_looks_again_after_a_month(self, folder, now):
        written(folder, ["nep.example"] * 4)
        referrers.take(now=now)
        for watch in Watch.objects.open():
            watch.close(actor="test", at=now)
        for later, looked in ((1, 0), (20, 0), (40, 1)):
            written(folder, ["nep.example"] * 4, DAY + timedelta(days=later))
            assert referrers.take(now=now) == looked
        assert Referrer.objects.get().requests == 16

    def test_forgets_who_came_no_more(self, folder, now):
        written(folder, ["nep.example"] * 4)
        written(folder, ["anders.example"] * 4, DAY + timedelta(days=100))
        referrers.take(now=now)
        assert [each.host for each in Referrer.objects.all()] == ["anders.example"]

    def test_is_not_flooded_by_invented_hosts(self, folder, now, monkeypatch):
        monkeypatch.setattr(referrers, "MOST_HOSTS", 10)
        monkeypatch.setattr(referrers, "MOST_FRESH", 4)
        written(folder, [f"nep{number}.example" for number in range(50) for _ in range(3)])
        assert referrers.take(now=now) == 4
        assert Referrer.objects.count() == 10
