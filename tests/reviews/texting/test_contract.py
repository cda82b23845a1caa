"""The sandbox's stand-in and the real client against a Bird on loopback keep the same promises."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from keurmerk import clock
from reviews.texting import Answered, Forged, Moved, Refused, Text, Unavailable, bird, fake
from tests.peers.bird import KEY, Bird

WORDS = "Fietsgoed: hoe was je bestelling? Vertel het op https://keurtegel.example/k/abcdefgh23 Antwoord STOP"
SECRET = "whsec_" + base64.b64encode(b"of-the-tests-only").decode()


def text(key="key-1", to="+31612345678") -> Text:
    return Text(key, to, WORDS, "nl")


class Contract:
    """What every provider of text messages holds."""

    def test_takes_a_message_with_its_price(self, provider):
        taken = provider.send(text())
        assert taken.vendor_id
        assert taken.parts == 1
        assert taken.cost > Decimal(0)

    def test_takes_one_key_once(self, provider):
        assert provider.send(text()).vendor_id == provider.send(text()).vendor_id

    def test_knows_nothing_of_a_message_it_never_saw(self, provider):
        assert provider.find("no-such-key", to="+31612345678", since=clock.real() - timedelta(days=1)) is None

    def test_refuses_a_webhook_that_is_not_its_own(self, provider):
        with pytest.raises(Forged):
            provider.heard(b"no json", {})


class TestTheSandbox(Contract):
    @pytest.fixture
    def provider(self):
        return fake.Provider()

    def test_refuses_the_number_for_trying_out(self, provider):
        with pytest.raises(Refused):
            provider.send(text(to="+31612345000"))


class TestBird(Contract):
    @pytest.fixture
    def peer(self, settings):
        peer = Bird()
        settings.BIRD_API_KEY, settings.BIRD_API_URL, settings.BIRD_WEBHOOK_SECRET = KEY, peer.url, SECRET
        bird._client.cache_clear()
        yield peer
        bird._client(KEY, peer.url, SECRET).close()
        bird._client.cache_clear()
        peer.close()

    @pytest.fixture
    def provider(self, peer):
        return bird.Provider()

    def test_sends_our_key_and_nothing_about_what_runs_us(self, provider, peer):
        provider.send(text())
        headers, body = peer.heard[0]["headers"], peer.heard[0]["body"]
        assert headers["Idempotency-Key"] == "key-1"
        assert headers["Bird-Enrichment"] == "0"
        assert body["metadata"] == {"key": "key-1"}

    def test_refuses_what_the_vendor_refuses_for_good(self, provider, peer):
        peer.mood = "refuse"
        with pytest.raises(Refused, match="E20001"):
            provider.send(text())

    @pytest.mark.parametrize("mood", ["busy", "broke"])
    def test_is_unavailable_when_the_vendor_takes_nothing_now(self, provider, peer, mood):
        peer.mood = mood
        with pytest.raises(Unavailable):
            provider.send(text())
        assert len(peer.heard) == 1  # the client does not try again by itself

    def test_is_unavailable_when_nobody_is_there(self, provider, peer):
        peer.close()
        with pytest.raises(Unavailable):
            provider.send(text())

    @pytest.mark.parametrize("mood", ["crash", "drop", "hang"])
    def test_does_not_know_when_nobody_answered_and_finds_out_by_looking(self, provider, peer, mood, monkeypatch):
        bird._client(KEY, peer.url, SECRET).timeout = 0.5
        peer.mood = mood
        assert provider.send(text()) is None
        found = provider.find("key-1", to="+31612345678", since=clock.real() - timedelta(days=1))
        assert found.vendor_id == "sms_" + "0" * 26

    def test_tells_what_became_of_a_message(self, provider, peer):
        taken = provider.send(text())
        peer.taken["key-1"]["status"] = "delivered"
        assert provider.look_up(taken.vendor_id).delivered
        peer.taken["key-1"]["status"] = "undelivered"
        assert provider.look_up(taken.vendor_id).failed == "undelivered"
        assert provider.look_up("sms_" + "9" * 26) is None

    def test_reads_an_answer_that_the_vendor_signed(self, provider):
        assert provider.heard(*signed(received("STOP"))) == Answered("sms_" + "1" * 26, "+31612345678", "STOP")

    def test_reads_that_something_became_of_a_message(self, provider):
        event = received("x")
        event["type"] = "sms.delivered"
        assert provider.heard(*signed(event)) == Moved("sms_" + "1" * 26)

    def test_refuses_one_that_is_old_or_of_the_future_or_changed(self, provider):
        body, headers = signed(received("STOP"))
        for forged in (
            (body.replace(b"STOP", b"GO!!"), headers),
            (body, {}),
            signed(received("STOP"), at=int(time.time()) - 3600),
            signed(received("STOP"), at=int(time.time()) + 3600),
            signed(received("STOP"), secret=b"another"),
        ):
            with pytest.raises(Forged):
                provider.heard(*forged)


def received(words: str) -> dict:
    nothing = dict.fromkeys(
        ["tags", "metadata", "requested_language", "resolved_language", "template_id", "template_version_id",
         "template_content_hash"]
    )  # fmt: skip
    data = {
        **nothing,
        "sms_id": "sms_" + "1" * 26,
        "workspace_id": "ws_" + "1" * 26,
        "to": "+31970000000",
        "from": "+31612345678",
        "text": words,
        "cost": None,
        "segments": {"count": 1, "encoding": "GSM_7BIT", "characters": len(words)},
    }
    return {"type": "sms.received", "timestamp": "2026-03-02T09:00:00Z", "data": data}


def signed(event: dict, *, at: int | None = None, secret: bytes = b"of-the-tests-only") -> tuple[bytes, dict]:
    body, stamp = json.dumps(event).encode(), str(at or int(time.time()))
    mac = hmac.new(secret, b"msg_1." + stamp.encode() + b"." + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return body, {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}
