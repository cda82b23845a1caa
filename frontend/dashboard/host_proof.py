"""Showing that one runs the host: three ways with code to paste, and a button that has us look (terms 5.7)."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import PersonRequest, person
from frontend.throttle import too_often
from members import host_check
from members.lookalikes import readable
from members.models import Application, HostProof


@person
@require_http_methods(["GET", "HEAD", "POST"])
def host_proof(request: PersonRequest) -> HttpResponse:
    """What to put where; a post looks for it while the owner waits, at most some twenty seconds."""
    mine = Application.objects.by(request.user).open().latest_first().first()
    if mine is None:
        raise Http404
    if not mine.shop_host:
        messages.info(request, _("Fill in the address of your webshop first."))
        return redirect("dashboard:application_part", name="shop")
    proof = HostProof.of(mine, at=request.now)
    if request.method == "POST":
        _look(request, proof)
        return redirect("dashboard:host_proof")
    return render(request, "dashboard/host_proof.html", {"proof": proof, **_to_paste(proof), "application": mine})


def _look(request: PersonRequest, proof: HostProof) -> None:
    if proof.holds:
        return
    if too_often(request, f"host-proof:{proof.pk}", most=6, within=timedelta(minutes=5)):
        messages.warning(request, _("We looked several times just now. Wait a few minutes and try again."))
    elif host_check.look(proof, actor=request.actor, at=request.now).holds:
        messages.success(request, _("Found. That you run this webshop is settled."))
    else:
        messages.warning(request, _("We did not find the code yet. A DNS record can take an hour to be seen."))


def _to_paste(proof: HostProof) -> dict[str, object]:
    """The three ways, ready to copy. An address on the network has no DNS."""
    named = not proof.host.partition(":")[0].replace(".", "").isdigit()
    return {
        "tag": host_check.tag_for(proof.code),
        "record_name": host_check.record_name(proof.host) if named else "",
        "record_value": host_check.record_value(proof.code),
        "file_url": host_check.file_url(proof),
        "sandbox": settings.DNS_PROVIDER == "sandbox",
        "readable": readable(proof.host),
    }


urlpatterns = [path("application/host/", host_proof, name="host_proof")]
