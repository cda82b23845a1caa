"""The sandbox's stand-in and Postmark's account API on loopback keep the same promises about a domain."""

import pytest

from keurmerk.mail.domains import Refused, Unavailable, postmark, sandbox
from tests.peers.postmark_domains import TOKEN, PostmarkDomains


class Contract:
    """What every vendor of sender domains holds."""

    def test_names_a_key_and_a_return_path_on_the_domain(self, provider):
        domain = provider.register("fietsgoed.nl")
        assert domain.vendor_id
        assert domain.dkim_host.endswith("._domainkey.fietsgoed.nl")
        assert "p=" in domain.dkim_value
        assert domain.return_path_host.endswith(".fietsgoed.nl")
        assert domain.return_path_value == "pm.mtasv.net"

    def test_gives_a_domain_that_is_known_the_same_records(self, provider):
        assert provider.register("fietsgoed.nl") == provider.register("fietsgoed.nl")

    def test_refuses_a_domain_that_it_will_not_send_for(self, provider):
        with pytest.raises(Refused):
            provider.register("refused.nl")


class TestTheSandbox(Contract):
    @pytest.fixture
    def provider(self):
        return sandbox.Provider()


class TestPostmark(Contract):
    @pytest.fixture
    def peer(self, settings):
        peer = PostmarkDomains()
        peer.refused.add("refused.nl")
        settings.POSTMARK_API_URL, settings.POSTMARK_ACCOUNT_TOKEN = peer.url, TOKEN
        settings.POSTMARK_TIMEOUT = (1, 1)
        yield peer
        peer.close()

    @pytest.fixture
    def provider(self, peer):
        return postmark.Provider()

    def test_sends_no_request_that_the_specification_refuses(self, provider, peer):
        number = provider.register("fietsgoed.nl").vendor_id
        provider.register("fietsgoed.nl")
        provider.is_accepted(number)
        assert peer.refusals == []

    def test_accepts_a_domain_when_the_vendor_saw_both_records(self, provider, peer):
        number = provider.register("fietsgoed.nl").vendor_id
        assert not provider.is_accepted(number)
        peer.verified.add(int(number))
        assert provider.is_accepted(number)

    def test_finds_a_domain_that_is_there_behind_a_thousand_others(self, provider, peer):
        peer.domains = {each: {"Name": f"shop{each}.nl", "ID": each} for each in range(1, 1100)}
        first = PostmarkDomains.create(peer, {"Name": "fietsgoed.nl", "ReturnPathDomain": "pm-bounces.fietsgoed.nl"})
        assert provider.register("fietsgoed.nl").vendor_id == str(first[1]["ID"])

    @pytest.mark.parametrize("fault", ["429", "500", "503", "hang", "drop-before", "drop-after", "no-json", "204"])
    def test_is_unavailable_when_no_answer_can_be_read(self, provider, peer, fault):
        peer.misbehaviour = [fault]
        with pytest.raises(Unavailable):
            provider.register("fietsgoed.nl")

    def test_is_unavailable_with_a_wrong_token(self, peer, settings):
        settings.POSTMARK_ACCOUNT_TOKEN = "wrong"
        with pytest.raises(Unavailable):
            postmark.Provider().register("fietsgoed.nl")

    def test_registers_a_domain_once_when_the_first_answer_got_lost(self, provider, peer):
        peer.misbehaviour = ["drop-after"]
        with pytest.raises(Unavailable):
            provider.register("fietsgoed.nl")
        assert provider.register("fietsgoed.nl").vendor_id
        assert len(peer.domains) == 1
