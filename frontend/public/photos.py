"""The photos of reviews: for everybody while their review is public, for who knows the name while it is a draft."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import conditional_page, require_safe

from frontend.access import HouseRequest, visitor
from reviews.models import ReviewPhoto
from reviews.models.photo import SIZES

FRESH = 300  # seconds: a photo that was taken away is gone everywhere soon after


@visitor
@conditional_page
@require_safe
def photo(request: HouseRequest, name: str, size: str) -> HttpResponse:
    """What is held or removed is not there. A draft's photo is for its writer alone, who was told its name."""
    found = get_object_or_404(ReviewPhoto.objects.select_related("review"), name=name)
    if found.expires_at is not None:
        return picture(found, size)
    if found.review is None or not found.review.is_public:
        raise Http404
    answer = picture(found, size)
    answer["Cache-Control"] = f"public, max-age={FRESH}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def picture(found: ReviewPhoto, size: str) -> HttpResponse:
    """The file, as nothing but a picture: we made it ourselves, so its type is certain."""
    place = found.path(size)
    if size not in SIZES or not default_storage.exists(place):
        raise Http404
    with default_storage.open(place) as file:
        answer = HttpResponse(file.read(), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Disposition"] = f'inline; filename="review-{found.pk}-{size}.webp"'
    return answer


urlpatterns = [path("photos/<slug:name>-<str:size>.webp", photo, name="photo")]
