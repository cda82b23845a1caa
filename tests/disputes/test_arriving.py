"""Answers by mail land in the dispute in the name of who was written to, once, and never start a conversation of machines."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from disputes.arriving import confirm
from disputes.jobs import LAPSE_MAIL
from disputes.models import Dispute, DisputeMail, Evidence, Message, Party
from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.arriving.addresses import reply_address
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from tests.factories import disputes, members
from tests.factories.mails import PIXEL, arrives, mail

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(email="owner@fietsgoed.nl"), host="fietsgoed.nl")


def to(dispute: Dispute, who: str = "c") -> str:
    return reply_address(f"d{dispute.pk}{who}")


def said(dispute: Dispute) -> list[tuple[str, str]]:
    return [(each.author, each.text) for each in Message.objects.filter(dispute=dispute)]


def answers() -> list[tuple[str, str]]:
    rows = SentLetter.objects.filter(letter__startswith="disputes/mail_").order_by("pk")
    return [(each.letter.removeprefix("disputes/"), each.to) for each in rows]


class TestLetters:
    def test_ask_to_be_answered_at_the_address_of_their_reader(self, shop, now):
        dispute = disputes.mediated(at=now, shop=shop)
        dispute.confide(Party.MEDIATOR, "Onder ons.", only_for=Party.SHOP, actor="user:2", at=now)
        drain()
        replies = {
            each.letter: each.headers["Reply-To"] for each in SentLetter.objects.filter(letter__startswith="disputes/")
        }
        assert replies["disputes/dispute_filed"] == to(dispute, "c")
        assert replies["disputes/dispute_received"] == to(dispute, "s")
        assert replies["disputes/private_message"] == to(dispute, "sp")

    def test_say_nothing_of_answering_where_no_mail_can_come_in(self, shop, now, settings):
        settings.INBOUND_DOMAIN = ""
        disputes.answered(at=now, shop=shop)
        drain()
        letter = SentLetter.objects.get(letter="disputes/message_for_you")
        assert "Reply-To" not in letter.headers
        assert "op deze e-mail antwoorden" not in letter.text


class TestAnswer:
    def test_of_the_consumer_lands_in_his_name_without_the_history(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        text = "Ik wil een nieuwe.\n\nOp ma 3 nov. 2025 om 10:12 schreef Keurtegel <post@keurtegel.example>:\n> Hallo"
        assert arrives(mail(to=to(dispute), sender="Jan <JAN@example.com>", text=text), at=now + 2 * DAY)
        assert said(dispute)[-1] == (Party.CONSUMER, "Ik wil een nieuwe.")
        dispute.refresh_from_db()
        assert dispute.turn == Party.SHOP
        assert Message.objects.filter(dispute=dispute).last().by_mail

    def test_of_the_shop_is_its_answer(self, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        arrives(mail(to=to(dispute, "s"), sender="owner@fietsgoed.nl", text="We sturen een nieuwe."), at=now + DAY)
        dispute.refresh_from_db()
        assert said(dispute) == [(Party.SHOP, "We sturen een nieuwe.")]
        assert (dispute.turn, bool(dispute.answered_at), dispute.refused_at) == (Party.CONSUMER, True, None)

    def test_lands_once_however_often_it_comes(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        raw = mail(to=to(dispute), message_id="<same@mail.example>")
        for _ in range(3):
            arrives(raw, at=now + 2 * DAY)
        assert len(said(dispute)) == 2

    def test_to_the_mediator_alone_stays_between_the_two(self, shop, now):
        dispute = disputes.mediated(at=now, shop=shop)
        before = said(dispute)
        files = {"foto.png": PIXEL}
        arrives(
            mail(to=to(dispute, "sp"), sender="owner@fietsgoed.nl", text="Eerlijk gezegd…", files=files),
            at=now + 3 * DAY,
        )
        assert said(dispute) == before
        assert Message.private.get(dispute=dispute).only_for == Party.SHOP
        assert not Evidence.objects.exists()
        assert answers() == [("mail_files", "owner@fietsgoed.nl")]

    def test_in_html_alone_and_in_an_odd_charset_is_read(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(to=to(dispute), text=None, html="<p>Het is <b>kapot</b>.</p><style>p{}</style>"), at=now + 2 * DAY)
        odd = f"From: jan@example.com\nTo: {to(dispute)}\nMessage-ID: <odd@x>\nSubject: Re\nContent-Type: text/plain; charset=klingon\n\n"
        arrives(odd.encode() + "Caf\xe9 gesloten, dus dat ging niet door vandaag.".encode("cp1252"), at=now + 2 * DAY)
        assert [text for _, text in said(dispute)][-2:] == [
            "Het is kapot.",
            "Café gesloten, dus dat ging niet door vandaag.",
        ]

    def test_that_is_too_long_goes_along_whole_as_evidence(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(to=to(dispute), text="woord " * 2000), at=now + 2 * DAY)
        assert len(said(dispute)[-1][1]) <= 5000
        assert Evidence.objects.get().content().decode().count("woord") == 2000


class TestFiles:
    def test_become_evidence_by_the_checks_of_the_room(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        files = {"foto.png": PIXEL, "lijst.docx": b"PK\x03\x04office", "virus.pdf": b"MZ\x90", "": b"Gewone tekst"}
        arrives(mail(to=to(dispute), files=files), at=now + 2 * DAY)
        assert {each.file_kind for each in Evidence.objects.filter(dispute=dispute, by=Party.CONSUMER)} == {
            "PNG",
            "TEXT",
        }
        assert answers() == [("mail_files", "jan@example.com")]
        assert "lijst.docx" in SentLetter.objects.get(letter="disputes/mail_files").text

    def test_of_25_megabytes_cost_the_words_nothing(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(
            mail(to=to(dispute), text=None, html="<p>Zie bijlage</p>", files={"groot.txt": b"a" * 25_000_000}), at=now
        )
        assert said(dispute)[-1][1] == "Zie bijlage"
        assert not Evidence.objects.exists()


class TestStranger:
    def test_is_asked_to_confirm_and_nobody_reads_it_until_then(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(to=to(dispute), sender="jan@werk.example", files={"foto.png": PIXEL}), at=now + 2 * DAY)
        held = DisputeMail.objects.get()
        assert len(said(dispute)) == 1
        assert answers() == [("mail_confirm", "jan@werk.example")]
        letter = SentLetter.objects.get(letter="disputes/mail_confirm")
        assert held.token in letter.text
        assert dispute.token not in letter.text
        confirm(held, actor="consumer", at=now + 3 * DAY)
        assert said(dispute)[-1] == (Party.CONSUMER, "Dat is goed.")
        assert Evidence.objects.get().file_kind == "PNG"
        assert ("mail_confirmed", "jan@example.com") in answers()
        with pytest.raises(IllegalMove):
            confirm(DisputeMail.objects.get(), actor="consumer", at=now + 3 * DAY)

    def test_that_says_nothing_for_two_weeks_is_forgotten_with_his_files(
        self, shop, now, django_capture_on_commit_callbacks
    ):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(to=to(dispute), sender="jan@werk.example", files={"foto.png": PIXEL}), at=now)
        path = DisputeMail.objects.get().files[0][1]
        assert default_storage.exists(path)
        with django_capture_on_commit_callbacks(execute=True):
            LAPSE_MAIL.run(now + 15 * DAY)
        held = DisputeMail.objects.get()
        assert (held.state, held.sender, held.text, held.files) == ("LAPSED", "", "", [])
        assert not default_storage.exists(path)

    def test_of_the_other_side_does_not_speak_for_this_one(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        for sender in ("owner@fietsgoed.nl", "iemand@fietsgoed.nl"):
            arrives(mail(to=to(dispute), sender=sender, text="Het is opgelost hoor."), at=now + 2 * DAY)
        arrives(mail(to=to(dispute, "s"), sender="jan@example.com"), at=now + 2 * DAY)
        assert len(said(dispute)) == 1
        assert set(DisputeMail.objects.values_list("state", flat=True)) == {"REFUSED"}
        assert {letter for letter, _ in answers()} == {"mail_not_taken"}
        assert all(
            dispute.token not in each.text for each in SentLetter.objects.filter(letter="disputes/mail_not_taken")
        )

    def test_who_guesses_a_reply_address_finds_no_dispute(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        forged = to(dispute).replace(f"d{dispute.pk}c", f"d{dispute.pk}s")
        arrives(mail(to=forged, sender="owner@fietsgoed.nl"), at=now)
        assert len(said(dispute)) == 1
        assert not DisputeMail.objects.exists()


class TestEnded:
    def test_says_so_and_where_to_go_on(self, shop, now):
        dispute = disputes.closed(at=now, shop=shop)
        arrives(mail(to=to(dispute)), at=now + 20 * DAY)
        assert answers() == [("mail_not_taken", "jan@example.com")]
        assert dispute.token in SentLetter.objects.get(letter="disputes/mail_not_taken").text
        assert len(said(dispute)) == 1

    def test_also_while_a_mail_waited_for_its_sender(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(to=to(dispute), sender="jan@werk.example"), at=now)
        dispute.close(reason="withdrawn", actor="consumer", at=now + DAY)
        with pytest.raises(IllegalMove):
            confirm(DisputeMail.objects.get(), actor="consumer", at=now + 2 * DAY)
        assert DisputeMail.objects.get().state == "WAITING"

    def test_erasing_the_case_takes_what_waits_along(self, shop, now):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(to=to(dispute), sender="jan@werk.example"), at=now)
        dispute.close(reason="withdrawn", actor="consumer", at=now + DAY)
        dispute.forget_consumer(actor="data subject", at=now + 2 * DAY)
        assert DisputeMail.objects.get().text == ""


class TestMachines:
    @pytest.mark.parametrize(
        "head",
        [
            {"Auto_Submitted": "auto-replied"},
            {"subject": "Automatisch antwoord: afwezig"},
            {"sender": "MAILER-DAEMON@mail.example"},
            {"X_Failed_Recipients": "jan@example.com"},
            {"subject": "Undelivered Mail Returned to Sender", "Return_Path": "<>"},
        ],
    )
    def test_that_answer_by_themselves_pass_no_turn_and_get_no_answer(self, shop, now, head):
        dispute = disputes.dispute(at=now, shop=shop)
        arrives(mail(**{"to": to(dispute, "s"), "sender": "owner@fietsgoed.nl", **head}), at=now + DAY)
        dispute.refresh_from_db()
        assert (said(dispute), dispute.turn, answers()) == ([], Party.SHOP, [])

    @pytest.mark.parametrize(
        "head",
        [
            {"Auto_Submitted": "auto-generated"},
            {"Precedence": "bulk"},
            {"List_Id": "<leden.example>"},
            {"List_Unsubscribe": "<mailto:x@example.com>"},
            {"X_Auto_Response_Suppress": "All"},
            {"Return_Path": "<>"},
            {"sender": "no-reply@werk.example"},
            {"sender": "post@keurtegel.example"},
        ],
    )
    def test_a_stranger_that_may_be_one_gets_no_letter(self, shop, now, head):
        dispute = disputes.answered(at=now, shop=shop)
        arrives(mail(**{"to": to(dispute), "sender": "jan@werk.example", **head}), at=now)
        assert answers() == []

    def test_one_sender_gets_one_answer_a_day(self, shop, now):
        dispute = disputes.closed(at=now, shop=shop)
        for hours in (0, 1, 2, 30):
            arrives(mail(to=to(dispute)), at=now + 20 * DAY + timedelta(hours=hours))
        assert len(answers()) == 2
