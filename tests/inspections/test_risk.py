"""Risk is a weight with its reasons."""

import pytest

from inspections import reading, risk
from tests.factories import inspections

pytestmark = pytest.mark.django_db


class TestWeigh:
    def test_is_nothing_for_a_shop_in_order(self, now):
        case = inspections.inspection(at=now)
        assert (case.risk, case.risk_reasons) == (0, [])

    def test_names_a_shop_that_cannot_be_read(self, now):
        case = inspections.unread_inspection(at=now)
        reading.settle(case.readings.get(), reading.Look(problem="timeout", problem_words="Traag."), at=now)
        case.refresh_from_db()
        assert case.risk_reasons == ["unreadable"]

    def test_names_words_of_prohibited_content(self, now):
        case = inspections.unread_inspection(at=now)
        seen = inspections.verdict("PC-01", "unknown", decided_by="hint", quote="verboden woord")
        reading.settle(case.readings.get(), reading.Look(verdicts=[seen]), at=now)
        case.refresh_from_db()
        assert case.risk_reasons == ["prohibited"]

    def test_has_words_for_every_reason(self):
        assert set(risk.WORDS) == set(risk._WEIGHT)
