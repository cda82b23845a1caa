"""Orders come in, and the list of what became of them (plugin API 2.1 and 2.2)."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from reviews.models import AlreadyInvited, Invitation, Tally
from reviews.plugins.doors import Refused, key_of, page_of, plugin_route, success
from reviews.plugins.moments import stamp
from reviews.plugins.paging import rows_of
from reviews.plugins.reading import order_in

QUEUED = "Invite successfully added to queue!"
TWICE = "Invitation already sent for this order."
LIMIT = "Invitation limit hit: invitation already sent to this customer."
NOT_INVITED = "This customer will not be invited (limit hit)."


@plugin_route("GET", "POST")
def invitations(request: HttpRequest) -> HttpResponse:
    """One address, two errands: POST reports an order, GET lists."""
    return _schedule(request) if request.method == "POST" else _list(request)


def _schedule(request: HttpRequest) -> HttpResponse:
    key = key_of(request)
    order = order_in(request)
    try:
        now = request.now  # type: ignore[attr-defined]  # put there by keurmerk.middleware
        made = Invitation.schedule(key.shop, order, actor=f"plugin:{key.pk}", at=now)
    except AlreadyInvited:
        return success(TWICE)
    match made.reason:
        case Invitation.Reason.ONCE_PER_ADDRESS:
            return success(LIMIT)
        case Invitation.Reason.OPTED_OUT | Invitation.Reason.UNREACHABLE:
            return success(NOT_INVITED)
    if made.state == Invitation.State.SUPPRESSED:
        raise Refused("The shop does not carry the trust mark: no invitation will be sent.")
    return success(QUEUED)


def _list(request: HttpRequest) -> HttpResponse:
    key = key_of(request)
    page = rows_of(key.shop.invitations.counted(), page_of(request, "limit", "order"), by="received_at")
    total = Tally.objects.reaching(key.shop_id)
    return success("Invitations successfully retrieved!", total=total, invitations=[_row(each) for each in page])


def _row(invitation: Invitation) -> dict[str, Any]:
    return {
        "email": invitation.email,
        "order": invitation.order_number,
        "delay": invitation.delay_days,
        "datetimes": {
            "created": stamp(invitation.received_at),
            "scheduled": stamp(invitation.send_at),
            "sent": stamp(invitation.sent_at) if invitation.sent_at else False,
        },
    }
