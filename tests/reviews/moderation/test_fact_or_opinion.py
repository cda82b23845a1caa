"""An opinion stays; a fact goes only when it can be checked and is shown to be wrong."""

import pytest

from reviews.grounds import Grounds
from reviews.moderation.fact_or_opinion import OPINION, Answers, Verdict, verdict

FACT = Grounds.FALSE_FACTS


class TestVerdict:
    @pytest.mark.parametrize("reason", sorted(set(Grounds) - {FACT}))
    def test_asks_nothing_more_of_what_is_no_fact(self, reason):
        assert verdict(Answers(reason)) == Verdict.GROUND

    def test_who_does_not_agree_has_no_ground(self):
        assert verdict(Answers(OPINION)) == Verdict.OPINION

    @pytest.mark.parametrize(
        ("experience", "checkable", "shown", "found"),
        [
            (True, True, True, Verdict.OPINION),
            (None, True, True, Verdict.OPINION),
            (False, False, True, Verdict.NOT_CHECKABLE),
            (False, None, True, Verdict.NOT_CHECKABLE),
            (False, True, False, Verdict.NOT_SHOWN),
            (False, True, None, Verdict.NOT_SHOWN),
            (False, True, True, Verdict.GROUND),
        ],
    )
    def test_a_fact_passes_three_questions(self, experience, checkable, shown, found):
        assert verdict(Answers(FACT, experience, checkable, shown)) == found
