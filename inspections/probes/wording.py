"""Words that several groups of probes look for, in Dutch and English."""

import re

from inspections.pages import Passage, pattern

NUMBERS = {
    "één": 1, "een": 1, "one": 1, "twee": 2, "two": 2, "drie": 3, "three": 3, "vier": 4, "four": 4, "vijf": 5,
    "five": 5, "zes": 6, "six": 6, "zeven": 7, "seven": 7, "acht": 8, "eight": 8, "tien": 10, "ten": 10,
    "twaalf": 12, "twelve": 12, "veertien": 14, "fourteen": 14, "eenentwintig": 21, "dertig": 30, "thirty": 30,
    "zestig": 60, "sixty": 60,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
DAYS = (
    rf"\b({NUMBER})\b(?:\s*\(\s*\w+\s*\))?[\s-]*(kalender|calendar |werk|working |business )?-?"
    r"(dag(?:en)?|days?|we[e]?ken|weeks?|week)(?![a-z])"
)
TERM = (
    rf"\b{NUMBER}\b(?:\s*\(\s*\w+\s*\))?[\s-]*(?:kalender|calendar |werk|working |business )?-?(?:dag|day"
    rf"|we[e]?k|uur|uren|hour|maand|month|jaar|jaren|year)"
)
FOURTEEN = r"\b(?:14|veertien|fourteen|two weeks|twee weken)\b"

# Companies and bodies that a shop names without being them.
OTHERS = (
    r"billink|klarna|riverty|afterpay|\bin3\b|spraypay|mollie|multisafepay|adyen|paypal|stripe|buckaroo|ccv"
    r"|postnl|\bdhl\b"
    r"|\bdpd\b|\bgls\b|\bups\b|bpost|fedex|autoriteit persoonsgegevens|data protection authority|geschillencommissie"
    r"|webwinkelkeur|thuiswinkel|kiyoh|trustpilot|feedback company|trusted shops|digidispuut|consuwijzer"
    r"|juridisch loket|keurmerk\b|trust ?mark|consumentenbond|consumers?['’]? association|disputes? committee"
    r"|herkenningsteken"
    r"|cookiefirst|cookiebot|google|facebook|\bmeta\b|mailchimp|microsoft|\bzopim\b|zendesk|hotjar|shopify|lightspeed"
    r"|(?:ingevoerd|geïmporteerd|vervaardigd|geproduceerd|gemaakt) door|(?:imported|manufactured|made) by"
    r"|leverancier|supplier|fabrikant|manufacturer|producent\b|producer|importeur|importer|verantwoordelijke persoon"
    r"|responsible person|functionaris|customs|douane|hosting"
)
COMPANY = r"\b(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|Ltd\.?|GmbH|Inc\.?|LLC)(?![\w])"

COOLING = (
    r"om (?:je|u|jezelf|zich) te bedenken|to change your mind|bedenk(?:tijd|termijn|periode)"
    r"|herroepings?(?:termijn|periode|recht)|afkoelingsperiode|cooling[- ]?off"
    r"|withdrawal period|right of withdrawal|right to withdraw|reflection period|period of reflection"
    r"|right of revocation"
)
WITHDRAW = rf"{COOLING}|herroep\w*|withdraw\w*|\brevo(?:ke|cation)\w*"
REFUND = (
    r"terugbeta\w*|terug te betalen|(?:betaal|betalen|betaalt|krijg\w*|ontvang\w*"
    r"|stort\w*)\b[^.;]{0,140}\bterug\b(?! te )|vergoed\w*|restitu\w*|refund\w*|pay\w* back|reimburs\w*"
    r"|terugstort\w*|stort(?:en)? .{0,60}\bterug\b|maken .{0,160}\bover op\b|gecrediteerd|credited"
    r"|\bgeld\b.{0,60}\bterug\b|money back|transfer\w* .{0,40}(?:amount|sum|money|price)"
    r"|(?:get|receive) (?:everything|all|the (?:full|whole)) .{0,30}back|krijg\w* .{0,20}(?:mijn|je|uw) geld"
)
SEND_BACK = (
    r"terug(?:zend|stu|gest|gezon|gebra|breng)\w*|terug te (?:sturen|zenden|brengen)|retourneer\w*"
    r"|retourner\w*|geretourneerd"
    r"|retour (?:te )?(?:stu|zend|gest|gezon)\w*|(?:send|sent|sending|ship|shipped|return|returned|returning"
    r"|hand(?:ed)?) "
    r"(?:\w+ ){0,4}back|\breturn(?:ed|ing)? (?:the|it|your|goods|products?|items?)|(?:be|been) returned|"
    r"(?:stuurt|zendt|stuur|zend)\b.{0,140}\b(?:terug|retour)\b|\bop te sturen|\bopsturen|\bstuurt?\b.{0,60}\bop\b"
    r"|terug te geven|op de post (?:te )?do|naar ons te (?:sturen|zenden)|(?:post|mail|send|ship|get) (?:\w+ ){0,5}back"
    r"|(?:to|in) the post\b"
)
NO_REASON = (
    r"zonder (?:enige )?(?:opgaaf|opgave|vermelding) van (?:\w+ )?reden\w*|zonder (?:een )?(?:reden|uitleg)"
    r"|zonder (?:te )?(?:zeggen|vertellen|uitleggen|uit te leggen) waarom|(?:geen|een) reden (?:op )?te geven"
    r"|zonder dat (?:je|u|jij) .{0,30}(?:waarom|reden)"
    r"|niet .{0,20}(?:vertellen|zeggen|uitleggen|uit te leggen|aan te geven|uitleg)\b.{0,10}waarom"
    r"|no (?:explanation|reason) (?:is |has )?(?:needed|required|necessary|to be given)|without (?:any )?explanation"
    r"|(?:not|n['’]t) (?:have|need) to (?:\w+ ){0,3}(?:why|reason|explain)"
    r"|without (?:giving|stating|specifying|having to (?:give|state)|providing|indicating)? ?(?:any |a "
    r"|the )?reasons?"
)


def days_in(passage: Passage) -> list[tuple[int, Passage]]:
    """Every term in days or weeks in this passage: the number of days, and where it stands."""
    return [(_days(match), Passage(passage.page, match.start(), match.end()))
            for match in pattern(DAYS).finditer(passage.page.text, passage.start, passage.end)]  # fmt: skip


def _days(match: re.Match[str]) -> int:
    number = match[1].lower()
    count = int(number) if number.isdigit() else NUMBERS[number]
    return count * 7 if match[3].lower().startswith("we") else count


def between(one: Passage, other: Passage) -> Passage:
    """The text between two passages of the same page."""
    left, right = sorted((one, other), key=lambda passage: passage.start)
    return Passage(one.page, left.end, max(left.end, right.start))
