"""A field for a few files, told apart by their bytes. It works without JavaScript; a wrong one costs no other."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from keurmerk.file_kinds import MOST_BYTES, MOST_FILES, Kind, NotAFile, kind_of


@dataclass(frozen=True)
class SentFile:
    """One that we take: its bytes, what they are, and what its sender calls it."""

    content: bytes
    kind: Kind
    name: str


class FilesInput(forms.ClearableFileInput):
    """The browser's own chooser, for several at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Cleans to a list of SentFile. Those that are fine are in `accepted` also when another was refused."""

    widget = FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.accepted: list[SentFile] = []

    def clean(self, data: Any, initial: Any = None) -> list[SentFile]:
        sent = data if isinstance(data, (list, tuple)) else [data] if data else []
        self.accepted, faults = [], []
        for each in sent[: MOST_FILES + 1]:
            try:
                self.accepted.append(self._read(each))
            except forms.ValidationError as fault:
                faults.append(fault)
        if len(sent) > MOST_FILES:
            faults.append(forms.ValidationError(_("Send at most %(n)d files") % {"n": MOST_FILES}))
        if faults:
            raise forms.ValidationError(faults)
        return self.accepted

    def _read(self, file: "UploadedFile[Any]") -> SentFile:
        name = str(file.name or "")[:120]
        if (file.size or 0) > MOST_BYTES:
            raise _refusal("too_large", name)
        content = file.read()
        try:
            return SentFile(content, kind_of(content, most=MOST_BYTES), name)
        except NotAFile as fault:
            raise _refusal(fault.reason, name) from fault


def _refusal(reason: str, name: str) -> forms.ValidationError:
    most = filesizeformat(MOST_BYTES)
    sentences = {
        "empty": _("%(name)s is empty. Choose another file."),
        "too_large": _("%(name)s is too large. A file is at most %(most)s."),
        "kind": _("%(name)s is not a PDF, JPG, PNG or WebP. Save it as one of these and send it again."),
    }
    return forms.ValidationError(sentences[reason] % {"name": name, "most": most})
