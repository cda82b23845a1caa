"""The clock: the machine's own, moved by the sandbox, or driven by simulated years."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from keurmerk import clock

ELSEWHEN = datetime(2031, 2, 28, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestDriven:
    def test_is_all_there_is_of_time(self):
        with clock.driven_by(lambda: ELSEWHEN):
            assert clock.now() == clock.real() == ELSEWHEN

    def test_asks_nothing_of_the_database(self, django_assert_num_queries):
        with clock.driven_by(lambda: ELSEWHEN), django_assert_num_queries(0):
            clock.now()

    def test_is_given_back_also_when_something_breaks(self):
        with pytest.raises(ZeroDivisionError), clock.driven_by(lambda: ELSEWHEN):
            _ = 1 / 0
        assert clock.real() != ELSEWHEN

    def test_never_happens_outside_the_sandbox(self, monkeypatch):
        monkeypatch.setattr(settings, "SANDBOX", False)
        with pytest.raises(RuntimeError), clock.driven_by(lambda: ELSEWHEN):
            pass
