"""Photos on their way in: kept with the draft as soon as they arrive, whatever else is wrong with the form."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.access import HouseRequest
from frontend.templatetags.dutch import decimal1
from reviews import terms
from reviews.content import one_line
from reviews.models import Invitation, OpenReview, Review, ReviewPhoto
from reviews.photos import Pictures, Unfit, developed

MEGABYTE = 1024 * 1024
TYPES = "image/jpeg,image/png,image/webp"
Draft = Invitation | OpenReview | Review
_UNFIT = {
    "size": gettext_lazy("“%(name)s” is %(size)s MB. A photo may be at most %(most)d MB. Choose a smaller one."),
    "kind": gettext_lazy("“%(name)s” is not a photo that we can show. Choose a JPEG, PNG or WebP file."),
    "pixels": gettext_lazy("“%(name)s” has too many pixels. Choose a photo of at most %(pixels)d megapixels."),
    "broken": gettext_lazy("“%(name)s” is damaged. Choose another photo."),
}


class PhotoInput(forms.FileInput):
    """Several files at once; the page says before sending when one is too large."""

    template_name = "components/photo_input.html"
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": TYPES, "multiple": True, "data-largest": terms.LARGEST_PHOTO})

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:
        """The files are taken in before the form; see `taken_in`."""
        return None


@dataclass(frozen=True)
class Album:
    """The photos of a review that is being written or changed, and what was wrong with those that did not get in."""

    photos: list[ReviewPhoto]
    complaints: list[str]


def album_of(draft: Draft) -> Album:
    """What is there already: what belongs to the review, and what waits for it."""
    return Album([*_shown(draft), *ReviewPhoto.objects.with_draft(draft)], [])


def taken_in(request: HouseRequest, draft: Draft) -> Album:
    """Keeps the files of this request with the draft. What does not fit is named; the rest is kept all the same."""
    album = album_of(draft)
    staying = [photo for photo in album.photos if f"drop_{photo.pk}" not in request.POST]
    room, known = terms.MOST_PHOTOS - len(staying), {photo.digest for photo in staying}
    for file in request.FILES.getlist("photos"):
        try:
            pictures = _developed(file)
        except Unfit as fault:
            album.complaints.append(_sentence(fault, file))
            continue
        if pictures.digest in known:
            continue
        if room <= 0:
            album.complaints.append(_("A review has at most %(most)d photos.") % {"most": terms.MOST_PHOTOS})
            break
        album.photos.append(ReviewPhoto.take(pictures, draft=draft, at=request.now))
        known.add(pictures.digest)
        room -= 1
    return album


def _shown(draft: Draft) -> Iterable[ReviewPhoto]:
    return draft.photos.shown() if isinstance(draft, Review) else ()


def _developed(file: "UploadedFile[Any]") -> Pictures:
    """A file that is too large is not even read."""
    if (file.size or 0) > terms.LARGEST_PHOTO:
        raise Unfit("size")
    return developed(file.read())


def _sentence(fault: Unfit, file: "UploadedFile[Any]") -> str:
    facts = {
        "name": one_line(file.name or "", 60),
        "size": decimal1((file.size or 0) / MEGABYTE),
        "most": terms.LARGEST_PHOTO // MEGABYTE,
        "pixels": terms.MOST_PIXELS // 1_000_000,
    }
    return str(_UNFIT[fault.code] % facts)
