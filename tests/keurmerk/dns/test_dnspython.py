"""The records of a domain, asked of a real name server on loopback: there, not there, or nobody says."""

import pytest

from keurmerk.dns import Unavailable, dnspython
from tests.peers.nameserver import NameServer

KEY = "key._domainkey.fietsgoed.nl"


@pytest.fixture
def peer(settings, monkeypatch):
    peer = NameServer()
    settings.DNS_SERVERS = [peer.address]
    monkeypatch.setattr(dnspython, "_ONE_SERVER", 0.2)
    monkeypatch.setattr(dnspython, "_IN_ALL", 0.6)
    yield peer
    peer.close()


class TestNameServers:
    def test_give_a_long_text_in_one_piece(self, peer):
        peer.records[KEY, "TXT"] = ['"k=rsa;p=MIGf" "MA0G"']
        assert dnspython.Provider().txt(KEY) == ["k=rsa;p=MIGfMA0G"]

    def test_give_every_text_of_a_name(self, peer):
        peer.records["fietsgoed.nl", "TXT"] = ['"v=spf1 -all"', '"something else"']
        assert sorted(dnspython.Provider().txt("fietsgoed.nl")) == ["something else", "v=spf1 -all"]

    def test_say_where_a_name_leads(self, peer):
        peer.records["pm-bounces.fietsgoed.nl", "CNAME"] = ["PM.mtasv.net."]
        assert dnspython.Provider().cname("pm-bounces.fietsgoed.nl") == ["pm.mtasv.net"]

    def test_say_that_there_is_no_such_name(self, peer):
        assert dnspython.Provider().txt(KEY) == []

    def test_say_that_a_name_has_no_such_record(self, peer):
        peer.records[KEY, "CNAME"] = ["elsewhere.example."]
        peer.records[KEY, "A"] = ["192.0.2.1"]
        assert dnspython.Provider().cname("pm-bounces.fietsgoed.nl") == []
        peer.records[f"x.{KEY}", "A"] = ["192.0.2.1"]
        assert dnspython.Provider().txt(f"x.{KEY}") == []

    @pytest.mark.parametrize("mood", ["servfail", "silent", "nonsense"])
    def test_that_cannot_answer_leave_it_open(self, peer, mood):
        peer.records[KEY, "TXT"] = ['"k=rsa;p=x"']
        peer.mood = mood
        with pytest.raises(Unavailable):
            dnspython.Provider().txt(KEY)

    def test_that_are_not_there_leave_it_open(self, peer):
        peer.close()
        with pytest.raises(Unavailable):
            dnspython.Provider().txt(KEY)

    @pytest.mark.parametrize("name", ["a" * 64 + ".nl", ".".join(["a" * 60] * 5), "a..nl"])
    def test_are_not_asked_for_what_is_no_name(self, peer, name):
        assert dnspython.Provider().txt(name) == []
        assert peer.asked == []
