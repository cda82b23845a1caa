"""What changed between two texts: nothing more, nothing less, in the order of reading."""

import time

import pytest

from frontend.differences import between


def told(old: list[str], new: list[str]) -> list[list[tuple[str, str]]]:
    return [[(piece.kind, piece.text) for piece in part.pieces] for part in between(old, new)]


class TestBetween:
    def test_tells_nothing_of_what_is_the_same(self):
        assert told(["a", "b"], ["a", "b"]) == []

    def test_marks_the_words_that_changed(self):
        assert told(["Je levert binnen 30 dagen."], ["Je levert binnen 14 dagen."]) == [
            [("kept", "Je levert binnen "), ("gone", "30"), ("new", "14"), ("kept", " dagen.")]
        ]

    def test_tells_a_part_that_went_and_one_that_came(self):
        assert told(["Eerste lid.", "Tweede."], ["Eerste lid.", "Geheel iets anders nu."]) == [
            [("new", "Geheel iets anders nu.")],
            [("gone", "Tweede.")],
        ]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (["a b c", "d e f", "g"], ["d e f x", "a b c", "h"]),
            ([], ["a"]),
            (["a"], []),
            (["x y z"] * 3, ["x y q"] * 2),
        ],
    )
    def test_gives_both_texts_back(self, old, new):
        """Who leaves out what is new has the old parts that changed, and the other way round."""
        parts = told(old, new)
        before = ["".join(text for kind, text in part if kind != "new") for part in parts]
        after = ["".join(text for kind, text in part if kind != "gone") for part in parts]
        assert [each for each in before if each] == [each for each in old if each not in new or each in before]
        assert {each for each in after if each} <= set(new)

    def test_takes_no_minutes_over_a_hostile_text(self):
        begun = time.perf_counter()
        between([f"{n % 7} woord" for n in range(5000)], [f"{n % 5} woord" for n in range(5000)])
        between(["a b " * 5000], ["b a " * 5000])
        assert time.perf_counter() - begun < 10
