"""A copied mail becomes an invitation once, waits for a person, or is forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.mail.arriving.mail import read
from reviews.imports.mails.take import read_anew, take_mail_in
from reviews.jobs import FORGET_ORDER_MAILS
from reviews.models import Invitation, OrderMail, OrderMailRule
from tests.factories import reviews

pytestmark = pytest.mark.django_db
State, Reason = OrderMail.State, OrderMail.Reason


def mail(
    subject="Orderbevestiging 41",
    text="Bedankt voor je bestelling. Bestelnummer: 41",
    *,
    to="sanne@example.com",
    key="a",
):
    head = f"From: Fietsgoed <post@fietsgoed.example>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{key}@x>\n"
    return read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode())


@pytest.fixture
def shop():
    return reviews.inviting_shop()


def taken(shop, now, *args, vendor_id="", **facts):
    return take_mail_in(shop, mail(*args, **facts), vendor_id=vendor_id, actor="mail", at=now)


class TestRecognised:
    def test_becomes_an_invitation_with_the_shops_delay(self, shop, now):
        made = taken(shop, now)
        assert (made.state, made.invitation.order_number, made.invitation.client) == (State.RECOGNISED, "41", "mail")
        assert made.invitation.send_at == now + timedelta(days=7)

    def test_keeps_nothing_of_what_it_said(self, shop, now):
        made = taken(shop, now)
        assert (made.subject, made.text, made.sender, made.recipient) == ("", "", "", "")

    def test_comes_twice_and_counts_once(self, shop, now):
        assert taken(shop, now) == taken(shop, now)
        assert taken(shop, now, key="b", vendor_id="v1") == taken(shop, now, key="c", vendor_id="v1")
        assert Invitation.objects.count() == 1

    def test_of_an_order_that_was_reported_says_so(self, shop, now):
        reviews.invitation(of=shop, at=now, email="sanne@example.com", number="41")
        made = taken(shop, now)
        assert (made.state, made.reason, made.invitation) == (State.RECOGNISED, Reason.ALREADY, None)


class TestUnrecognised:
    def test_waits_fourteen_days_with_its_words(self, shop, now):
        made = taken(shop, now, "Hallo", "Zomaar iets.")
        assert (made.state, made.reason, made.expires_at) == (
            State.UNRECOGNISED,
            Reason.NO_ORDER,
            now + timedelta(days=14),
        )
        assert made.text == "Zomaar iets."

    @pytest.mark.rule("PA")
    def test_is_forgotten_after_fourteen_days(self, shop, now):
        made = taken(shop, now, "Hallo", "Zomaar iets.")
        assert FORGET_ORDER_MAILS.run(now + timedelta(days=13)) == 0
        assert FORGET_ORDER_MAILS.run(now + timedelta(days=14)) == 1
        made.refresh_from_db()
        assert (made.state, made.text, made.subject) == (State.LAPSED, "", "")

    def test_keeps_no_words_once_settled_by_the_database(self, shop, now):
        made = taken(shop, now, "Hallo", "Zomaar iets.")
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderMail.objects.filter(pk=made.pk).update(state=State.DISMISSED)

    def test_is_settled_by_hand(self, shop, now):
        made = taken(shop, now, "Hallo", "Zomaar iets.")
        made.become(reviews.order(number="99"), by_hand=True, actor="user:1", at=now)
        assert (made.state, made.text, made.invitation.order_number) == (State.SETTLED, "", "99")


class TestIgnored:
    @pytest.mark.parametrize(
        ("subject", "reason"),
        [("Je bestelling 41 is verzonden", Reason.OTHER_KIND), ("Automatisch antwoord: weg", Reason.AUTO_REPLY)],
    )
    def test_keeps_no_words(self, shop, now, subject, reason):
        made = taken(shop, now, subject, "Bestelnummer: 41")
        assert (made.state, made.reason, made.text) == (State.IGNORED, reason, "")
        assert not Invitation.objects.exists()


class TestRule:
    @pytest.fixture
    def rule(self, shop, now):
        return OrderMailRule.objects.create(
            shop=shop,
            subject_has="Pakbon",
            number_before="Ons kenmerk:",
            number_after=",",
            name_before="Voor:",
            made_at=now,
        )

    def test_reads_mails_that_we_do_not_know(self, shop, now, rule):
        made = taken(shop, now, "PAKBON 7", "ons  kenmerk: AB-7, dank\nVoor: Jan Smit\n")
        assert (made.state, made.invitation.order_number, made.invitation.customer_name) == (
            State.RECOGNISED,
            "AB-7",
            "Jan Smit",
        )

    def test_leaves_other_mails_and_gaps_alone(self, shop, now, rule):
        assert taken(shop, now, "Iets anders", "Ons kenmerk: AB-7,", key="1").state == State.UNRECOGNISED
        assert taken(shop, now, "Pakbon", "zonder", key="2").state == State.UNRECOGNISED

    def test_never_reads_an_automatic_reply(self, shop, now, rule):
        assert taken(shop, now, "Out of office: Pakbon", "Ons kenmerk: AB-7,").state == State.IGNORED

    def test_reads_what_waited_when_it_is_new(self, shop, now):
        made = taken(shop, now, "Pakbon 7", "Ons kenmerk: AB-7, dank")
        rule = OrderMailRule.objects.create(
            shop=shop, subject_has="pakbon", number_before="kenmerk:", number_after=",", made_at=now
        )
        assert read_anew(shop, rule, actor="user:1", at=now) == 1
        made.refresh_from_db()
        assert (made.state, made.text, made.invitation.order_number) == (State.RECOGNISED, "", "AB-7")
