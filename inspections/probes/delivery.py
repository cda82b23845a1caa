"""DL and SB: delivery times, risk, and subscriptions."""

from collections.abc import Iterator

from inspections.pages import Kind, Passage
from inspections.probes.probe import Answer, every, first, met, not_applicable, not_met, probe, saying, unknown
from inspections.probes.wording import days_in
from inspections.site import Site

LONGEST = 30  # days (BW 7:9(4))
TIME = (
    r"lever(?:ings)?(?:tijd|termijn)\w*|bezorgtijd|verzonden (?:binnen|op)|geleverd (?:binnen|op)|verzend\w*"
    r"|verzonden|geleverd|bezorgd|in huis|delivery (?:time|within)|deliver\w* (?:within|in)|ships? (?:within"
    r"|in)|dispatched|(?:voor|before) \d+[:.]?\d* ?(?:uur|am|pm)? besteld"
)
QUANTITY = (
    r"\d+\s?(?:-|–|tot|à|to|of)?\s?\d*\s?(?:werk|kalender|working |business )?-?(?:dag|day|uur|hour|we[e]?k)"
    r"|\b(?:één|een|twee|drie|vier|vijf|one|two|three|four|five)(?: (?:of|tot|à|to|or) \w+)? (?:werk|working "
    r"|business )?(?:dag|day)"
    r"|\bmorgen in huis|next (?:working |business )?day|volgende (?:werk)?dag"
)
ORDER = (
    r"lever\w*|bezorg\w*|verzend\w*|\bship\w*|bestelling\w*|uitvoer\w*|uitgevoerd|deliver\w*|\border\w*|execut\w*"
    r"|dispatch\w*"
)
OTHER = (
    r"ontbind\w*|bedenk\w*|opgave van|reflection|repudiate|cancel\w*|opzeg\w*|retour\w*|terugbeta\w*"
    r"|herroep\w*|klacht\w*|betaal\w*|refund\w*|withdraw\w*|return\w*"
    r"|notice period|termination|invoice|factuur\w*|bewaar"
)
CARRIER = r"(?:aan de|aan een|to the|to a) (?:vervoerder|bezorger|transporteur|koerier|carrier|courier)"
RISK = (
    r"risico\b.{0,160}(?:aflever\w*|afgeleverd|bezorg\w*|ontvang\w*|levering|geleverd|in bezit)"
    r"|(?:in handen|ontvang\w*|bezorging|bezorgd|geleverd|delivered|received|in your hands).{0,120}\b(?:risico|risk)\b"
    r"|risk\b.{0,160}(?:deliver\w*|receipt|receiv\w*|possession)"
)
EARLY = (
    r"risico\b.{0,40}\b(?:koper|klant|consument|afnemer|besteller)\b.{0,80}(?:magazijn|verlat\w*|werkplaats|verzonden|verlaat)"
    r"|(?:vervoer|transport|verzending)\b.{0,80}risico (?:van|voor) (?:de )?(?:koper|klant|consument|afnemer)"
    r"|(?:vervoer|transport|verzending)\b.{0,80}voor risico van"
    r"|risk of the (?:buyer|customer|consumer).{0,80}(?:leave|ship|transport|dispatch)"
)
RENEWAL = (
    r"stilzwijgend\w* .{0,40}(?:verleng\w*|voortgezet)|(?:automatisch|automatically) .{0,30}(?:verleng\w*"
    r"|renew\w*)|verlengd .{0,40}stilzwijgend|tacit\w* .{0,30}(?:renew\w*|extend\w*|prolong\w*)"
)
NOTICE = r"opzegtermijn|opgezegd|opzeggen|notice|terminate|cancel"
SHORT_NOTICE = (
    r"(?:één|een|1|one|a) (?:kalender)?(?:maand|month)|(?:30|dertig|thirty) (?:dagen|days)|maandelijks|monthly"
    r"|te allen tijde|at any time"
)
LONG_NOTICE = r"(?:opzegtermijn|notice) .{0,30}(?:(?:2|3|6|twee|drie|zes|two|three|six) (?:maanden|months))"
SUBSCRIPTION = r"abonnement\w*|duur(?:overeenkomst|transactie)\w*|subscription\w*|opzegtermijn"
PERIODICALS = r"dag-|nieuws-|week-?bladen|tijdschrift\w*|newspaper|magazine"


