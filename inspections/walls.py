"""Is this the shop, or what stands before it? A door is no page of the shop, so what it does not say proves nothing."""

import re

from inspections.pages import Page, pattern
from inspections.unreadable import Captcha, CookieWall, LoginWall, OtherLanguage
from keurmerk.outside.unreadable import Unreadable

SHORT = 1_200  # characters; a shop says more on any page that matters
FEW_LINKS = 6  # a door has no shop's menu
CHALLENGE = (
    r"cf-turnstile|cf-challenge|challenge-platform|g-recaptcha|h-captcha|geo\.captcha-delivery|px-captcha"
    r"|_Incapsula_Resource|ddos-guard|awswafcaptcha|sgcaptcha"
)
PROVE = (
    r"(?:verify|confirm|prove) (?:that )?you(?:'re| are) (?:a )?(?:not a robot|human)|checking your browser"
    r"|just a moment|are you (?:a )?(?:human|robot)|unusual traffic|attention required"
    r"|(?:bent|ben) (?:u|je|jij) (?:een )?(?:mens|robot)|geen robot|(?:uw|je) browser (?:wordt )?gecontroleerd"
)
LOG_IN = r"log ?in|inloggen|aanmelden|sign in|wachtwoord|password|besloten|members only|alleen voor (?:leden|klanten)"
CHOICE = r"accepteer|akkoord|toestaan|accept|agree|allow"
SMALL_WORDS = {
    "de": {"und", "der", "die", "das", "nicht", "mit", "ist", "wir", "sie", "für", "von", "zu", "auf", "werden", "ein",
           "eine", "oder", "den", "dem", "des", "ihre", "bei", "nach"},
    "fr": {"de", "le", "la", "les", "des", "et", "vous", "nous", "pour", "dans", "est", "une", "sur", "avec", "votre",
           "du", "au", "aux", "que", "par", "pas", "sont", "nos"},
    "nl": {"de", "het", "een", "en", "van", "voor", "niet", "wordt", "zijn", "met", "dat", "wij", "op", "je", "u", "te",
           "naar", "bij", "aan", "uw", "ons", "onze"},
    "en": {"the", "and", "of", "to", "for", "not", "is", "are", "with", "that", "this", "we", "you", "your", "our",
           "or", "be", "from"},
}  # fmt: skip
FEWEST = 12  # small words below which we say nothing of a language
FEWEST_SAID = 6  # where the page itself names it


def wall(page: Page) -> Unreadable | None:
    """What stands between us and the shop on this page; None where it is the shop that speaks."""
    small = page.html and len(page.text) < SHORT and len(page.links) <= FEW_LINKS
    if small and (pattern(PROVE).search(f"{page.title} {page.text}") or pattern(CHALLENGE).search(page.html)):
        return Captcha()
    if small and page.soup.select_one("input[type=password]") and pattern(LOG_IN).search(page.text):
        return LoginWall()
    if small and _asks_for_cookies_alone(page):
        return CookieWall()
    return OtherLanguage() if is_foreign(page.content.text, said=page.language) else None


def is_foreign(text: str, *, said: str = "") -> bool:
    """German or French, clearly: the probes know the words of Dutch and English law alone.

    `said` is the language that the page itself names; shops leave a wrong one standing, so it only lends weight.
    """
    words = re.findall(r"[^\W\d_]+", text[:60_000].lower())
    counts = {name: sum(word in known for word in words) for name, known in SMALL_WORDS.items()}
    ours = max(counts["nl"], counts["en"])
    theirs = max(counts["de"], counts["fr"])
    fewest = FEWEST_SAID if said in {"de", "fr"} else FEWEST
    return theirs >= fewest and theirs > 2 * ours


def _asks_for_cookies_alone(page: Page) -> bool:
    """Most of what the page says is about cookies, and there is a button to agree with."""
    about = [block for block in page.blocks if block.find(r"cookie")]
    buttons = page.soup.select("button, input[type=submit], a")
    agrees = any(pattern(CHOICE).search(f"{each.get_text(' ')} {each.get('value', '')}") for each in buttons)
    return agrees and sum(map(len, about)) * 2 > len(page.text)
