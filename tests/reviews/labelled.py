"""A labelled town of reviews: honest ones with the oddities of real life, and fakes of ten kinds. Same seed, same town.

Made by hand for this purpose; the last kind of fake cannot be told from honest by what a platform sees.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from keurmerk.mail.suppression import address_hash
from keurmerk.whereabouts import Whereabouts
from members.models import Device, Shop
from reviews.models import Invitation, Review
from reviews.models.trace import Trace
from tests.factories import members
from tests.factories.reviews import inviting_shop

SENTENCES = """De levering ging sneller dan ik had verwacht.|Het pakket was goed ingepakt.|De bezorger belde netjes aan.
Ik had een vraag over de maat en kreeg binnen een uur antwoord.|De kleur is iets donkerder dan op de foto.
Voor deze prijs vind je het nergens beter.|Het retourneren kostte me wel wat moeite.|Na drie weken werkt alles nog prima.
Mijn dochter is er erg blij mee.|De handleiding was alleen in het Engels.|Ik bestel hier al jaren.
De stof voelt zacht en stevig tegelijk.|Bij het openen bleek er een schroef te ontbreken.|Die is kosteloos nagestuurd.
De track en trace liep een dag achter.|Op zaterdag werd ik gewoon geholpen aan de telefoon.|Het ruikt heerlijk.
De verzendkosten mogen van mij lager.|Mijn buurvrouw heeft er nu ook een besteld.|Het past precies in de gang.
De eerste keer kreeg ik het verkeerde artikel.|Ze hebben het zonder discussie omgeruild.|De site laadt op mijn telefoon traag.
Het cadeaupapier zag er feestelijk uit.|Ik miste een bevestiging per mail.|Het geld stond binnen vier dagen terug.
De rits ging na een week kapot.|Ze vroegen een foto en stuurden een nieuwe.|Handig dat je achteraf kunt betalen.
Het gewicht viel me mee.|De montage was in een half uur gedaan.|Mijn kat slaapt er elke nacht in.|De smaak is niet te zoet.
De doos was beschadigd maar de inhoud niet.|Ik had liever een afhaalpunt gekozen.|Duidelijke foto's, je weet wat je krijgt.
De zaadjes kwamen na tien dagen al op.|Het geluid is helderder dan bij mijn oude.|Voor herhaling vatbaar.""".replace(
    "\n", "|"
).split("|")
THINGS = """theepot|regenjas|fietstas|boekenkast|wollen deken|koffiemolen|tuinslang|bureaulamp|kinderwagen|rugzak
snijplank|hondenmand|vloerkleed|gietpan|hangmat|waterkoker|muts|schilderij|yogamat|dakkoffer|puzzel|gordijn|krukje
handdoek|vogelhuis|stofzuiger|paraplu|keukenmes|zaklamp|tafelkleed""".replace("\n", "|").split("|")
PEOPLE = ["moeder", "vader", "zus", "broer", "buurman", "vriendin", "collega", "oma", "neefje", "man", "vrouw", "tante"]
ABOUT = [
    "Ik bestelde een {thing} voor mijn {who}, {n} euro.",
    "Een {thing} van {n} cm, zoals op de site.",
    "Mijn {who} zocht al {n} weken naar een {thing}.",
    "De {thing} kwam na {n} dagen.",
    "Naast de {thing} nam ik ook een {other} mee.",
    "Voor mijn {who} de {thing}, voor mezelf een {other}.",
    "Eerst twijfelde ik tussen een {thing} en een {other}.",
]
SHORT = ["Snel geleverd, top!", "Prima.", "Helemaal goed zo.", "Viel tegen.", "Goede service, snelle levering."]
_NUMBER = count(1)


@dataclass
class Town:
    """Shops, and which of their reviews are fakes of which kind; "" is honest."""

    now: datetime
    chance: Random = field(default_factory=lambda: Random(20488))  # the number of the standard about reviews
    shops: list[Shop] = field(default_factory=list)
    kind_of: dict[int, str] = field(default_factory=dict)

    def build(self) -> "Town":
        self.shops = [inviting_shop(owner=members.user(), host=f"winkel{n}.nl") for n in range(12)]
        for shop in self.shops:
            self._live_honestly(shop)
        self._odd_but_honest()
        for kind in (
            self._own_device, self._own_address, self._many_mailboxes, self._mill, self._spun, self._bombed,
            self._throwaway, self._staff, self._one_order, self._undetectable,
        ):  # fmt: skip
            kind()
        return self

    # --- one review ------------------------------------------------------------------------------

    def write(
        self, shop: Shop, *, kind: str = "", ago: timedelta | None = None, text: str = "", email: str = "",
        place: Whereabouts | None = None, order: str = "", total: int = 50, verified: bool = True,
        minutes: float | None = None,
    ) -> Review:  # fmt: skip
        number = next(_NUMBER)
        at = self.now - (ago if ago is not None else timedelta(hours=self.chance.uniform(30, 24 * 110)))
        email = email or f"koper{number}@voorbeeld{number % 400}.nl"
        invitation = self._invited(shop, email, order or f"W{number}", total, at, minutes) if verified else None
        review = Review.objects.create(
            shop=shop, invitation=invitation, verified=verified, origin="INVITATION" if verified else "OPEN",
            stars=self.chance.choice([1, 2, 3, 4, 4, 5, 5, 5]), text=text or self.words(), email=email,
            email_hash=address_hash(email), published_at=at, counts_until=at + timedelta(days=365),
        )  # fmt: skip
        Trace.leave(review, place or self.place(), at=at)
        self.kind_of[review.pk] = kind
        return review

    def _invited(
        self, shop: Shop, email: str, order: str, total: int, at: datetime, minutes: float | None
    ) -> Invitation:
        sent = at - timedelta(minutes=minutes if minutes is not None else self.chance.uniform(30, 9000))
        return Invitation.objects.create(
            shop=shop, state="USED", email=email, email_hash=address_hash(email), order_number=order, order_total=total,
            received_at=sent - timedelta(days=7), send_at=sent, sent_at=sent, used_at=at,
            expires_at=sent + timedelta(days=90),
        )  # fmt: skip

    def words(self) -> str:
        if self.chance.random() < 0.2:
            return self.chance.choice(SHORT)
        thing, other = self.chance.sample(THINGS, 2)
        facts = {"thing": thing, "other": other, "who": self.chance.choice(PEOPLE), "n": self.chance.randint(2, 140)}
        about = [each.format(**facts) for each in self.chance.sample(ABOUT, 2)]
        return " ".join([*about, *self.chance.sample(SENTENCES, self.chance.randint(2, 4))])

    def place(self, address: str = "") -> Whereabouts:
        return Whereabouts(address or f"net{next(_NUMBER)}", f"device{next(_NUMBER)}")

    # --- honest ------------------------------------------------------------------------------------

    def _live_honestly(self, shop: Shop) -> None:
        owner = shop.owner()
        assert owner
        Device.note(owner, Whereabouts(f"office{shop.pk}", f"laptop{shop.pk}"), at=self.now - timedelta(days=200))
        for _ in range(20):
            self.write(shop)

    def _odd_but_honest(self) -> None:
        chance, shops = self.chance, self.shops
        for shop in shops[:6]:  # two of one family, at one computer
            home = self.place()
            self.write(shop, place=home)
            self.write(shop, place=home)
        for shop in shops[:10]:  # colleagues behind one address, each a shop of their own
            self.write(shop, place=self.place("kantoor"))
        for shop in shops[:3]:  # a mailing of old orders: a day full of reviews, each after its invitation
            for _ in range(22):
                self.write(shop, ago=timedelta(hours=chance.uniform(1, 23)), minutes=chance.uniform(5, 600))
        for _ in range(5):  # somebody who reviews everything, on one telephone
            self.write(chance.choice(shops), email="graag@voorbeeld.nl", place=Whereabouts("mobiel", "mijn-telefoon"))
        for shop in shops[3:6]:  # the shop started its numbering anew
            self.write(shop, order="1001", ago=timedelta(days=90))
            self.write(shop, order="1001", ago=timedelta(days=2))
        for shop in shops[6:8]:  # paid with a voucher, at once happy
            self.write(shop, total=0, minutes=chance.uniform(0.5, 1.9))

    # --- fakes ---------------------------------------------------------------------------------------

    def _own_device(self) -> None:
        for shop in self.shops[:8]:
            self.write(shop, kind="own device", place=Whereabouts(f"office{shop.pk}", f"laptop{shop.pk}"))

    def _own_address(self) -> None:
        for shop in self.shops[:8]:
            self.write(shop, kind="own address", place=self.place(f"office{shop.pk}"))

    def _many_mailboxes(self) -> None:
        shop = self.shops[8]
        for n in range(8):
            self.write(shop, kind="many mailboxes", email=f"jan.de.boer+{n}@gmail.com", order=f"M{n}")

    def _mill(self) -> None:
        """One computer that writes for whoever pays."""
        desk = self.place()
        for _ in range(2):
            for shop in self.shops[2:10]:
                self.write(shop, kind="mill", place=desk, ago=timedelta(days=self.chance.uniform(1, 25)))

    def _spun(self) -> None:
        """One text with a word changed here and there."""
        text = f"{self.words()} {self.words()}"
        for n, shop in enumerate(self.shops):
            words = text.split()
            for _ in range(3):
                words[self.chance.randrange(len(words))] = self.chance.choice(["echt", "super", "dus", "gewoon"])
            self.write(shop, kind="spun", text=" ".join(words), ago=timedelta(days=20 - n))

    def _bombed(self) -> None:
        """A crowd without orders, in one evening."""
        for _ in range(18):
            self.write(self.shops[9], kind="bombed", verified=False, ago=timedelta(minutes=self.chance.uniform(1, 300)))

    def _throwaway(self) -> None:
        for n, shop in enumerate(self.shops[:8]):
            self.write(shop, kind="throwaway", email=f"x{n}@mailinator.com", total=0)

    def _staff(self) -> None:
        for shop in self.shops[:6]:
            self.write(shop, kind="staff", email=f"verkoop@{shop.host}")

    def _one_order(self) -> None:
        for n in range(8):
            self.write(self.shops[11], kind="one order", order="W-77", email=f"neef{n}@voorbeeld.nl", total=0)

    def _undetectable(self) -> None:
        for shop in self.shops[:8]:
            self.write(shop, kind="undetectable")
