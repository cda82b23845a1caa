"""Asking buyers for a review, on behalf of their shop: many letters at once, each in the words of its shop."""

from collections.abc import Sequence
from datetime import datetime

from keurmerk.mail.sending import Draft, about_of, send_all
from reviews.asking.letters import LETTERS, letter_to
from reviews.asking.senders import Envelope, envelope_of
from reviews.asking.wording import Wording, ours
from reviews.models import Invitation, LetterText


def ask_all(letter: LetterText.Letter, invitations: Sequence[Invitation], *, at: datetime) -> None:
    """Writes a letter to each of these buyers: no offers, one link per star, one click to refuse more."""
    shops = {each.shop_id: each.shop for each in invitations}
    own = LetterText.current_of(letter, shops)
    envelopes = {shop_id: envelope_of(shop) for shop_id, shop in shops.items()}
    drafts = []
    for each in invitations:
        text = own.get((each.shop_id, each.language))
        wording = Wording(text.subject, text.body) if text else ours(letter, each.language)
        drafts.append(_draft(letter, each, wording, envelopes[each.shop_id]))
    send_all(drafts, at=at)


def _draft(letter: LetterText.Letter, invitation: Invitation, wording: Wording, envelope: Envelope) -> Draft:
    return Draft(
        letter=LETTERS[letter],
        to=invitation.email,
        language=invitation.language,
        about=about_of(invitation),
        content=letter_to(invitation, letter, wording, reply_to=envelope.reply_to),
        stream="broadcast",
        sender=envelope.sender,
    )
