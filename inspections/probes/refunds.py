"""WD: what comes after a withdrawal: sending back, who pays, the refund, its receipt."""

from django.utils.translation import gettext as _

from inspections.pages import Kind, Passage
from inspections.probes.probe import Answer, answered, every, first, is_label, met, not_met, probe, saying, unknown
from inspections.probes.withdrawal import statements
from inspections.probes.wording import REFUND, SEND_BACK, WITHDRAW, days_in
from inspections.site import Site

LONGEST = 14  # days, for the refund and for sending back (BW 6:230r, 6:230s)
SEND = (
    rf"{SEND_BACK}|send (?:it|them|the \w+) to (?:us|our)\b|\bretour\b|send back|\bweg ?te ?brengen|wegbreng\w*"
    r"|(?:door|bij) ons (?:weer )?(?:ontvangen|terug|binnen)|naar het postkantoor"
    r"|\b(?:post|mail|send) (?:it|them|(?:the|your) \w+)\b|send (?:the|your) \w+ back"
)
NOTICE = (
    r"melding|gemeld|meldt|herroep\w*|kenbaar (?:heeft )?gemaakt|mededel\w*|annul\w*|ontbind\w*|notif\w*"
    r"|notice|withdraw\w*|inform\w*|communicat\w*|in kennis|bericht|laten weten|laat .{0,20}weten|told us|tell us"
    r"|gehoord|letting us know|let us know|telling us|your (?:request|message)|berichtje"
    r"|aanvraag|you (?:have )?told|cancel\w*|retour\w* (?:aan)?meld\w*"
)
FROM_RECEIPT = (
    r"(?:\bna|nadat|zodra|after|once|upon) .{0,40}(?:ontvangst|ontvangen|terugontvangst|binnenkomst|receipt"
    r"|receiv\w*|return\w*)"
)
ANOTHER_TERM = (
    r"klacht|incasso|factuur|vooruitbetal|cadeaubon|garantie|invoice|complaint|\bto return\b|om .{0,60}te retourneren"
    r"|om .{0,60}terug te (?:sturen|zenden)"
)
SHIPPING_KEPT = (
    r"verzendkosten .{0,40}(?:alleen|enkel|slechts) (?:terugbetaald|vergoed)|(?:verzend|bezorg|leverings?"
    r"|delivery|shipping)\s?-?\s?(?:kosten|costs?|fees?|charges?).{0,60}(?:niet (?:terugbetaald|vergoed"
    r"|gerestitueerd)"
    r"|worden niet|are not|not (?:be )?refund\w*|non-?refundable)"
)
PARTIAL = (
    r"duurdere|gedeelte\w*|gehele|volledige (?:bestelling|levering)|\bdeel\b|meerdere producten|more expensive"
    r"|entire|part of|partial|bijkomende|extra kosten|additional|express"
)
RETURN_COSTS = (
    r"(?:porto\w*|postzegels?|verzending|opsturen|postage).{0,80}(?:zelf|jezelf|eigen|onze rekening|yours|you)"
    r"|(?:porto\w*|postzegels?) (?:is|zijn) voor|(?:you|customer) (?:pays?|bears?|covers?) .{0,20}postage"
    r"|betaal (?:je|u) .{0,30}(?:porto|postzegel)|retour kosten"
    r"|(?:zelf|eigen rekening|yourself) .{0,20}(?:porto\w*|postage)"
    r"|terugstur\w* kost\w*|retourlabel .{0,30}(?:van ons|krijg|gratis)|kosten daarvan .{0,20}(?:voor|draag)"
    r"|(?:retour\w*|terugstur\w*|return\w*).{0,60}(?:eigen (?:kosten|rekening)|jouw rekening|uw rekening"
    r"|own (?:cost|expense)|betaal (?:je|u) zelf|you pay)"
    r"|(?:kosten|risico).{0,50}(?:terugzend\w*|retour\w*|terugstur\w*|terugbreng\w*|return\w*|sending back)"
    r"|retour(?:verzend)?kosten|terugzendkosten"
    r"|(?:verzend)?kosten (?:van|voor) (?:het |de )?retour\w*|return(?:ing)? .{0,30}(?:costs?|shipping|postage"
    r"|postal|fees?|charge)|costs? (?:of|for) return\w*"
    r"|gratis (?:retour\w*|terug)|kosteloos retour\w*|free returns?|retour\w*.{0,40}\bgratis"
    r"|costs? of (?:the )?(?:return|sending)|\bkosten (?:van|voor) (?:de |het )?terug\w*|terug\w*.{0,90}op eigen kosten"
    r"|return(?:ing|s)? (?:it )?(?:is|are) free|prepaid (?:return )?label|return shipping"
)
WHO_PAYS = (
    r"rekening|consument draagt|draagt (?:de|u)|klant|koper|u (?:zelf )?betaal\w*|zelf|eigen (?:kosten"
    r"|rekening)|gratis|kosteloos|(?:wij|we) (?:betalen|vergoeden)|ten laste|kost je (?:niets|ongeveer)|consument"
    r"|yours|van ons|voor (?:u|jou|je)\b|niet (?:vergoed|terugbetaald)|prepaid"
    r"|account|borne|bear\w*|pay\w*|free|responsib\w*|expense|charged|€|eur\b|euro|bedragen|customer"
)
DEPENDS = r"in sommige gevallen|\bsoms\b|in some cases|sometimes|afhankelijk van|depend\w* on"
CONDITION = (
    r"(?:originele|oorspronkelijke|originele, onbeschadigde) (?:en \w+ )?(?:staat|verpakking|toestand"
    r"|product\s?verpakking)|\bongeopend\w*|\bongebruikt\w*|\bonbeschadigd\w*"
    r"|(?:houden|hou) .{0,40}\d+\s?% .{0,40}\bin\b|re-?stocking|administratiekosten|annuleringskosten"
    r"|behandelingskosten|original (?:state|condition"
    r"|packag\w*|and undamaged)|\bunopened|\bunused|undamaged|unworn"
    r"|handling fee|geschikt zijn voor verkoop|(?:verkoopbare|nieuwstaat)|kosten in mindering"
    r"|zonder (?:\bRMA\b|retournummer)|vrij van gebruikssporen|label\w* .{0,30}(?:aan|eraan)"
)
SOFTENED = (
    r"(?:indien|als|voor zover|zo veel mogelijk|zoveel|zo|if|where|as far as|insofar).{0,30}(?:mogelijk\w*"
    r"|redelijk\w*|possible|reasonabl\w*)"
    r"|hygi[eë]n\w*|verzegel\w*|sealed|audio|software|bij voorkeur|preferably|niet verplicht|not required"
    r"|not obligatory|gewenst|\?$|hoeft niet|need not|mag .{0,20}(?:uitpakken|openen)|conformiteit|defect"
    r"|beschadigd ontvangen|garantie"
    r"|hoogte van|verminder\w* van de waarde|diminished"
)
AS_IN_A_SHOP = (
    r"alleen .{0,40}hanteren en (?:te )?inspecteren|uitpakken .{0,60}noodzakelijk|handle and inspect"
    r"|unpack .{0,60}need"
    r"|zoals .{0,30}in een winkel"
)
GOODS = r"retour\w*|terug\w*|herroep\w*|return\w*|withdraw\w*|bedenktijd|(?:het|de) (?:product|artikel)|goods|send"
SAME_MEANS = (
    r"(?:hetzelfde|dezelfde|zelfde) (?:betaal(?:middel|methode|wijze|mogelijkheid)|wijze|manier|rekening\w*)"
    r"|same (?:means of payment|payment (?:method|means)|method|way|account)"
    r"|(?:kaart|rekening|card|account) .{0,20}(?:waarmee|waarvan|you (?:paid|used))|(?:betaalmiddel"
    r"|manier) .{0,20}waarop"
    r"|oorspronkelijke betaal\w*|original (?:payment )?(?:method|means)|(?:betaal(?:middel|methode|wijze)"
    r"|rekening\w*) .{0,40}waarmee|(?:betaal(?:middel|methode|wijze|manier)) (?:dat|die) (?:de consument|je|u|jij)"
    r"|payment method (?:that )?you used|(?:card|account) "
    r"(?:or \w+ )?you paid"
)
VOUCHER = r"tegoedbon\w*|winkeltegoed|voucher\w*|store credit|shoptegoed|waardebon\w*|cadeaubon\w*"
AS_A_VOUCHER = (
    r"\b(?:krijgt?|ontvangt?|vergoeden|geven|receive|get|issue|in de vorm van|in the form of)\b.{0,30}"
    r"(?:tegoedbon|winkeltegoed|shoptegoed|waardebon|voucher|store credit)"
)
OF_CHOICE = r"\bwil\w*|kies\w*|kiezen|liever|\bmag\b|\bniet\b|\bgeen\b|\bnot\b|\bnever\b|choose|prefer|want|\bmay\b"
BOUGHT_WITH = (
    r"betaald .{0,40}(?:door middel van|met)|cadeaubon.{0,40}(?:gebruik|betaal)|spaarpunt|kortingscode|keuze"
    r"|op verzoek|if you (?:prefer|wish)|unless|tenzij"
)
RECEIPT = (
    r"ontvangstbevestiging|bevestig\w* .{0,40}(?:ontvangst|herroeping|melding)|(?:ontvangst|herroeping|melding"
    r"|retouraanvraag).{0,60}bevestig\w*|acknowledg\w*ment|return receipt|acknowledges? (?:the )?receipt"
    r"|confirm\w* .{0,40}(?:receipt|withdrawal)"
    r"|confirmation of (?:the )?(?:receipt|withdrawal)"
)


