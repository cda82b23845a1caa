"""Beyond mediation, in the room of a dispute: what the committee gets to see, objections, and the ruling."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute, Objection, Party, Referral
from disputes.models.referral import may_refer
from disputes.shared_items import Item, items_of
from frontend.access import HouseRequest
from frontend.controls import WordsField
from keurmerk.lifecycle import IllegalMove

GONE = gettext_lazy("That is not possible any more: the dispute has changed meanwhile.")


class ObjectionForm(forms.Form):
    """Which item, and why the committee should not see it."""

    use_required_attribute = False
    prefix = "objection"

    item = forms.ChoiceField(
        label=gettext_lazy("Which item?"),
        error_messages={"required": gettext_lazy("Choose an item")},
    )
    reason = WordsField(
        label=gettext_lazy("Why should the committee not see it?"),
        help_text=gettext_lazy("A mediator reads this and decides."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write why the committee should not see it")},
    )

    def __init__(self, *args: Any, items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "–"), *((each.key, each.words) for each in items)]  # type: ignore[attr-defined]


def committee_in(
    dispute: Dispute, reader: Party, request: HouseRequest, form: ObjectionForm | None = None
) -> dict[str, Any]:
    """What the room shows of it: nothing, and nothing asked, before mediation has ended."""
    if dispute.is_open:
        return {"referral": None}
    referral = standing(dispute)
    if referral is None:
        return {"referral": None, "may_refer": may_refer(dispute)}
    objections = list(referral.objections.all())
    running = referral.state == Referral.State.ANNOUNCED
    items = items_of(dispute) if running else []
    mine = {each.item for each in objections if each.by == reader}
    left = [each for each in items if each.key not in mine]
    takes = referral.takes_objections(request.now) and reader != Party.MEDIATOR and bool(left)
    return {
        "referral": referral,
        "ruling": getattr(referral, "ruling", None),
        "shared_items": items,
        "objections": [_shown(each, items) for each in objections if reader in {Party.MEDIATOR, each.by}],
        "objection_form": (form or ObjectionForm(items=left)) if takes else None,
    }


def standing(dispute: Dispute) -> Referral | None:
    found: Referral | None = dispute.referrals.standing().select_related("ruling").first()
    if found is not None:
        found.dispute = dispute
    return found


def _shown(objection: Objection, items: list[Item]) -> dict[str, Any]:
    words = next((each.words for each in items if each.key == objection.item), objection.item)
    return {"objection": objection, "words": words}


def form_for(request: HouseRequest, dispute: Dispute) -> ObjectionForm:
    return ObjectionForm(request.POST, items=items_of(dispute))


def object_to(request: HouseRequest, dispute: Dispute, form: ObjectionForm, party: Party, *, actor: str) -> None:
    """Objects to one item."""
    referral, said = standing(dispute), form.cleaned_data
    try:
        if referral is None:
            raise IllegalMove("nothing is announced")  # noqa: TRY301  # said in the same words
        Objection.make(referral, party, said["item"], said["reason"], actor=actor, at=request.now)
        messages.success(request, _("Written down. A mediator decides, and you get an e-mail."))
    except IllegalMove:
        messages.error(request, GONE)


def paper(dispute: Dispute, name: str) -> HttpResponse:
    """The sealed file, or the ruling, to who may be in the room; never before it was made."""
    referral = standing(dispute)
    ruling = getattr(referral, "ruling", None)
    found = {
        "file.zip": (referral.file() if referral else None, "application/zip"),
        "ruling.pdf": (ruling.paper() if ruling and name == "ruling.pdf" else None, "application/pdf"),
    }
    content, kind = found.get(name, (None, ""))
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{dispute.number}-{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
