"""What Postmark tells us afterwards is believed from Postmark only, about letters we sent, and once."""

import json
from base64 import b64encode
from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.mail import post
from keurmerk.mail.suppression import is_suppressed
from keurmerk.models import Event, Heard, SentLetter, Suppression
from tests.peers.contract import shared

pytestmark = pytest.mark.django_db
SECRET = "postmark:long-secret"
KINDS = ("delivery", "open", "click", "bounce", "spamcomplaint", "subscriptionchange")


@pytest.fixture
def tell(client, settings):
    settings.POSTMARK_WEBHOOK_SECRET = SECRET

    def tell(content, secret=SECRET):
        body = content if isinstance(content, bytes) else json.dumps(content)
        basic = b64encode(secret.encode()).decode()
        return client.post(
            "/webhooks/postmark", body, content_type="application/json", headers={"Authorization": f"Basic {basic}"}
        )

    return tell


@pytest.fixture
def letter():
    """A letter that left an hour ago, as the official samples name it."""
    sent_at = clock.now() - timedelta(hours=1)
    return SentLetter.objects.create(
        letter="test/hello", about="test:1", to="john@example.com", language="nl", subject="", text="", html="",
        state="SENT", sent_at=sent_at, queued_at=sent_at, next_attempt_at=sent_at,
        vendor_id="883953f4-6105-42a2-a16a-77a8eac79483",
    )  # fmt: skip


@pytest.fixture
def sample(letter):
    """The official sample of a kind, about our letter, `minutes` ago."""

    def sample(kind, minutes=5, **changes):
        told = json.loads(shared("peers", "webhooks", f"postmark-{kind}.json").read_text())
        moment = (clock.now() - timedelta(minutes=minutes)).isoformat().replace("+00:00", "0Z")
        moments = {name: moment for name in told if name.endswith("At")}
        return {**told, **moments, "Metadata": {"letter": str(letter.pk)}, **changes}

    return sample


def fresh(letter):
    return SentLetter.objects.get(pk=letter.pk)


