"""What the town's customers bought and say of it: written in bulk with the orders, as it would have been one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils.text import slugify

from frontend.sandbox.town import words
from frontend.sandbox.town.places import Place
from members.models import Shop
from reviews import terms
from reviews.content import public_name
from reviews.grounds import Grounds
from reviews.models import Invitation, Opinion, OrderLine, Product, ProductReview
from reviews.moderation import intake
from reviews.moderation.filing import Report, Source, Subject
from reviews.moderation.intake import Sender

_TEAS = (
    "Earl Grey, 100 gram",
    "Sencha uit Uji, 50 gram",
    "Kruidenthee Avondrust",
    "Assam voor het ontbijt",
    "Theepot van glas",
)
_KINDS = ("klein", "groot", "voor beginners", "in een cadeaudoos")
_EVERY = 3  # about one shop in three has a plugin that tells what was in an order


@dataclass(frozen=True)
class Shelf:
    """The products of one shop, and its own chance, so that the rest of the town stays as it is."""

    products: Sequence[Product]
    chance: Random

    @classmethod
    def of(cls, shop: Shop, place: Place, now: datetime) -> "Shelf":
        named = _TEAS if place.name == "Theeplank" else [f"{place.goods_nl.capitalize()}, {kind}" for kind in _KINDS]
        shown = named if place.reviews % _EVERY == 0 else ()
        rows = [_product(shop, number, name, now) for number, name in enumerate(shown, start=1)]
        return cls(Product.objects.bulk_create(rows), Random(place.host))

    def write(self, invitations: Sequence[Invitation], place: Place) -> None:
        """Half of the orders name a product or two, and about half of those buyers say something of it."""
        lines = [(each, product) for each in invitations for product in self._basket()]
        OrderLine.objects.bulk_create(OrderLine(invitation=each, product=product) for each, product in lines)
        said = [line for line in lines if self.chance.random() < 0.5]
        ProductReview.objects.bulk_create(self._review(each, product, place) for each, product in said)

    def _basket(self) -> list[Product]:
        if not self.products or self.chance.random() < 0.5:
            return []
        return self.chance.sample(self.products, k=self.chance.choice((1, 1, 2)))

    def _review(self, invitation: Invitation, product: Product, place: Place) -> ProductReview:
        stars = words.stars(self.chance)
        goods = place.goods_en if invitation.language == "en" else place.goods_nl
        _title, text = words.opinion(self.chance, stars, invitation.language, goods)
        moment = invitation.used_at
        assert moment is not None  # only of orders that led to a review
        return ProductReview(
            shop_id=invitation.shop_id,
            product=product,
            invitation=invitation,
            stars=stars,
            text=text,
            display_name=public_name(invitation.customer_name),
            language=invitation.language,
            consent_version=terms.CONSENT_VERSION,
            published_at=moment,
            changed_at=moment,
        )


def _product(shop: Shop, number: int, name: str, now: datetime) -> Product:
    facts = {"external_id": str(100 + number), "sku": f"ART-{number:03}", "url": f"{shop.url}p/{slugify(name)}"}
    return Product(shop=shop, name=name, seen_at=now - timedelta(days=number), **facts)


def write_talk(shop: Shop, *, now: datetime) -> None:
    """In the first shop: one was changed, its writer took one back, one of us removed one, and one is under review."""
    latest = list(ProductReview.objects.public().filter(shop=shop).newest_first()[:12])
    changed, taken_back, removed, reported = latest[2], latest[5], latest[7], latest[0]
    text = f"{changed.text} Na een maand nog steeds."
    words_now = Opinion(stars=changed.stars, text=text, display_name=changed.display_name)
    changed.edit(words_now, actor="writer", at=now - timedelta(days=2))
    taken_back.remove_by_author(actor="writer", at=now - timedelta(days=2))
    removed.remove(Grounds.ADVERTISING, actor="user:1", at=now - timedelta(days=2))
    report = Report(
        Grounds.OFF_TOPIC, "Dit gaat over de bezorger, niet over de thee.", name="Bea Melder", email="bea@example.com",
        good_faith=True,
    )  # fmt: skip
    notice = intake.file(
        reported, report, Sender(Source.ANYONE), actor="visitor", at=now - timedelta(hours=6), subject=Subject.PRODUCT
    )
    notice.admit(actor="user:1", at=now - timedelta(hours=4))
