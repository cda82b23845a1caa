"""The invoice as a file to keep, for whoever may see it."""

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse

from billing import document, ubl
from billing.models import CreditNote, Invoice


def invoice_pdf(invoice: Invoice) -> FileResponse:
    """The frozen PDF; made now if the queue has not come to it yet."""
    kept = default_storage.open(document.keep(invoice))
    return FileResponse(kept, as_attachment=True, filename=f"{invoice.number}.pdf", content_type="application/pdf")


def invoice_ubl(invoice: Invoice) -> HttpResponse:
    """For bookkeeping software, in the profile that all of Europe reads (numbers 5.7)."""
    headers = {"Content-Disposition": f'attachment; filename="{invoice.number}.xml"'}
    return HttpResponse(ubl.write(invoice, ubl.Profile.BIS3), content_type="application/xml", headers=headers)


def credit_note_pdf(note: CreditNote) -> FileResponse:
    kept = default_storage.open(document.keep_credit_note(note))
    return FileResponse(kept, as_attachment=True, filename=f"{note.number}.pdf", content_type="application/pdf")


def credit_note_ubl(note: CreditNote) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{note.number}.xml"'}
    return HttpResponse(ubl.write_credit_note(note, ubl.Profile.BIS3), content_type="application/xml", headers=headers)
