"""Out of one shop and into another: every record is the one it was, and what was changed on the way is named."""

import hashlib
import io
import json
import zipfile

import pytest

from keurmerk.canonical import canonical
from keurmerk.outbox import drain
from reviews.imports.elsewhere import work
from reviews.imports.unreadable import Unreadable
from reviews.models import Review, ReviewPhoto
from reviews.portable import hash_of
from reviews.verification import shop_faults
from tests.factories import foreign, members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(now):
    """A shop with something of everything."""
    shop = reviews.inviting_shop()
    for stars in (5, 1, 3):
        last = reviews.review(of=shop, at=now, stars=stars, delivery=stars, recommends=stars > 2, title="Één 🚲")
    reviews.reply(to=last, at=now)
    reviews.unverified_review(of=shop, at=now)
    last.edit(reviews.opinion(stars=2, text='Toch niet "goed".\nNee.'), actor="visitor", at=now)
    reviews.photo(of=last, at=now)
    ReviewPhoto.show(last, last)
    return shop


@pytest.fixture
def new(old):
    """Another shop of the same member."""
    return members.shop(of=old.member)


class TestRoundTrip:
    def test_gives_every_record_the_same_hash(self, old, new, now, settings):
        export = foreign.export_of(old, at=now)
        made = foreign.taken_in(export, of=new, at=now, platform="")
        assert (made.source, made.outcome, made.faults.count()) == (settings.BRAND["name"], {"NEW": 4}, 0)
        again = foreign.records_of(foreign.export_of(new, at=now), "imported.jsonl")
        assert [each["record"] for each in again] == foreign.records_of(export)
        assert [each["record"]["hash"] for each in again] == [hash_of(each["record"]) for each in again]

    def test_goes_on_from_shop_to_shop(self, old, new, now):
        export = foreign.export_of(old, at=now)
        foreign.taken_in(export, of=new, at=now, platform="")
        third = members.shop(of=old.member)
        made = foreign.taken_in(foreign.export_of(new, at=now), of=third, at=now, platform="")
        again = foreign.records_of(foreign.export_of(third, at=now), "imported.jsonl")
        assert [each["record"] for each in again] == foreign.records_of(export)
        assert made.outcome == {"NEW": 4}
        assert foreign.taken_in(export, of=third, at=now, platform="").outcome == {"ALREADY": 4}

    def test_keeps_words_stars_and_moments(self, old, new, now):
        foreign.taken_in(foreign.export_of(old, at=now), of=new, at=now, platform="")
        same = ("stars", "title", "text", "display_name", "salt", "language", "published_at", "edited_at", "delivery",
                "recommends")  # fmt: skip
        told = [list(shop.reviews.order_by("published_at", "text", "pk").values(*same)) for shop in (old, new)]
        assert sorted(map(str, told[0])) == sorted(map(str, told[1]))
        assert not new.reviews.verified().exists()
        assert list(shop_faults(new.pk)) == []

    def test_takes_the_photos_byte_for_byte(self, old, new, now):
        foreign.taken_in(foreign.export_of(old, at=now), of=new, at=now, platform="")
        first, second = ReviewPhoto.objects.order_by("pk")
        assert (first.digest, first.alt) == (second.digest, second.alt)
        assert second.review.shop == new
        files = foreign.files_of(foreign.export_of(new, at=now))
        assert hashlib.sha256(files[f"photos/{second.pk}.webp"]).hexdigest() == first.digest

    def test_takes_what_was_a_list_of_another_platform_along_too(self, new, now):
        foreign.taken_in(foreign.text(3), of=new, at=now)
        export = foreign.export_of(new, at=now)
        told = foreign.records_of(export, "imported.jsonl")
        third = members.shop(of=new.member)
        foreign.taken_in(export, of=third, at=now, platform="")
        assert set(third.reviews.values_list("source", flat=True)) == {"Trustpilot"}
        again = foreign.records_of(foreign.export_of(third, at=now), "imported.jsonl")
        assert [each["record"] for each in again] == [each["record"] for each in told]

    def test_brings_nothing_that_is_here_already(self, old, now):
        assert foreign.taken_in(foreign.export_of(old, at=now), of=old, at=now, platform="").outcome == {"ALREADY": 4}

    def test_brings_nothing_back_that_its_writer_removed(self, old, new, now):
        export = foreign.export_of(old, at=now)
        old.reviews.earliest("pk").remove_by_author(actor="visitor", at=now)
        for shop, others in ((old, "ALREADY"), (new, "NEW")):
            assert foreign.taken_in(export, of=shop, at=now, platform="").outcome == {"GONE": 1, others: 3}

    def test_holds_for_some_hundreds_in_small_parts(self, now, monkeypatch):
        monkeypatch.setattr("reviews.exporting.PART", 70)
        monkeypatch.setattr(work, "CHUNK", 60)
        shop = reviews.inviting_shop()
        foreign.taken_in(foreign.text(300), of=shop, at=now)
        first = foreign.export_of(shop, at=now)
        foreign.taken_in(first, of=(other := members.shop(of=shop.member)), at=now, platform="")
        told, again = (foreign.records_of(each, "imported.jsonl") for each in (first, foreign.export_of(other, at=now)))
        assert len(told) == 300
        assert [each["record"]["hash"] for each in told] == [each["record"]["hash"] for each in again]


def stars_up(lines: bytes) -> bytes:
    """The second record gets five stars, and a hash that fits."""
    first, second, rest = lines.split(b"\n", 2)
    told = {**json.loads(second), "stars": 5}
    told["hash"] = hash_of(told)
    return b"\n".join([first, canonical(told).encode(), rest])


