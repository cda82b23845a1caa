"""Messages on their way to the servers of shops, which misbehave."""

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections

from keurmerk import outbox, schedule
from keurmerk.models import SentLetter
from keurmerk.sealing import seal
from members import terms
from members.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from members.outgoing import sending
from tests.factories import members, webhooks
from tests.peers.webhook_receiver import WebhookReceiver

pytestmark = pytest.mark.django_db
State, Problem = WebhookMessage.State, WebhookAttempt.Problem


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Nobody waits ten seconds for a test."""
    monkeypatch.setattr(sending, "LIMITS", replace(sending.LIMITS, connect=1, read=0.6, total=0.6))


@pytest.fixture
def receiver():
    with WebhookReceiver() as server:
        yield server


@pytest.fixture
def endpoint(receiver):
    made, receiver.secret = webhooks.endpoint(receiver.url)
    return made


def fresh(row):
    row.refresh_from_db()
    return row


def problems(message) -> list[str]:
    return list(message.attempts.values_list("problem", flat=True))


class TestSend:
    def test_brings_a_signed_message_once(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        assert webhooks.send(now) == 1
        assert webhooks.send(now) == 0
        assert receiver.refused == []
        assert receiver.ids == [message.number]
        assert receiver.heard == [
            {"type": "webhook.test", "timestamp": "2026-03-02T09:00:00.000000Z", "data": {"shop": endpoint.shop_id}}
        ]
        assert (fresh(message).state, message.delivered_at) == (State.DELIVERED, now)
        assert message.attempts.get().status == 204

    def test_pauses_as_the_standard_recommends_over_three_days(self, endpoint, receiver, now):
        receiver.misbehaviour = [500] * 20
        message = webhooks.message(endpoint, at=now)
        moment, pauses = now, []
        while fresh(message).state == State.WAITING:
            pauses.append(message.next_attempt_at - moment)
            moment = message.next_attempt_at
            assert webhooks.send(moment - timedelta(seconds=1)) == 0
            assert webhooks.send(moment) == 1
        hours = [round(each / timedelta(hours=1), 2) for each in pauses[1:]]
        assert hours == [0.0, 0.08, 0.5, 2, 5, 10, 14, 20, 24]
        assert pauses[1] == timedelta(seconds=5)
        assert timedelta(days=3) < moment - now < timedelta(days=4)
        assert (message.state, message.attempts.count()) == (State.FAILED, 10)

    def test_says_the_same_under_the_same_number_every_time(self, endpoint, receiver, now):
        receiver.misbehaviour = [500, 429, "drop"]
        message = webhooks.message(endpoint, at=now)
        for _ in range(4):
            webhooks.send(fresh(message).next_attempt_at)
        assert fresh(message).state == State.DELIVERED
        assert len(receiver.ids) == 4
        assert set(receiver.ids) == {message.number}
        assert len(set(receiver.bodies)) == 1

    @pytest.mark.parametrize(
        ("how", "problem"),
        [
            (404, Problem.REFUSED),
            (429, Problem.REFUSED),
            (500, Problem.REFUSED),
            ("hang", Problem.SLOW),
            ("drip", Problem.SLOW),
            ("drop", Problem.UNREACHABLE),
        ],
    )
    def test_survives_servers_that_misbehave(self, endpoint, receiver, now, how, problem):
        receiver.misbehaviour = [how]
        message = webhooks.message(endpoint, at=now)
        began = time.monotonic()
        webhooks.send(now)
        assert time.monotonic() - began < 3
        assert (problems(message), fresh(message).state) == ([problem], State.WAITING)

    def test_follows_no_redirect(self, endpoint, receiver, now):
        with WebhookReceiver(receiver.secret) as inside:
            receiver.elsewhere = inside.url
            receiver.misbehaviour = ["redirect"]
            message = webhooks.message(endpoint, at=now)
            webhooks.send(now)
            assert inside.paths == []
        assert problems(message) == [Problem.MOVED]

    def test_reads_no_more_of_an_answer_than_it_keeps(self, endpoint, receiver, now):
        receiver.misbehaviour = ["long"]
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        assert fresh(message).state == State.DELIVERED
        assert message.attempts.get().answer == "x" * 1024

    def test_keeps_an_answer_that_is_no_text(self, endpoint, receiver, now):
        receiver.misbehaviour = ["nul"]
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        assert message.attempts.get().answer == "ab�"

    def test_waits_as_long_as_the_server_asks(self, endpoint, receiver, now):
        receiver.misbehaviour, receiver.headers = [429], {"Retry-After": "3600"}
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        assert fresh(message).next_attempt_at == now + timedelta(hours=1)
        assert fresh(endpoint).due_at == now + timedelta(hours=1)

    def test_comes_back_although_the_server_asks_for_ever(self, endpoint, receiver, now):
        receiver.misbehaviour, receiver.headers = [503], {"Retry-After": "99999999"}
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        assert fresh(message).next_attempt_at == now + timedelta(hours=24)

    def test_a_server_that_is_away_costs_one_attempt_however_much_waits(self, endpoint, receiver, now):
        receiver.misbehaviour = [500] * 99
        messages = [webhooks.message(endpoint, at=now) for _ in range(5)]
        assert webhooks.send(now) == 1
        assert webhooks.send(now + timedelta(seconds=5)) == 1
        assert webhooks.send(now + timedelta(minutes=4)) == 0
        receiver.misbehaviour = []
        webhooks.send(now + timedelta(minutes=6))
        assert {fresh(each).state for each in messages} == {State.DELIVERED}

    def test_news_does_not_wake_a_server_that_is_away(self, endpoint, receiver, now):
        receiver.misbehaviour = [500] * 99
        webhooks.message(endpoint, at=now)
        webhooks.send(now)
        webhooks.send(now + timedelta(seconds=5))
        webhooks.message(endpoint, at=now + timedelta(seconds=6))
        assert webhooks.send(now + timedelta(seconds=7)) == 0

    def test_one_message_that_is_refused_holds_up_no_other(self, endpoint, receiver, now):
        receiver.misbehaviour = [422]
        first, second = (webhooks.message(endpoint, at=now) for _ in range(2))
        assert webhooks.send(now) == 2
        assert (fresh(first).state, fresh(second).state) == (State.WAITING, State.DELIVERED)

    def test_slow_servers_do_not_queue_behind_each_other(self, receiver, now):
        shop = members.full_shop()
        for _ in range(4):
            made, receiver.secret = webhooks.endpoint(receiver.url, of=shop)
            webhooks.message(made, at=now)
        receiver.verify = lambda _headers, _body: ""
        receiver.misbehaviour = ["hang"] * 4
        began = time.monotonic()
        assert webhooks.send(now) == 4
        assert time.monotonic() - began < 1.5

    def test_what_nobody_foresaw_is_a_failure_of_one_endpoint(self, endpoint, receiver, now):
        broken, _ = webhooks.endpoint("https://shop.example/hooks")
        WebhookEndpoint.objects.filter(pk=broken.pk).update(sealed_secret=seal("whsec_no base64!"))
        messages = [webhooks.message(each, at=now) for each in (broken, endpoint)]
        webhooks.send(now)
        assert [fresh(each).state for each in messages] == [State.WAITING, State.DELIVERED]

    def test_is_offered_again_when_its_worker_was_killed(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        assert WebhookMessage.claim(at=now, most=8) == [message]  # and then the machine stops
        assert webhooks.send(now) == 0
        webhooks.send(now + timedelta(minutes=1))
        assert fresh(message).state == State.DELIVERED

    def test_gives_up_when_its_last_worker_was_killed(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        WebhookMessage.objects.update(attempts_made=10)
        assert webhooks.send(now) == 0
        assert fresh(message).state == State.FAILED
        assert fresh(endpoint).due_at is None

    def test_the_schedule_sends_what_the_queue_lost(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        schedule.run_at("members.send_webhooks", now)
        assert fresh(message).state == State.DELIVERED

    def test_is_done_by_one_sender_at_a_time(self, endpoint, receiver, now):
        webhooks.message(endpoint, at=now)
        other = connections["default"].copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [sending._ONE_SENDER])
                assert webhooks.send(now) == 0
                cursor.execute("SELECT pg_advisory_unlock(%s)", [sending._ONE_SENDER])
        finally:
            other.close()
        assert webhooks.send(now) == 1

    def test_signs_with_both_secrets_while_one_is_replaced(self, endpoint, receiver, now):
        new = endpoint.rotate(actor="test", at=now)
        webhooks.message(endpoint, at=now)
        webhooks.send(now)  # the receiver still knows the old one
        receiver.secret = new
        webhooks.message(endpoint, at=now + timedelta(hours=25))
        webhooks.send(now + timedelta(hours=25))
        assert (len(receiver.heard), receiver.refused) == (2, [])
        assert len(fresh(endpoint).secrets_at(now)) == 2
        assert len(endpoint.secrets_at(now + timedelta(hours=25))) == 1


class TestAddress:
    @pytest.mark.parametrize(
        "url",
        [
            "http://10.0.0.8/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://127.0.0.1/",
            "http://[::ffff:127.0.0.1]/", "https://0.0.0.0/", "http://192.168.1.1/hooks", "ftp://shop.example/",
        ],
    )  # fmt: skip
    def test_inside_a_network_is_never_called(self, settings, now, url):
        settings.FIXTURE_SHOPS_ON_LOOPBACK = False
        message = webhooks.message(webhooks.endpoint(url)[0], at=now)
        webhooks.send(now)
        assert problems(message) == [Problem.ADDRESS]

    def test_on_this_machine_is_for_the_sandbox_only(self, settings, endpoint, receiver, now):
        settings.FIXTURE_SHOPS_ON_LOOPBACK = False
        webhooks.message(endpoint, at=now)
        webhooks.send(now)
        assert receiver.paths == []

    @pytest.mark.parametrize("path", ["/", "/api/v1/register?domain=a.nl"])
    def test_of_our_own_is_never_called(self, settings, now, path):
        settings.SITE_URL = "https://keurmerk.example"
        message = webhooks.message(webhooks.endpoint(f"https://KEURMERK.example{path}")[0], at=now)
        webhooks.send(now)
        assert problems(message) == [Problem.ADDRESS]

    def test_is_connected_to_as_it_was_checked(self, endpoint, receiver, now, monkeypatch, settings):
        """A name server that changes its answer between the check and the call gains nothing."""
        settings.FIXTURE_SHOPS_ON_LOOPBACK = False
        answers, asked, reached = iter([["93.184.215.14"], ["127.0.0.1"]]), [], []

        def resolve(host):
            asked.append(host)
            return next(answers)

        def connect(address, **_facts):
            reached.append(address)
            raise ConnectionRefusedError

        plain = sending.client
        monkeypatch.setattr(sending, "client", lambda: replace(plain(), resolve=resolve))
        monkeypatch.setattr("keurmerk.outside.link.socket.create_connection", connect)
        WebhookEndpoint.objects.update(url="http://rebinds.example/")
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        assert (asked, reached) == (["rebinds.example"], [("93.184.215.14", 80)])
        assert problems(message) == [Problem.UNREACHABLE]


class TestDisabling:
    def fail(self, endpoint, message, now, days: float) -> None:
        """Tries whenever something is due, for so many days."""
        moment = now
        while fresh(endpoint).is_active and endpoint.due_at and endpoint.due_at <= now + timedelta(days=days):
            moment = max(moment, endpoint.due_at)
            webhooks.send(moment)

    def test_follows_five_days_in_which_nothing_was_delivered(self, endpoint, receiver, now):
        receiver.misbehaviour = [500] * 99
        messages = [webhooks.message(endpoint, at=now) for _ in range(3)]
        self.fail(endpoint, messages[0], now, days=4.9)
        assert endpoint.is_active
        self.fail(endpoint, messages[0], now, days=7)
        assert (fresh(endpoint).state, endpoint.reason) == ("DISABLED", "FAILING")
        assert {fresh(each).state for each in messages} <= {State.KEPT, State.FAILED}

    def test_tells_the_owner(self, receiver, now):
        owner = members.user(email="anna@fietsgoed.example", language="en")
        made, receiver.secret = webhooks.endpoint(receiver.url, of=members.full_shop(owner=owner))
        made.disable("FAILING", actor="clock", at=now)
        outbox.drain()
        letter = SentLetter.objects.get(letter="members/webhook_disabled")
        assert letter.to == "anna@fietsgoed.example"
        assert receiver.url in letter.text
        assert "five days" in letter.text

    def test_is_no_news_to_who_did_it(self, endpoint, now):
        endpoint.disable("OWNER", actor="user:1", at=now)
        outbox.drain()
        assert not SentLetter.objects.filter(letter="members/webhook_disabled").exists()

    def test_does_not_follow_one_failure_after_a_quiet_month(self, endpoint, receiver, now):
        receiver.misbehaviour = [500] * 10 + [500]
        first = webhooks.message(endpoint, at=now)
        self.fail(endpoint, first, now, days=4)
        WebhookEndpoint.objects.update(failures=3)
        webhooks.message(endpoint, at=now + timedelta(days=30))
        webhooks.send(now + timedelta(days=30))
        assert fresh(endpoint).is_active

    def test_follows_410_at_once(self, endpoint, receiver, now):
        receiver.misbehaviour = [410]
        gone, waiting = (webhooks.message(endpoint, at=now) for _ in range(2))
        webhooks.send(now)
        assert (fresh(endpoint).state, endpoint.reason) == ("DISABLED", "GONE")
        assert len(receiver.paths) == 1
        assert {fresh(gone).state, fresh(waiting).state} == {State.KEPT}

    def test_keeps_what_comes_for_a_replay(self, receiver, now):
        shop = members.full_shop()
        endpoint, receiver.secret = webhooks.endpoint(receiver.url, of=shop)
        endpoint.disable("OWNER", actor="test", at=now)
        shop.membership.suspend(actor="test", at=now, reason="14.1")
        outbox.drain()
        kept = endpoint.messages.get()
        assert kept.state == State.KEPT
        assert webhooks.send(now) == 0
        endpoint.enable(actor="test", at=now)
        assert WebhookMessage.replay(endpoint.messages.undelivered(), endpoint, at=now) == 1
        webhooks.send(now)
        assert receiver.heard[0]["data"] == {"shop": shop.pk, "status": "suspended", "member": False}

    def test_in_the_midst_of_an_attempt_is_respected(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        (claimed,) = WebhookMessage.claim(at=now, most=8)
        endpoint.disable("OWNER", actor="test", at=now)
        claimed.note(sending.Outcome(5, status=500, problem=Problem.REFUSED), at=now)
        assert fresh(message).state == State.KEPT

    def test_removing_in_the_midst_of_an_attempt_leaves_nothing(self, endpoint, receiver, now):
        webhooks.message(endpoint, at=now)
        (claimed,) = WebhookMessage.claim(at=now, most=8)
        endpoint.remove(actor="test", at=now)
        claimed.note(sending.Outcome(5, status=204), at=now)
        assert not WebhookAttempt.objects.exists()
        assert not WebhookMessage.objects.exists()
        assert fresh(endpoint).sealed_secret == ""


class TestReplay:
    def test_sends_again_under_the_same_number(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        later = now + timedelta(days=2)
        assert WebhookMessage.replay(endpoint.messages.filter(pk=message.pk), endpoint, at=later) == 1
        webhooks.send(later)
        assert receiver.ids == [message.number] * 2
        assert json.loads(receiver.bodies[1])["timestamp"] == "2026-03-02T09:00:00.000000Z"

    def test_of_another_endpoint_does_nothing(self, endpoint, receiver, now):
        message = webhooks.message(endpoint, at=now)
        other, _ = webhooks.endpoint()
        assert WebhookMessage.replay(WebhookMessage.objects.filter(pk=message.pk), other, at=now) == 0

    def test_wakes_a_server_that_was_away(self, endpoint, receiver, now):
        receiver.misbehaviour = [500, 500]
        message = webhooks.message(endpoint, at=now)
        webhooks.send(now)
        webhooks.send(now + timedelta(seconds=5))
        at = now + timedelta(minutes=1)
        WebhookMessage.replay(endpoint.messages.all(), endpoint, at=at)
        webhooks.send(at)
        assert fresh(message).state == State.DELIVERED


class TestForget:
    def test_takes_away_what_is_older_than_thirty_days(self, endpoint, receiver, now):
        webhooks.message(endpoint, at=now)
        webhooks.send(now)
        young = webhooks.message(endpoint, at=now + timedelta(days=2))
        schedule.run_at("members.forget_webhooks", now + terms.WEBHOOK_KEPT + timedelta(days=1))
        assert list(WebhookMessage.objects.all()) == [young]
        assert not WebhookAttempt.objects.exists()