@probe("WD-06")
def refund(site: Site) -> Answer:
    """Everything paid, standard delivery included, within 14 days of the notice (BW 6:230r)."""
    kept = saying(site.withdrawal, SHIPPING_KEPT, never=PARTIAL)
    if kept:
        return not_met(kept, note=_("Delivery costs are kept."))
    late = None
    for sentence in map(answered, every(site.withdrawal, rf"{REFUND}|\bgeld\b|\bmoney\b")):
        terms = [days for days, _at in days_in(sentence)]
        if not terms or sentence.find(ANOTHER_TERM):
            continue
        if min(terms) <= LONGEST:
            return unknown(sentence) if sentence.find(FROM_RECEIPT) and not sentence.find(NOTICE) else met(sentence)
        late = late or (sentence if sentence.find(rf"{WITHDRAW}|retour\w*|return\w*") else None)
    if late:
        return not_met(late, note=_("The refund may take longer than 14 days."))
    mention = saying(site.withdrawal, REFUND, rf"{WITHDRAW}|retour\w*|return\w*")
    return not_met(mention) if site.silent_on_withdrawal else unknown(mention)


@probe("WD-07")
def time_to_send_back(site: Site) -> Answer:
    """Fourteen days for sending back, counted from the notice and on top of the cooling-off period (BW 6:230s)."""
    inside = saying(site.withdrawal, SEND, SAME_PERIOD, never=NOTICE_TERM)
    for sentence in every(site.withdrawal, SEND):
        window = sentence.around(220, 0)
        for days, at in days_in(sentence):
            told = at.around(0, 120).find(
                rf"(?:na|nadat|vanaf|volgend op|after|from|following|of)\b.{{0,90}}(?:{NOTICE})"
            )
            before = Passage(sentence.page, window.start, at.start).find(TOLD_BEFORE)
            refunding = sentence.find(REFUND) and not sentence.find(r"voordat|before")
            told = told or Passage(sentence.page, max(sentence.start, at.start - 90), at.start).find(
                rf"(?:\bna|vanaf|nadat|after|from)\b.{{0,40}}(?:{NOTICE})|from that day|die melding"
            )
            from_receipt = at.around(0, 60).find(
                r"(?:na|nadat|vanaf|after|of)\b.{0,30}(?:ontvangst|levering|receipt|receiv\w*|delivery|\bkreeg\b|\bontving\b)"
            )
            if sentence.find(r"zakelijke|business") or (from_receipt and days >= 2 * LONGEST):
                continue
            if days >= LONGEST and (told or (before and not from_receipt)) and not refunding:
                return met(sentence)
            if from_receipt and not refunding and sentence.find(SEND):
                inside = inside or sentence
    if inside:
        return not_met(inside, note=_("Sending back is squeezed into the cooling-off period."))
    return not_met() if site.silent_on_withdrawal else unknown()


