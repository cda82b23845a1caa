"""What is said beside the stars in the first shop: photos, a question in private, a change, one that waits for a look."""

import io
from datetime import datetime, timedelta
from random import Random

from PIL import Image, ImageDraw

from members.models import Shop
from reviews.models import OpenReview, Opinion, ReplyTemplate, Review, ReviewMessage, ReviewPhoto
from reviews.photos import developed

_TEXTS = {
    "Bedankje": "Dag {naam},\n\nDank je wel voor je review. Fijn dat je er blij mee bent.\n\nTeam {webshop}",
    "Te laat bezorgd": "Dag {naam},\n\nDat had sneller gemoeten, excuses. We zoeken uit waar het misging en sturen je "
    "vandaag een bericht.\n\nTeam {webshop}",
}
_TINS = ("#b3541e", "#2f6b4f", "#1d3f8a", "#8a2f4b", "#6b5b2f")


def write_history(shop: Shop, *, now: datetime, chance: Random) -> None:
    for title, text in _TEXTS.items():
        ReplyTemplate.objects.create(shop=shop, title=title, text=text)
    latest = list(shop.reviews.public().exclude(text="").newest_first()[:40])
    for review in latest[1:20:4]:
        _photograph(review, now, chance)
    _in_private(next(review for review in latest if review.stars < 4), now)
    _changed(next(review for review in latest[20:] if review.stars < 5), now)
    _held(shop, now)
    _waiting(shop, now)


def _photograph(review: Review, now: datetime, chance: Random) -> None:
    for number in range(chance.randint(1, 3)):
        picture = developed(_tin(chance.choice(_TINS), chance.randint(-12, 12)))
        photo = ReviewPhoto.take(picture, draft=review, at=now)
        photo.describe("Een blik thee op de keukentafel" if number == 0 else "")
    ReviewPhoto.show(review, review)


def _tin(colour: str, tilt: int) -> bytes:
    """A tin of tea on a table, as far as a few shapes can show one."""
    picture = Image.new("RGB", (960, 720), "#e8dfd0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 960, 720), fill="#a9835a")
    tin = Image.new("RGBA", (420, 520))
    pen = ImageDraw.Draw(tin)
    pen.rounded_rectangle((60, 90, 360, 500), 26, fill=colour)
    pen.rounded_rectangle((50, 50, 370, 120), 18, fill="#d8d2c4")
    pen.ellipse((120, 200, 300, 380), fill="#f4efe3")
    pen.polygon([(210, 230), (255, 300), (210, 350), (165, 300)], fill=colour)
    turned = tin.rotate(tilt, expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, (260, 90), turned)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _in_private(review: Review, now: datetime) -> None:
    if not review.is_public or hasattr(review, "reply"):
        return
    at = min(review.published_at + timedelta(hours=5), now)
    review.reply_with("Wat vervelend. We sturen je een bericht om het op te lossen.", actor="user:1", at=at)
    shop, writer = ReviewMessage.Author.SHOP, ReviewMessage.Author.WRITER
    asked = "Dag, we lezen dat het niet goed ging. Welke thee was het, en heb je nog een foto van de verpakking?"
    ReviewMessage.write(review, shop, asked, actor="user:1", at=at)
    answer = "Het was de groene thee van 100 gram. De foto heb ik helaas niet meer."
    ReviewMessage.write(review, writer, answer, actor="writer", at=min(at + timedelta(hours=20), now))


def _changed(review: Review, now: datetime) -> None:
    opinion = Opinion(
        stars=5,
        title="Netjes opgelost",
        text=f"{review.text} Later kreeg ik een nieuw pakje toegestuurd, dus netjes opgelost.",
        display_name=review.display_name,
        recommends=True,
    )
    review.edit(opinion, actor="visitor", at=min(review.published_at + timedelta(days=4), now))


def _held(shop: Shop, now: datetime) -> None:
    """Its writer left a telephone number in it, on purpose."""
    words = "Bel gerust de eigenaar op 06-12345678, die helpt je zo verder. De thee zelf is prima."
    opinion = Opinion(stars=4, title="Bel gewoon even", text=words, display_name="Wout Dekker")
    Review.publish_unverified(
        shop, opinion, email="wout.dekker@example.com", actor="visitor", at=now - timedelta(hours=3)
    )


def _waiting(shop: Shop, now: datetime) -> None:
    """Written at the counter, not confirmed yet."""
    waiting = OpenReview.begin(shop, origin=Review.Origin.STORE, language="nl", at=now - timedelta(hours=2))
    opinion = Opinion(stars=5, text="In de winkel goed geholpen en lekker mogen proeven.", display_name="Rosa Bos")
    waiting.send(
        opinion, "rosa.bos@example.com", consent_version="2026-11", actor="visitor", at=now - timedelta(hours=2)
    )
