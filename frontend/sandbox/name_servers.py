"""The sandbox's name servers: what a shop would set with its domain company, and a way to turn them off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import HouseRequest, visitor
from keurmerk.dns.sandbox import OUTAGE
from keurmerk.models import SandboxRecord
from reviews.models import Sender
from reviews.own_sender import rows_of

KINDS = ("TXT", "CNAME", OUTAGE)
_MOST = 200


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def name_servers(request: HouseRequest) -> HttpResponse:
    """A post sets one record; another one of its kind and name is replaced."""
    if request.method == "POST":
        host, kind = request.POST.get("host", "").strip().lower()[:253], request.POST.get("kind", "")
        if host and kind in KINDS:
            value = {"value": request.POST.get("value", "").strip()[:2000]}
            SandboxRecord.objects.update_or_create(host=host, kind=kind, defaults=value)
        return redirect("name_servers")
    return render(request, "sandbox/name_servers.html", {"records": _records(), "wanted": _wanted(), "kinds": KINDS})


def _records() -> list[SandboxRecord]:
    return list(SandboxRecord.objects.order_by("host", "kind")[:_MOST])


def _wanted() -> list[dict[str, object]]:
    """For each shop with an address of its own: the records that it was told to set, and an outage."""
    there = set(SandboxRecord.objects.values_list("host", "kind", "value"))
    return [
        {
            "sender": sender,
            "rows": [row for row in rows_of(sender) if (row.host, row.kind, row.value) not in there],
            "outage": OUTAGE,
            "down": (sender.domain, OUTAGE, "") in there,
        }
        for sender in Sender.objects.select_related("shop").order_by("pk")[:_MOST]
    ]


@visitor
@require_POST
def remove_record(request: HouseRequest, record_id: int) -> HttpResponse:
    get_object_or_404(SandboxRecord, pk=record_id).delete()
    return redirect("name_servers")


urlpatterns = [
    path("sandbox/dns/", name_servers, name="name_servers"),
    path("sandbox/dns/<int:record_id>/remove/", remove_record, name="remove_record"),
]
