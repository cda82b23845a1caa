"""WD: the right to withdraw: stated, started, exercised, excepted."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from inspections.pages import Kind, Page, Passage, pattern
from inspections.probes.exceptions import doubtful, listed, outside_the_law
from inspections.probes.probe import Answer, every, first, is_label, led_to, met, not_met, probe, saying, unknown
from inspections.probes.wording import COOLING, NO_REASON, REFUND, SEND_BACK, WITHDRAW, between, days_in
from inspections.site import Site

MOST_TERMS = 8  # numbers of days that are looked at in one sentence
BREATH = 400  # characters
STATUTORY = 14  # days (BW 6:230o(1))
ENDING = (
    r"herroep\w*|ontbind\w*|ontbonden|annul\w*|withdraw\w*|cancel\w*|revoke|retour\w*|return\w*|afzien"
    r"|terug\w*|bedenk\w*|terminate|repudiat\w*|dissol\w*|afziet|ongedaan|van (?:de|je|uw) (?:koop|aankoop) af"
    r"|van (?:de|je|uw) (?:koop|aankoop) terug|terug(?: te )?trek\w*|beslis\w*|chang\w* your mind"
)
UNDO = (
    r"herroep\w*|ontbind\w*|ontbonden|annuleer\w*|annuleren|ongedaan|afzien|afziet|bedenken|van (?:de|je|uw) (?:koop"
    r"|aankoop) af\w*|give .{0,20}back|beslissen of|te houden|withdraw|cancel\w*|revoke|undo|change your mind"
    r"|decide (?:whether|if)"
)
REGRET = (
    r"spijt|niet tevreden|bedacht|past het niet|toch niet|retour\w*beleid|retourneren|terugsturen|return(?:s| policy)"
    r"|changed your mind|not (?:happy|satisfied)|don['’]t like"
)
ASKED_HOW_LONG = r"(?:nadenken|bedenken|bedenktijd|herroep\w*|cancel|chang\w* my mind|think|withdraw)[^.?!]{0,40}\?\s*$"
THOSE_DAYS = r"\b(?:die|deze|the|those|these) (?:14|veertien|fourteen) (?:dagen|days)"
GIVE_BACK = r"\bRMA\b|terug\w*|retour\w*|return\w*|send .{0,30}back"
RIGHT = r"\b(?:heeft|hebt|heb|have|has|krijgt|kunt|kan|kun|mag|may|can|entitled|gerechtigd)\b"
CHANCE = r"\b(?:recht|mogelijkheid|bevoegdheid|right|option|possibility|entitled|gerechtigd)\b"
RECEIVED = (
    r"(?:\bna\b|nadat|vanaf|waarop|\bafter|\bfrom|following|\bwhen|ingaand|gaat in|begint|starts|begins"
    r"|commences|\bof\b|\bupon|since|daags|vangt aan|moment dat)"
    r".{0,110}?(?:ontvang\w*|ontvangst|gelever\w*|levering|aflevering|bezorg\w*|\bbezit|receiv\w*|receipt"
    r"|\bontving\w*|\bkreeg|gekregen|aangenomen|deliver\w*|possession|bij (?:je|jou|u) (?:thuis|binnen|is|ligt"
    r"|aankomt)|in huis"
    r"|reach\w* you|arriv\w*|aankomst)"
)
BOUGHT = (
    r"(?:\bna\b|nadat|vanaf|\bafter|(?<!withdraw )(?<!withdrawing )\bfrom|\bof)\s"
    r"(?:(?:de|het|uw|je|u|op|the|your|you|datum|date|dag|day|van|of|waarop"
    r"|moment|bij|ons|placed|an?)\s){0,6}"
    r"(?:aankoop\w*|bestel\w*|order\w*|factuur\w*|koop\b|betaling|purchase\w*|invoice\w*|payment)"
)
SERVICES = r"dienst\w*|services?|digital\w*|digitale|overeenkomst is gesloten|contract"
FORM_TEXT = (
    r"deel\s?/?\s?(?:\(\*\)\s?)?/?\s?delen.{0,20}hierbij|(?:ik|wij|ik/wij).{0,40}(?:deel|delen"
    r"|herroep\w*).{0,60}hierbij|hierbij mede.{0,80}"
    r"herroep|hierbij .{0,80}(?:herroep|ontbind)|hereby give (?:you )?notice|hereby (?:inform|notify) you"
    r"|i/we.{0,30}here(?:by|with)|hereby withdraw|herewith (?:inform|notify) you"
)
FORM = (
    r"model\s?-?formulier|herroepings?\s?-?formulier|formulier (?:voor|tot|inzake) (?:de |het )?herroep\w*"
    r"|(?:model )?withdrawal form"
    r"|form (?:for|of) withdrawal|standard (?:withdrawal )?form|cancellation form|ontbindingsformulier"
)
FORM_LINK = r"(?:model|herroepings?|withdrawal|retour|cancellation)[\s_-]*(?:formulier|form)|formulier.*herroep"
FILE = r"\.(?:pdf|docx?|odt|rtf)(?:$|[?#])"
UNAMBIGUOUS = (
    r"maakt (?:ons |mij )?niet uit|daarin (?:vrij|helemaal vrij)|waaruit (?:duidelijk )?blijkt"
    r"|zolang het maar duidelijk"
    r"|ondubbelzinnig\w*|(?:of|or) (?:door middel van |by |via )?(?:een |any |an)?\s?(?:ander"
    r"|other)\w* (?:\w+ )?(?:communicatiemiddel|middel|wijze|manier|verklaring|means|way|statement)"
    r"|duidelijke verklaring|unambiguous\w*|unequivocal|clear statement|vormvrij|op (?:elke"
    r"|iedere) (?:andere )?(?:wijze|manier)|in any way you like|formulier.{0,120}(?:niet|geen) verplicht\w*|(?:niet"
    r"|geen) verplicht\w* .{0,60}formulier|form.{0,100}not (?:obligatory|required|obliged)|any other (?:clear"
    r"|way|unambiguous)"
)
MANNER = rf"{WITHDRAW}|verklaring|statement|kenbaar|ontbind\w*|annul\w*|\bmeld\w*|formulier|form\b"
FORCED = (
    r"(?:alleen|uitsluitend|enkel|verplicht|only|exclusively|must|dient|moet).{0,80}(?:\bRMA\b|retourbiljet|retourformulier"
    r"|retouraanvraag|modelformulier|retour\w*nummer"
    r"|return form|return (?:request|number)|withdrawal form|aangetekend|registered (?:mail|letter))"
    r"|(?:zonder|without) (?:een |an? )?(?:\bRMA\b|retour\w*nummer|retouraanmelding|return number)"
)
FUNCTION = (
    r"overeenkomst (?:hier|online) (?:te )?herroep\w*|hier (?:je|uw|de) (?:overeenkomst|bestelling"
    r"|aankoop) (?:te )?herroep\w*|contract here|withdraw (?:here|online)"
    r"|herroepings?\s?-?(?:knop|functie)|(?:herroep\w*|bedenktijd).{0,90}\b(?:knop|functie|button)\b|\b(?:knop"
    r"|functie|button)\b.{0,90}herroep\w*"
    r"|withdrawal (?:button|function)|withdraw\w*.{0,90}\b(?:button|function)\b|\b(?:button"
    r"|function)\b.{0,90}withdraw\w*"
)
FUNCTION_LABEL = (
    r"overeenkomst (?:hier )?herroep|(?:bestelling|aankoop|koop) (?:hier )?herroep|hier herroepen"
    r"|^herroep(?:en|ing)?$"
    r"|withdraw from (?:the |your |this )?(?:contract|purchase|order)|^withdraw(?:al)?(?: here)?$"
    r"|withdraw (?:my|your) (?:order|contract)"
)
DENIED = (
    r"all sales .{0,40}\bfinal\b|no right to (?:withdraw|return)(?! (?:for|of|on|in))"
    r"|(?:wij|we) (?:nemen|accepteren) geen retour\w*(?! van)|alle (?:verkopen|aankopen) zijn definitief"
    r"|aankopen worden niet teruggenomen"
)
OWN_PAGE = r"retour|herroep|bedenktijd|returns?\b|withdraw"
COUNTING = (
    r"beginn?en? .{0,20}(?:tellen|te lopen)|\btell?en\b .{0,20}(?:vanaf|op de)|(?:start|begin)\w* (?:counting|to run)"
    r"|counts? from|loopt vanaf|ga(?:an|at) lopen"
)
CONFIRM = r"bevestig\w* .{0,20}herroep\w*|herroep\w* .{0,20}bevestig\w*|confirm .{0,20}withdraw\w*"


@probe("WD-01")
def right_stated(site: Site) -> Answer:
    """Fourteen days at least, said of the withdrawal and not of the refund (BW 6:230o)."""
    said = list(statements(site))
    short = next((sentence for days, sentence in said if days < STATUTORY), None) or _taken_back_too_shortly(site)
    if short:
        return not_met(short, note=_("The cooling-off period is shorter than 14 days."))
    denied = None if said else first(site.withdrawal, DENIED)
    if denied:
        return not_met(denied, note=_("The right is denied."))
    if said:
        return met(*dict.fromkeys(sentence for _days, sentence in said[:2]))
    if not site.silent_on_withdrawal:
        return unknown()
    return not_met(saying(site.withdrawal, WITHDRAW, never=r"\.{3}"))


@probe("WD-02")
def start(site: Site) -> Answer:
    """The period starts with receipt of the goods, not with the order (BW 6:230o(1))."""
    opened = rf"{COOLING}|{NO_REASON}|{ENDING}|termijn (?:vangt|gaat|begint)|\b(?:dag(?:en)?|days?|we[e]?ken|weeks?)\b"
    for sentence in every(site.withdrawal, opened):
        after = sentence.around(0, 450)
        about = (
            bool(sentence.find(rf"{COOLING}|{NO_REASON}"))
            or bool(days_in(sentence) and sentence.find(CHANCE))
            or bool(sentence.find(THOSE_DAYS) and sentence.around(250, 0).find(rf"{COOLING}|{WITHDRAW}"))
            or bool(sentence.find(COUNTING) and sentence.around(250, 0).find(rf"{COOLING}|{WITHDRAW}"))
            or any(_about_withdrawal(sentence, at) for _days, at in days_in(sentence)[:MOST_TERMS])
        )
        if (
            about
            and sentence.find(BOUGHT)
            and days_in(sentence)
            and not sentence.find(RECEIVED)
            and not sentence.find(SERVICES)
        ):
            return not_met(sentence, note=_("The period starts with the order instead of with receipt."))
        if about and (
            sentence.find(RECEIVED)
            and (
                days_in(sentence)
                or sentence.find(rf"gaat in|begint|verstrijkt|starts?|begins?|expires?|commence|{COUNTING}")
            )
        ):
            return met(sentence)
        if sentence.find(
            r"(?:bedenk\w*|herroep\w*|termijn|period\w*) (?:gaat|gaan|vangt|begint|starts|begins|commences|will)"
        ) and after.find(RECEIVED):
            return met(next((one for one in after.sentences if one.find(RECEIVED)), sentence))
    return not_met() if site.silent_on_withdrawal else unknown()


@probe("WD-03")
def model_form(site: Site) -> Answer:
    """The model form itself, or a link to it; a form that is only said to exist proves nothing (Annex I-B)."""
    for page in site.pages:
        for found in page.whole.find_all(FORM_TEXT):
            near = found.around(900, 300)
            if near.find(r"herroep|withdraw|ontbind"):
                head = next((one for one in near.blocks if one.find(FORM) and len(one) < 160), None)
                return met(*([head] if head else []), found.sentence)
    linked = _linked_form(site)
    if linked:
        return met(linked, note=_("A link to the form; the form itself was not opened."))
    mention = first(site.withdrawal, FORM)
    if mention:
        note = _("A model form is mentioned, but neither its text nor a link to it was found.")
        return not_met(mention, note=note) if site.whole else unknown(mention, note=note)
    return not_met() if site.silent_on_withdrawal else unknown()


@probe("WD-04")
def free_of_form(site: Site) -> Answer:
    """Any unambiguous statement is enough; a form may be offered, not demanded (BW 6:230o(3))."""
    found = saying(site.withdrawal, UNAMBIGUOUS, MANNER)
    if found:
        return met(found)
    forced = saying(site.withdrawal, rf"{WITHDRAW}|retour\w*|return\w*|pakket\w*|parcels?", FORCED)
    if forced:
        return not_met(forced)
    plain = saying(
        site.withdrawal,
        rf"{WITHDRAW}|kenbaar|\bmeld\w*",
        r"(?:per|via|een|by|an) e-?mail|schriftelijk"
        r"|in writing",
        never=r"ontvangstbevestiging|bevestig\w*|RMA|niet als herroep\w*|geldt niet|niet voldoende|not valid",
    )
    return met(plain) if plain else unknown()


@probe("WD-05a")
def online_function(site: Site) -> Answer:
    """A withdrawal function on the site itself, in plain sight, without an account (BW 6:230oa)."""
    found = next(_function_controls(site), None)
    if found:
        page, words = found
        confirm = next((one for other in site.pages for one in other.whole.find_all(CONFIRM)), None)
        return met(next((one for one in page.blocks if words in one.text), None), confirm, sure=False)
    return (
        not_met()
        if site.whole
        else unknown(saying(site.withdrawal, r"herroep\w*|withdraw\w*", r"link|knop|button|online"))
    )


@probe("WD-05b")
def function_told(site: Site) -> Answer:
    """The information says that the online function exists and where (BW 6:230m(1)(h))."""
    said = (each for each in every(site.withdrawal, FUNCTION) if not is_label(each))
    told = next((each for each in said if not each.find(r"download|cookie")), None)
    if told:
        return met(told)
    if not site.silent(Kind.TERMS, Kind.RETURNS):
        return unknown()
    return not_met(
        saying(site.withdrawal, r"herroep\w*|withdraw\w*", r"\bRMA\b|formulier|form\b|e-?mail|schriftelijk|kenbaar")
    )


@probe("WD-10")
def exceptions(site: Site) -> Answer:
    """Only the exceptions the law knows (BW 6:230p)."""
    items = listed(site.withdrawal)
    strange = [item for item in items if outside_the_law(item)]
    if strange:
        return not_met(*strange, note=_("The law knows no such exception."))
    unclear = [item for item in items if doubtful(item)]
    if unclear or not items:
        return unknown(*unclear)
    return met(items[0])


@probe("WD-11")
def told_outside_terms(site: Site) -> Answer:
    """Withdrawal is explained outside the terms too: a page of its own or a link in the footer."""
    if not site.whole and site.read(Kind.RETURNS):
        return met(_title(site.of(Kind.RETURNS)[0])) if list(statements(site)) else unknown()
    if not site.whole:
        return led_to(site, OWN_PAGE)
    terms = {page.url for page in site.of(Kind.TERMS)}
    for page in site.pages:
        for link in page.links:
            if pattern(OWN_PAGE).search(link.text) and link.url.split("#")[0] not in terms:
                return met(next((one for one in page.blocks if link.text in one.text), None))
    return not_met()


def statements(site: Site) -> Iterator[tuple[int, Passage]]:
    """Sentences that state a cooling-off period, with its number of days."""
    places = site.withdrawal + [page.content for page in site.of(Kind.HOME, Kind.PRODUCT, Kind.CHECKOUT, Kind.CONTACT)]
    for sentence in every(
        places, rf"{COOLING}|{NO_REASON}|{CHANCE}|{ENDING}|\b(?:dag(?:en)?|days?|we[e]?ken|weeks?)\b"
    ):
        for days, at in days_in(sentence)[:MOST_TERMS]:
            if _about_withdrawal(sentence, at):
                yield days, sentence
                break


def _about_withdrawal(sentence: Passage, at: Passage) -> bool:
    """This number of days is the time to think, not the time to refund or to send back."""
    clause = _clause(sentence, at)
    if sentence.find(r"twaalf maanden|12 maanden|twelve months|12 months|verleng\w*|extend\w*"):
        return False
    paying = clause.find(r"voldaan|te betalen|betaling\b|verschuldigd\w*|vooruitbetaal|amounts? due|payment")
    if paying and not clause.find(NO_REASON):
        return False
    named = any(not between(word, at).find(rf"{REFUND}|{SEND_BACK}") and len(between(word, at)) <= 60
                for word in clause.find_all(COOLING) if not word.text.lower().endswith("recht"))  # fmt: skip
    if named:
        return not clause.find(r"melding|notification") or bool(clause.find(NO_REASON))
    if clause.find(NO_REASON):
        return bool(sentence.find(ENDING))
    afterwards = clause.find(r"melding|notification|kennis heeft|nadat (?:je|u) (?:ons|annul|herroep)")
    return not afterwards and not clause.find(rf"{REFUND}|{SEND_BACK}") and _time_to_decide(sentence, _near(clause, at))


def _near(clause: Passage, at: Passage) -> Passage:
    """As much of a clause as a person reads in one breath; some texts have no end."""
    return Passage(clause.page, max(clause.start, at.start - BREATH), min(clause.end, at.end + BREATH))


def _time_to_decide(sentence: Passage, clause: Passage) -> bool:
    """In words of its own: a right to end the purchase, or a time to decide that is counted from something."""
    entitled = clause.find(
        rf"{RIGHT}.{{0,120}}{CHANCE}.{{0,160}}(?:herroep|ontbind|annul|withdraw|cancel|revoke|bedenk)"
    )
    asked = Passage(sentence.page, sentence.around(120, 0).start, sentence.start).find(ASKED_HOW_LONG)
    counted = clause.find(RECEIVED) or clause.find(BOUGHT)
    undone = clause.find(UNDO) and not clause.find(
        r"\bna (?:de |je |uw )?(?:annuler|herroep)|after (?:your )?(?:cancel|withdr)"
    )
    plainly = clause.find(r"(?:dagen|days|weken|weeks) (?:lang )?(?:herroep|ontbind|to (?:withdraw|cancel))")
    return bool(entitled or plainly) or bool(
        counted and (asked or (undone and clause.find(rf"{RIGHT}|\btot\b|binnen|within")))
    )


def _taken_back_too_shortly(site: Site) -> Passage | None:
    """Whoever regrets it has to have sent it back within a week or so of receipt or of the order."""
    for sentence in every(site.withdrawal, GIVE_BACK):
        short = any(days < STATUTORY for days, _at in days_in(sentence)) and not sentence.find(r"werk|working|business")
        told = sentence.find(r"meld\w*|notif\w*|inform\w*|herroep\w*|annul\w*|withdraw\w*")
        counted = sentence.find(rf"{RECEIVED}|{BOUGHT}")
        paid = sentence.find(r"terugbeta|vergoed|restitu|refund|bedrag|geld\b|money")
        if short and counted and not told and not paid and sentence.around(200, 0).find(REGRET):
            return sentence
    return None


def _clause(sentence: Passage, at: Passage) -> Passage:
    """The part of the sentence around a number, cut at semicolons and at "and we" turns."""
    cut = (
        r";|\. |, (?:waarna|daarna|and then|after which)\b|\b(?:en|and) (?:wij|we|de ondernemer|ontvangt"
        r"|you will)\b"
    )
    edges = [sentence.start, *(found.end for found in sentence.find_all(cut)), sentence.end]
    start = max(edge for edge in edges if edge <= at.start)
    end = min(edge for edge in edges if edge > at.start)
    return Passage(sentence.page, start, end)


def _linked_form(site: Site) -> Passage | None:
    """The words of a link to the model form: to a file, or to a page that was read and is about withdrawal."""
    for page in site.pages:
        for link in page.links:
            file = pattern(FILE).search(link.url)
            if file and pattern(rf"{FORM_LINK}|herroep|withdraw").search(f"{link.text} {link.url}") and link.text:
                return next((one for one in page.sentences if link.text in one.text), None)
    return None


def _function_controls(site: Site) -> Iterator[tuple[Page, str]]:
    """Links and buttons that carry the label of the withdrawal function."""
    label = pattern(FUNCTION_LABEL)
    for page in site.pages:
        words = [link.text for link in page.links]
        if page.html:
            words += [" ".join(button.get_text(" ").split()) for button in page.soup.find_all("button")]
        yield from ((page, one) for one in words if one and label.search(one))


def _title(page: Page) -> Passage | None:
    return page.content.blocks[0] if page.content.blocks else None
