"""Topics, told by enough people; nobody's sentence."""

from hypothesis import given
from hypothesis import strategies as some

from reviews.statistics.words import FEWEST_PEOPLE, HIGH, LOW, MOST_WORDS, Said, telling, words_of

LETTERS = some.sampled_from(["levering", "kapot", "netjes", "doos", "fiets", "traag", "vriendelijk", "prijs"])
REVIEWS = some.lists(
    some.builds(
        Said, some.integers(1, 5), some.lists(LETTERS, max_size=6).map(" ".join), some.sampled_from("abcdefgh")
    ),
    max_size=60,
)


def said(stars: int, text: str, people: int) -> list[Said]:
    return [Said(stars, text, f"{text} {stars} {number}") for number in range(people)]


class TestWordsOf:
    def test_leaves_out_what_says_nothing_by_itself(self):
        assert words_of("De levering was heel snel, and the bike is great!") == {"levering", "snel", "bike", "great"}

    def test_leaves_out_numbers_and_addresses(self):
        assert words_of("Bel 06-12345678 of mail sanne@example.com, zie https://example.com/retour") == {
            "bel",
            "mail",
            "zie",
        }

    def test_keeps_accents_and_hyphens(self):
        assert words_of("Één e-bike, crème") == {"één", "e-bike", "crème"}


class TestTelling:
    def test_gives_each_side_its_words(self):
        high, low = telling([*said(5, "vriendelijk geholpen", 20), *said(1, "kapot aangekomen", 10)])
        assert {word.word for word in high} == {"vriendelijk", "geholpen"}
        assert [(word.word, word.high, word.low) for word in low] == [("aangekomen", 0, 10), ("kapot", 0, 10)]

    def test_keeps_silent_about_what_fewer_than_five_people_said(self):
        _, low = telling([*said(5, "netjes", 30), *said(1, "oplichter", FEWEST_PEOPLE - 1)])
        assert low == []

    def test_does_not_let_those_who_praise_speak_for_those_who_blame(self):
        _, low = telling([*said(5, "netjes", 200), *said(5, "bel", 1), *said(1, "bel", FEWEST_PEOPLE - 1)])
        assert low == []

    def test_counts_somebody_who_writes_often_once(self):
        often = [Said(1, "oplichter", "one and the same")] * 30
        assert telling([*said(5, "netjes", 30), *often])[1] == []

    def test_counts_a_word_once_per_review(self):
        _, low = telling([*said(5, "netjes", 30), *said(1, "traag traag traag", 6)])
        assert low[0].low == 6

    def test_leaves_out_what_both_sides_say(self):
        high, low = telling([*said(5, "fiets", 20), *said(1, "fiets", 20)])
        assert (high, low) == ([], [])

    def test_asks_nothing_of_three_stars(self):
        assert telling(said(3, "redelijk", 50)) == ([], [])

    @given(REVIEWS)
    def test_shows_only_what_five_people_wrote_and_no_word_on_both_sides(self, reviews):
        high, low = telling(reviews)
        assert len(high) <= MOST_WORDS
        assert not {word.word for word in high} & {word.word for word in low}
        for found, stars in ((high, HIGH), (low, LOW)):
            for word in found:
                using = [each for each in reviews if word.word in words_of(each.text) and each.stars in stars]
                assert len({each.writer for each in using}) >= FEWEST_PEOPLE

    @given(REVIEWS)
    def test_does_not_depend_on_the_order(self, reviews):
        assert telling(reviews) == telling(reviews[::-1])
