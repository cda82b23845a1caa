"""The desk's standard texts: whole, in both languages, and decided on grounds that exist."""

import pytest

from reviews.grounds import Grounds
from reviews.moderation import standard_texts
from reviews.moderation.outcomes import Outcome
from reviews.moderation.reasons import Evidence


@pytest.mark.parametrize("text", standard_texts.everything(), ids=lambda text: text.key)
class TestText:
    def test_says_everything_in_both_languages(self, text):
        said = [text.question] if text.use == standard_texts.ASK else [text.facts, text.reasoning]
        assert all(words[language] for words in (text.name, *said) for language in ("nl", "en"))

    def test_belongs_to_a_decision_and_to_grounds(self, text):
        assert text.use in {*Outcome, standard_texts.ASK}
        assert set(text.grounds) <= set(Grounds)
        assert not text.evidence or text.evidence in Evidence


class TestFitting:
    @pytest.mark.parametrize("grounds", Grounds)
    def test_there_is_one_to_keep_on_every_ground(self, grounds):
        assert standard_texts.fitting(grounds, Outcome.KEEP)

    def test_is_said_once_to_who_read_the_same_language(self):
        words = {"nl": "Ja.", "en": "Yes."}
        assert standard_texts.said(words, ["nl", "nl"]) == "Ja."
        assert standard_texts.said(words, ["en", "nl"]) == "Yes.\n\nJa."
