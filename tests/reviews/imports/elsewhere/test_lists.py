"""Lists as the platforms in the Netherlands give them out, read without a question; and everything that can be wrong."""

import io
from datetime import UTC, date, datetime

import pytest

from reviews.imports import layout
from reviews.imports.cells import Faulty
from reviews.imports.elsewhere import marks, work
from reviews.imports.elsewhere.columns import REVIEWS
from reviews.models import Review, ReviewImportFault
from tests.factories import foreign, order_lists

pytestmark = pytest.mark.django_db

LISTS = {
    "WebwinkelKeur": (
        'id;datum;naam;email;beoordeling;opmerking;reactie\n12;12-11-2025 14:05;Jan de Vries;jan@example.com;4;"Prima\nwinkel";Dank!\n',
        5,
    ),
    "Trustpilot": (
        ("Review Created (UTC),Review Username,Review ID,Review Title,Review Content,Review Stars,Company Reply Text"
        '\n2025-11-12 13:05:06,Jan de Vries,65f0,Top,"Prima\nwinkel",4,Dank!\n'),
        5,
    ),
    "Kiyoh": (
        "Naam;Datum;Gemiddelde;Toelichting;Zou u ons aanbevelen;Reactie\nJan de Vries;12-11-2025;8,0;Prima winkel;ja;Dank!\n",
        10,
    ),
    "Feedback Company": (
        '"ID","Datum","Naam","Totaalscore","Opmerking","Antwoord"\n"5","12-11-2025","Jan de Vries","8","Prima winkel","Dank!"\n',
        10,
    ),
    "Google": (
        "reviewer\tstarRating\tcomment\tcreateTime\treviewReply\nJan de Vries\tFOUR\tPrima winkel\t2025-11-12T13:05:06.789Z\tDank!\n",
        5,
    ),
    "De Winkelgids": ("Date;Rating;Review;Author;Reply\n2025-11-12;8/10;Prima winkel;Jan de Vries;Dank!\n", 5),
    "Zonder kop": ("2025-11-12;4;Jan de Vries;Prima winkel was het\n", 5),
}  # fmt: skip


@pytest.mark.parametrize("platform", LISTS)
def test_a_list_of_this_platform_is_read_without_a_question(platform, now):
    text, scale = LISTS[platform]
    made = foreign.taken_in(text, at=now, platform=platform)
    review = Review.objects.get()
    assert (made.outcome, made.scale) == ({"NEW": 1}, scale)
    assert (review.stars, review.display_name, review.source) == (4, "Jan V.", platform)
    assert review.text.startswith("Prima")
    assert f"{review.published_at:%Y-%m-%d}" == "2025-11-12"
    assert (review.reply.text if "Dank!" in text else "Dank!") == "Dank!"
    assert "example.com" not in str(list(Review.objects.values())) + review.imported.record


def test_an_excel_list_is_read_too(now):
    rows = [
        ["Datum", "Naam", "Cijfer", "Tekst"],
        [date(2025, 11, 12), "Jan de Vries", 9, "-1 is geen som"],
        [date(2025, 11, 13), "An", 8, "Ook goed"],
    ]
    foreign.taken_in(order_lists.workbook(rows), at=now)
    assert set(Review.objects.values_list("stars", "text")) == {(5, "-1 is geen som"), (4, "Ook goed")}


