"""The letters of reviews. Those to writers and to shops stand in files of their own; `asking` asks for a review."""

from reviews import sender_mails, shop_mails, writer_mails
from reviews.moderation import mails as moderation

_ASKED = {
    "subject": "Hoe was je bestelling bij Fietsgoed?",
    "body": "Beste Sanne,\n\nHoe ging het?\n\n[Schrijf je review](https://keurtegel.example/r/abc/)",
    "shop": "Fietsgoed",
    "away_url": "https://keurtegel.example/u/abc/",
}
EXAMPLES = {
    **moderation.EXAMPLES,
    "reviews/invitation": _ASKED,
    "reviews/reminder": _ASKED,
    **sender_mails.EXAMPLES,
    **shop_mails.EXAMPLES,
    **writer_mails.EXAMPLES,
}
