"""Editions: loaded once, pinned, and not asked before their day."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from inspections import reading
from inspections.editions import edition
from inspections.models import Checklist, Criterion, Inspection
from keurmerk.calendar import AMSTERDAM
from tests.factories import inspections

pytestmark = pytest.mark.django_db


class TestLoad:
    def test_loads_an_edition_once(self):
        first = Checklist.load(edition(), valid_from=date(2026, 1, 1))
        assert Checklist.load(edition(), valid_from=date(2027, 1, 1)) == first
        assert first.criteria.count() == len(edition().criteria)

    @pytest.mark.rule("18.2")
    def test_lets_the_sharing_clause_block_invitations_only(self):
        Checklist.load(edition(), valid_from=date(2026, 1, 1))
        assert not Criterion.objects.get(code="PR-15").is_blocking

    @pytest.mark.rule("3.11")
    def test_holds_the_five_hard_stops(self):
        Checklist.load(edition(), valid_from=date(2026, 1, 1))
        stops = [each for each in Criterion.objects.all() if each.is_hard_stop]
        assert len(stops) == 5
        assert all(each.is_blocking for each in stops)

    def test_names_our_own_mark_in_its_advice(self, settings):
        Checklist.load(edition(), valid_from=date(2026, 1, 1))
        assert settings.BRAND["name"] in Criterion.objects.get(code="PR-15").advice_nl
        assert not Criterion.objects.filter(advice_nl__contains="{mark}").exists()


class TestInForce:
    @pytest.mark.rule("4.11")
    def test_changes_on_its_day(self):
        old = inspections.checklist()
        new = inspections.checklist(edition="2", valid_from=date(2026, 4, 1))
        assert Checklist.objects.in_force(date(2026, 3, 31)) == old
        assert Checklist.objects.in_force(date(2026, 4, 1)) == new


class TestSince:
    def test_asks_nothing_before_the_law_does(self):
        early = datetime(2026, 6, 18, 12, tzinfo=AMSTERDAM)
        case = Inspection.plan(inspections.submitted_application(at=early), actor="test", at=early)
        reading.settle(case.readings.get(), reading.Look(), at=early)
        finding = case.findings.get(criterion__code="WD-05a")
        assert (finding.verdict, finding.decided_by) == ("NOT_APPLICABLE", "MACHINE")


class TestLoadEdition:
    def test_knows_its_editions(self, capsys):
        call_command("load_edition")
        call_command("load_edition")
        assert Checklist.objects.count() == 1
        with pytest.raises(CommandError):
            call_command("load_edition", "1789")