SAME_PERIOD = (
    r"binnen (?:de|deze|die|dezelfde|genoemde) (?:\w+ )?(?:bedenk|herroepings?|retour)?(?:tijd|termijn)"
    r"|within (?:the|this) (?:\w+ )?(?:period|term)"
)
TOLD_BEFORE = (
    r"\bna (?:de |uw |je )?(?:annulering|herroeping|opzegging)|nogmaals|after (?:your )?(?:cancellation"
    r"|withdrawal)|kenbaar|\bmeld\w*|gemeld|aangemeld|daarna|vervolgens|\bherroept|aangegeven|notif\w*|notice"
    r"|thereafter"
    r"|subsequently|afterwards"
)
NOTICE_TERM = r"(?:na|vanaf|volgend op|after|following) .{0,40}(?:melding|notice|notification)"


@probe("WD-08")
def return_costs(site: Site) -> Answer:
    """Who pays for sending back (BW 6:230m(1)(i)); a silent shop pays itself."""
    for sentence in every(site.withdrawal, RETURN_COSTS):
        if sentence.find(DEPENDS):
            return unknown(sentence)
        if answered(sentence).find(WHO_PAYS):
            return met(answered(sentence))
    return not_met() if site.silent_on_withdrawal else unknown()


@probe("WD-09")
def no_conditions(site: Site) -> Answer:
    """No original packaging, unopened goods, restocking fee or number as a condition (BW 6:230s(3), 6:230i)."""
    for sentence in every(site.withdrawal, CONDITION):
        about = sentence.find(GOODS) or sentence.around(500, 0).find(rf"{WITHDRAW}|\bretour\w*|\breturns?\b")
        if about and not sentence.find(SOFTENED):
            return not_met(sentence)
    if not (site.silent_on_withdrawal or site.read(Kind.RETURNS)) or not list(statements(site)):
        return unknown()
    return met(first(site.withdrawal, AS_IN_A_SHOP))


