"""What a mail says of its order: number, amount, language, and the customer's name. Two answers are no answer."""

import re
from collections.abc import Iterable
from decimal import Decimal

from reviews.content import one_line
from reviews.imports import cells
from reviews.imports.cells import Faulty

_SEEN = 50_000  # characters of a mail that are looked through
_GAP = r"[ \t]{0,4}(?:(?:is\b|[:#.№=-])[ \t]{0,4}){0,3}\n?[ \t]{0,4}#?[ \t]?"  # between a label and what it labels
_COUNTED = r"(?!\s{0,2}(?:stuks?|x\b|gram|kg|items?|artikel|euro|€|%|dagen|days|punten))"  # then it is how many
_VALUE = rf"([A-Za-z0-9](?:[\w/.-]{{0,38}}[A-Za-z0-9])?){_COUNTED}"
_LABELLED = re.compile(
    r"\b(?:(?:web)?(?:bestel(?:lings?)?|order)[ -]?(?:nummer|nr\.?|number|no\.?|id|code|referentie|reference|kenmerk)"
    rf"|bestelreferentie|referentie van (?:je|uw) bestelling){_GAP}{_VALUE}",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:bestelling|order|aankoop)[ \t]{0,2}(?:(?:met(?: het)? nummer|nummer|nr\.?|number|no\.?)[ \t]{0,2})?"
    rf"[:]?[ \t]{{0,2}}(#?)[ \t]?{_VALUE}",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Z]{9}")  # PrestaShop's references
_DAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|(?:19|20)\d\d")
_AMOUNT = r"(?:€|EUR)?[ \t]?(\d{1,3}(?:[.,]\d{3})*[.,]\d{2}|\d{1,6}[.,]\d{2})(?![\d%])"
_BEST_TOTAL = r"grand total|order total|eindtotaal|ordertotaal|totaalbedrag|te betalen|amount due|total paid"
_TOTAL = re.compile(
    rf"^[^\w\n]{{0,3}}({_BEST_TOTAL}|totaal|totaalprijs|total)"
    r"[ \t]*(?:\([^)\n]{0,40}\)|(?:incl|including|inclusief)[^\d€\n]{0,30}|eur)?[ \t]*:?[ \t\n]{0,3}" + _AMOUNT,
    re.IGNORECASE | re.MULTILINE,
)
_DUTCH = frozenset(
    {
        "de", "het", "een", "van", "je", "uw", "voor", "bestelling", "bedankt", "met", "wij", "niet", "ook", "bij",
        "wordt", "hebben", "onze", "graag", "dank", "zijn", "totaal", "aantal", "verzendkosten", "betaalmethode",
    }
)  # fmt: skip
_ENGLISH = frozenset(
    {
        "the", "your", "for", "and", "of", "thank", "you", "we", "with", "this", "have", "has", "from", "our", "please",
        "address", "shipping", "thanks", "will", "be", "quantity", "payment", "method",
    }
)  # fmt: skip
_GREETING = re.compile(
    r"^(?:beste|hallo|hoi|hey|hi|hello|dear|geachte|goedendag|dag)[ \t]+([^,!.:;\n]{2,60})[,!.]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TITLES = re.compile(r"^(?:(?:heer|mevrouw|dhr|mevr|mw|mr|mrs|ms|miss)\.?[ /]{0,3}(?:en |of )?){1,3}", re.IGNORECASE)
_NOBODY = frozenset(
    {
        "klant", "customer", "daar", "there", "iedereen", "allemaal", "heer", "mevrouw", "sir", "madam", "shopper",
        "friend", "bezoeker", "lezer", "team", "webshop", "administratie", "info",
    }
)  # fmt: skip


def order_number(subject: str, words: str) -> str:
    """The number that the mail calls that of the order; empty when it names none, or more than one."""
    whole = f"{subject}\n{words[:_SEEN]}"
    labelled = _distinct(found.group(1) for found in _LABELLED.finditer(whole) if _may_be_number(found.group(1)))
    if labelled:
        return labelled[0] if len(labelled) == 1 else ""
    pairs = (found.groups() for found in _CALLED.finditer(whole))
    called = _distinct(value for hash_sign, value in pairs if _may_be_number(value) and (hash_sign or len(value) > 2))
    return called[0] if len(called) == 1 else ""


def _may_be_number(value: str) -> bool:
    has_digit = any(letter.isdigit() for letter in value)
    return (has_digit or bool(_LETTERS.fullmatch(value))) and not _DAY.fullmatch(value)


def _distinct(values: Iterable[str]) -> list[str]:
    """Each once, whatever its case, in the spelling it had first."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(value.lower(), value)
    return list(found.values())


def total(words: str) -> Decimal | None:
    """The amount of the whole order; None when the mail names none, or several."""
    best: set[Decimal] = set()
    plain: set[Decimal] = set()
    for label, amount in _TOTAL.findall(words[:_SEEN]):
        chosen = best if re.fullmatch(_BEST_TOTAL, label, re.IGNORECASE) else plain
        try:
            chosen.add(cells.amount(amount) or Decimal(0))
        except Faulty:
            continue
    told = best or plain
    return told.pop() if len(told) == 1 else None


def language(words: str) -> str:
    """nl or en, when one of them is clearly the language of the mail; else empty, and the shop's own is used."""
    heard = re.findall(r"[a-z]+", words[:6000].lower())
    dutch, english = sum(word in _DUTCH for word in heard), sum(word in _ENGLISH for word in heard)
    if dutch >= 4 and dutch > 2 * english:
        return "nl"
    return "en" if english >= 4 and english > 2 * dutch else ""


def greeted(words: str) -> str:
    """Whom the mail greets by name; empty when it greets nobody in particular."""
    found = _GREETING.search(words[:2000])
    return as_name(_TITLES.sub("", found.group(1))) if found else ""


def as_name(words: str) -> str:
    """The name of a person; empty for an address, a number or a mere title."""
    name = one_line(words, 80).strip("'\" ")
    parts = name.lower().split()
    is_person = bool(parts) and len(parts) <= 6 and not set(parts) & _NOBODY and not re.search(r"[\d@<>|/]", name)
    return name if is_person else ""
