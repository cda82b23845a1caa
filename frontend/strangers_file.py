"""A file that somebody sent us, for our own people: as a download, never shown inside our own pages."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from keurmerk.file_kinds import Kind


def handed_over(path: str, kind: str, name: str) -> FileResponse:
    """The bytes at `path` under a name of ours, without its ending. Raises Http404 when they are gone."""
    if not default_storage.exists(path):
        raise Http404
    known = Kind(kind)
    answer = FileResponse(
        default_storage.open(path),
        as_attachment=True,
        filename=f"{name}.{known.ending}",
        content_type=known.content_type,
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
