"""Copied mails are recognised when we are sure, and nothing else becomes an invitation."""

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keurmerk.mail.arriving import postmark
from keurmerk.mail.arriving.mail import Unreadable, read
from keurmerk.mail.arriving.page import page_text
from reviews.imports.mails import facts
from reviews.imports.mails.customers import Own
from reviews.imports.mails.recognise import recognise
from tests.reviews.imports.corpus import SAMPLES, TOKEN, TOLD, Sample

OWN = Own(frozenset({"info@fietsgoed.example"}), frozenset({"fietsgoed.example", "orders.keurtegel.example"}))


def verdict(sample: Sample) -> str:
    """right, wrong or unrecognised: what is no order may wait for a person, and may not become one."""
    found = recognise(read(sample.raw), OWN)
    if found.reason:
        is_lost = sample.label is not None and found.is_no_order
        return "wrong" if is_lost else "right" if sample.label is None else "unrecognised"
    told = sample.label
    if told is None or (found.email, found.number) != (told.email, told.number):
        return "wrong"
    for said, meant in ((found.name, told.name), (found.language, told.language), (found.total, told.total)):
        if said and meant and said != meant:
            return "wrong"
    return "right"


class TestLabelledSet:
    @pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
    def test_nothing_is_wrong(self, sample):
        assert verdict(sample) != "wrong", recognise(read(sample.raw), OWN)

    def test_most_orders_are_recognised(self):
        verdicts = Counter(verdict(sample) for sample in SAMPLES)
        orders = [sample for sample in SAMPLES if sample.label]
        found = sum(verdict(sample) == "right" for sample in orders)
        print(f"\n{len(SAMPLES)} mails: {dict(verdicts)}; of {len(orders)} orders {found} recognised")  # noqa: T201
        assert len(SAMPLES) >= 40
        assert found >= 0.9 * len(orders), [sample.name for sample in orders if verdict(sample) != "right"]


class TestRead:
    def test_gives_up_on_what_is_no_mail(self):
        for raw in (b"", b"%PDF-1.7", b"\x00" * 500):
            with pytest.raises(Unreadable):
                read(raw)

    def test_gives_up_on_nests(self):
        nest = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500))
        with pytest.raises(Unreadable) as refusal:
            read(b"From: a@example.com\nSubject: x\n" + nest)
        assert refusal.value.code == "MAIL_TOO_INTRICATE"

    @given(st.binary(max_size=2000))
    @settings(max_examples=200, deadline=2000)
    def test_raises_nothing_but_its_own_refusal(self, raw):
        with suppress(Unreadable):
            recognise(read(raw), OWN)

    @given(st.data())
    @settings(max_examples=200, deadline=3000)
    def test_nor_for_true_mails_with_wrong_bytes_in_them(self, data):
        raw = bytearray(data.draw(st.sampled_from(SAMPLES)).raw)
        for _ in range(data.draw(st.integers(1, 15))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        with suppress(Unreadable):
            recognise(read(bytes(raw)), OWN)

    @given(st.text(max_size=1000))
    @settings(deadline=2000)
    def test_nor_does_a_page(self, html):
        assert isinstance(page_text(html), str)

    @pytest.mark.parametrize(
        "words",
        ["a" * 200_000, "order " * 40_000, "@" * 100_000, "bestelnummer: " * 20_000, "<p>" * 60_000, "totaal " * 30_000,
         "e-mail " * 30_000, "(" * 100_000, "beste " * 30_000],
        ids=lambda words: words[:8],
    )  # fmt: skip
    def test_is_through_in_no_time_with_long_words(self, words):
        import time

        began = time.process_time()
        raw = f"From: a@example.com\nTo: b@example.com\nSubject: Orderbevestiging {words[:900]}\nContent-Type: text/html\n\n{words}"
        recognise(read(raw.encode()), OWN)
        assert time.process_time() - began < 3


class TestPostmark:
    def test_tells_the_shop_by_the_recipient_of_the_blind_copy(self):
        assert postmark.tokens(TOLD, domain="orders.keurtegel.example") == [TOKEN]

    def test_tells_it_by_the_hash_too(self):
        told = {"MailboxHash": TOKEN.upper(), "ToFull": [None, 7], "BccFull": "x"}
        assert postmark.tokens(told, domain="orders.keurtegel.example") == [TOKEN]

    def test_reads_the_same_as_from_a_file(self):
        found = recognise(postmark.mail(TOLD), OWN)
        assert (found.reason, found.email, found.number, found.name) == ("", "sanne@example.com", "77", "Sanne")
        assert postmark.mail(TOLD).message_id == "<a@fietsgoed.example>"

    def test_reads_the_mail_as_it_came_where_it_is_passed_on(self):
        raw = "From: info@fietsgoed.example\nTo: jan@example.com\nSubject: Orderbevestiging\n\nBestelnummer: 78\n"
        assert recognise(postmark.mail({**TOLD, "RawEmail": raw}), OWN).number == "78"

    @given(
        st.dictionaries(
            st.sampled_from([*TOLD, "RawEmail", "Cc", "ReplyTo"]), st.none() | st.text() | st.lists(st.text())
        )
    )
    @settings(max_examples=100, deadline=2000)
    def test_survives_nonsense(self, told):
        postmark.tokens(told, domain="orders.keurtegel.example")
        with suppress(Unreadable):
            recognise(postmark.mail(told), OWN)


class TestFacts:
    @pytest.mark.parametrize(
        ("words", "number"),
        [
            ("Bestelnummer: 1001", "1001"), ("bestelnr. W-12/3", "W-12/3"), ("Order no: 77", "77"), ("order #5", "5"),
            ("Uw ordernummer is 55.", "55"), ("Bestelnummer\n1001", "1001"), ("bestelling van 3 artikelen", ""),
            ("bestelling 250 gram", ""), ("Order 2026", ""), ("Bestelnummer: 1\nBestelnummer: 2", ""),
        ],
    )  # fmt: skip
    def test_number(self, words, number):
        assert facts.order_number("", words) == number
