"""A shop brings its reviews from elsewhere: looks first, lets it happen, follows it, takes it back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keurmerk import clock, outbox
from reviews.models import Review, ReviewImport
from tests.factories import foreign, members, reviews

pytestmark = pytest.mark.django_db
State = ReviewImport.State


@pytest.fixture
def owner():
    return members.user()


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return reviews.inviting_shop(owner=owner)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/reviews/transfer/import/{rest}"


def upload(client, shop, content: str | bytes, **answers):
    file = SimpleUploadedFile("reviews.csv", content.encode() if isinstance(content, str) else content)
    answer = client.post(url(shop), {"file": file, "platform": "Trustpilot", **answers})
    outbox.drain()
    return answer


class TestUpload:
    def test_shows_what_was_read_before_anything_happens(self, client, shop):
        answer = upload(client, shop, foreign.text(9) + "r10;morgen;Jan;9;;Fout\n")
        page = client.get(answer.url).text
        made = ReviewImport.objects.get()
        assert (made.state, made.source, Review.objects.count()) == (State.READY, "Trustpilot", 0)
        assert "Nummer 1 was netjes ingepakt." in page
        assert "Dit is geen datum" in page
        assert "Dit is geen cijfer" in page

    @pytest.mark.parametrize(
        ("content", "answers", "words"),
        [
            ("", {}, "leeg"),
            ("%PDF-1.7 x", {}, "pdf"),
            ('{"stars": 5}', {}, "JSON"),
            (foreign.text(1), {"platform": ""}, "welk platform"),
            (foreign.text(1), {"platform": "other"}, "welk platform"),
            (b"PK\x03\x04" + b"x" * 300, {}, "beschadigd"),
        ],
    )
    def test_says_why_a_file_is_refused(self, client, shop, content, answers, words):
        answer = upload(client, shop, content, **answers)
        assert answer.status_code == 200
        assert words in answer.text
        assert not ReviewImport.objects.exists()

    def test_takes_the_name_of_another_platform(self, client, shop):
        upload(client, shop, foreign.text(1), platform="other", name="  De <b>Winkelgids</b>  ")
        assert ReviewImport.objects.get().source == "De <b>Winkelgids</b>"

    def test_of_an_export_needs_no_platform(self, client, shop):
        reviews.review(of=shop, at=clock.now())
        export = foreign.export_of(shop, at=clock.now())
        answer = upload(client, shop, export, platform="")
        assert "Niet opgenomen: staat er al" in client.get(answer.url).text


class TestColumns:
    def test_are_asked_for_when_we_do_not_know_them(self, client, shop):
        answer = upload(client, shop, "a;b;c\nx;y;z\n")
        page = client.get(answer.url)
        assert "columns/" in answer.url
        assert page.status_code == 200
        assert ReviewImport.objects.get().state == State.UPLOADED

    def test_and_scale_can_be_set_right(self, client, shop):
        upload(client, shop, "Datum;Cijfer;Tekst;Klacht\n2025-01-02;4;a b c;Goed zo\n")
        made = ReviewImport.objects.get()
        answers = {"scale": 10, "column_0": "DATE", "column_1": "STARS", "column_2": "-", "column_3": "TEXT"}
        client.post(url(shop, f"{made.pk}/columns/"), answers)
        outbox.drain()
        client.post(url(shop, f"{made.pk}/start/"))
        outbox.drain()
        assert (Review.objects.get().stars, Review.objects.get().text) == (2, "Goed zo")

    def test_without_stars_are_not_enough(self, client, shop):
        upload(client, shop, "a;b\nx;y\n")
        made = ReviewImport.objects.get()
        page = client.post(url(shop, f"{made.pk}/columns/"), {"scale": 5, "column_0": "DATE", "column_1": "DATE"}).text
        assert "Sterren of cijfer" in page
        assert "hetzelfde" in page

    def test_of_another_encoding_are_read_again(self, client, shop):
        upload(client, shop, "Datum,Sterren\n2025-01-02,4\n")
        made = ReviewImport.objects.get()
        client.post(url(shop, f"{made.pk}/layout/"), {"delimiter": ";", "charset": "cp1252", "header_line": 1})
        made.refresh_from_db()
        assert (made.delimiter, made.state) == (";", State.UPLOADED)


class TestTheRest:
    @pytest.fixture
    def made(self, client, shop):
        upload(client, shop, foreign.text(3))
        return ReviewImport.objects.get()

    def test_is_started_once_followed_and_taken_back(self, client, shop, made):
        for _ in range(2):
            client.post(url(shop, f"{made.pk}/start/"))
        assert "<progress" in client.get(url(shop, f"{made.pk}/progress/")).text
        outbox.drain()
        assert client.get(url(shop, f"{made.pk}/progress/"))["HX-Refresh"] == "true"
        assert Review.objects.count() == 3
        assert "Het hele bestand terughalen" in client.get(url(shop, f"{made.pk}/")).text
        client.post(url(shop, f"{made.pk}/undo/"))
        outbox.drain()
        assert "Teruggedraaid" in client.get(url(shop, f"{made.pk}/")).text
        assert not Review.objects.public().exists()

    def test_is_deleted_before_it_began(self, client, shop, made):
        client.post(url(shop, f"{made.pk}/cancel/"))
        outbox.drain()
        made.refresh_from_db()
        assert (made.state, made.path) == (State.CANCELLED, "")
        assert client.get(url(shop, f"{made.pk}/")).status_code == 200

    def test_of_another_shop_does_not_exist(self, client, shop):
        other = foreign.checked(foreign.text(1), at=clock.now())
        for rest in ("", "progress/", "faulty-lines.csv", "columns/"):
            assert client.get(url(shop, f"{other.pk}/{rest}")).status_code == 404
        for rest in ("start/", "cancel/", "undo/", "layout/"):
            assert client.post(url(shop, f"{other.pk}/{rest}")).status_code == 404

    def test_is_listed_where_it_began(self, client, shop, made):
        page = client.get(f"/dashboard/shops/{shop.pk}/reviews/transfer/").text
        assert url(shop, f"{made.pk}/") in page

    def test_faults_are_downloaded_without_formulas(self, client, shop):
        upload(client, shop, f'{foreign.HEADS}\nr1;=HYPERLINK("x");a;5;;b\n')
        made = ReviewImport.objects.latest("pk")
        text = b"".join(client.get(url(shop, f"{made.pk}/faulty-lines.csv")).streaming_content).decode()
        assert "HYPERLINK" not in text
        assert "2;B (Datum van de review);" in text


class TestMemberPage:
    def test_says_from_where_and_escapes_it(self, client, shop):
        made = foreign.taken_in(foreign.text(1), of=shop, at=clock.now(), platform="<i>Ergens</i>")
        page = client.get(f"/shops/{shop.pk}/").text
        assert "Meegenomen van &lt;i&gt;Ergens&lt;/i&gt;" in page
        assert "Gecontroleerde aankoop" not in page.partition('class="review"')[2].partition("</article>")[0]
        assert made.outcome == {"NEW": 1}

    def test_costs_as_many_queries_with_more_of_them(self, client, shop, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counts = []
        for rows in (2, 8):
            foreign.taken_in(foreign.text(rows, start=rows * 10), of=shop, at=clock.now())
            with CaptureQueriesContext(
                connection,
            ) as caught:
                client.get(f"/shops/{shop.pk}/")
            counts.append(len(caught))
        assert counts[0] == counts[1]
