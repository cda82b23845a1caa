"""The mailing list follows the members, at a Mailchimp that checks every request."""

import pytest

from members.newsletter import Reader, Refused, Unavailable, provider
from members.newsletter.mailchimp import Mailchimp as Adapter
from tests.peers import mailchimp

ANNA = Reader("Anna@example.com", "Anna", "nl", ("aspirant",))


@pytest.fixture
def peer(settings):
    made = mailchimp.Mailchimp()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_LIST = mailchimp.KEY, mailchimp.LIST
    settings.MAILCHIMP_API_URL = made.url
    yield made
    made.close()


class TestWelcome:
    def test_subscribes_a_new_reader_with_the_tags(self, peer):
        provider().welcome(ANNA)
        [member] = peer.members.values()
        assert (member["status"], member["merge_fields"], member["tags"]) == (
            "subscribed",
            {"FNAME": "Anna"},
            {"aspirant"},
        )
        assert peer.refusals == []

    def test_may_be_repeated(self, peer):
        provider().welcome(ANNA)
        provider().welcome(ANNA)
        assert len(peer.members) == 1

    def test_takes_the_tag_of_another_standing_away(self, peer):
        provider().welcome(ANNA)
        provider().welcome(Reader(ANNA.email, ANNA.name, ANNA.language, ("full",)))
        [member] = peer.members.values()
        assert member["tags"] == {"full"}

    @pytest.mark.rule("PA newsletter")
    def test_never_subscribes_anew_who_unsubscribed(self, peer):
        provider().welcome(ANNA)
        next(iter(peer.members.values()))["status"] = "unsubscribed"
        provider().welcome(ANNA)
        assert next(iter(peer.members.values()))["status"] == "unsubscribed"


class TestPart:
    def test_archives_the_member(self, peer):
        provider().welcome(ANNA)
        provider().part(ANNA.email)
        assert peer.members == {}

    def test_of_one_who_is_not_there_is_done_already(self, peer):
        provider().part("nobody@example.com")


class TestRefusals:
    @pytest.mark.parametrize("fault", ["429", "500", "drop-before"])
    def test_a_busy_or_broken_vendor_is_unavailable_even_without_a_body(self, peer, fault):
        peer.misbehaviour = [fault]
        with pytest.raises(Unavailable):
            provider().welcome(ANNA)

    def test_a_wrong_key_is_refused(self, peer, settings):
        settings.MAILCHIMP_API_KEY = "wrong-us6"
        with pytest.raises(Refused, match="401"):
            provider().welcome(ANNA)

    def test_a_list_id_that_the_client_would_mangle_is_refused_at_once(self, peer, settings):
        settings.MAILCHIMP_LIST = "my-server-list"
        with pytest.raises(ValueError, match="server"):
            Adapter()
