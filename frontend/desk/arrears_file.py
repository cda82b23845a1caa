"""The file that a collector gets, and the evidence of costs that were made."""

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from billing.claim_file import claim_file
from billing.models import Arrears, Charge
from frontend.access import PersonRequest, staff


@staff("finance")
@require_safe
def download(request: PersonRequest, pk: int) -> HttpResponse:
    """As it stands today (terms 12.9)."""
    found = get_object_or_404(Arrears.objects.select_related("invoice__member"), pk=pk)
    headers = {"Content-Disposition": f'attachment; filename="{found.invoice.number}-claim.zip"'}
    return HttpResponse(claim_file(found, at=request.now), content_type="application/zip", headers=headers)


@staff("finance")
@require_safe
def evidence(_request: PersonRequest, pk: int) -> FileResponse:
    charge = get_object_or_404(Charge.objects.exclude(evidence=""), pk=pk)
    return FileResponse(default_storage.open(charge.evidence), as_attachment=True)


urlpatterns = [
    path("arrears/<int:pk>/file.zip", download, name="claim_file"),
    path("charges/<int:pk>/evidence/", evidence, name="charge_evidence"),
]
