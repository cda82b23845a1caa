"""Which orders led to an invitation, which did not, and why."""

from collections.abc import Sequence

import django_filters
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from reviews.asking.troubles import Trouble, troubles_of
from reviews.models import Invitation

_WENT_WRONG: dict[Trouble, str | Promise] = {
    Trouble.SPAM: gettext_lazy("This letter was called spam. We send this customer no invitations any more."),
    Trouble.WRONG_ADDRESS: gettext_lazy("This letter came back: the address does not exist. Was it typed wrongly?"),
    Trouble.NO_MAILBOX: gettext_lazy("This letter came back: there is no mailbox at this address that takes it."),
    Trouble.NOT_TAKEN: gettext_lazy("This letter could not be delivered."),
}


class InvitationFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which invitations: by state, or of one order."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), empty_label=gettext_lazy("All"), choices=Invitation.State.choices
    )
    order_number = django_filters.CharFilter(label=gettext_lazy("Order number"), lookup_expr="iexact")

    class Meta:
        model = Invitation
        fields = ("state", "order_number")


@for_shop
@require_safe
def invitations(request: ShopRequest) -> HttpResponse:
    chosen = InvitationFilter(request.GET, queryset=request.shop.invitations.all())
    page = page_of(chosen.qs, request, by="received_at")
    held = request.shop.invitations.held().exists()
    facts = {"filter": chosen, "page": page, "rows": _with_troubles(page.rows), "held": held}
    return render(request, "dashboard/invitations.html", facts)


def _with_troubles(rows: Sequence[Invitation]) -> list[tuple[Invitation, str | Promise]]:
    """Each with the sentence about what went wrong with its letter; empty for most."""
    found = troubles_of(rows)
    return [(each, _WENT_WRONG[found[each.pk]] if each.pk in found else "") for each in rows]


@for_shop
@require_POST
def cancel_invitation(request: ShopRequest, invitation_id: int) -> HttpResponse:
    """Takes an invitation back before it is sent."""
    invitation = get_object_or_404(request.shop.invitations.all(), pk=invitation_id)
    try:
        invitation.cancel(actor=request.actor, at=request.now)
        messages.success(request, _("The invitation will not be sent."))
    except IllegalMove:
        messages.error(request, _("This invitation cannot be cancelled any more: it was sent or dealt with already."))
    return redirect("dashboard:invitations", shop_id=request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/invitations/", invitations, name="invitations"),
    path("shops/<int:shop_id>/invitations/<int:invitation_id>/cancel/", cancel_invitation, name="cancel_invitation"),
]