class TestMoments:
    @pytest.mark.parametrize(
        ("kind", "column"),
        [
            ("delivery", "delivered_at"),
            ("open", "opened_at"),
            ("click", "clicked_at"),
            ("bounce", "bounced_at"),
            ("spamcomplaint", "complained_at"),
        ],
    )
    def test_are_kept_on_the_letter_as_the_vendor_tells_them(self, tell, sample, letter, kind, column):
        told = sample(kind)
        assert tell(told).status_code == 200
        said = next(value for name, value in told.items() if name.endswith("At"))
        assert getattr(fresh(letter), column).isoformat().replace("+00:00", "0Z") == said

    @pytest.mark.parametrize("kind", ["open", "click"])
    def test_are_all_that_is_kept_of_a_reader(self, tell, sample, letter, kind):
        tell(sample(kind))
        row = SentLetter.objects.filter(pk=letter.pk).values().get()
        kept = json.dumps([row, list(Event.objects.values("payload")), list(Heard.objects.values())], default=str)
        for trace in ("203.0.113.1", "Mozilla", "San Francisco", "macOS", "Gmail", "94107"):
            assert trace not in kept

    def test_stay_the_earliest_in_whatever_order_they_come(self, tell, sample, letter):
        tell(sample("open", minutes=5))
        tell(sample("open", minutes=20))
        tell(sample("open", minutes=1))
        assert clock.now() - fresh(letter).opened_at > timedelta(minutes=19)

    def test_come_before_their_delivery_without_harm(self, tell, sample, letter):
        tell(sample("click", minutes=1))
        tell(sample("open", minutes=2))
        tell(sample("delivery", minutes=3))
        assert fresh(letter).delivered_at < fresh(letter).opened_at < fresh(letter).clicked_at

    @pytest.mark.parametrize(
        "moment", ["2099-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "yesterday", "", "2026-13-45T99:00:00Z", 5, None]
    )
    def test_that_cannot_be_are_now(self, tell, sample, letter, moment):
        assert tell(sample("delivery", DeliveredAt=moment)).status_code == 200
        assert clock.now() - fresh(letter).delivered_at < timedelta(minutes=1)


class TestOnce:
    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_told_twice_is_heeded_once(self, tell, sample, kind):
        told = sample(kind)
        for _ in range(3):
            assert tell(told).status_code == 200
        assert Heard.objects.count() == 1
        told_of = list(Event.objects.values_list("name", flat=True))
        assert len(told_of) == len(set(told_of))
        assert Suppression.objects.count() <= 1

    def test_another_moment_or_person_is_another_thing(self, tell, sample):
        tell(sample("open", minutes=5))
        tell(sample("open", minutes=6))
        assert Heard.objects.count() == 2

    def test_keeps_no_address_to_know_it_by(self, tell, sample):
        tell(sample("open"))
        assert "john" not in Heard.objects.get().said

    def test_is_tried_again_when_we_failed(self, tell, sample, letter, monkeypatch, client):
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr("keurmerk.mail.webhooks.record", lambda *_, **__: 1 / 0)
            assert tell(sample("bounce")).status_code == 500
        told = sample("bounce")
        assert tell(told).status_code == 200
        assert fresh(letter).bounced_at


class TestBounce:
    def test_suppresses_the_address_and_tells_the_house(self, tell, sample, letter):
        tell(sample("bounce"))
        assert is_suppressed("John@example.com")
        assert Event.objects.get(name="letter.bounced").payload == {"letter": "test/hello", "about": "test:1"}

    def test_that_is_soft_suppresses_nobody(self, tell, sample, letter):
        tell(sample("bounce", Type="Transient"))
        assert not Suppression.objects.exists()
        assert fresh(letter).bounced_at is None

    def test_tells_no_address(self, tell, sample):
        tell(sample("bounce"))
        assert "john" not in json.dumps(list(Event.objects.values()), default=str)


class TestComplaint:
    def test_suppresses_too(self, tell, sample, letter):
        tell(sample("spamcomplaint"))
        assert is_suppressed("john@example.com")
        assert Event.objects.filter(name="letter.complained").count() == 1


class TestSubscription:
    def test_that_a_reader_ends_at_the_vendor_is_news(self, tell, sample):
        tell(sample("subscriptionchange"))
        assert Event.objects.get().name == "letter.unsubscribed"
        assert not Suppression.objects.exists()

    def test_that_the_vendor_ends_for_a_bounce_is_a_bounce(self, tell, sample, letter):
        tell(sample("subscriptionchange", SuppressionReason="HardBounce", Origin="Recipient"))
        assert fresh(letter).bounced_at
        assert is_suppressed("john@example.com")

    def test_that_begins_again_there_lets_nothing_through_here(self, tell, sample):
        tell(sample("bounce"))
        tell(sample("subscriptionchange", SuppressSending=False, SuppressionReason=None, Origin="Customer"))
        assert is_suppressed("john@example.com")


class TestLetter:
    @pytest.mark.parametrize(
        "changes",
        [
            {"MessageID": "00000000-0000-0000-0000-000000000000"},
            {"MessageID": None},
            {"MessageID": ["x"]},
            {"Metadata": {}},
            {"Metadata": None},
            {"Metadata": ["letter"]},
            {"Metadata": {"letter": "99999999999999999999999"}},
            {"Metadata": {"letter": "-1"}},
            {"Email": "somebody@else.example"},
            {"Email": {"a": 1}},
            {"RecordType": "Inbound"},
            {"RecordType": None},
        ],
        ids=str,
    )
    def test_of_somebody_else_is_ignored(self, tell, sample, letter, changes):
        assert tell(sample("bounce", **changes)).status_code == 200
        assert not Suppression.objects.exists()
        assert fresh(letter).bounced_at is None

    def test_whose_hand_over_got_no_answer_is_known_to_be_sent(self, tell, sample, letter):
        SentLetter.objects.update(state="UNKNOWN", vendor_id="", sent_at=None)
        tell(sample("delivery"))
        assert (fresh(letter).state, fresh(letter).vendor_id) == ("SENT", "883953f4-6105-42a2-a16a-77a8eac79483")
        assert post.post_waiting() == 0


class TestDoor:
    @pytest.mark.parametrize("kind", KINDS)
    def test_answers_401_to_a_wrong_secret_because_403_would_stop_the_retries(self, tell, sample, letter, kind):
        assert tell(sample(kind), secret="postmark:guess").status_code == 401
        assert not Heard.objects.exists()
        assert not Suppression.objects.exists()

    @pytest.mark.parametrize("header", ["", "Basic", "Basic !", "Bearer x", "Basic " + b64encode(b"\xff").decode()])
    def test_stays_locked_for_who_shows_no_key(self, client, settings, header):
        settings.POSTMARK_WEBHOOK_SECRET = SECRET
        answer = client.post(
            "/webhooks/postmark", {}, content_type="application/json", headers={"Authorization": header}
        )
        assert answer.status_code == 401

    def test_stays_locked_while_no_secret_is_set(self, tell, sample, settings):
        told = sample("bounce")
        settings.POSTMARK_WEBHOOK_SECRET = ""
        assert tell(told, secret="").status_code == 401

    @pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"null", b"\xff\xfe", b'{"RecordType": 1e999}'])
    def test_survives_nonsense(self, tell, body):
        assert tell(body).status_code in (200, 400)

    def test_takes_post_only(self, client):
        assert client.get("/webhooks/postmark").status_code == 405
