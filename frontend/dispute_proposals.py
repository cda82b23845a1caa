"""Proposing, and answering a proposal, in the room of a dispute: the same for both parties."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute, Party, Proposal
from disputes.models.proposal import WITH_AMOUNT
from frontend.access import HouseRequest
from frontend.controls import DayInput, RadioCards
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove


class ProposalForm(forms.Form):
    """What is done, for how much, and by which day."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you propose?"),
        choices=Proposal.Kind,
        widget=RadioCards(),
        error_messages={"required": gettext_lazy("Choose what you propose")},
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount in euros, when it is about money"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
        error_messages={"invalid": gettext_lazy("Fill in an amount, such as 49,95")},
    )
    do_by = forms.DateField(
        label=gettext_lazy("Done on or before"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Fill in the day on which it is done at the latest"),
            "invalid": gettext_lazy("Fill in a date, such as 21-11-2026"),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("Explain"),
        help_text=gettext_lazy("Say exactly what happens: this becomes the agreement when the other side accepts."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, dispute: Dispute, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dispute, self.today = dispute, today

    def clean_do_by(self) -> date:
        day: date = self.cleaned_data["do_by"]
        if day < self.today:
            raise forms.ValidationError(_("Choose a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Money needs an amount, no more than the order's; other things have none."""
        said = super().clean() or {}
        if said.get("kind") not in WITH_AMOUNT:
            return {**said, "amount": None}
        amount = said.get("amount")
        if not amount and "amount" not in self.errors:
            self.add_error("amount", _("Fill in how much money goes back"))
        elif amount and self.dispute.amount and amount > self.dispute.amount:
            self.add_error("amount", _("That is more than the dispute is about"))
        return said


def proposals_in(dispute: Dispute, party: Party) -> dict[str, Any]:
    """What the room shows of them: the open one, whose it is, the earlier ones, and the settlement."""
    found = list(dispute.proposals.newest_first())
    settlement = getattr(dispute, "settlement", None)
    return {
        "proposal": next((each for each in found if each.state == Proposal.State.OPEN), None),
        "earlier_proposals": [each for each in found if each.state != Proposal.State.OPEN],
        "settlement": settlement,
        "party": party,
    }


def form_for(request: HouseRequest, dispute: Dispute) -> ProposalForm:
    return ProposalForm(request.POST or None, dispute=dispute, today=amsterdam_date(request.now))


def propose(request: HouseRequest, form: ProposalForm, party: Party, *, actor: str) -> None:
    said = form.cleaned_data
    _try(
        request,
        lambda: Proposal.make(
            form.dispute, party, said["kind"], amount=said["amount"], words=said["words"], do_by=said["do_by"],
            actor=actor, at=request.now,
        ),
        _("Your proposal is sent. The other side gets an e-mail."),
    )  # fmt: skip


def answer(request: HouseRequest, dispute: Dispute, pk: int, name: str, party: Party, *, actor: str) -> None:
    """Accepts, declines or withdraws. What changed meanwhile is said, and nothing happens."""
    proposal = get_object_or_404(Proposal.objects.select_related("dispute__shop__member"), pk=pk, dispute=dispute)
    verbs = {"accept": proposal.accept, "decline": proposal.decline, "withdraw": proposal.withdraw}
    if name not in verbs:
        raise Http404
    _try(request, lambda: verbs[name](party, actor=actor, at=request.now), _("Done. The other side gets an e-mail."))


def say_of_settlement(request: HouseRequest, dispute: Dispute, name: str, *, actor: str) -> None:
    """The consumer says whether it was done."""
    settlement = getattr(dispute, "settlement", None)
    if settlement is None or name not in {"done", "not-done"}:
        raise Http404
    verb = settlement.confirm if name == "done" else settlement.deny
    _try(request, lambda: verb(actor=actor, at=request.now), _("Thank you. It is written down."))


def _try(request: HouseRequest, verb: Callable[[], object], thanks: str) -> None:
    try:
        verb()
        messages.success(request, thanks)
    except IllegalMove:
        messages.error(request, _("That is not possible any more: the dispute has changed meanwhile."))
