"""Keys, invitations, reviews and replies for tests: by the same verbs as in life."""

import io
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from members.models import Shop
from reviews.hours import SendingHours
from reviews.models import (
    Invitation,
    OpenReview,
    Opinion,
    PluginKey,
    Product,
    ProductReview,
    Reply,
    Review,
    ReviewLink,
    ReviewPhoto,
)
from reviews.orders import Order, OrderedProduct
from reviews.photos import developed
from tests.factories import members
from tests.factories.members import LONG_AGO, NUMBER

PRAISE = "Snel geleverd en netjes ingepakt, ik ben er blij mee."


def inviting_shop(**fields: Any) -> Shop:
    """A full member whose privacy statement has the sharing clause, so that invitations go out (terms 18.2)."""
    return members.full_shop(sharing_clause_found_at=LONG_AGO, **fields)


def plugin_key(*, of: Shop | None = None, at: datetime = LONG_AGO) -> PluginKey:
    return PluginKey.issue(of or inviting_shop(), actor="test", at=at)


def order(**facts: Any) -> Order:
    number = next(NUMBER)
    defaults = {"email": f"buyer{number}@example.com", "number": f"4{number:04}", "customer_name": "Sanne de Koning"}
    return Order(**{**defaults, **facts})


def invitation(*, of: Shop | None = None, at: datetime = LONG_AGO, **facts: Any) -> Invitation:
    """A scheduled invitation, received at `at`."""
    return Invitation.schedule(of or inviting_shop(), order(**facts), actor="test", at=at)


def sent_invitation(*, of: Shop | None = None, at: datetime = LONG_AGO, **facts: Any) -> Invitation:
    """An invitation whose letter went out at `at`, or in the last sending hour before; received its delay earlier."""
    at = in_sending_hours(at)
    made = invitation(of=of, at=at - timedelta(days=facts.get("delay_days", 7)), **facts)
    assert made.mark_sent(actor="test", at=at), made.reason
    return made


def in_sending_hours(moment: datetime) -> datetime:
    """The moment itself by day; at night an hour of the evening before, so that tests hold around the clock."""
    while not SendingHours().are_open(moment):
        moment -= timedelta(hours=1)
    return moment


def review_link(*, of: Shop | None = None, at: datetime = LONG_AGO, **facts: Any) -> ReviewLink:
    name = f"Toonbank {next(NUMBER)}"
    given = {"place": ReviewLink.Place.STORE, "name": name, **facts}
    return ReviewLink.make(of or inviting_shop(), actor="test", at=at, **given)


def opinion(**words: Any) -> Opinion:
    return Opinion(**{"stars": 5, "text": PRAISE, "display_name": "Sanne de Koning", **words})


def review(*, of: Shop | None = None, at: datetime = LONG_AGO, language: str = "", **words: Any) -> Review:
    """A published, verified review; `words` are those of Opinion."""
    return Review.publish(sent_invitation(of=of, at=at), opinion(**words), actor="test", at=at, language=language)


def ordered(**facts: Any) -> OrderedProduct:
    number = str(next(NUMBER))
    return OrderedProduct(**{"external_id": number, "name": f"Fietsbel {number}", **facts})


def product_review(
    *, of: Shop | None = None, at: datetime = LONG_AGO, product: OrderedProduct | None = None, **words: Any
) -> ProductReview:
    """A published review of a product, after that of the shop; `words` are those of Opinion."""
    sent = sent_invitation(of=of, at=at, products=(product or ordered(),))
    Review.publish(sent, opinion(), actor="test", at=at)
    bought = Product.objects.to_review(sent).get()
    return ProductReview.publish(sent, bought, opinion(**words), actor="test", at=at)


def unverified_review(*, of: Shop | None = None, at: datetime = LONG_AGO, **words: Any) -> Review:
    shop = of or inviting_shop()
    address = f"visitor{next(NUMBER)}@example.com"
    return Review.publish_unverified(shop, opinion(**words), email=address, actor="test", at=at)


def reply(*, to: Review | None = None, text: str = "Dank je wel, Sanne.", at: datetime = LONG_AGO) -> Reply:
    return (to or review()).reply_with(text, actor="test", at=at)


def open_review(*, of: Shop | None = None, at: datetime = LONG_AGO, email: str = "", **words: Any) -> OpenReview:
    """Written without an invitation; its letter asks whether the address is right."""
    waiting = OpenReview.begin(of or inviting_shop(), origin="OPEN", language="nl", at=at)
    address = email or f"visitor{next(NUMBER)}@example.com"
    waiting.send(opinion(**words), address, consent_version="2026-11", actor="test", at=at)
    return waiting


def photo_bytes(
    size: tuple[int, int] = (64, 48), kind: str = "JPEG", *, colour: Any = "orange", mode: str = "RGB", **more: Any
) -> bytes:
    """A photo as a telephone sends it, position included."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def photo(*, of: Review | Invitation | OpenReview, at: datetime = LONG_AGO) -> ReviewPhoto:
    """A photo that waits with a draft."""
    return ReviewPhoto.take(developed(photo_bytes(colour=f"#{next(NUMBER):06x}")), draft=of, at=at)
