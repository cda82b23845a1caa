"""The shops of the town, their companies and their people. Nobody here exists; hosts end in .example."""

from dataclasses import dataclass
from random import Random

# name | what it sells | word for its goods (nl) | (en) | place | standing at the end | reviews a year | category
_SHOPS = """
Theeplank|Losse thee, met zorg gekozen|thee|tea|Zwolle|full|150|FOOD
Fietsgoed|Fietsen, onderdelen en reparatie|fiets|bike|Deventer|full|60|VEHICLES
De Groene Duim|Planten en potgrond, thuisbezorgd|plant|plant|Boskoop|full|85|GARDEN
Sokkenlade|Sokken met een verhaal|sokken|socks|Tilburg|full|40|FASHION
Bordspelhuis|Bordspellen en puzzels|spel|game|Utrecht|full|70|MEDIA
Wolwaar|Breigaren en naalden|garen|yarn|Leeuwarden|full|35|HOBBY
Kookgerei.example|Pannen en messen voor thuis|pan|pan|Den Bosch|full|55|KITCHEN
Nachtrust|Dekbedden en kussens|dekbed|duvet|Enschede|full|45|HOME
Hond en Co|Alles voor de hond|hondenmand|dog bed|Apeldoorn|full|50|PETS
Kaarsenmaker|Kaarsen en lantaarns|kaars|candle|Eindhoven|full|30|HOME
Kinderstapel|Houten speelgoed|speelgoed|toy|Groningen|full|40|TOYS
Papierwaren Prins|Schriften, pennen en inkt|pen|pen|Haarlem|full|25|OFFICE
Buitenbeentje|Tenten en slaapzakken|tent|tent|Nijmegen|full|30|SPORTS
Koffiebranderij Noord|Vers gebrande koffie|koffie|coffee|Assen|full|65|FOOD
Zeepziederij|Zeep uit eigen ketel|zeep|soap|Alkmaar|full|20|BEAUTY
Vinylstal|Platen, nieuw en gebruikt|plaat|record|Rotterdam|full|35|MEDIA
Kaaspakhuis|Boerenkaas aan huis|kaas|cheese|Gouda|full|45|FOOD
Gereedschapskist|Gereedschap voor klussers|boormachine|drill|Amersfoort|full|40|DIY
Bloemenbode|Boeketten door de brievenbus|boeket|bouquet|Aalsmeer|full|55|GIFTS
Leesvoer|Boeken, ook tweedehands|boek|book|Leiden|full|50|MEDIA
Schoenlapper Online|Schoenverzorging en veters|schoensmeer|shoe polish|Breda|full|15|FASHION
Tuinhout Twente|Schuttingen en vlonders|schutting|fence|Hengelo|full|20|GARDEN
Telefoonhoes.example|Hoesjes en kabels|hoesje|phone case|Almere|suspended|40|ELECTRONICS
Gezond Gesnoept|Drop en noten|drop|liquorice|Zaandam|suspended|20|FOOD
Postzegelhal|Postzegels en albums|album|album|Barneveld|ended|12|HOBBY
Modepaleis|Jurken en jassen|jurk|dress|Maastricht|ended|30|FASHION
Snaren en Zo|Gitaren en snaren|gitaar|guitar|Arnhem|aspirant|18|HOBBY
Speelkwartier|Buitenspeelgoed|skelter|go-kart|Ede|aspirant|12|TOYS
De Olijfboom|Olijfolie van kleine boeren|olie|oil|Middelburg|aspirant|90|FOOD
Fotolijstje|Lijsten op maat|lijst|frame|Hoorn|aspirant|8|HOME
Ochtendmens|Ontbijtpakketten|ontbijt|breakfast|Delft|aspirant|180|FOOD
Draadloos|Koptelefoons en speakers|koptelefoon|headphones|Hilversum|aspirant|14|ELECTRONICS
Zuurdesem Thuis|Meel en bakspullen|meel|flour|Wageningen|aspirant|240|FOOD
Kajakkelder|Kajaks en peddels|peddel|paddle|Sneek|ready|0|SPORTS
Het Naaikistje|Stoffen en fournituren|stof|fabric|Venlo|ready|0|HOBBY
Mosterdmolen|Mosterd en zuren|mosterd|mustard|Doesburg|inspection|0|FOOD
Stekkerdoos|Elektra voor thuis|kabel|cable|Helmond|inspection|0|ELECTRONICS
Wijnkoperij Zuid|Wijn van kleine huizen|wijn|wine|Roermond|rejected|0|FOOD
Lampenlade|Lampen met een tweede leven|lamp|lamp|Deventer|rejected|0|HOME
Sierradenstal|Zilveren sieraden|ketting|necklace|Schoonhoven|withdrawn|0|JEWELLERY
Wondermiddel|Voedingssupplementen|pillen|pills|Lelystad|refused|0|HEALTH
Bakfietsland|Bakfietsen, nieuw en gebruikt|bakfiets|cargo bike|Delft|submitted|0|VEHICLES
Vliegerduin|Vliegers en windzakken|vlieger|kite|Zandvoort|asked|0|TOYS
"""

_FIRST = "Anna Bram Carla Daan Elif Fatima Gijs Hanna Imane Joost Kees Lotte Mohamed Noor Olaf Petra Quinten Rosa Sanne Tim Uma Vera Wout Yara Zoë".split()
_LAST = "de Vries|Jansen|Bakker|Visser|Smit|Meijer|de Boer|Mulder|de Groot|Bos|Vos|Peters|Hendriks|van Dijk|Dekker|Yilmaz|El Idrissi|Nguyen|Pinas|Kok".split(
    "|"
)
_STREETS = "Kerkstraat Dorpsweg Molenlaan Havenkade Stationsweg Marktstraat Lindelaan Brugstraat".split()


@dataclass(frozen=True)
class Place:
    """One shop of the town. `standing` is where its story ends; `reviews` how many it gets in a year."""

    name: str
    sells: str
    goods_nl: str
    goods_en: str
    city: str
    standing: str
    reviews: int
    category: str

    @property
    def host(self) -> str:
        return self.name.lower().removesuffix(".example").replace(" ", "-") + ".example"


def places() -> list[Place]:
    rows = (line.split("|") for line in _SHOPS.strip().splitlines())
    return [
        Place(name, sells, nl, en, city, standing, int(reviews), category)
        for name, sells, nl, en, city, standing, reviews, category in rows
    ]


def person(chance: Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def address(chance: Random) -> dict[str, str]:
    return {
        "street": chance.choice(_STREETS),
        "house_number": str(chance.randint(1, 240)),
        "postcode": f"{chance.randint(1011, 9990)} {chance.choice('ABCDEGHJKL')}{chance.choice('ABCDEGHJKL')}",
    }


def vat_number(chance: Random) -> str:
    """A number of a legal person whose check digit is right (checklist 3.8) and that belongs to nobody known."""
    while True:
        digits = [chance.randint(0, 9) for _ in range(8)]
        last = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if last < 10:
            return f"NL{''.join(map(str, digits))}{last}B01"
