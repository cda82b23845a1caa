"""Photos in the form: whatever is wrong with one of them, nothing else is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from keurmerk import clock
from reviews import terms
from reviews.models import Invitation, Review, ReviewPhoto
from tests.factories import reviews

pytestmark = pytest.mark.django_db
WORDS = "Snel geleverd en netjes ingepakt, ik ben er blij mee."
ANSWERS = {"stars": "4", "text": WORDS, "display_name": "Sanne de Koning"}
AGREED = {"consent": terms.CONSENT_VERSION}


@pytest.fixture
def invitation() -> Invitation:
    return reviews.sent_invitation(at=clock.now())


def page(invitation: Invitation, rest: str = "") -> str:
    return f"/r/{invitation.token}/{rest}"


def file(name: str = "foto.jpg", content: bytes | None = None, **more) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, reviews.photo_bytes(**more) if content is None else content, "image/jpeg")


def enormous() -> TemporaryUploadedFile:
    """Forty megabytes, of which nobody ever reads a byte."""
    made = TemporaryUploadedFile("vakantie.jpg", "image/jpeg", 40 * 1024 * 1024, None)
    made.write(b"\xff\xd8\xff" + b"\0" * (40 * 1024 * 1024))
    made.seek(0)
    return made


class TestPhotosInTheForm:
    def test_go_along_to_the_check_page_and_online(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "photos": [file(), file("b.png", kind="PNG", colour="teal")]})
        check = client.get(page(invitation, "check/")).text
        assert len(re.findall(r'src="/photos/[^"]+-small.webp"', check)) == 2
        client.post(page(invitation, "check/"), AGREED)
        assert Review.objects.get().photos.shown().count() == 2

    def test_survive_an_error_elsewhere(self, client, invitation):
        answer = client.post(page(invitation), {**ANSWERS, "stars": "", "photos": [file()]})
        photo = ReviewPhoto.objects.get()
        assert list(answer.context["form"].errors) == ["stars"]
        assert f"/photos/{photo.name}-small.webp" in answer.text
        client.post(page(invitation), ANSWERS)
        assert ReviewPhoto.objects.with_draft(invitation).count() == 1

    @pytest.mark.parametrize(
        ("bad", "says"),
        [
            (enormous, "“vakantie.jpg” is 40,0 MB"),
            (lambda: file("offerte.jpg", b"%PDF-1.7 offerte"), "“offerte.jpg” is geen foto"),
            (lambda: file("logo.svg", b"<svg onload='alert(1)'/>"), "“logo.svg” is geen foto"),
            (lambda: file("x.jpg", reviews.photo_bytes((900, 900))[:4000]), "“x.jpg” is beschadigd"),
        ],
    )
    def test_that_do_not_fit_are_named_and_cost_nothing_that_was_typed_or_chosen(self, client, invitation, bad, says):
        answer = client.post(page(invitation), {**ANSWERS, "photos": [file("goed.jpg"), bad()]})
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == ["photos"]
        assert says in answer.text
        assert WORDS in answer.text
        assert "Sanne de Koning" in answer.text
        assert ReviewPhoto.objects.with_draft(invitation).count() == 1
        assert client.get(page(invitation)).context["form"].initial["text"] == WORDS

    def test_show_a_file_name_as_words(self, client, invitation):
        answer = client.post(page(invitation), {**ANSWERS, "photos": [file("<img src=x>.jpg", b"no")]})
        assert "<img src=x>" not in answer.text

    def test_are_at_most_five(self, client, invitation):
        six = [file(f"{n}.jpg", colour=f"#0000{n}0") for n in range(6)]
        answer = client.post(page(invitation), {**ANSWERS, "photos": six})
        assert "hoogstens 5 foto" in answer.text
        assert ReviewPhoto.objects.count() == 5

    def test_are_kept_once_when_they_are_sent_twice(self, client, invitation):
        for _ in range(2):
            client.post(page(invitation), {**ANSWERS, "photos": [file()]})
        assert ReviewPhoto.objects.count() == 1

    def test_can_be_described_and_removed(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "photos": [file(), file(colour="teal")]})
        first, second = ReviewPhoto.objects.all()
        client.post(page(invitation), {**ANSWERS, f"alt_{first.pk}": "De fiets,\n rood", f"drop_{second.pk}": "on"})
        assert list(ReviewPhoto.objects.values_list("alt", flat=True)) == ["De fiets, rood"]

    def test_make_room_for_another_by_removing_one(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "photos": [file(colour=f"#0000{n}0") for n in range(5)]})
        gone = ReviewPhoto.objects.first()
        answer = client.post(page(invitation), {**ANSWERS, f"drop_{gone.pk}": "on", "photos": [file(colour="red")]})
        assert answer.status_code == 302
        assert ReviewPhoto.objects.count() == 5

    def test_of_somebody_else_cannot_be_removed(self, client, invitation):
        other = reviews.photo(of=reviews.sent_invitation(at=clock.now()), at=clock.now())
        client.post(page(invitation), {**ANSWERS, f"drop_{other.pk}": "on", f"alt_{other.pk}": "Van mij"})
        other.refresh_from_db()
        assert other.alt == ""

    def test_may_say_no_more_than_the_review_itself(self, client, invitation):
        client.post(page(invitation), {**ANSWERS, "photos": [file()]})
        photo = ReviewPhoto.objects.get()
        answer = client.post(page(invitation), {**ANSWERS, f"alt_{photo.pk}": "Bel 06-12345678"})
        assert list(answer.context["form"].errors) == [f"alt_{photo.pk}"]


class TestPhotosOfAReview:
    @pytest.fixture
    def review(self) -> Review:
        review = reviews.review(at=clock.now())
        reviews.photo(of=review, at=clock.now())
        review.edit(reviews.opinion(), actor="visitor", at=clock.now())
        return review

    def test_are_added_and_removed_with_a_change(self, client, review):
        old = review.photos.get()
        edit = f"/review/{review.manage_token}/edit/"
        client.post(edit, {**ANSWERS, f"drop_{old.pk}": "on", "photos": [file(colour="teal")]})
        new = review.photos.shown().get()
        assert new.pk != old.pk

    def test_stay_as_they_are_when_the_change_is_not_right(self, client, review):
        old = review.photos.get()
        client.post(f"/review/{review.manage_token}/edit/", {**ANSWERS, "text": "Kort", f"drop_{old.pk}": "on"})
        assert list(review.photos.shown()) == [old]

    def test_are_links_to_the_large_ones(self, client, review):
        photo = review.photos.get()
        photo.describe("Een rode fiets")
        html = client.get(f"/shops/{review.shop_id}/").text
        assert f'<a href="/photos/{photo.name}-large.webp"><img src="/photos/{photo.name}-small.webp"' in html
        assert 'alt="Een rode fiets"' in html

    def test_are_seen_by_their_writer_while_the_review_is_held(self, client, review):
        review.hold("PERSONAL", actor="user:1", at=clock.now())
        html = client.get(f"/review/{review.manage_token}/").text
        own = re.search(r'src="(/review/[^"]+-small.webp)"', html).group(1)
        assert client.get(own)["Content-Type"] == "image/webp"
        assert client.get(own.replace(review.manage_token, review.manage_token[::-1])).status_code == 404
