"""Words of strangers, made harmless."""

import pytest

from reviews.content import cleaned, one_line, public_name


class TestCleaned:
    @pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\ufeff", "\u200b"])
    def test_takes_out_what_nobody_sees(self, mark):
        assert cleaned(f"a{mark}b") == "ab"

    def test_keeps_lines_accents_and_emoji(self):
        assert cleaned("Één\r\n\r\n\r\n\r\nfijne 👩‍🚒 ❤️ dag ") == "Één\n\nfijne 👩‍🚒 ❤️ dag"

    def test_keeps_what_stands_on_a_letter_and_drops_what_is_piled_up(self):
        assert cleaned("Z\u0335\u0321\u0327\u0348\u035a" * 3) == "Z\u0335\u0321\u0327" * 3
        assert cleaned("Việt e\u0301 1\ufe0f\u20e3") == "Việt e\u0301 1\ufe0f\u20e3"


class TestOneLine:
    def test_folds_lines_and_cuts(self):
        assert one_line(" a\n b\t c ", 3) == "a b"


class TestPublicName:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("Sanne de Koning", "Sanne K."),
            ("Sanne", "Sanne"),
            ("  ", ""),
            ("sanne@example.com", ""),
            ("Jean-Luc Picard", "Jean-Luc P."),
            ("Sanne K.", "Sanne K."),
        ],
    )
    def test_is_a_first_name_and_an_initial(self, name, shown):
        assert public_name(name) == shown
