"""The correspondence desk: found, answered, noted, handed over, merged, closed; nobody else's page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frontend.desk.threads_ties import TIES, shown
from keurmerk import clock
from keurmerk.mail.arriving.addresses import reply_address
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import Seat, Thread, ThreadFile
from tests.factories import disputes, members
from tests.factories.mails import PIXEL, arrives, mail

pytestmark = pytest.mark.django_db
LIST = "/desk/correspondence/"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def colleague(client):
    who = members.inspector(email="ingrid@keurtegel.example")
    client.force_login(who)
    return who


def wrote(now, **facts) -> Thread:
    arrives(
        mail(**{"to": "hallo@keurtegel.example", "subject": "Een vraag", "text": "Hoe <werkt> het?", **facts}), at=now
    )
    return Thread.objects.latest("pk")


def act(client, thread, name, **said):
    return client.post(reverse(f"desk:{name}", args=[thread.pk]), said, follow=True)


class TestDoor:
    def test_is_for_our_own_people(self, client, now):
        thread = wrote(now)
        for who in (None, members.user()):
            if who:
                client.force_login(who)
            for address in (LIST, f"{LIST}{thread.pk}/"):
                assert client.get(address).status_code in (302, 404)
            assert client.post(f"{LIST}{thread.pk}/answer/", {"text": "x"}).status_code in (302, 404)
        assert thread.messages.count() == 1

    def test_about_a_dispute_opens_to_mediators_alone(self, client, now):
        dispute = disputes.dispute(at=now)
        thread = wrote(now, files={"a.png": PIXEL})
        thread.tie(about=f"disputes.dispute:{dispute.pk}", shop=dispute.shop, member=None, actor="user:1", at=now)
        addresses = [f"{LIST}{thread.pk}/", reverse("desk:thread_file", args=[thread.pk, ThreadFile.objects.get().pk])]
        client.force_login(members.inspector())
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert thread.number not in client.get(f"{LIST}?view=all").text
        mediator = members.user(staff_role="mediator")
        client.force_login(mediator)
        page = client.get(addresses[0])
        assert page.status_code == 200
        assert dispute.number in page.text
        Seat.objects.create(user=mediator, shop=dispute.shop, since=now)
        assert client.get(addresses[0]).status_code == 404


class TestList:
    def test_shows_what_waits_and_finds_words_in_any_message(self, client, colleague, now):
        waits, done = wrote(now), wrote(now, subject="Anders", text="over fietsbellen", sender="piet@example.com")
        done.close(actor="user:1", at=now)
        page = client.get(LIST).text
        assert waits.number in page
        assert done.number not in page
        assert done.number in client.get(f"{LIST}?q=fietsbel").text
        assert done.number in client.get(f"{LIST}?q={done.number}").text
        assert waits.number not in client.get(f"{LIST}?view=closed").text
        assert client.get(f"{LIST}?about=invoice&whose=mine&view=nonsense&q=%00%27").status_code == 200

    def test_asks_as_much_for_ten_as_for_two(self, client, colleague, now):
        def grow():
            wrote(now, subject=f"Vraag {Thread.objects.count()}", sender=f"p{Thread.objects.count()}@example.com")

        assert_steady(client, LIST, grow)


def assert_steady(client, address, grow):
    """As many queries with ten rows as with two."""
    asked = []
    for number in (2, 8):
        for _ in range(number):
            grow()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


class TestThread:
    def test_is_answered_by_letter_in_the_readers_language(self, client, colleague, now):
        thread = wrote(now)
        page = act(client, thread, "answer_thread", text="Begin", standard="which-shop", do="insert")
        assert "Om welke webwinkel" in page.text
        assert thread.messages.count() == 1
        act(client, thread, "answer_thread", text="Zo werkt het.", do="send")
        drain()
        letter = SentLetter.objects.get(letter="members/thread_answer")
        assert "Zo werkt het." in letter.text
        thread.refresh_from_db()
        assert (thread.state, thread.assigned_to) == ("ANSWERED", colleague)

    def test_shows_what_was_written_without_running_it(self, client, colleague, now):
        thread = wrote(now)
        assert "Hoe &lt;werkt&gt; het?" in client.get(f"{LIST}{thread.pk}/").text

    def test_asks_as_much_for_ten_messages_as_for_two(self, client, colleague, now):
        thread = wrote(now)

        def grow():
            arrives(mail(to=reply_address(f"t{thread.pk}"), files={"a.png": PIXEL}), at=now)
            thread.note("x", by=members.user(staff_role="moderator"), at=now)

        assert_steady(client, f"{LIST}{thread.pk}/", grow)

    def test_keeps_a_note_from_who_wrote(self, client, colleague, now):
        thread = wrote(now)
        act(client, thread, "note_thread", **{"note-text": "Kent Piet dit?"})
        drain()
        assert "Kent Piet dit?" in client.get(f"{LIST}{thread.pk}/").text
        assert not SentLetter.objects.exists()

    def test_is_handed_over_merged_closed_and_opened_again(self, client, colleague, now):
        one, two = wrote(now), wrote(now, subject="Zelfde")
        act(client, one, "assign_thread", to=colleague.pk)
        one.refresh_from_db()
        assert one.assigned_to == colleague
        assert act(client, two, "merge_thread", number="T-99999999").status_code == 422
        act(client, two, "merge_thread", number=one.number)
        two.refresh_from_db()
        assert two.merged_into == one
        for name, state in (("close", "CLOSED"), ("close", "CLOSED"), ("reopen", "OPEN")):
            client.post(reverse("desk:thread_act", args=[one.pk, name]))
            one.refresh_from_db()
            assert one.state == state
        assert client.post(reverse("desk:thread_act", args=[one.pk, "explode"])).status_code == 404

    @pytest.mark.rule("4.8")
    def test_of_a_refusal_is_ended_by_an_inspector_alone(self, client, now):
        thread, refused = wrote(now), members.application()
        refused.submit(actor="test", at=now)
        refused.refuse(actor="test", at=now, reason="3.8")
        moderator = members.user(staff_role="moderator")
        client.force_login(moderator)
        act(client, thread, "tie_thread", label="members.application", number=str(refused.pk))
        assert client.post(reverse("desk:end_thread", args=[thread.pk])).status_code == 404
        client.force_login(members.inspector())
        act(client, thread, "end_thread")
        thread.refresh_from_db()
        assert thread.is_final

    @pytest.mark.parametrize(("role", "opens"), [("inspector", True), ("manager", True), ("moderator", False)])
    def test_links_to_what_it_is_about_for_whom_that_opens(self, client, now, role, opens):
        thread, refused = wrote(now), members.application()
        thread.tie(about=f"members.application:{refused.pk}", shop=None, member=None, actor="user:1", at=now)
        client.force_login(members.user(staff_role=role))
        page = client.get(f"{LIST}{thread.pk}/").text
        assert f"{refused.pk}" in page
        assert (f'href="/desk/applications/{refused.pk}/"' in page) is opens

    def test_ties_to_nothing_that_does_not_exist(self, client, colleague, now):
        thread = wrote(now)
        for number in ("", "9999999", "nonsense", "9" * 40):
            assert act(client, thread, "tie_thread", label="billing.invoice", number=number).status_code in (200, 422)
        thread.refresh_from_db()
        assert thread.about == ""

    def test_gives_a_file_as_a_download_of_its_own_thread_only(self, client, colleague, now):
        thread, other = wrote(now, files={"../x.png": PIXEL}), wrote(now, subject="Anders")
        found = ThreadFile.objects.get()
        answer = client.get(reverse("desk:thread_file", args=[thread.pk, found.pk]))
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content) == PIXEL
        assert client.get(reverse("desk:thread_file", args=[other.pk, found.pk])).status_code == 404


class TestTies:
    @pytest.mark.parametrize("label", TIES)
    def test_lead_to_a_page_that_exists(self, label):
        shown_as = shown(f"{label}:12")
        assert "12" in shown_as["url"] or not TIES[label].page

    @pytest.mark.parametrize("about", ["", "event:5", "x.y:1", "billing.invoice:x", "billing.invoice"])
    def test_of_whatever_else_breaks_nothing(self, about):
        found = shown(about)
        assert found is None or found["url"] == ""
