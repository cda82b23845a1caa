import re

import pytest
from django.utils import translation

from disputes.guide import guide_to
from disputes.models import Kind

ARTICLE = re.compile(r"BW [67]:\d+[a-z]*$")


@pytest.mark.rule("11.1")
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", Kind.values)
class TestGuide:
    def test_names_the_article_of_each_right(self, kind, language):
        with translation.override(language):
            law = guide_to(kind, shop="Fietsgoed").law
            assert len(law) >= 2
            assert all(ARTICLE.match(article) and str(words) for article, words in law)

    def test_has_a_letter_with_an_article_that_is_explained(self, kind, language):
        with translation.override(language):
            guide = guide_to(kind, shop="Fietsgoed 100%", order="40218", name="Jan Bakker")
        for words in ("Fietsgoed 100%", "40218", "Jan Bakker"):
            assert words in guide.letter
        named = re.findall(r"[67]:\d+[a-z]*", guide.letter)
        assert named
        assert {f"BW {each}" for each in named} <= {article for article, _ in guide.law}

    def test_leaves_open_what_it_does_not_know(self, kind, language):
        with translation.override(language):
            letter = guide_to(kind, shop="Fietsgoed").letter
        assert "%(" not in letter
        assert ("[bestelnummer]" if language == "nl" else "[order number]") in letter
