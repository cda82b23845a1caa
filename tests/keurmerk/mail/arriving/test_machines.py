"""A machine is known by what it says of itself, and is not written back to."""

import pytest

from keurmerk.mail.arriving.machines import may_be_answered, says_nothing
from keurmerk.mail.arriving.mail import read
from tests.factories.mails import mail

PERSON = {"to": "hallo@keurtegel.example"}


class TestMayBeAnswered:
    @pytest.mark.parametrize(
        "head", [{}, {"Auto_Submitted": "no"}, {"Precedence": "normal"}, {"Return_Path": "<jan@example.com>"}]
    )
    def test_a_person(self, head):
        found = read(mail(**{**PERSON, **head}))
        assert may_be_answered(found)
        assert not says_nothing(found)

    @pytest.mark.parametrize(
        "sender",
        ["noreply@x.nl", "no-reply+7@x.nl", "bounces-12@x.nl", "post@keurtegel.example", "a@orders.keurtegel.example"],
    )
    def test_not_who_reads_nothing_nor_ourselves(self, sender):
        assert not may_be_answered(read(mail(**PERSON, sender=sender)))

    def test_not_an_empty_return_path(self):
        assert not may_be_answered(read(b"Return-Path:\n" + mail(**PERSON)))

    def test_a_report_of_delivery_says_nothing(self):
        raw = b"From: postmaster@x.nl\nTo: a@b.nl\nSubject: x\nContent-Type: multipart/report; boundary=q\n\n--q\n\nx\n--q--\n"
        assert says_nothing(read(raw))
