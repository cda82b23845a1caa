"""What people write to us becomes a thread, tied to what it is about; each mail once, and no machine is answered."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from keurmerk import personal_data
from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.arriving.addresses import reply_address
from keurmerk.mail.post import message_of
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.retention import forget
from members.jobs import CLOSE_THREADS, FORGET_THREADS
from members.models import Thread, ThreadFile, ThreadMessage
from tests.factories import billing, disputes, members
from tests.factories.mails import PIXEL, arrives, mail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GENERAL = "hallo@keurtegel.example"


@pytest.fixture
def inspector():
    return members.inspector()


def wrote(at, **facts) -> Thread:
    arrives(mail(**{"to": GENERAL, "subject": "Een vraag", "text": "Hoe werkt het?", **facts}), at=at)
    return Thread.objects.latest("pk")


def answered_letter(thread: Thread) -> SentLetter:
    drain()
    return SentLetter.objects.filter(letter="members/thread_answer").latest("pk")


class TestMail:
    def test_to_the_general_address_is_a_thread_that_waits_for_us(self, now):
        thread = wrote(now, sender="Jan Bakker <jan@example.com>", subject="Re: FW: Een vraag")
        assert (thread.state, thread.email, thread.name, thread.subject) == (
            "OPEN",
            "jan@example.com",
            "Jan Bakker",
            "Een vraag",
        )
        assert thread.messages.get().text == "Hoe werkt het?"
        assert not SentLetter.objects.exists()

    def test_that_comes_twice_is_there_once(self, now):
        wrote(now, message_id="<one@mail.example>")
        wrote(now, message_id="<one@mail.example>")
        assert ThreadMessage.objects.count() == 1

    def test_of_one_person_about_two_things_is_two_threads(self, now):
        wrote(now)
        wrote(now, subject="Nog iets")
        assert Thread.objects.count() == 2

    def test_for_an_address_of_orders_that_nobody_has_is_no_letter(self, now):
        arrives(mail(to="orders+00000000000000000000@orders.keurtegel.example"), at=now)
        assert not Thread.objects.exists()

    @pytest.mark.parametrize(
        "head", [{"Auto_Submitted": "auto-replied"}, {"sender": "mailer-daemon@x.nl"}, {"subject": "Out of office"}]
    )
    def test_that_a_machine_answered_by_itself_is_no_letter(self, now, head):
        arrives(mail(**{"to": GENERAL, **head}), at=now)
        assert not Thread.objects.exists()

    def test_keeps_documents_and_pictures_and_says_what_it_left(self, now):
        thread = wrote(now, files={"foto.png": PIXEL, "virus.exe": b"MZ\x90", "x.docx": b"PK\x03\x04"})
        said = thread.messages.get()
        assert [file.name for file in said.files.all()] == ["foto.png"]
        assert said.left_out == 2


class TestSearch:
    def test_of_who_wrote_is_in_an_index_however_many_there_are(self, now):
        wrote(now)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan TO off")
        assert "thread_writer" in Thread.objects.filter(email__iexact="Wie@Dan.example").explain()


class TestTies:
    def test_a_reply_to_a_letter_is_about_what_the_letter_was(self, now):
        shop = members.full_shop(owner=members.user(email="owner@example.com"))
        invoice = billing.invoice(at=now, of=shop.member)
        about = f"billing.invoice:{invoice.pk}"
        letter = SentLetter.objects.create(
            letter="x/y", about=about, to="owner@example.com", language="en", subject="s", next_attempt_at=now,
            queued_at=now, sender="Keurtegel <post@keurtegel.example>", vendor_id="pm-1",
        )  # fmt: skip
        thread = wrote(now, to=message_of(letter).extra_headers["Reply-To"], sender="owner@example.com")
        assert (thread.about, thread.shop, thread.member, thread.language) == (about, shop, shop.member, "en")
        again = wrote(now, sender="owner@example.com", In_Reply_To="<pm-1@mtasv.net>")
        assert again == thread

    def test_a_letter_from_a_shops_own_address_is_answered_there(self, now):
        letter = SentLetter(
            pk=1, letter="x/y", to="a@b.nl", sender="Winkel <post@fietsgoed.nl>", next_attempt_at=now, queued_at=now
        )
        assert "Reply-To" not in message_of(letter).extra_headers

    def test_who_has_one_shop_writes_of_that(self, now):
        shop = members.full_shop(owner=members.user(email="owner@example.com"))
        assert wrote(now, sender="owner@example.com").shop == shop

    def test_a_reply_about_a_message_is_about_its_dispute(self, now):
        dispute = disputes.answered(at=now, shop=members.full_shop())
        letter = SentLetter.objects.create(
            letter="x/y",
            about=f"disputes.message:{dispute.messages.get().pk}",
            to="a@b.nl",
            language="nl",
            subject="s",
            next_attempt_at=now,
            queued_at=now,
        )
        thread = wrote(now, to=reply_address(f"l{letter.pk}"))
        assert (thread.about, thread.shop) == (f"disputes.dispute:{dispute.pk}", dispute.shop)

    def test_about_what_does_not_exist_any_more_still_arrives(self, now):
        for about in ("billing.invoice:999999", "event:5", "nonsense", "x.y:1"):
            letter = SentLetter.objects.create(
                letter="x/y", about=about, to="a@b.nl", language="nl", subject="s", next_attempt_at=now, queued_at=now
            )
            wrote(now, to=reply_address(f"l{letter.pk}"))
        assert ThreadMessage.objects.count() == 4


class TestConversation:
    def test_goes_on_in_the_same_thread_by_its_address(self, now, inspector):
        thread = wrote(now, message_id="<first@mail.example>")
        thread.answer("Zo werkt het.", by=inspector, at=now + DAY)
        letter = answered_letter(thread)
        assert letter.headers["Reply-To"] == reply_address(f"t{thread.pk}")
        assert letter.headers["In-Reply-To"] == "<first@mail.example>"
        assert "Zo werkt het." in letter.text
        assert letter.subject == "Re: Een vraag"
        arrives(
            mail(to=letter.headers["Reply-To"], text="Dank je.\n\nOp ma 3 nov schreef K:\n> Zo werkt het."),
            at=now + 2 * DAY,
        )
        thread.refresh_from_db()
        assert (thread.state, thread.messages.count()) == ("OPEN", 3)
        assert thread.messages.last().text == "Dank je."

    def test_closes_by_itself_and_opens_again_on_a_reply(self, now, inspector):
        thread = wrote(now)
        thread.answer("Zo.", by=inspector, at=now)
        CLOSE_THREADS.run(now + 31 * DAY)
        thread.refresh_from_db()
        assert thread.state == "CLOSED"
        arrives(mail(to=reply_address(f"t{thread.pk}")), at=now + 40 * DAY)
        thread.refresh_from_db()
        assert (thread.state, thread.closed_at) == ("OPEN", None)

    def test_merged_goes_on_in_the_other(self, now, inspector):
        one, two = wrote(now), wrote(now, subject="Zelfde vraag")
        two.merge(one, actor="user:1", at=now + DAY)
        arrives(mail(to=reply_address(f"t{two.pk}"), text="Al iets bekend?"), at=now + 2 * DAY)
        assert one.messages.count() == 3
        with pytest.raises(IllegalMove):
            one.merge(one, actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            one.merge(Thread.objects.get(pk=two.pk), actor="user:1", at=now)

    @pytest.mark.rule("4.8")
    def test_about_a_refusal_can_be_ended_and_stays_closed(self, now):
        refused = members.application()
        refused.submit(actor="test", at=now)
        refused.refuse(actor="test", at=now, reason="3.8")
        thread = wrote(now)
        with pytest.raises(IllegalMove):
            thread.end_correspondence(actor="user:1", at=now)
        thread.tie(about=f"members.application:{refused.pk}", shop=None, member=None, actor="user:1", at=now)
        thread.end_correspondence(actor="user:1", at=now)
        for _ in range(3):
            arrives(mail(to=reply_address(f"t{thread.pk}"), text="Toch niet eerlijk."), at=now + DAY)
        thread.refresh_from_db()
        assert (thread.state, thread.messages.count()) == ("CLOSED", 4)
        assert SentLetter.objects.filter(letter="members/thread_ended").count() == 1


class TestForgetting:
    def test_two_years_after_the_end_words_and_files_are_gone(self, now, inspector, django_capture_on_commit_callbacks):
        thread = wrote(now, files={"foto.png": PIXEL})
        path = ThreadFile.objects.get().path
        thread.close(actor="user:1", at=now)
        with django_capture_on_commit_callbacks(execute=True):
            FORGET_THREADS.run(now=now + 740 * DAY)
        forget(now=now + 740 * DAY)
        thread.refresh_from_db()
        assert (thread.email, thread.subject, thread.messages.get().text) == ("", "", "")
        assert not default_storage.exists(path)

    def test_on_request_once_it_is_closed(self, now):
        thread = wrote(now)
        assert personal_data.erase("jan@example.com", at=now).gone["members.Thread"] == 0
        thread.close(actor="user:1", at=now)
        personal_data.erase("jan@example.com", at=now)
        thread.refresh_from_db()
        assert (thread.email, thread.messages.get().sender) == ("", "")