@probe("DL-01")
def delivery_time(site: Site) -> Answer:
    """A delivery time per product or in general, in days (BW 6:230m(1)(g))."""
    places = [page.content for page in site.of(Kind.PRODUCT, Kind.DELIVERY)] + site.terms
    for sentence in [*every(places, TIME), *_rows_of_times(site)]:
        if sentence.find(QUANTITY) and not sentence.find(rf"{OTHER}|\b30\b|dertig|thirty|kantooruren|reactie|antwoord"):
            return met(sentence)
    mention = first(places, r"levertijd\w*|delivery time")
    whole = site.whole and site.read(Kind.DELIVERY, Kind.PRODUCT)
    belongs_here = mention is None and site.read(Kind.DELIVERY) and site.silent(Kind.DELIVERY)
    return not_met(mention) if whole or belongs_here else unknown(mention)


def _rows_of_times(site: Site) -> Iterator[Passage]:
    """A line or row on the page of delivery that stands shortly under a head that speaks of delivery times."""
    for page in site.of(Kind.DELIVERY):
        for block in page.content.blocks:
            if block.find(QUANTITY) and block.around(300, 0).find(r"levertijd|bezorgtijd|delivery time"):
                yield block


@probe("DL-02")
def thirty_days(site: Site) -> Answer:
    """Delivery within 30 days unless agreed otherwise (BW 7:9(4))."""
    for sentence in every(site.terms, ORDER):
        for days, at in days_in(sentence):
            limit = at.around(40, 0).find(r"uiterlijk|binnen|within|no later|at the latest|maxim\w*|ten hoogste")
            about = at.around(110, 70).find(ORDER) and not sentence.find(rf"{OTHER}|overmacht|force majeure")
            if (
                limit
                and about
                and (days == LONGEST or sentence.find(r"uiterlijk|no later|at the latest|maxim\w*"))
                and days <= LONGEST
            ):
                return met(sentence)
    return not_met() if site.silent(Kind.TERMS) else unknown()


@probe("DL-03")
def risk(site: Site) -> Answer:
    """The risk passes when the consumer receives the goods (BW 7:11)."""
    places = site.terms + [page.content for page in site.of(Kind.DELIVERY)]
    early = saying(places, EARLY, never=r"niet voor risico|retour|terugzend") or saying(
        site.terms, r"risico\b|\brisk\b", CARRIER, never=r"gekozen|aangewezen|chosen|designated|retour|terugzend"
    )
    if early:
        return not_met(early)
    found = saying(site.terms, RISK, never=r"terugzend|retour|return|herroep|bewijslast")
    if found:
        return met(found)
    return not_met() if site.silent(Kind.TERMS) else unknown()


@probe("SB-01")
def subscriptions(site: Site) -> Answer:
    """After the first term a subscription ends on a month's notice (BW 6:236(j))."""
    long = saying(site.terms, LONG_NOTICE, never=PERIODICALS)
    if long:
        return not_met(long)
    renewed = (
        saying(site.terms, RENEWAL, NOTICE, SHORT_NOTICE, never=PERIODICALS)
        or saying(site.terms, RENEWAL, NOTICE, SHORT_NOTICE)
        or saying(site.terms, r"opzegtermijn|notice period", SHORT_NOTICE)
    )
    if renewed:
        return met(renewed)
    renews = saying(site.terms, RENEWAL, never=r"\bniet\b|\bnot\b")
    if renews and site.silent(Kind.TERMS):
        return not_met(renews) if not renews.around(600).find(SHORT_NOTICE) else met(renews)
    sells = first(site.terms, SUBSCRIPTION)
    return unknown(sells) if sells else not_applicable()