@probe("WD-12")
def same_means(site: Site) -> Answer:
    """The money comes back the way it was paid, not as a voucher, and without a fee (BW 6:230r(2))."""
    forced = saying(site.withdrawal, AS_A_VOUCHER, never=rf"{BOUGHT_WITH}|{OF_CHOICE}")
    if forced:
        return not_met(forced)
    for sentence in every(site.withdrawal, SAME_MEANS):
        if sentence.around(400, 0).find(REFUND):
            return met(sentence)
    voucher = saying(
        site.withdrawal, rf"{REFUND}|retour\w*|return\w*|bedrag|krijg\w*|geven|receive", VOUCHER, never=BOUGHT_WITH
    )
    if voucher:
        return not_met(voucher)
    return not_met() if site.silent_on_withdrawal else unknown()


@probe("WD-13")
def receipt(site: Site) -> Answer:
    """The shop confirms a withdrawal made online without delay on a durable medium (BW 6:230oa(4))."""
    for sentence in every(site.withdrawal, RECEIPT):
        if is_label(sentence):
            continue  # of a button, "Herroeping bevestigen": the consumer's own act
        if sentence.find(WITHDRAW) or (
            sentence.around(260).find(r"herroep\w*|withdraw\w*")
            and not sentence.find(r"bestelling|order\b|aanvaarding|klacht|complaint")
        ):
            return met(sentence)
    return not_met() if site.silent_on_withdrawal else unknown()
