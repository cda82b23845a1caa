"""What the columns of a list of orders may hold."""

import re
from collections.abc import Callable, Mapping, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.imports import cells
from reviews.imports.vocabulary import ENOUGH, Vocabulary, share


class Meaning(models.TextChoices):
    """What a column can be; one without a meaning is not used, and never stored."""

    EMAIL = "EMAIL", _("E-mail address")
    NUMBER = "NUMBER", _("Order number")
    NAME = "NAME", _("Name of the customer")
    FIRST_NAME = "FIRST_NAME", _("First name")
    INFIX = "INFIX", _("Infix")
    LAST_NAME = "LAST_NAME", _("Last name")
    LANGUAGE = "LANGUAGE", _("Language")
    DATE = "DATE", _("Date from which the delay counts")
    DELAY = "DELAY", _("Delay in days")
    TOTAL = "TOTAL", _("Amount of the order")
    PHONE = "PHONE", _("Phone number")


# For each meaning the names of columns, best first, as `plain` writes them: those of shop systems' own exports too.
NAMES: Mapping[Meaning, str] = {
    Meaning.EMAIL: "email emailadres emailaddress klantemail customeremail customeremailaddress billingemail "
    "emailbilling factuuremail emailfactuur emailklant emailadresklant contactemail mail mailadres mailaddress "
    "emailbesteller shippingemail klantemailadres buyeremail bestelleremail emailcustomer useremail emailvanklant",
    Meaning.NUMBER: "bestelnummer ordernummer ordernumber bestelnr ordernr orderno orderid incrementid webordernummer "
    "bestellingnummer bestellingsnummer orderreference orderreferentie order bestelling bestellingid ordercode "
    "orderkenmerk referentie reference kenmerk ordername bestelreferentie nummer number nr id",
    Meaning.NAME: "naam klantnaam customername billingname naamklant factuurnaam volledigenaam fullname klant customer "
    "naambesteller besteller buyername contactpersoon naamvanklant billtoname shippingname shiptoname ontvanger "
    "recipient recipientname name",
    Meaning.FIRST_NAME: "voornaam firstname billingfirstname firstnamebilling customerfirstname givenname roepnaam "
    "factuurvoornaam voornaamklant",
    Meaning.INFIX: "tussenvoegsel tussenvoegsels infix tussenv voorvoegsel insertion",
    Meaning.LAST_NAME: "achternaam lastname billinglastname lastnamebilling customerlastname familienaam familyname "
    "surname factuurachternaam achternaamklant",
    Meaning.LANGUAGE: "taal language lang taalcode languagecode klanttaal customerlanguage locale isotaal",
    Meaning.DATE: "leverdatum deliverydate bezorgdatum bezorgdop deliveredat verzenddatum verzondenop shipdate "
    "shippingdate shippedat dateshipped fulfilledat datumverzonden besteldatum orderdatum orderdate datum date "
    "besteldop createdat created aangemaaktop aangemaakt datecreated purchasedate purchasedon orderplaced paidat "
    "betaaldop afgerondop completeddate datecompleted",
    Meaning.DELAY: "delay delaydays vertraging vertragingindagen wachttijd wachtdagen dagen days",
    Meaning.PHONE: "telefoon telefoonnummer mobiel mobielnummer mobile mobilenumber phone phonenumber billingphone "
    "phonebilling customerphone telephone tel telefoonklant",
    Meaning.TOTAL: "totaal total totaalbedrag ordertotaal ordertotal grandtotal orderbedrag totaalinclbtw "
    "totalinclvat ordertotalamount orderamount bedrag amount totalpaid",
}
_HASH = re.compile(r"#?\d+")


def _second_thought(meaning: str, values: Sequence[str]) -> str:
    """Shopify calls the order number "Name": a column of #1001 and the like holds no names."""
    if meaning == Meaning.NAME and share(values, lambda text: bool(_HASH.fullmatch(text))) >= ENOUGH:
        return Meaning.NUMBER.value
    return meaning


_NUMBER = re.compile(r"#?[A-Za-z]{0,6}[-_/]?\d[\w/-]{2,30}")
_WORDS = re.compile(r"[^\W\d_]+(?:[ .'-]+[^\W\d_]+){1,5}\.?")
_AMOUNT = re.compile(r"(?:€|EUR)?\s?\d{1,6}[.,]\d{2}")
_TESTS: Sequence[tuple[str, Callable[[str], bool]]] = (
    (Meaning.EMAIL.value, cells.is_email),
    (Meaning.DATE.value, cells.is_date),
    (Meaning.TOTAL.value, lambda text: bool(_AMOUNT.fullmatch(text))),
    (Meaning.LANGUAGE.value, lambda text: bool(cells.language(text)) and len(text) <= 7),
    (Meaning.NUMBER.value, lambda text: bool(_NUMBER.fullmatch(text))),
    (Meaning.NAME.value, lambda text: bool(_WORDS.fullmatch(text))),
)
ORDERS = Vocabulary(NAMES, _TESTS, lambda text: "@" in text, _second_thought)
