"""What the tags and filters write, in both languages."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from frontend.templatetags import chart, dutch, stars, ui

NBSP = "\xa0"


def draw(source: str, **facts: Any) -> str:
    """A template's text, as a page would show it."""
    return str(engines["pages"].from_string("{% load ui dutch stars chart %}" + source).render(facts))


class TestEuro:
    def test_is_written_the_dutch_way_in_dutch(self) -> None:
        with translation.override("nl"):
            assert dutch.euro(Decimal("1234.50")) == f"€{NBSP}1.234,50"

    def test_is_written_the_english_way_in_english(self) -> None:
        with translation.override("en"):
            assert dutch.euro(Decimal("1234.50")) == "€1,234.50"

    def test_is_silent_about_no_amount(self) -> None:
        assert dutch.euro(None) == ""


class TestNumbers:
    def test_take_the_separators_of_the_language(self) -> None:
        with translation.override("nl"):
            assert (dutch.number(1204), dutch.decimal1(18.35)) == ("1.204", "18,4")
        with translation.override("en"):
            assert (dutch.number(1204), dutch.decimal1(18.35)) == ("1,204", "18.4")


class TestDays:
    def test_are_written_in_full(self, now: datetime) -> None:
        with translation.override("nl"):
            assert (dutch.day(date(2026, 11, 21)), dutch.moment(now)) == ("21 november 2026", "2 maart 2026, 10:00")

    def test_are_amsterdams_day_late_in_the_evening_in_utc(self) -> None:
        with translation.override("en"):
            assert dutch.day(datetime.fromisoformat("2026-03-31T22:30:00+00:00")) == "1 April 2026"

    @pytest.mark.parametrize(
        ("past", "words"),
        [
            (timedelta(seconds=30), "zojuist"),
            (timedelta(minutes=1), "1 minuut geleden"),
            (timedelta(hours=3), "3 uur geleden"),
            (timedelta(days=6), "6 dagen geleden"),
            (timedelta(days=8), "22 februari 2026"),
        ],
    )
    def test_are_relative_for_a_week(self, past: timedelta, words: str, now: datetime) -> None:
        with translation.override("nl"):
            shown = dutch.ago_or_day(now - past, now)
        assert f">{words}</time>" in shown
        assert 'datetime="2026-0' in shown

    def test_of_the_future_are_never_ago(self, now: datetime) -> None:
        with translation.override("nl"):
            assert ">3 maart 2026<" in dutch.ago_or_day(now + timedelta(days=1), now)


class TestStars:
    @pytest.mark.parametrize(
        ("score", "halves"), [(None, 0), (1, 2), ("4.24", 8), ("4.25", 9), ("4.74", 9), ("4.75", 10), (5, 10)]
    )
    def test_change_at_a_quarter_and_three_quarters(self, score: Any, halves: int) -> None:
        worth = {"full": 2, "half": 1, "empty": 0}
        value = Decimal(score) if score is not None else None
        assert sum(worth[shape] for shape in stars.star_shapes(value)) == halves

    def test_never_round_the_number_up(self) -> None:
        with translation.override("nl"):
            assert [stars.score(Decimal(each)) for each in ("4.69", "4.99", "5")] == ["4,6", "4,9", "5,0"]

    def test_say_the_score_in_words(self) -> None:
        with translation.override("nl"):
            assert stars.star_words(Decimal("4.69")) == "4,6 van 5 sterren"

    def test_show_the_number_beside_unless_it_is_one_persons(self) -> None:
        include = '{% include "components/stars.html" with score=score BARE only %}'
        assert "stars__n" in draw(include.replace("BARE", ""), score=4.5)
        assert "stars__n" not in draw(include.replace("BARE", "bare=True"), score=4)


