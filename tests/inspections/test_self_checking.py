"""A look before sending: the same machine, the same advice, and it is filed nowhere else."""

from datetime import timedelta

import pytest

from inspections import jobs, self_checking, terms
from inspections.models import Inspection, Reading, SelfCheck
from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import FAULTS, FAULTY, GOOD, Place, pages
from keurmerk import clock
from keurmerk.lifecycle import IllegalMove
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("3.3")]
PLACE = Place("Keurtegel", "Geschillencommissie Keurtegel")


def asked(url, now, **fields):
    host = url.split("//")[1].rstrip("/")
    return SelfCheck.ask(members.application(shop_url=url, shop_host=host, **fields), at=now)


def run(check):
    assert self_checking.run(check.pk)
    return SelfCheck.objects.get(pk=check.pk)


class TestALook:
    def test_finds_what_the_inspection_would_with_text_to_paste(self, now):
        with ShopServer(pages(FAULTY, PLACE, faulty=True)) as server:
            check = run(asked(server.url, now))
        codes = {point["code"] for point in check.points}
        assert len(codes & set(FAULTS)) >= 8, codes
        assert all(point["question"] and point["advice"] for point in check.points)
        assert [point["severity"] for point in check.points] == sorted(
            (point["severity"] for point in check.points), key="BIF".index
        )
        assert check.pages > 5

    def test_of_a_good_shop_finds_nothing_required(self, now):
        with ShopServer(pages(GOOD, PLACE)) as server:
            company = {"legal_name": GOOD.legal, "kvk_number": GOOD.kvk, "vat_number": GOOD.vat}
            check = run(asked(server.url, now, member=members.member(**company)))
        assert check.required == []
        assert check.met > 10

    def test_starts_nothing_and_decides_nothing(self, now):
        with ShopServer(pages(GOOD, PLACE)) as server:
            check = run(asked(server.url, now))
        assert not Inspection.objects.exists()
        assert not Reading.objects.exists()
        assert check.application.state == "DRAFT"

    @pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]:1/"])
    def test_goes_to_no_private_address_and_says_so_kindly(self, now, url):
        check = run(asked(url, now))
        assert (check.points, check.pages) == ([], 0)
        assert check.problem_words

    def test_works_before_the_company_is_filled_in(self, now):
        with ShopServer(pages(GOOD, PLACE)) as server:
            assert run(asked(server.url, now, complete=False)).pages > 5


class TestAskingOften:
    def test_is_one_look_at_a_time(self, now):
        check = asked("https://thee.example/", now)
        assert SelfCheck.ask(check.application, at=now) == check

    def test_ends_for_a_day_also_with_another_draft(self, now):
        person = members.user()
        check = asked("https://thee.example/", now, applicant=person)
        for _ in range(terms.SELF_CHECKS_A_DAY - 1):
            SelfCheck.objects.filter(pk=check.pk).update(done_at=now)
            check = SelfCheck.ask(check.application, at=now)
        SelfCheck.objects.update(done_at=now)
        check.application.withdraw(actor="test", at=now)
        another = members.application(applicant=person)
        with pytest.raises(IllegalMove):
            SelfCheck.ask(another, at=now)
        later = SelfCheck.ask(another, at=now + timedelta(days=1))
        assert SelfCheck.objects.get() == later, "those of another day are gone"


class TestAWorkerThatDies:
    def test_loses_no_look_and_in_the_end_says_so(self, now):
        check = asked("https://thee.example/", now)
        for _ in range(3):
            assert SelfCheck.objects.claim(check.pk, clock.real())
            assert not self_checking.run(check.pk), "somebody has it"
            SelfCheck.objects.update(next_attempt_at=clock.real() - 2 * terms.WATCH_LEASE)
            assert jobs.read_what_got_lost(now=now) == 1
        assert run(check).problem_words == "Het lezen van deze webshop brak een paar keer af."
        assert not self_checking.run(check.pk), "done once"
