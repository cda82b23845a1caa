"""Why a notice was not taken, in a sentence for who filed it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.moderation.filing import NotAdmissible

WORDS: dict[str, str | Promise] = {
    "not_public": _("This is no longer online, so there is nothing to decide about."),
    "not_answered_yet": _("Reply to the review first, or write to the reviewer. After that you can ask us to look."),
    "own_reply": _("This is your own reply. You can change it yourself."),
    "no_explanation": _("Explain in a few sentences why it may not stay."),
    "not_in_good_faith": _("Confirm that what you write is true, as far as you know."),
    "nameless": _("Fill in your name and e-mail address, so that we can tell you what we decide."),
    "too_many": _("You have many requests open already. Wait until some of them are decided."),
    "already": _("You reported this already, and we are looking at it. You get our decision by e-mail."),
    "suspended": _("You cannot file notices at the moment. The letter that we sent says until when, and why."),
}


def words_for(refusal: NotAdmissible) -> str:
    return str(WORDS[refusal.reason])