class TestBoxes:
    def test_keep_escaping_what_is_inside(self) -> None:
        html = draw("{% card title %}<p>{{ story }}</p>{% endcard %}", title="A & B", story="<script>")
        assert "<p>&lt;script&gt;</p>" in html
        assert '<h2 id="a-b">A &amp; B</h2>' in html

    def test_of_evidence_do_not_trust_the_page_they_quote(self) -> None:
        assert "&lt;b&gt;" in draw("{% evidence title %}{{ quote }}{% endevidence %}", title="<b>", quote="x")

    def test_of_copying_show_markup_as_text(self) -> None:
        html = draw('{% include "components/copy_box.html" with id="x" text="<b>" label="l" only %}')
        assert "&lt;b&gt;</pre>" in html


class TestTag:
    def test_has_a_word_and_a_shape(self) -> None:
        html = ui.tag("Betaald", "ok")
        assert "Betaald" in html
        assert "<svg" in html

    def test_of_a_state_takes_its_words_and_its_colour(self) -> None:
        thing = SimpleNamespace(state="OVERDUE", get_state_display=lambda: "Te laat")
        assert "tag--warn" in ui.state(thing)
        assert "Te laat" in ui.state(thing)

    def test_of_an_unknown_state_is_neutral(self) -> None:
        thing = SimpleNamespace(state="other", get_state_display=lambda: "Anders")
        assert 'class="tag"' in ui.state(thing)


class TestIcon:
    def test_is_hidden_from_screen_readers_and_has_no_inline_style(self) -> None:
        html = ui.icon("star")
        assert 'aria-hidden="true"' in html
        assert "style=" not in html


class TestSortHeader:
    @pytest.mark.parametrize(
        ("asked", "link", "direction"),
        [
            ("", "?sort=number", ""),
            ("sort=number", "?sort=-number", "ascending"),
            ("sort=-number", "?sort=number", "descending"),
        ],
    )
    def test_turns_around(self, asked: str, link: str, direction: str) -> None:
        html = draw('{% sort_header "number" "N" %}', request=RequestFactory().get(f"/?{asked}"))
        assert f'href="{link}"' in html
        assert (f'aria-sort="{direction}"' in html) if direction else ("aria-sort" not in html)

    def test_keeps_the_filters_and_drops_the_place_in_the_list(self) -> None:
        html = draw('{% sort_header "number" "N" %}', request=RequestFactory().get("/?q=x&after=123"))
        assert "q=x" in html
        assert "after" not in html


class TestBarChart:
    @pytest.mark.parametrize(
        ("highest", "step", "top"), [(0, 1, 1), (3, 1, 3), (7, 5, 10), (104, 50, 150), (1204, 500, 1500)]
    )
    def test_has_a_round_axis_with_few_lines(self, highest: float, step: int, top: int) -> None:
        assert chart.scale(highest) == (step, top)

    def test_comes_with_its_numbers_as_a_table(self) -> None:
        html = chart.bar_chart("Reviews", [("jan", 4, "4,3"), ("feb", 8, "4,4")], "Twice as many.", ["m", "n", "s"])
        assert html.count('class="bar') == 2
        assert "<desc" in html
        assert '<td class="num">4,4</td>' in html

    def test_draws_nothing_but_the_axis_without_rows(self) -> None:
        assert "<rect" not in chart.bar_chart("Reviews", [], "None yet.")


class TestDistribution:
    def test_counts_from_five_down_with_the_share_as_length(self) -> None:
        html = chart.distribution({5: 3, "1": 1}, "/shops/1/")
        assert 'width="75.0"' in html
        assert 'href="/shops/1/?stars=1"' in html
        assert html.index("stars=5") < html.index("stars=1")

    def test_of_nobody_has_no_bars(self) -> None:
        assert 'width="0.0"' in chart.distribution({})


class TestSpark:
    def test_needs_two_numbers(self) -> None:
        assert ui.spark_paths([1]) == {}

    def test_lies_level_when_nothing_changes(self) -> None:
        assert ui.spark_paths([2, 2])["line"] == "M0.0 30.0L100.0 30.0"
