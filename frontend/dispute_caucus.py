"""Writing with the mediator alone, in the room of a dispute: a talk per party, which the other never sees."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.course import name_of
from disputes.models import Dispute, Message, Party
from frontend.access import HouseRequest
from frontend.dispute_thread import Said, said
from keurmerk.lifecycle import IllegalMove


class PrivateForm(forms.Form):
    """A message for the other end of a private talk."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Your private message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write a message first")},
    )

    def __init__(self, data: Any = None, *, party: Party) -> None:
        super().__init__(data, prefix=f"private-{party.lower()}")
        self.party = party


@dataclass(frozen=True)
class Talk:
    """What the mediator and one party wrote to each other, as its reader sees it, and the box to write in."""

    party: Party
    title: str
    hint: str
    said: list[Said]
    form: PrivateForm

    @property
    def opens(self) -> bool:
        return bool(self.said) or self.form.is_bound

    @property
    def slug(self) -> str:
        return self.party.lower()


def talks_in(dispute: Dispute, reader: Party, form: PrivateForm | None = None) -> list[Talk]:
    """A party's own talk, or the two of the mediator; in one query. None before there was mediation."""
    if dispute.mediation_at is None:
        return []
    written = list(Message.private.readable_by(reader).filter(dispute=dispute))
    parties = (Party.SHOP, Party.CONSUMER) if reader == Party.MEDIATOR else (reader,)
    talks = [_talk(dispute, reader, party, written, form) for party in parties]
    return [talk for talk in talks if talk.said or dispute.state == Dispute.State.MEDIATION]


def _talk(dispute: Dispute, reader: Party, party: Party, written: list[Message], form: PrivateForm | None) -> Talk:
    if reader == Party.MEDIATOR:
        title = _("In private with %(who)s") % {"who": name_of(dispute, party)}
        hint = _("Only you and %(who)s read this. It is no part of the file of the case.") % {
            "who": name_of(dispute, party)
        }
    else:
        title = _("In private with the mediator")
        hint = _("Only you and the mediator read this. The other side never sees it, and neither does the committee.")
    mine = form if form and form.party == party else PrivateForm(party=party)
    own = said(dispute, reader, [each for each in written if each.only_for == party], "private")
    return Talk(party, title, hint, own, mine)


def confide(request: HouseRequest, dispute: Dispute, form: PrivateForm, author: Party, *, actor: str) -> None:
    try:
        dispute.confide(author, form.cleaned_data["text"], only_for=form.party, actor=actor, at=request.now)
        messages.success(request, _("Sent. Nobody else sees this message."))
    except IllegalMove:
        messages.error(request, _("That is not possible: a private message can be sent during mediation alone."))
