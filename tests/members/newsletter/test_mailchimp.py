"""The mailing list follows the members, at a Mailchimp that checks every request."""

import pytest

from members.newsletter import Found, Reader, Unavailable, provider
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


def welcome(reader=ANNA, *, known=False, asked=False):
    return provider().welcome(reader, known=known, asked=asked)


def only(peer):
    [member] = peer.members.values()
    return member


class TestWelcome:
    def test_subscribes_a_new_reader_with_the_tags(self, peer):
        assert welcome() == Found.READING
        member = only(peer)
        assert (member["status"], member["merge_fields"], member["tags"]) == (
            "subscribed",
            {"FNAME": "Anna"},
            {"aspirant"},
        )
        assert peer.refusals == []

    def test_may_be_repeated(self, peer):
        welcome()
        welcome()
        assert len(peer.members) == 1

    def test_takes_the_tags_of_another_standing_and_category_away(self, peer):
        welcome(Reader(ANNA.email, ANNA.name, ANNA.language, ("aspirant", "category-toys")))
        welcome(Reader(ANNA.email, ANNA.name, ANNA.language, ("full", "category-pets")))
        assert only(peer)["tags"] == {"full", "category-pets"}

    @pytest.mark.rule("PA newsletter")
    @pytest.mark.parametrize(("status", "found"), [("unsubscribed", Found.UNSUBSCRIBED), ("cleaned", Found.CLEANED)])
    def test_never_subscribes_anew_who_unsubscribed(self, peer, status, found):
        welcome()
        only(peer)["status"] = status
        assert welcome() == found
        assert only(peer)["status"] == status

    def test_brings_back_who_was_archived_when_the_membership_ended(self, peer):
        welcome()
        provider().part(ANNA.email)
        assert welcome() == Found.READING
        assert only(peer)["status"] == "subscribed"

    def test_leaves_away_whom_somebody_else_archived(self, peer):
        welcome()
        only(peer)["status"] = "archived"
        assert welcome(known=True) == Found.ABSENT
        assert only(peer)["status"] == "archived"

    def test_has_the_list_ask_who_wants_to_be_back_to_confirm_it(self, peer):
        welcome()
        only(peer)["status"] = "unsubscribed"
        assert welcome(asked=True) == Found.READING
        assert only(peer)["status"] == "pending"
        welcome(known=True)
        assert only(peer)["status"] == "pending"
        assert peer.refusals == []


class TestStopLink:
    def test_goes_along_when_the_list_has_a_field_for_it(self, peer, settings):
        settings.MAILCHIMP_STOP_FIELD = "STOP"
        welcome(Reader(ANNA.email, ANNA.name, ANNA.language, ANNA.tags, "https://keurmerk.example/newsletter/stop/x/"))
        assert only(peer)["merge_fields"] == {"FNAME": "Anna", "STOP": "https://keurmerk.example/newsletter/stop/x/"}
        assert peer.refusals == []


class TestPart:
    def test_archives_the_member(self, peer):
        welcome()
        assert provider().part(ANNA.email) == Found.READING
        assert only(peer)["status"] == "archived"
        assert provider().part(ANNA.email) == Found.ABSENT

    def test_of_one_who_is_not_there_is_done_already(self, peer):
        assert provider().part("nobody@example.com") == Found.ABSENT

    @pytest.mark.rule("PA newsletter")
    def test_leaves_who_unsubscribed_where_that_is_remembered(self, peer):
        welcome()
        only(peer)["status"] = "unsubscribed"
        assert provider().part(ANNA.email) == Found.UNSUBSCRIBED
        assert only(peer)["status"] == "unsubscribed"


class TestUnsubscribe:
    def test_is_written_down_by_the_list(self, peer):
        welcome()
        provider().unsubscribe(ANNA.email)
        assert only(peer)["status"] == "unsubscribed"
        assert peer.refusals == []

    def test_of_one_who_is_not_there_is_done_already(self, peer):
        assert provider().unsubscribe("nobody@example.com") == Found.ABSENT


class TestRefusals:
    @pytest.mark.parametrize("fault", ["429", "500", "drop-before"])
    def test_a_busy_or_broken_vendor_is_unavailable_even_without_a_body(self, peer, fault):
        peer.misbehaviour = [fault]
        with pytest.raises(Unavailable):
            welcome()

    @pytest.mark.parametrize("fault", ["malformed", "no-json", "204"])
    def test_an_answer_that_is_none_says_nothing_about_a_reader(self, peer, fault):
        welcome()
        peer.misbehaviour = [fault]
        with pytest.raises(Unavailable):
            welcome()

    def test_a_wrong_key_is_ours_to_mend_and_no_answer(self, peer, settings, caplog):
        settings.MAILCHIMP_API_KEY = "wrong-us6"
        with pytest.raises(Unavailable, match="401"):
            welcome()
        assert "does not let us in: 401" in caplog.text
        assert "anna" not in caplog.text.lower()

    def test_a_list_id_that_the_client_would_mangle_is_refused_at_once(self, peer, settings):
        settings.MAILCHIMP_LIST = "my-server-list"
        with pytest.raises(ValueError, match="server"):
            Adapter()
