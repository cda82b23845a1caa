"""In which language a text is written. Only the queue asks: the detector's tables are loaded at the first question.

Restricted to the languages that customers of Dutch webshops write in; the less it may choose from, the surer it is.
"""

from functools import cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

LANGUAGES = (Language.DUTCH, Language.ENGLISH, Language.GERMAN, Language.FRENCH, Language.SPANISH)
_OTHERS = (Language.POLISH, Language.TURKISH, Language.ITALIAN, Language.PORTUGUESE)  # or they would be taken for ours
_FEWEST_LETTERS = 20  # "Prima" is a word in three of them
_SURE = 0.9


def of(text: str) -> str:
    """The ISO code of the language, such as "nl"; empty when not sure."""
    if sum(each.isalpha() for each in text) < _FEWEST_LETTERS:
        return ""
    best = _detector().compute_language_confidence_values(text)[0]
    return _code(best.language.iso_code_639_1) if best.value >= _SURE and best.language in LANGUAGES else ""


def _code(iso: IsoCode639_1) -> str:
    return iso.name.lower()


@cache
def _detector() -> LanguageDetector:
    """Single letters to groups of three: 15 MB where the whole takes 170, and as sure on a sentence or two."""
    return LanguageDetectorBuilder.from_languages(*LANGUAGES, *_OTHERS).with_low_accuracy_mode().build()
