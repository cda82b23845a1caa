"""A reply address says what it is about, and nobody else can make one."""

from hypothesis import given
from hypothesis import strategies as st

from keurmerk.mail.arriving.addresses import meant_by, reply_address, reply_headers


def hash_of(address: str) -> str:
    return address.partition("@")[0].partition("+")[2]


class TestReplyAddress:
    def test_means_what_it_was_made_for_whatever_the_case(self):
        address = reply_address("d12c")
        assert len(address.partition("@")[0]) <= 64
        assert meant_by((hash_of(address),)) == "d12c"
        assert meant_by(("nonsense", hash_of(address).upper())) == "d12c"

    def test_of_a_key_from_before_still_works(self, settings):
        known = hash_of(reply_address("t7"))
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
        assert meant_by((known,)) == "t7"
        settings.SECRET_KEY_FALLBACKS = []
        assert meant_by((known,)) == ""

    def test_of_another_subject_is_refused(self):
        assert meant_by((hash_of(reply_address("d12c")).replace("d12c", "d13c"),)) == ""

    @given(st.text(max_size=80))
    def test_that_somebody_made_up_means_nothing(self, words):
        assert meant_by((words,)) == ""

    def test_is_none_where_no_mail_can_come_in(self, settings):
        settings.INBOUND_DOMAIN = ""
        assert (reply_address("d1c"), reply_headers("d1c")) == ("", {})
