"""A photo is served as nothing but a picture, and only while its review is public."""

import pytest

from keurmerk import clock
from reviews.models import Review, ReviewPhoto
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo() -> ReviewPhoto:
    invitation = reviews.sent_invitation(at=clock.now())
    made = reviews.photo(of=invitation, at=clock.now())
    Review.publish(invitation, reviews.opinion(), actor="visitor", at=clock.now())
    made.refresh_from_db()
    return made


def url(photo: ReviewPhoto, size: str = "large") -> str:
    return f"/photos/{photo.name}-{size}.webp"


class TestPhoto:
    @pytest.mark.parametrize("size", ["large", "small"])
    def test_is_a_picture_and_can_be_nothing_else(self, client, photo, size):
        answer = client.get(url(photo, size))
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert answer.content[:4] == b"RIFF"
        assert not answer.cookies

    def test_is_not_sent_again_to_who_has_it(self, client, photo):
        tag = client.get(url(photo))["ETag"]
        assert client.get(url(photo), headers={"if-none-match": tag}).status_code == 304

    @pytest.mark.parametrize("verb", ["hold", "remove"])
    def test_is_gone_with_its_review(self, client, photo, verb):
        getattr(photo.review, verb)("PERSONAL", actor="user:1", at=clock.now())
        assert client.get(url(photo)).status_code == 404

    def test_of_a_draft_is_kept_by_nobody(self, client):
        draft = reviews.photo(of=reviews.sent_invitation(at=clock.now()), at=clock.now())
        assert client.get(url(draft))["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "path", ["/photos/x-large.webp", "/photos/..%2F..%2Fetc-large.webp", "/photos/-.webp", "/photos/%00-large.webp"]
    )
    def test_is_found_by_its_name_alone(self, client, photo, path):
        assert client.get(path).status_code == 404

    def test_has_two_sizes(self, client, photo):
        assert client.get(url(photo, "original")).status_code == 404

    def test_whose_file_is_lost_is_not_there(self, client, photo, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        assert client.get(url(photo)).status_code == 404
