"""How long writers wait for an answer."""

from datetime import timedelta

from reviews.statistics.waiting import Waiting, waiting

HOUR = timedelta(hours=1)


class TestWaiting:
    def test_is_that_of_the_one_in_the_middle(self, now):
        assert waiting([(now, now + hours * HOUR) for hours in (1, 2, 300)]) == Waiting(3, 3, 2 * HOUR)

    def test_lies_between_two_in_the_middle(self, now):
        assert waiting([(now, now + HOUR), (now, now + 4 * HOUR)]).middle == 2.5 * HOUR

    def test_counts_who_got_no_answer_and_does_not_guess_for_them(self, now):
        assert waiting([(now, now + HOUR), (now, None)]) == Waiting(2, 1, HOUR)

    def test_of_nobody_is_unknown(self):
        assert waiting([]) == Waiting()