class TestChanged:
    def test_names_a_record_that_was_forged_and_takes_the_others(self, old, new, now):
        export = foreign.changed(foreign.export_of(old, at=now), reviews_jsonl=stars_up)
        made = foreign.taken_in(export, of=new, at=now, platform="")
        fault = made.faults.get()
        assert (fault.line, fault.code) == (2, "NOT_SIGNED")
        assert made.outcome == {"NEW": 3, "FAULTY": 1}

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda lines: lines.replace(b'"stars":1', b'"stars":4'), "HASH_WRONG"),
            (lambda lines: lines.replace(b"\n", b"\nhallo\n", 1), "RECORD_WRONG"),
            (lambda lines: lines.replace(b"\n", b"\n" + b"x" * 300_000 + b"\n", 1), "LINE_TOO_LONG"),
            (lambda lines: lines.replace(b"\n", b'\n{"hash":"\xff"}\n', 1), "CHARSET"),
            (lambda lines: lines.replace(b"\n", b"\n" + b"[" * 100_000 + b"\n", 1), "RECORD_WRONG"),
        ],
    )
    def test_names_a_line_that_is_not_a_record_of_ours(self, old, new, now, change, code):
        made = foreign.checked(
            foreign.changed(foreign.export_of(old, at=now), reviews_jsonl=change), of=new, at=now, platform=""
        )
        assert code in {fault.code for fault in made.faults.all()}

    def test_takes_a_review_without_a_photo_that_is_another(self, old, new, now):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for content, code in ((svg, "PHOTO_CHANGED"), (b"x" * 40_000_000, "PHOTO_BIG")):
            name = f"photos_{ReviewPhoto.objects.earliest('pk').pk}_webp"
            export = foreign.changed(foreign.export_of(old, at=now), **{name: lambda _old, new=content: new})
            made = foreign.taken_in(export, of=(shop := members.shop(of=old.member)), at=now, platform="")
            assert (made.outcome, made.faults.get().code) == ({"NEW": 4}, code)
            assert not ReviewPhoto.objects.filter(review__shop=shop).exists()


class TestRefused:
    def refusal(self, export, shop, now) -> str:
        with pytest.raises(Unreadable) as refused:
            foreign.uploaded(export, of=shop, at=now, platform="")
        assert not shop.review_imports.exists()
        return refused.value.code

    def test_signed_by_another_key(self, old, new, now, settings):
        ours = settings.SIGNING_KEY
        settings.SIGNING_KEY = "11" * 32
        export = foreign.export_of(old, at=now)
        settings.SIGNING_KEY = ours
        from keurmerk.models import SigningKey

        SigningKey.objects.all().delete()
        assert self.refusal(export, new, now) == "NOT_OURS"

    def test_of_somebody_elses_shop(self, old, now):
        assert self.refusal(foreign.export_of(old, at=now), members.full_shop(), now) == "OTHER_SHOP"

    def test_with_another_manifest(self, old, new, now):
        export = foreign.changed(
            foreign.export_of(old, at=now), manifest_json=lambda text: text.replace(b'"shop": ', b'"shop": 1')
        )
        assert self.refusal(export, new, now) == "NOT_OURS"

    def test_with_records_and_their_list_both_changed(self, old, new, now):
        export = foreign.changed(
            foreign.export_of(old, at=now), reviews_jsonl=stars_up, hashes_txt=lambda text: text[::-1]
        )
        assert self.refusal(export, new, now) == "CHANGED_EXPORT"

    def test_cut_off(self, old, new, now):
        export = foreign.export_of(old, at=now)
        assert self.refusal(export[: len(export) // 2], new, now) == "BROKEN_EXPORT"

    def test_that_swells(self, old, new, now):
        export = foreign.changed(foreign.export_of(old, at=now), reviews_jsonl=lambda text: text + b" " * 300_000_000)
        assert self.refusal(export, new, now) == "EXPORT_TOO_BIG"

    def test_with_a_name_twice(self, old, new, now):
        out = io.BytesIO(foreign.export_of(old, at=now))
        with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("reviews.jsonl", b"")
        assert self.refusal(out.getvalue(), new, now) == "BROKEN_EXPORT"

    def test_nothing_is_written_where_a_nested_path_says(self, old, new, now, settings, tmp_path):
        out = io.BytesIO(foreign.export_of(old, at=now))
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("../../../escaped.txt", b"x")
        made = foreign.taken_in(out.getvalue(), of=new, at=now, platform="")
        assert made.outcome == {"NEW": 4}
        assert not list(settings.MEDIA_ROOT.parent.rglob("escaped*"))

    def test_a_list_without_its_platform(self, new, now):
        assert self.refusal(foreign.text(2).encode(), new, now) == "NO_PLATFORM"

    def test_another_zip(self, new, now):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("lijst.csv", foreign.text(2))
        with pytest.raises(Unreadable, match="PACKED"):
            foreign.uploaded(out.getvalue(), of=new, at=now)


def test_an_export_is_stopped_and_taken_back_like_a_list(old, new, now):
    made = foreign.taken_in(foreign.export_of(old, at=now), of=new, at=now, platform="")
    made.undo(actor="user:1", at=now)
    drain()
    assert set(new.reviews.values_list("state", flat=True)) == {Review.State.WITHDRAWN}
    assert ReviewPhoto.objects.count() == 1
    assert list(shop_faults(new.pk)) == []
