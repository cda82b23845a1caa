"""Drawings of figures: where things stand, what is left out, and that the table says the same."""

from hypothesis import given
from hypothesis import strategies as some

from frontend.templatetags.levels import Level, levels
from frontend.templatetags.trend import (
    FLOOR,
    LEFT,
    MOST_LETTERS,
    TOP,
    WIDTH,
    Step,
    bars,
    centres,
    dots,
    runs,
    trend,
    words,
)

STEPS = some.lists(
    some.builds(
        Step,
        words=some.sampled_from(["nov", "26 nov", "nov 26", "2026"]),
        score=some.none() | some.floats(1, 5),
        count=some.integers(0, 100_000),
        before=some.none() | some.floats(1, 5),
    ),
    max_size=30,
)


def drawn(steps: list[Step], **more: str) -> str:
    return trend("Score", "It went up.", steps, ["Days", "Reviews"], [["November", "4"]], **more)


class TestTrend:
    def test_is_an_image_with_a_title_a_sentence_and_a_table(self):
        html = drawn([Step("okt", 4.0, 3), Step("nov", 5.0, 6)])
        assert 'role="img" aria-labelledby="score-title score-text"' in html
        assert '<desc id="score-text">It went up.</desc>' in html
        assert '<td class="num">4</td>' in html
        assert "style=" not in html

    def test_draws_five_at_the_top_and_one_on_the_floor(self):
        assert runs([(10, 5.0), (20, 1.0)]) == [[(10, TOP), (20, FLOOR)]]

    def test_breaks_the_line_where_nobody_wrote(self):
        assert [len(run) for run in runs([(1, 4.0), (2, None), (3, 4.0), (4, 4.5)])] == [1, 2]

    def test_shows_a_score_that_no_line_leads_to(self):
        steps = [Step("", 4.0 if index == 3 else None, 1) for index in range(30)]
        line = runs(zip(centres(30), [step.score for step in steps], strict=True))
        assert len(dots(line, 30)) == 1

    def test_names_the_dashed_line_only_when_there_is_one(self):
        assert "A year earlier" not in drawn([Step("nov", 4.0, 1)], before="A year earlier")
        assert "A year earlier" in drawn([Step("nov", 4.0, 1, before=3.0)], before="A year earlier")

    def test_escapes_its_words(self):
        assert "<b>" not in drawn([Step("<b>", 4.0, 1)])

    @given(STEPS)
    def test_stays_within_its_frame(self, steps):
        spots = centres(len(steps))
        assert all(LEFT < x < WIDTH for x in spots)
        for bar in bars(spots, steps):
            assert float(bar["height"]) >= 0
            assert 0 <= float(bar["x"]) <= WIDTH - float(bar["width"])
        drawn(steps)

    @given(STEPS)
    def test_writes_no_more_below_than_fits_and_always_the_last(self, steps):
        below = words(centres(len(steps)), steps)
        assert sum(len(each["words"]) for each in below) <= MOST_LETTERS + 7
        if steps:
            assert below[-1]["words"] == steps[-1].words
            assert not below[-1]["sparse"]


class TestLevels:
    def test_draw_length_ground_mark_and_band(self):
        html = levels("Parts", "Said.", [Level("Delivery", "4.5", 0.5, ground=1, mark=0.25, band=(0.25, 0.75))])
        assert 'class="bar" y="26" width="320.0"' in html
        assert 'x1="160.0"' in html
        assert 'class="band" x="160.0" y="22" width="320.0"' in html

    def test_leave_out_what_is_not_there(self):
        html = levels("Parts", "Said.", [Level("Delivery", "4.5", 0.5)])
        assert 'class="band"' not in html
        assert "<details" not in html

    def test_escape_a_word_that_somebody_wrote(self):
        assert "<script>" not in levels("Words", "Said.", [Level("<script>", "5", 1)])

    @given(some.floats(-5, 5))
    def test_never_leave_their_track(self, length):
        html = levels("Parts", "Said.", [Level("a", "b", length)])
        assert 'width="-' not in html
