"""Adding evidence in the room of a dispute, and looking at it: the same for both parties and the mediator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes import terms
from disputes.evidence_file import FileKind, Taken, Unfit, taken
from disputes.evidence_wanted import wanted
from disputes.models import Dispute, Evidence, Party
from disputes.models.evidence import AlreadyThere
from frontend.access import HouseRequest
from keurmerk.lifecycle import IllegalMove
from reviews.content import one_line

_ENDINGS = ".pdf,.jpg,.jpeg,.png,.webp,.txt,.eml"
_REFUSALS = {
    "empty": gettext_lazy("%(name)s is empty. Choose another file."),
    "too_large": gettext_lazy("%(name)s is too large. A file is at most %(most)s."),
    "program": gettext_lazy(
        "%(name)s holds a program. We do not take those; make a picture or a PDF of what it shows."
    ),
    "office": gettext_lazy("%(name)s is an office document or an archive. Save it as PDF and send that."),
    "locked": gettext_lazy("%(name)s is locked with a password. Save it without one and send it again."),
    "kind": gettext_lazy("%(name)s is not a PDF, photo, text or e-mail that we can read. Save it as one of these."),
}


class EvidenceFileField(forms.FileField):
    """Cleans to what we take of the file. It is told by its bytes; its name is only what we call it in a refusal."""

    widget = forms.FileInput(attrs={"accept": _ENDINGS})

    def clean(self, data: Any, initial: Any = None) -> tuple[Taken, str]:
        file: UploadedFile[Any] = super().clean(data, initial)
        name = one_line(str(file.name or ""), 120)
        try:
            if (file.size or 0) > terms.LARGEST_EVIDENCE:
                raise Unfit("too_large")  # noqa: TRY301  # said in the same words as what its bytes tell
            return taken(file.read()), name
        except Unfit as fault:
            facts = {"name": name, "most": filesizeformat(terms.LARGEST_EVIDENCE)}
            raise forms.ValidationError(_REFUSALS[fault.reason] % facts) from fault


class EvidenceForm(forms.Form):
    """One file, what it is, and what it shows."""

    use_required_attribute = False
    prefix = "evidence"

    file = EvidenceFileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, photo, text or e-mail (.eml), at most 10 MB. Where a photo was taken is removed."),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[("", "–"), *Evidence.Kind.choices],
        error_messages={"required": gettext_lazy("Choose what it is")},
    )
    shows = forms.CharField(
        label=gettext_lazy("What does it show?"),
        help_text=gettext_lazy("In one line. The other side reads this too."),
        max_length=200,
        error_messages={"required": gettext_lazy("Tell in one line what it shows")},
    )

    def clean_shows(self) -> str:
        return one_line(self.cleaned_data["shows"], 200)


def evidence_in(dispute: Dispute) -> dict[str, Any]:
    """What the room shows of it: the files, and what would help in a case like this."""
    return {"evidence": list(dispute.evidence.all()), "evidence_wanted": wanted(dispute.kind)}


def form_for(request: HouseRequest) -> EvidenceForm:
    return EvidenceForm(request.POST, request.FILES)


def add(request: HouseRequest, dispute: Dispute, form: EvidenceForm, party: Party, *, actor: str) -> None:
    said = form.cleaned_data
    file, name = said["file"]
    try:
        made = Evidence.add(
            dispute, party, file, kind=said["kind"], shows=said["shows"], name=name, actor=actor, at=request.now
        )
        messages.success(request, _("Added as %(mark)s. The other side gets an e-mail.") % {"mark": made.mark})
    except AlreadyThere as same:
        messages.info(request, _("This file is in the dispute already, as %(mark)s.") % {"mark": same.evidence.mark})
    except IllegalMove:
        most = {"n": terms.MOST_EVIDENCE}
        words = _("It was not added: the dispute has ended, or you have added %(n)d files, which is the most.")
        messages.error(request, words % most)


def shown(dispute: Dispute, number: int) -> HttpResponse:
    """Its bytes to who may be in the room. Pictures and PDF open in the browser, in a sandbox; the rest is saved."""
    found = get_object_or_404(Evidence, dispute=dispute, number=number)
    content, kind = found.content(), FileKind(found.file_kind)
    if content is None:
        raise Http404
    name = f"{dispute.number}-{found.file_name}"
    answer = HttpResponse(content, content_type=kind.content_type)
    answer["Content-Disposition"] = f'{"inline" if kind.opens_in_a_browser else "attachment"}; filename="{name}"'
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


_POLICY = "sandbox; default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
