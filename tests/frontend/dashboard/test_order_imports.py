"""The owner uploads a list, sees what would happen, lets it happen, and takes it back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from keurmerk import clock
from keurmerk.outbox import drain
from reviews.models import Invitation, OrderImport
from tests.factories import members, order_lists, reviews

pytestmark = pytest.mark.django_db
State = OrderImport.State


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/en/dashboard/shops/{shop.pk}/invitations/lists/{rest}"


def send(client, shop, content: str | bytes, *, name: str = "orders.csv", delay: str = "7", **options):
    data = content.encode() if isinstance(content, str) else content
    return client.post(url(shop), {"file": SimpleUploadedFile(name, data), "delay_days": delay}, **options)


def ready(shop, content: str, **facts) -> OrderImport:
    return order_lists.checked(content, of=shop, at=clock.now(), **facts)


class TestUpload:
    def test_shows_the_way_to_confirmation(self, client, shop):
        answer = send(client, shop, order_lists.text(2))
        made = OrderImport.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, url(shop, f"{made.pk}/"))
        assert "We read the list" in client.get(answer["Location"]).text
        drain()
        assert "Take these orders in" in client.get(answer["Location"]).text

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "leeg.csv", "This file is empty"),
            (b"%PDF-1.7 ...", "bestellingen.csv", "This is a PDF, whatever its name says"),
            (bytes(range(256)) * 9, "x.csv", "This is not a text file"),
            (b"PK\x03\x04rubbish", "x.xlsx", "We cannot open this Excel file"),
            (b"\xd0\xcf\x11\xe0" * 200, "x.xls", "an old Excel file"),
        ],
    )
    def test_says_in_a_sentence_what_is_wrong_with_a_file(self, client, shop, content, name, sentence):
        answer = send(client, shop, content, name=name)
        assert sentence in answer.text
        assert not OrderImport.objects.exists()

    def test_asks_for_a_delay_that_can_be(self, client, shop):
        assert "90" in send(client, shop, order_lists.text(1), delay="91").context["form"].errors["delay_days"][0]

    def test_without_addresses_asks_which_column_holds_them(self, client, shop):
        answer = send(client, shop, "kleur;maat\nrood;1\n", follow=True)
        assert answer.redirect_chain[-1][0].endswith("/columns/")
        assert "We found no column with e-mail addresses" in answer.text

    def test_reads_excel(self, client, shop):
        send(client, shop, order_lists.workbook([["E-mail", "Order"], ["a@example.com", 7]]), name="orders.xlsx")
        drain()
        assert OrderImport.objects.get().forecast == {"SCHEDULED": 1}


class TestReady:
    def test_shows_who_is_invited_when_and_what_is_wrong(self, client, shop):
        morning = (localtime(clock.now()) + timedelta(days=1)).replace(hour=10)
        clock.move_to(morning)  # in the evening, quiet hours would move the day
        made = ready(shop, order_lists.text(3) + "4;geen adres;Jan\r\n", delay_days=10)
        text = client.get(url(shop, f"{made.pk}/")).text
        day = morning + timedelta(days=10)
        assert f"The invitations are sent on {day.day} {day:%B %Y}" in text
        assert "buyer1@example.com" in text
        assert "This is not an e-mail address" in text
        assert "B (E-mail address)" in text
        assert not Invitation.objects.exists()

    def test_names_every_faulty_line_in_the_download(self, client, shop):
        made = ready(shop, "E-mail\n" + "a@example.com\nx\n" * 150)
        assert client.get(url(shop, f"{made.pk}/")).text.count("This is not an e-mail address") == 50
        told = client.get(url(shop, f"{made.pk}/faulty-lines.csv")).getvalue().decode()
        assert told.count("This is not an e-mail address") == 150
        assert "301;A (E-mail address);This is not an e-mail address" in told

    def test_leads_to_the_next_faulty_lines(self, client, shop):
        made = ready(shop, "E-mail\n" + "x\n" * 60)
        first = client.get(url(shop, f"{made.pk}/"))
        second = client.get(url(shop, f"{made.pk}/{first.context['older']}"))
        assert [fault.line for fault in second.context["faults"]] == list(range(52, 62))

    def test_shows_a_formula_as_the_text_it_is(self, client, shop):
        made = ready(shop, 'E-mail;Nummer\na@example.com;"<script>alert(1)</script>"\n')
        text = client.get(url(shop, f"{made.pk}/")).text
        assert "&lt;script&gt;" in text
        assert "<script>alert" not in text

    def test_warns_when_there_are_no_order_numbers(self, client, shop):
        made = ready(shop, "a@example.com\n")
        assert "There are no order numbers in this list" in client.get(url(shop, f"{made.pk}/")).text

    def test_offers_nothing_to_confirm_when_nobody_can_be_invited(self, client, shop):
        made = ready(shop, "E-mail\nx\n")
        text = client.get(url(shop, f"{made.pk}/")).text
        assert "Nobody in this list can be invited" in text
        assert "Take these orders in" not in text

    def test_survives_a_file_that_is_gone(self, client, shop):
        made = ready(shop, order_lists.text(1))
        OrderImport.objects.update(path="order-imports/gone.txt")
        assert client.get(url(shop, f"{made.pk}/")).status_code == 200
        assert client.get(url(shop, f"{made.pk}/columns/")).status_code == 404


class TestConfirm:
    def test_takes_the_orders_in(self, client, shop):
        made = ready(shop, order_lists.text(3))
        client.post(url(shop, f"{made.pk}/confirm/"))
        drain()
        text = client.get(url(shop, f"{made.pk}/")).text
        assert "3 invitations were not sent yet" in text
        assert made.invitations.count() == 3

    def test_counts_anew_on_another_day(self, client, shop):
        made = ready(shop, order_lists.text(1))
        OrderImport.objects.update(checked_at=clock.now() - timedelta(days=1))
        answer = client.post(url(shop, f"{made.pk}/confirm/"), follow=True)
        assert "A new day has begun" in answer.text
        made.refresh_from_db()
        assert made.state == State.CHECKING

    def test_happens_once_from_two_tabs(self, client, shop):
        made = ready(shop, order_lists.text(2))
        client.post(url(shop, f"{made.pk}/confirm/"))
        assert "confirmed or deleted already" in client.post(url(shop, f"{made.pk}/confirm/"), follow=True).text
        drain()
        assert made.invitations.count() == 2


class TestProgress:
    def test_says_how_far_it_is(self, client, shop):
        made = ready(shop, order_lists.text(2))
        made.confirm(actor="user:1", at=clock.now())
        answer = client.get(url(shop, f"{made.pk}/progress/"))
        assert "Line 0 of 3" in answer.text
        assert "HX-Refresh" not in answer

    def test_has_the_page_come_anew_when_it_is_through(self, client, shop):
        made = ready(shop, order_lists.text(2))
        assert client.get(url(shop, f"{made.pk}/progress/"))["HX-Refresh"] == "true"

    def test_reloads_by_itself_without_script(self, client, shop):
        made = ready(shop, order_lists.text(2))
        made.confirm(actor="user:1", at=clock.now())
        assert '<noscript><meta http-equiv="refresh"' in client.get(url(shop, f"{made.pk}/")).text


class TestCancelAndUndo:
    def test_delete_a_list_that_nobody_confirmed(self, client, shop):
        made = ready(shop, order_lists.text(2))
        client.post(url(shop, f"{made.pk}/cancel/"))
        drain()
        made.refresh_from_db()
        assert (made.state, made.path) == (State.CANCELLED, "")
        assert "This list was not taken in" in client.get(url(shop, f"{made.pk}/")).text

    def test_take_back_and_say_what_was_sent(self, client, shop):
        made = order_lists.taken_in(order_lists.text(3), of=shop, at=clock.now())
        first = made.invitations.earliest("pk")
        assert first.mark_sent(actor="clock", at=first.send_at)
        client.post(url(shop, f"{made.pk}/undo/"))
        drain()
        text = client.get(url(shop, f"{made.pk}/")).text
        assert "1 invitation was sent before, and stays." in text
        assert made.invitations.filter(state="CANCELLED").count() == 2

    def test_come_too_late_the_second_time(self, client, shop):
        made = order_lists.taken_in(order_lists.text(3), of=shop, at=clock.now())
        client.post(url(shop, f"{made.pk}/undo/"))
        assert "cannot be undone" in client.post(url(shop, f"{made.pk}/undo/"), follow=True).text
        assert "was ready before" in client.post(url(shop, f"{made.pk}/cancel/"), follow=True).text


class TestColumns:
    def test_show_names_and_examples(self, client, shop):
        made = ready(shop, "Klantmail;Iets\na@example.com;aap\nb@example.com;noot\n")
        text = client.get(url(shop, f"{made.pk}/columns/")).text
        assert "B: Iets" in text
        assert "aap · noot" in text

    def test_can_be_set_right(self, client, shop):
        made = ready(shop, "Van;Aan\na@example.com;x@example.com\nb@example.com;y@example.com\n")
        answers = {"column_0": "-", "column_1": "EMAIL", "delay_days": "3"}
        client.post(url(shop, f"{made.pk}/columns/"), answers)
        drain()
        made.refresh_from_db()
        assert (made.state, made.columns, made.delay_days) == (State.READY, ["", "EMAIL"], 3)

    def test_must_say_whom_and_may_not_say_a_thing_twice(self, client, shop):
        made = ready(shop, "E-mail;Naam\na@example.com;Jan\n")
        said = client.post(url(shop, f"{made.pk}/columns/"), {"column_0": "-", "column_1": "-", "delay_days": "3"})
        assert "Say which column holds the e-mail addresses." in said.text
        said = client.post(
            url(shop, f"{made.pk}/columns/"), {"column_0": "EMAIL", "column_1": "EMAIL", "delay_days": "3"}
        )
        assert "Two columns hold the same: E-mail address." in said.text

    def test_are_recognised_anew_with_another_delimiter(self, client, shop):
        made = ready(shop, "E-mail;Naam\na@example.com;Jan\n")
        client.post(url(shop, f"{made.pk}/layout/"), {"delimiter": ",", "charset": "cp1252", "header_line": "0"})
        made.refresh_from_db()
        assert (made.state, made.delimiter, made.charset, made.columns) == (State.UPLOADED, ",", "cp1252", [""])
        client.post(url(shop, f"{made.pk}/layout/"), {"delimiter": ";", "charset": "utf-8", "header_line": "1"})
        made.refresh_from_db()
        assert (made.state, made.columns) == (State.CHECKING, ["EMAIL", "NAME"])

    def test_of_a_list_that_was_confirmed_are_fixed(self, client, shop):
        made = order_lists.taken_in(order_lists.text(1), of=shop, at=clock.now())
        assert client.get(url(shop, f"{made.pk}/columns/")).status_code == 404


class TestDoors:
    def test_of_another_shop_do_not_open(self, client, shop):
        other = order_lists.checked(order_lists.text(1), at=clock.now())
        for rest in ("", "columns/", "progress/", "faulty-lines.csv"):
            assert client.get(url(other.shop, f"{other.pk}/{rest}")).status_code == 404
            assert client.get(url(shop, f"{other.pk}/{rest}")).status_code == 404
        for rest in ("confirm/", "cancel/", "undo/", "layout/"):
            assert client.get(url(shop, f"{other.pk}/{rest}")).status_code == 405
            assert client.post(url(shop, f"{other.pk}/{rest}")).status_code == 404


def test_the_example_is_read_without_questions(client, shop):
    content = client.get(url(shop, "example.csv")).getvalue()
    made = order_lists.checked(content, of=shop, at=clock.now())
    assert made.columns == ["NUMBER", "EMAIL", "NAME", "DATE", "LANGUAGE", "TOTAL"]
    assert made.forecast == {"SCHEDULED": 2}


def test_the_example_in_dutch_too(client, shop):
    content = client.get(url(shop, "example.csv").removeprefix("/en")).getvalue()
    assert order_lists.checked(content, of=shop, at=clock.now()).columns == [
        "NUMBER", "EMAIL", "NAME", "DATE", "LANGUAGE", "TOTAL",
    ]  # fmt: skip
