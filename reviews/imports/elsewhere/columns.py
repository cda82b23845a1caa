"""What the columns of a list of reviews may hold, as the platforms in the Netherlands call them."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.imports import cells
from reviews.imports.elsewhere import marks
from reviews.imports.vocabulary import Vocabulary


class Meaning(models.TextChoices):
    """What a column can be; one without a meaning is not used, and never stored. There is none for an address."""

    STARS = "STARS", _("Stars or mark")
    DATE = "DATE", _("Date of the review")
    TEXT = "TEXT", _("Text of the review")
    TITLE = "TITLE", _("Title")
    NAME = "NAME", _("Name of the writer")
    FIRST_NAME = "FIRST_NAME", _("First name")
    LAST_NAME = "LAST_NAME", _("Last name")
    NUMBER = "NUMBER", _("Number of the review")
    LANGUAGE = "LANGUAGE", _("Language")
    RECOMMENDS = "RECOMMENDS", _("Recommends (yes or no)")
    DELIVERY = "DELIVERY", _("Mark for delivery")
    SERVICE = "SERVICE", _("Mark for customer service")
    PRICE = "PRICE", _("Mark for value for money")
    AFTERSALES = "AFTERSALES", _("Mark for after-sales")
    REPLY = "REPLY", _("Reply of the webshop")
    REPLY_DATE = "REPLY_DATE", _("Date of the reply")


# Best first, as `plain` writes them: WebwinkelKeur, Trustpilot, Kiyoh, Feedback Company, Google and their like.
NAMES: Mapping[Meaning, str] = {
    Meaning.STARS: "sterren stars starrating reviewstars aantalsterren rating reviewrating score totaalscore "
    "totalscore eindcijfer gemiddeldecijfer gemiddelde overallrating overallscore beoordeling waardering cijfer "
    "rapportcijfer average averagescore ratingvalue recordrating",
    Meaning.DATE: "reviewdate datum date reviewcreatedutc reviewcreatedat reviewcreated reviewdatum datumreview "
    "createtime createdat created datecreated creationdate aangemaaktop aangemaakt geplaatstop geplaatst "
    "beoordelingsdatum datumbeoordeling publicatiedatum publishedat published publisheddate submittedat submitted "
    "datesince ingevuldop datumtijd timestamp updatetime experiencedate dateofexperience",
    Meaning.TEXT: "reviewcontent reviewtext tekst text comment opmerking opmerkingen toelichting omschrijving review "
    "bericht message content reviewbody body description ervaring experience reviewtekst commentaar uwervaring "
    "openvraag motivatie recensie reviewcomment beoordelingstekst",
    Meaning.TITLE: "reviewtitle titel title reviewtitel onelineropinion samenvatting summary kop onderwerp subject "
    "headline oneliner inhetkort",
    Meaning.NAME: "reviewusername naam name reviewauthor reviewer reviewername reviewerdisplayname consumername "
    "consumerdisplayname author auteur schrijver klantnaam customername displayname username nickname gebruiker klant "
    "customer naamreviewer weergavenaam",
    Meaning.FIRST_NAME: "voornaam firstname givenname",
    Meaning.LAST_NAME: "achternaam lastname surname familienaam",
    Meaning.NUMBER: "reviewid id reviewnummer beoordelingid reviewnr nummer reviewreference uuid reviewuuid recordid "
    "ratingid reviewnumber",
    Meaning.LANGUAGE: "reviewlanguage taal language lang locale taalcode languagecode",
    Meaning.RECOMMENDS: "recommends recommend recommendation aanbeveling aanbevelen aanbevolen beveeltaan "
    "zouuonsaanbevelen zoujeonsaanbevelen wouldrecommend recommended",
    Meaning.DELIVERY: "delivery levertijd levering shippingtime bezorging deliverytime verzending deliveryrating",
    Meaning.SERVICE: "service klantenservice customerservice servicerating klantvriendelijkheid",
    Meaning.PRICE: "price prijs prijskwaliteit pricequality prijskwaliteitverhouding valueformoney",
    Meaning.AFTERSALES: "aftersales aftersale nazorg",
    Meaning.REPLY: "companyreplytext reply companyreply reviewreply reviewreplycomment antwoord reactie weerwoord "
    "reactiewebwinkel reactiewebshop reactiebedrijf response replytext businessresponse ownerresponse "
    "reactievandewebwinkel shopreply merchantreply",
    Meaning.REPLY_DATE: "companyreplydateutc companyreplydate replydate reactiedatum datumreactie antwoorddatum "
    "datumantwoord repliedat responsedate replycreatedat reviewreplyupdatetime",
}
_TESTS = (
    (Meaning.DATE.value, marks.is_moment),
    (Meaning.STARS.value, marks.is_stars),
    (Meaning.LANGUAGE.value, lambda text: bool(cells.language(text)) and len(text) <= 7),
    (Meaning.NAME.value, lambda text: 0 < len(text) <= 40 and not any(letter.isdigit() for letter in text)),
    (Meaning.TEXT.value, lambda text: len(text) > 12 and " " in text),
)
REVIEWS = Vocabulary(NAMES, _TESTS, marks.is_moment, long_cells=True)
