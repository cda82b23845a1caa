"""The written rules on what a review may not say: personal data, and what is unlawful on its face.

Pure functions, the same for one star and for five (rulebook 2.6; BW 6:193g). The form says so first; what is sent all
the same waits for a person. Each rule would rather miss than hold back what may be said: a false hold hides an honest
review, and what is missed can still be reported (DSA 16). An opinion, however harsh, is no business of these rules.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType
from stdnum import iban
from stdnum.nl import bsn

from reviews.grounds import Grounds


@dataclass(frozen=True)
class Objection:
    """`code` names the rule, `words` are those it found. Without grounds it is a matter for the form alone."""

    code: str
    words: str
    grounds: str = ""


def objections(*texts: str) -> list[Objection]:
    """What the rules find in these texts together: at most one per rule, in the order of the rules."""
    text = unicodedata.normalize("NFKC", "\n".join(texts))
    found = ((code, grounds, next(find(text), "")) for code, grounds, find in RULES)
    return [Objection(code, " ".join(words.split()), grounds) for code, grounds, words in found if words]


def holding(*texts: str) -> Objection | None:
    """The first objection that keeps a review out of sight until a person has looked."""
    return next((each for each in objections(*texts) if each.grounds), None)


# --- Personal data -------------------------------------------------------------------------------

_EMAIL = re.compile(
    r"(?<![\w.+-])(?P<box>[\w+-][\w.+-]{0,63})\s?(?:@|\((?:at|apenstaartje)\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{2,63})+",
    re.IGNORECASE,
)
_BOXES_OF_A_COMPANY = {
    "admin", "administratie", "bestellen", "bestelling", "bestellingen", "contact", "customerservice", "facturen",
    "hallo", "hello", "help", "helpdesk", "info", "klantenservice", "kantoor", "mail", "no-reply", "noreply", "office",
    "order", "orders", "post", "retour", "retouren", "returns", "sales", "service", "shop", "support", "verkoop",
    "webshop", "welkom", "winkel",
}  # fmt: skip


def _email(text: str) -> Iterator[str]:
    """jan@example.com and jan (at) example.com; not the mailbox of a company, such as info@."""
    return (found[0] for found in _EMAIL.finditer(text) if found["box"].lower() not in _BOXES_OF_A_COMPANY)


_OF_A_PERSON = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
}
_A_NUMBER_OF_SOMETHING_ELSE = re.compile(
    r"(?:order|bestel|ordernr|bestelnr|ref(?:erentie|erence)?|factuur|invoice|klant|customer|artikel|item|track\S*|ean)"
    r"\W{0,3}(?:nr|no|nummer|number|code|id)?[\W_]{0,4}$",
    re.IGNORECASE,
)


def _phone(text: str) -> Iterator[str]:
    """A number in use by people: not 0800, 0900, 085 or 088, no order number, date or price."""
    for found in PhoneNumberMatcher(text, "NL", leniency=Leniency.VALID):
        personal = phonenumbers.number_type(found.number) in _OF_A_PERSON
        if personal and not _A_NUMBER_OF_SOMETHING_ELSE.search(text[max(0, found.start - 24) : found.start]):
            yield found.raw_string


_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?!\w)")


def _iban(text: str) -> Iterator[str]:
    """An account number whose check digits are right."""
    return (found[0] for found in _IBAN.finditer(text) if iban.is_valid(found[0]))


_BSN = re.compile(
    r"\b(?:bsn|burger\s?service\s?nummer|sofi-?nummer)\b\D{0,30}(?P<number>\d[\d .]{6,11}\d)", re.IGNORECASE
)


def _bsn(text: str) -> Iterator[str]:
    """A citizen number that is called so: nine digits alone are as often an order."""
    return (found["number"] for found in _BSN.finditer(text) if bsn.is_valid(found["number"]))


_STREET = (
    r"[A-ZÀ-Ý][\w'’.-]{1,30}(?: [\w'’.-]{1,20}){0,3}?"
    r" ?(?i:straat|laan|weg|plein|gracht|kade|singel|hof|pad|dijk|steeg|dreef|plantsoen|park|street|road|avenue|lane)"
)
_NUMBER = r"\d{1,4}(?:[ -]?[a-zA-Z]\b)?"
_POSTCODE = r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b"
_ADDRESS = re.compile(
    rf"\b(?i:woon(?:t|de|den|achtig)?|thuisadres|privéadres|huisadres|lives?|living|home address)\b[^.!?\n]{{0,25}}?"
    rf"\b(?P<home>{_STREET} {_NUMBER})"
    rf"|\b(?P<door>{_STREET} {_NUMBER},? {{0,2}}{_POSTCODE})"
    rf"|\b(?P<code>{_POSTCODE},? {{0,2}}(?:(?:nr|nummer|huisnummer|no)\.? {{0,2}})\d{{1,4}}\b)"
)


def _address(text: str) -> Iterator[str]:
    """Where somebody lives, or a door with its postcode; a street alone may be where the shop is."""
    return (found["home"] or found["door"] or found["code"] for found in _ADDRESS.finditer(text))


_NAME = r"[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?"
_PREFIX = r"(?:(?:van|de|der|den|ten|ter|te|het|'t|el|al|von) ){0,3}"
_PERSON = re.compile(
    r"\b(?i:medewerk(?:er|ster)|werknemer|werkneemster|verkoper|verkoopster|collega|monteur|baliemedewerk(?:er|ster)|"
    r"klantenservicemedewerk(?:er|ster)|buurman|buurvrouw|employee|colleague|salesman|saleswoman|neighbou?r)"
    rf",? (?i:genaamd |met de naam |named |called )?(?P<name>{_NAME} {_PREFIX}{_NAME})\b"
)


def _person(text: str) -> Iterator[str]:
    """A member of staff or a neighbour by first name and surname (numbers.md 6.5); a first name alone may stand."""
    return (found["name"] for found in _PERSON.finditer(text))


# --- Unlawful on its face ------------------------------------------------------------------------

_YOU = r"(?:je|jou|jullie|u)"
_I_WILL = r"\bi(?:'ll| will|'m going to| am going to)"
_THREATS = (
    rf"\bik (?:maak|sla|schiet|steek|trap) {_YOU} (?:\w+ ){{0,2}}?"
    r"(?:dood|kapot|neer|overhoop|in elkaar|het ziekenhuis in)\b"
    rf"|\bik (?:ga|zal|kom) {_YOU} (?:\w+ ){{0,3}}?"
    r"(?:vermoorden|doodmaken|doodschieten|doodsteken|afmaken|in elkaar slaan|neersteken|neerschieten|kapotmaken)\b"
    rf"|\bik (?:steek|zet) (?:{_YOU} |jouw |uw )?(?:winkel|zaak|pand|huis|magazijn|auto) in (?:de )?(?:brand|fik)\b"
    rf"|\bik weet waar (?:{_YOU} woont|jullie wonen|je kinderen|jullie kinderen)\b"
    rf"|{_I_WILL} (?:kill|stab|shoot|hurt|murder) (?:you|your (?:wife|husband|kids|children|family))\b"
    rf"|{_I_WILL} (?:burn down|set fire to) your\b"
    r"|\bi know where you live\b"
)
_THREAT = re.compile(_THREATS, re.IGNORECASE)


def _threat(text: str) -> Iterator[str]:
    """Violence announced to the reader by the writer (Sr 285); not "I laughed myself to death"."""
    return (found[0] for found in _THREAT.finditer(text.replace("’", "'")))


# --- No reason to hold a review, but not for in a form ---------------------------------------------

_LINK = re.compile(r"https?://\S{1,80}|\bwww\.\w\S{0,80}", re.IGNORECASE)


def _link(text: str) -> Iterator[str]:
    return (found[0] for found in _LINK.finditer(text))


RULES: tuple[tuple[str, str, Callable[[str], Iterator[str]]], ...] = (
    ("email", Grounds.PERSONAL, _email),
    ("phone", Grounds.PERSONAL, _phone),
    ("iban", Grounds.PERSONAL, _iban),
    ("bsn", Grounds.PERSONAL, _bsn),
    ("address", Grounds.PERSONAL, _address),
    ("person", Grounds.PERSONAL, _person),
    ("threat", Grounds.UNLAWFUL, _threat),
    ("link", "", _link),
)
