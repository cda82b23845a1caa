"""Three years of orders, invitations and reviews per shop, written in bulk as they would have been one by one."""

from datetime import datetime, timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from frontend.sandbox.town import words
from frontend.sandbox.town.places import Place, person
from frontend.sandbox.town.products import Shelf
from keurmerk.mail.suppression import address_hash
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms
from reviews.content import public_name
from reviews.models import Invitation, Reply, Review
from reviews.models.history import enter_history

_UNINVITED = (Review.Origin.OPEN, Review.Origin.OPEN, Review.Origin.LINK, Review.Origin.STORE)


def write_history(shop: Shop, place: Place, *, since: datetime, now: datetime, chance: Random) -> None:
    """Reviews between `since` and `now`, a few open ones among them, and invitations under way."""
    days = max((now - since).days, 1)
    count = place.reviews * days // 365
    moments = sorted(since + timedelta(minutes=chance.randrange(days * 1440)) for _ in range(count))
    invitations = [_invitation(shop, moment, number, chance) for number, moment in enumerate(moments, start=1)]
    Invitation.objects.bulk_create(invitations)
    reviews = [_review(shop, place, invitation, chance) for invitation in invitations]
    Review.objects.bulk_create(reviews)
    Reply.objects.bulk_create([each for review in reviews if (each := _reply(review, now, chance))])
    Shelf.of(shop, place, now).write(_answered(reviews), place)
    Invitation.objects.bulk_create(_under_way(shop, place, now, chance, first=count + 1))
    enter_history(shop.pk, at=now)


def _answered(reviews: list[Review]) -> list[Invitation]:
    return [review.invitation for review in reviews if review.invitation]


def _invitation(shop: Shop, reviewed_at: datetime, number: int, chance: Random) -> Invitation:
    sent_at = reviewed_at - timedelta(hours=chance.randint(2, 200))
    received_at = sent_at - timedelta(days=terms.DELAY_DAYS)
    email = f"klant{number}.{shop.pk}@example.com"
    return Invitation(
        shop=shop,
        state=Invitation.State.USED,
        email=email,
        email_hash=address_hash(email),
        customer_name=person(chance),
        order_number=f"{2000 + number}",
        language=chance.choices(("nl", "en"), weights=(9, 1))[0],
        client=chance.choice(("wordpress", "magento2", "shopware", "prestashop")),
        received_at=received_at,
        send_at=sent_at,
        sent_at=sent_at,
        used_at=reviewed_at,
        expires_at=sent_at + terms.INVITATION_LIFE,
        token=new_token(),
    )


def _review(shop: Shop, place: Place, invitation: Invitation, chance: Random) -> Review:
    stars = words.stars(chance)
    english = invitation.language == "en"
    title, text = words.opinion(chance, stars, invitation.language, place.goods_en if english else place.goods_nl)
    moment = invitation.used_at
    assert moment is not None  # _invitation gave it
    verified = chance.random() < 0.93
    return Review(
        shop=shop,
        invitation=invitation if verified else None,
        origin=Review.Origin.INVITATION if verified else chance.choice(_UNINVITED),
        stars=stars,
        recommends=_recommends(stars, chance),
        title=title,
        text=text,
        display_name=public_name(invitation.customer_name),
        language=invitation.language,
        letter_language=invitation.language,
        consent_version=terms.CONSENT_VERSION,
        verified=verified,
        published_at=moment,
        counts_until=moment + relativedelta(months=12),
        email_hash=invitation.email_hash,
        manage_token=new_token(),
        **_sub_scores(stars, chance),
    )


def _recommends(stars: int, chance: Random) -> bool | None:
    return None if chance.random() < 0.3 else stars > 3 or (stars == 3 and chance.random() < 0.5)


def _sub_scores(stars: int, chance: Random) -> dict[str, int | None]:
    if chance.random() < 0.4:
        return {}
    return {name: min(5, max(1, stars + chance.choice((-1, 0, 0, 1)))) for name in ("delivery", "service", "price")}


def _reply(review: Review, now: datetime, chance: Random) -> Reply | None:
    if chance.random() > (0.15 if review.stars > 3 else 0.7):
        return None
    written_at = min(review.published_at + timedelta(hours=chance.randint(3, 60)), now)
    return Reply(review=review, text=words.reply(chance, review.stars), written_at=written_at)


def _under_way(shop: Shop, place: Place, now: datetime, chance: Random, *, first: int) -> list[Invitation]:
    """Orders of the last days: some wait for their day, some are sent and not answered."""
    made = []
    for number in range(first, first + min(12, 2 + place.reviews // 6)):
        invitation = _invitation(shop, now - timedelta(days=chance.randint(0, 20)), number, chance)
        invitation.used_at = None
        if chance.random() < 0.5:
            invitation.state = Invitation.State.SCHEDULED
            invitation.received_at = now - timedelta(days=chance.randint(0, 6))
            invitation.send_at = invitation.received_at + timedelta(days=terms.DELAY_DAYS)
            invitation.sent_at = None
        else:
            invitation.state = Invitation.State.SENT
        invitation.expires_at = invitation.send_at + terms.INVITATION_LIFE
        made.append(invitation)
    return made
