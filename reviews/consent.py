"""The permission that a writer gives, word for word, by version (processing agreement, review: permission).

A review keeps the version that its writer saw. A text that was ever shown is never changed: a new one gets a new name.
"""

from reviews import terms

TEXTS = {
    "2026-01": {
        "nl": "Door te publiceren geef je ons toestemming om deze review met deze naam aan iedereen te tonen, en om "
        "{shop} te vertellen over welke bestelling hij gaat. Je kunt dat altijd terugnemen.",
        "en": "By publishing you allow us to show this review, with this name, to everybody, and to tell {shop} which "
        "order it is about. You can take it back at any time.",
    },
    "2026-11": {
        "nl": "Door te publiceren geef je ons toestemming om deze review, met deze naam en deze foto's, aan iedereen "
        "te tonen, hier en op de website van {shop}. Hoort hij bij een bestelling, dan ziet {shop} bij welke. {shop} "
        "krijgt je e-mailadres niet van ons. Je kunt je toestemming altijd terugnemen: je review verdwijnt dan.",
        "en": "By publishing you allow us to show this review, with this name and these photos, to everybody, here and "
        "on the website of {shop}. If it belongs to an order, {shop} sees to which one. {shop} does not get your "
        "e-mail address from us. You can take your permission back at any time: your review then disappears.",
    },
}


def text(version: str, language: str, *, shop: str) -> str:
    """The words of this version, in one of the languages in which they were shown; empty for a version unknown."""
    words = TEXTS.get(version, {})
    return words.get(language, words.get("nl", "")).replace("{shop}", shop)


def current(language: str, *, shop: str) -> str:
    """What is shown today."""
    return text(terms.CONSENT_VERSION, language, shop=shop)
