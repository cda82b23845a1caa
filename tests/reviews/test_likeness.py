"""How alike texts are, and that the sketch finds the alike ones."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reviews.likeness import SHORTEST, likeness, sketch
from tests.reviews.labelled import SENTENCES


def share(one: str, other: str) -> bool:
    return bool(set(sketch(one)) & set(sketch(other)))


class TestLikeness:
    def test_the_order_of_words_and_capitals_make_no_difference(self):
        assert likeness("Snel geleverd. Mooi ingepakt!", "mooi ingepakt, SNEL geleverd") == 1

    def test_nothing_is_like_nothing(self):
        assert likeness("", "") == 0

    @given(st.text(), st.text())
    def test_is_the_same_both_ways_and_between_0_and_1(self, one, other):
        assert 0 <= likeness(one, other) == likeness(other, one) <= 1


class TestSketch:
    def test_is_the_same_for_the_same_words(self):
        text = " ".join(SENTENCES[:3])
        assert sketch(text) == sketch(text.upper())

    def test_leaves_out_what_everybody_says(self):
        assert sketch("Snel geleverd, top!") == []
        assert len("Snel geleverd, top!") < SHORTEST

    def test_finds_nearly_all_texts_with_a_few_words_changed(self):
        chance, found = Random(1), 0
        for _ in range(200):
            words = " ".join(chance.sample(SENTENCES, 5)).split()
            spun = [*words]
            for _ in range(2):
                spun[chance.randrange(len(spun))] = "echt"
            found += share(" ".join(words), " ".join(spun))
        assert found >= 190

    @given(st.text(max_size=3000))
    def test_takes_any_text(self, text):
        assert len(sketch(text)) in {0, 8}
