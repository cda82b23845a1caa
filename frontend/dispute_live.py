"""A room that is open stays true: every few seconds the page asks whether there is news, and gets it when there is.

What is being typed stays: the forms are outside of what is replaced. Without JavaScript, a reload shows the same.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import render

from disputes.models import Dispute, Message, Party
from disputes.models.message import seen_column
from frontend.access import HouseRequest, viewing_of


def version_of(dispute: Dispute, reader: Party) -> str:
    """The last message, and a hash of all else that `reader` would see change; of nothing that he may not see."""
    others = {party: Max(seen_column(party)) for party in Party if party != reader}
    said = (
        Message.readable_by(reader)
        .filter(dispute=dispute)
        .aggregate(last=Max("pk"), **{party.lower(): stamp for party, stamp in others.items()})
    )
    last = said.pop("last") or 0
    rest = (
        dispute.state,
        dispute.turn,
        dispute.due_at,
        dispute.paused_until,
        dispute.extensions.aggregate(last=Max("pk"), ended=Max("answered_at")),
        dispute.evidence.aggregate(n=Count("pk")),
        dispute.proposals.aggregate(last=Max("pk"), ended=Max("ended_at")),
        said,
    )
    return f"{last}.{hashlib.sha256(repr(rest).encode()).hexdigest()[:16]}"


def see(request: HouseRequest, dispute: Dispute, reader: Party) -> None:
    """Whoever gets the page has seen what is on it; not who of us looks along."""
    if request.method == "GET" and not viewing_of(request):
        dispute.see(reader, at=request.now)


def news(request: HouseRequest, dispute: Dispute, reader: Party, facts: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The parts of the room that change; nothing (204) while they are as the page has them."""
    known = request.GET.get("as", "")
    if known == version_of(dispute, reader):
        return HttpResponse(status=204)
    see(request, dispute, reader)
    told = facts()
    told["fresh"] = known.partition(".")[0] != told["version"].partition(".")[0]
    return render(request, "components/dispute_news.html", {**told, "live": True})