def test_the_lines_of_a_text_stay_lines(now):
    foreign.taken_in('Datum;Sterren;Tekst\n2025-11-12;4;"Een\n\nTwee; drie"\n', at=now)
    assert Review.objects.get().text == "Een\n\nTwee; drie"


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("r1;2027-01-01;Jan;5;;Later", "DATE_FUTURE", 2),
        ("r1;1970-01-01;Jan;5;;Vroeg", "DATE_WRONG", 2),
        ("r1;31-02-2025;Jan;5;;Nooit", "DATE_WRONG", 2),
        ("r1;;Jan;5;;Wanneer", "DATE_MISSING", 2),
        ("r1;2025-11-01;Jan;;;Leeg", "STARS_MISSING", 4),
        ("r1;2025-11-01;Jan;6;;Te veel", "STARS_WRONG", 4),
        ("r1;2025-11-01;Jan;0;;Niets", "STARS_WRONG", 4),
        ("r1;2025-11-01;Jan;-3;;Min", "STARS_WRONG", 4),
        ("r1;2025-11-01;Jan;NaN;;Raar", "STARS_WRONG", 4),
        (f"r1;2025-11-01;Jan;5;;{'x' * 2001}", "TEXT_LONG", 6),
        (f"r1;2025-11-01;Jan;5;{'x' * 121};Kort", "TITLE_LONG", 5),
        ("1,2E+15;2025-11-01;Jan;5;;Afgerond", "NUMBER_ROUNDED", 1),
        ("r1;2025-11-01;Jan;5", "TOO_FEW_CELLS", 0),
        ("r1;2025-11-01;Jan;5;;a;b", "TOO_MANY_CELLS", 0),
        ('r1;2025-11-01;Jan;5;;"open', "QUOTE", 0),
        (b"r1;2025-11-01;Ren\xe9;5;;Encoding", "CHARSET", 0),
    ],
)
def test_what_is_wrong_in_a_line_is_named_and_the_others_are_taken(now, line, code, column):
    odd = line if isinstance(line, bytes) else line.encode()
    good = "".join(f"g{n};2025-11-0{n};Zoë;4;;Regel {n}\n" for n in range(1, 8)).encode()
    made = foreign.taken_in(f"{foreign.HEADS}\n".encode() + good + odd + b"\n" + b"h9;2025-11-09;Zoe;4;;Na\n", at=now)
    fault = ReviewImportFault.objects.get()
    assert (fault.line, fault.column, fault.code) == (9, column, code)
    assert made.outcome == {"NEW": 8, "FAULTY": 1}


class TestStars:
    @pytest.mark.parametrize(
        ("text", "scale", "stars"),
        [
            ("5", 5, 5), ("4,5", 5, 5), ("4.4", 5, 4), ("★★★☆☆", 5, 3), ("THREE", 5, 3), ("vier", 5, 4), ("4 sterren", 5, 4),
            ("1", 10, 1), ("7", 10, 4), ("8,9", 10, 4), ("9", 10, 5), ("10", 10, 5), ("8/10", 5, 4), ("3/5", 10, 3),
            ("4 van 5", 10, 4), ("1,0", 5, 1),
        ],
    )  # fmt: skip
    def test_are_one_to_five(self, text, scale, stars):
        assert marks.stars(text, scale) == stars

    @pytest.mark.parametrize("text", ["", "11/10", "vijfhonderd", "5 6", "99999999999999", "٣", "1e5"])
    def test_or_faulty(self, text):
        with pytest.raises(Faulty):
            marks.stars(text, 5)


class TestMoment:
    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("2025-07-01T10:00:00Z", "10:00"), ("2025-07-01 10:00", "08:00"), ("01-07-2025 10:00:30", "08:00"),
            ("2025-07-01T10:00:00+02:00", "08:00"), ("2025-07-01", "10:00"), ("1 juli 2025", "10:00"),
            ("2025-07-01T10:00:00.123456789Z", "10:00"),
        ],
    )  # fmt: skip
    def test_is_of_amsterdam_unless_it_says_otherwise(self, text, hours, now):
        assert f"{marks.moment(text, now):%Y-%m-%d %H:%M}" == f"2025-07-01 {hours}"

    def test_of_today_without_a_time_is_not_in_the_future(self):
        morning = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
        assert marks.moment("2026-03-02", morning) == morning

    @pytest.mark.parametrize("text", ["2025-07-01 25:00", "2025-13-01 10:00", "2025-07-01 10:61", "gisteren"])
    def test_or_faulty(self, text, now):
        with pytest.raises(Faulty):
            marks.moment(text, now)


def test_one_high_mark_does_not_make_a_list_out_of_ten(now):
    text = "Datum;Sterren\n" + "2025-01-02;5\n" * 9 + "2025-01-02;8\n"
    assert foreign.checked(text, at=now).scale == 5


def test_an_address_is_no_column_that_is_kept():
    found = layout.guess(
        io.BytesIO(b"Datum;Sterren;E-mailadres;IP\n2025-01-02;5;x@example.com;1.2.3.4\n"), charset="utf-8", of=REVIEWS
    )
    assert found.columns == ["DATE", "STARS", "", ""]


def test_a_bad_line_in_the_middle_of_many_is_found(now, monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 500)
    lines = foreign.text(3000).split("\r\n")
    lines[1500] = "r1499;ooit;x;5;;x"
    made = foreign.checked("\n".join(lines), at=now)
    assert (made.forecast, made.faults.get().line) == ({"NEW": 2999, "FAULTY": 1}, 1501)
