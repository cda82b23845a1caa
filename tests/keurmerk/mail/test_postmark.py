"""Letters leave through postmarker to a Postmark that checks every request; whatever it does, nobody hears twice."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from keurmerk import clock
from keurmerk.mail import post, sending
from keurmerk.mail import postmark as postmark_backend
from keurmerk.mail.letter import Letter
from keurmerk.mail.outcome import Refused, Sent, Unknown
from keurmerk.mail.settling import ATTEMPTS, settle
from keurmerk.mail.suppression import is_suppressed, suppress
from keurmerk.models import Event, SentLetter
from tests.peers.postmark import TOKEN, Postmark

pytestmark = pytest.mark.django_db


@pytest.fixture
def postmark(settings):
    peer = Postmark()
    settings.EMAIL_BACKEND = "keurmerk.mail.postmark.PostmarkBackend"
    settings.POSTMARK_API_URL, settings.POSTMARK_SERVER_TOKEN = peer.url, TOKEN
    settings.POSTMARK_TIMEOUT = (5, 60)
    yield peer
    peer.close()


@pytest.fixture
def write(monkeypatch, now):
    """Writes a letter without a template of any app."""
    monkeypatch.setattr(sending, "render", lambda *_: Letter("Hello & welcome", "Dear O'Neill", "<p>Dear O'Neill</p>"))

    def write(to="anna@example.com", about="test:1", **options):
        return sending.send("test/hello", to=to, language="nl", about=about, at=now, facts={}, **options)

    return write


@pytest.fixture
def write_many(now):
    def write_many(number):
        letter = Letter("Hello", "Dear you", "<p>Dear you</p>")
        drafts = [
            sending.Draft("test/hello", f"buyer{each}@example.com", "nl", f"test:{each}", letter)
            for each in range(number)
        ]
        sending.send_all(drafts, at=now)

    return write_many


def states():
    return list(SentLetter.objects.order_by("pk").values_list("state", flat=True))


def later(minutes=3):
    moment = clock.real() - timedelta(minutes=minutes)
    SentLetter.objects.update(next_attempt_at=moment, claimed_at=moment)


class TestPost:
    def test_sends_what_waits_in_one_batch(self, postmark, write):
        for number in range(5):
            write(about=f"test:{number}")
        assert post.post_waiting() == 5
        assert postmark.batches == [5]
        assert states() == ["SENT"] * 5

    def test_sends_no_request_that_the_specification_refuses(self, postmark, write):
        write(headers={"List-Unsubscribe": "<https://example.com/u>"}, stream="broadcast")
        post.post_waiting()
        assert postmark.refusals == []
        [sent] = postmark.taken
        assert (sent["Subject"], sent["MessageStream"], sent["Tag"]) == ("Hello & welcome", "broadcast", "test/hello")
        assert {"Name": "List-Unsubscribe", "Value": "<https://example.com/u>"} in sent["Headers"]

    def test_splits_at_five_hundred(self, postmark, write_many):
        write_many(501)
        assert post.post_waiting() == 501
        assert sorted(postmark.batches) == [1, 500]

    def test_puts_the_answer_in_the_field_that_postmark_has_for_it(self, postmark, write):
        write(headers={"Reply-To": "info@fietsgoed.example"})
        post.post_waiting()
        [sent] = postmark.taken
        assert sent["ReplyTo"] == "info@fietsgoed.example"
        assert "Headers" not in sent

    def test_names_the_stream_that_the_installation_has_for_invitations(self, postmark, write, settings):
        settings.POSTMARK_STREAMS = {"outbound": "outbound", "broadcast": "invitations"}
        write(stream="broadcast")
        post.post_waiting()
        assert postmark.taken[0]["MessageStream"] == "invitations"

    def test_sends_a_letter_once_however_often_it_is_written(self, postmark, write):
        write()
        write()
        post.post_waiting()
        post.post_waiting()
        assert len(postmark.taken) == 1

    def test_reads_the_answer_of_every_single_message(self, postmark, write):
        postmark.suppressed.add("gone@example.com")
        write(to="gone@example.com")
        write(to="here@example.com")
        assert post.post_waiting() == 1
        assert states() == ["REFUSED", "SENT"]
        assert is_suppressed("Gone@example.com")

    def test_writes_to_no_suppressed_address(self, postmark, write, now):
        suppress("anna@example.com", reason="HardBounce", at=now)
        letter = write(to="Anna@example.com")
        post.post_waiting()
        assert (letter.state, letter.reason, postmark.taken) == ("SKIPPED", "suppressed", [])

    def test_keeps_the_letters_when_the_token_is_wrong(self, postmark, write, settings):
        settings.POSTMARK_SERVER_TOKEN = "wrong"
        write()
        post.post_waiting()
        assert states() == ["QUEUED"]

    def test_gives_a_letter_up_after_some_three_days_and_says_so(self, postmark, write):
        postmark.misbehaviour = ["500"]
        write()
        SentLetter.objects.update(attempts=ATTEMPTS - 1)
        post.post_waiting()
        assert states() == ["REFUSED"]
        assert Event.objects.get(name="letter.refused").payload["about"] == "test:1"

    def test_waits_longer_each_time_but_never_more_than_an_hour(self, postmark, write):
        write()
        for attempts, minutes in ((0, 1), (3, 8), (20, 60)):
            postmark.misbehaviour = ["500"]
            SentLetter.objects.update(attempts=attempts, next_attempt_at=clock.real())
            post.post_waiting()
            wait = SentLetter.objects.get().next_attempt_at - clock.real()
            assert timedelta(minutes=minutes - 0.5) < wait <= timedelta(minutes=minutes)

    def test_waits_as_long_as_the_vendor_asks(self, postmark, write):
        postmark.misbehaviour = ["429-later"]
        write()
        post.post_waiting()
        assert timedelta(seconds=100) < SentLetter.objects.get().next_attempt_at - clock.real() <= timedelta(minutes=2)


NOTHING_TAKEN = ["429", "429-with-body", "429-later", "500", "503", "redirect"]
ALL_TAKEN = ["hang", "drop-after", "504-after", "malformed", "no-json", "204", "short", "drip"]


class TestFaults:
    """Whatever the vendor does, a letter arrives once."""

    @pytest.mark.parametrize("fault", NOTHING_TAKEN)
    def test_tries_again_later_when_nothing_was_taken(self, postmark, write, fault):
        postmark.misbehaviour = [fault]
        write()
        write(to="bob@example.com")
        assert post.post_waiting() == 0
        assert states() == ["QUEUED", "QUEUED"]
        later()
        assert post.post_waiting() == 2
        assert len(postmark.taken) == 2

    @pytest.mark.parametrize("fault", ALL_TAKEN)
    def test_looks_up_what_got_no_answer_and_never_sends_it_twice(
        self, postmark, write, fault, now, monkeypatch, settings
    ):
        monkeypatch.setattr(postmark_backend, "_LONGEST_ANSWER", 0.5)
        settings.POSTMARK_TIMEOUT = (1, 1)
        postmark.misbehaviour = [fault]
        write()
        post.post_waiting()
        assert states() == ["UNKNOWN"]
        post.post_waiting()
        if fault == "hang":
            time.sleep(2.5)  # the peer takes the letter after our patience is over
        later()
        assert post.look_up_unanswered(now=now) == 1
        assert states() == ["SENT"]
        assert len(postmark.taken) == 1
        assert SentLetter.objects.get().vendor_id == postmark.taken[0]["MessageID"]

    def test_takes_the_token_to_no_other_host(self, postmark, write):
        stranger = Postmark()
        postmark.elsewhere, postmark.misbehaviour = stranger.url, ["redirect"]
        write()
        post.post_waiting()
        assert (stranger.batches, stranger.refusals) == ([], [])
        stranger.close()

    def test_asks_about_nobody_else_when_the_vendor_cannot_say(self, postmark, write, now):
        for number in range(5):
            write(about=f"test:{number}")
        post._claim()
        later(minutes=11)
        postmark.misbehaviour = ["500"]
        assert post.look_up_unanswered(now=now) == 0
        assert postmark.misbehaviour == []
        assert states() == ["SENDING"] * 5

    def test_takes_no_other_persons_letter_for_the_one_it_looks_for(self, postmark, write, now):
        letter = write()
        postmark.take(
            {
                "From": "a@example.com",
                "To": "other@example.com",
                "TextBody": ".",
                "Metadata": {"letter": str(letter.pk)},
            }
        )
        post._claim()
        later(minutes=3)
        post.look_up_unanswered(now=now)
        assert states() == ["SENDING"]

    def test_stops_asking_a_vendor_that_is_away(self, postmark, write_many):
        write_many(5 * post.BATCH)
        postmark.misbehaviour = ["429"] * 5
        assert post.post_waiting() == 0
        assert len(postmark.misbehaviour) >= 2

    def test_finds_the_one_letter_for_which_a_whole_batch_is_refused(self, postmark, write):
        postmark.poison.add("poison@example.com")
        for name in ("anna", "bob", "poison", "carla", "dirk"):
            write(to=f"{name}@example.com")
        assert post.post_waiting() == 4
        assert states() == ["SENT", "SENT", "REFUSED", "SENT", "SENT"]

    def test_lets_a_letter_on_which_batches_break_travel_alone(self, postmark, write):
        for number in range(4):
            write(about=f"test:{number}")
        SentLetter.objects.filter(about__in=["test:1", "test:2"]).update(attempts=6)
        assert post.post_waiting() == 4
        assert sorted(postmark.batches) == [1, 1, 2]

    def test_leaves_from_our_address_when_the_vendor_does_not_take_the_shops(self, postmark, write):
        postmark.unknown_senders.add("post@fietsgoed.example")
        write(sender='"Fietsgoed" <post@fietsgoed.example>')
        assert post.post_waiting() == 1
        [sent] = postmark.taken
        assert sent["From"] == "Fietsgoed <post@keurtegel.example>"
        assert Event.objects.get(name="letter.sender_refused").payload["domain"] == "fietsgoed.example"

    def test_refuses_a_letter_when_it_is_our_own_address_that_is_not_taken(self, postmark, write):
        postmark.unknown_senders.add("post@keurtegel.example")
        write()
        post.post_waiting()
        assert states() == ["REFUSED"]

    def test_sends_again_only_what_the_vendor_never_saw(self, postmark, write, now):
        postmark.misbehaviour = ["drop-before"]
        write()
        post.post_waiting()
        assert states() == ["UNKNOWN"]
        later(minutes=3)
        post.look_up_unanswered(now=now)
        assert states() == ["UNKNOWN"]  # the vendor's index may lag: not yet
        later(minutes=11)
        post.look_up_unanswered(now=now)
        post.post_waiting()
        assert states() == ["SENT"]
        assert len(postmark.taken) == 1

    def test_recovers_a_letter_whose_worker_died_while_it_was_handed_over(self, postmark, write, now):
        write()
        post._claim()  # and then the worker is killed
        later(minutes=11)
        post.look_up_unanswered(now=now)
        post.post_waiting()
        assert states() == ["SENT"]

    def test_writes_down_nothing_about_a_letter_that_somebody_else_settled(self, postmark, write, now):
        write()
        [letter] = post._claim()
        SentLetter.objects.update(state="SENT", sent_at=now, vendor_id="told-by-webhook")
        assert settle([(letter, Sent("late")), (letter, Refused("late")), (letter, Unknown())]) == 0
        assert SentLetter.objects.get().vendor_id == "told-by-webhook"


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_what_waits_and_send_nothing_twice(postmark, write_many):
    write_many(3 * post.BATCH)
    sent = []

    def work():
        sent.append(post.post_waiting())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 3 * post.BATCH
    assert len({each["Metadata"]["letter"] for each in postmark.taken}) == len(postmark.taken) == 3 * post.BATCH


class TestSize:
    def attach(self, write, megabytes, about="test:1"):
        place = default_storage.save("big.pdf", ContentFile(b"x" * megabytes * 1_000_000))
        write(attachments=[("big.pdf", place)], about=about)

    def test_of_a_batch_stays_below_fifty_megabytes(self, postmark, write):
        for number in range(8):
            self.attach(write, 7, about=f"test:{number}")
        assert post.post_waiting() == 8
        assert postmark.batches == [4, 4]

    def test_of_one_letter_is_refused_above_ten_megabytes_and_holds_up_nobody(self, postmark, write):
        self.attach(write, 8)
        write(about="test:2")
        assert post.post_waiting() == 1
        assert states() == ["REFUSED", "SENT"]
        assert postmark.batches == [1]


class TestAttachments:
    def test_that_are_gone_stop_nobody_else(self, postmark, write):
        write(attachments=[("F2026-0001.pdf", "nowhere.pdf")])
        write(about="test:2")
        assert post.post_waiting() == 1
        assert states() == ["REFUSED", "SENT"]

    def test_travel_as_base64_with_their_type(self, postmark, write):
        place = default_storage.save("invoice.pdf", ContentFile(b"%PDF-1.7"))
        write(attachments=[("F2026-0001.pdf", place)])
        post.post_waiting()
        [attachment] = postmark.taken[0]["Attachments"]
        assert attachment == {"Name": "F2026-0001.pdf", "Content": "JVBERi0xLjc=", "ContentType": "application/pdf"}
