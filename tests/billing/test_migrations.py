"""What the migrations of billing do to the rows that are there."""

import importlib
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from keurmerk.calendar import AMSTERDAM

MIGRATION = importlib.import_module("billing.migrations.0003_months_invoiced")


class Rows(list):
    """As much of a table as the migration asks of it."""

    objects = property(lambda self: self)

    def select_related(self, *_):
        return self

    def iterator(self):
        return iter(self)

    def get_model(self, *_):
        return self


def subscription(**columns):
    membership = SimpleNamespace(established_at=datetime(2026, 8, 31, 0, 30, tzinfo=AMSTERDAM))
    return SimpleNamespace(membership=membership, save=lambda **_: None, **columns)


class TestMonthsInvoiced:
    @pytest.mark.parametrize(
        ("anchor", "period", "periods", "months"),
        [
            (date(2026, 8, 31), "QUARTER", 3, 9),
            (date(2026, 8, 31), "YEAR", 2, 24),
            (date(2026, 11, 30), "QUARTER", 0, 3),  # who chose anew began again on a clamped day
            (date(2027, 2, 28), "YEAR", 1, 18),
        ],
    )
    def test_are_counted_from_the_establishment(self, anchor, period, periods, months):
        row = subscription(anchor_on=anchor, period=period, periods_invoiced=periods)
        MIGRATION.count(Rows([row]), None)
        assert row.months_invoiced == months

    def test_can_be_counted_back(self):
        row = subscription(period="QUARTER", months_invoiced=9)
        MIGRATION.count_back(Rows([row]), None)
        assert (row.anchor_on, row.periods_invoiced) == (date(2026, 8, 31), 3)
