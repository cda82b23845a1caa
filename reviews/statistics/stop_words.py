"""Words that say nothing by themselves: left out of the words that go with a score. Dutch and English, a list."""

_DUTCH = """
aan aangezien achter af al alle alleen alles als altijd ander andere anderen anders april augustus ben bent bij
bijna bijvoorbeeld binnen daar daardoor daarna daarom dag dagen dan dat de december deze die dient dingen dit doe
doen doet door dus echt echter een eens eerst eerste eigenlijk elk elke en enige enkel enkele er eraan erg ergens
erin ermee erop ervan even februari gaan gaat ga gedaan geen gehad gekregen gegaan gemaakt geweest gewoon geworden
ging gingen had hadden haar heb hebben hebt heeft heel heet helaas helemaal hem hen het hier hierdoor hij hoe hun
iedere iedereen iemand iets ietwat ik in is ja jaar jammer januari jou jouw juist juli juni kan kon konden kreeg
krijg krijgen krijgt kun kunnen laat laatste later laten lang maal maand maanden maar maart mag maken maakt me mee
meer meest meestal mei men met mij mijn minder misschien moest moet moeten mogelijk mogen na naar nadat natuurlijk
nee net niet niets niks nog nooit november nu ochtend of ofzo oktober om omdat onder ondanks ons onze ook op opnieuw
over overigens paar per precies redelijk samen sinds slechts soms stond staan staat sta te tegen ten ter terwijl
tijdens toch toe toen tot tussen twee drie vier vijf uit uiteindelijk uur uw vaak van vanaf vandaag vanwege veel
verder via volgende volgens voor vooral voordat vond vind vinden vindt waar waarbij waarmee waarom wanneer waren
want was wat we wederom weer weinig wel weken week welke werd werden wie wij wil wilde willen word worden wordt zal
ze zeer zei zelf zelfs zich zien zij zijn zo zoals zodat zonder zou zouden zulke zullen jullie je dank bedankt
tweede derde keer alweer besteld bestelde bestellen bestelling bestellingen kwam kwamen komt hoi groet groetjes mvg
"""
_ENGLISH = """
a about above after again all almost already also although always am an and another any anyone anything are around
as at away back be because been before being below between both but by came can cannot come could day days did do
does doing done down due during each either else enough especially even ever every everyone everything few first for
found from further gave get gets getting give go goes going gone got had has have having he her here hers him his
how however i if in instead into is it its itself just keep kept last later least less let lot made make makes many
may maybe me might mine more most much must my myself near never new next no nobody none nor not nothing now of off
often on once one two three four five only onto or other others our ours out over own part perhaps put quite rather
really said same saw say says see seem seems seen several shall she should since so some someone something sometimes
soon still such take than that the their theirs them then there these they thing things this those though through
thus till to today together too took toward under until up upon us use used very was way we week weeks well went
were what when where which while who whole whose why will with within without would year years yes yet you your
yours ve ll re didn doesn don isn wasn weren won wouldn couldn hasn haven hadn thank thanks order orders ordered
ordering second third time times regards
"""
STOP_WORDS = frozenset(_DUTCH.split()) | frozenset(_ENGLISH.split())
