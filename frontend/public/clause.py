"""The standard clause for a shop's privacy statement: who gets which data, and what for (terms 18.2, 18.3; A27)."""

from django.conf import settings

CLAUSE = {
    "nl": (
        "Na je bestelling delen we je e-mailadres, je naam en je bestelnummer met {mark}. {mark} stuurt je daarmee na "
        "afloop van je bestelling een persoonlijke e-mail, met de uitnodiging om een review over onze webshop te "
        "schrijven. Wil je dat niet? Meld je af met de link in die e-mail."
    ),
    "en": (
        "After your order we share your e-mail address, your name and your order number with {mark}. {mark} uses them "
        "to send you a personal e-mail once your order is completed, inviting you to write a review of our webshop. "
        "Would you rather not? Unsubscribe with the link in that e-mail."
    ),
}


def in_each_language() -> dict[str, str]:
    """The clause with the name of our mark, by language: a shop takes the ones it sells in."""
    return {language: text.format(mark=settings.BRAND["name"]) for language, text in CLAUSE.items()}
