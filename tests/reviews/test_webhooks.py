"""Postmark hands over copied mails: believed from Postmark only, for a shop's own address only, once."""

import json
from base64 import b64encode

import pytest

from keurmerk import clock
from reviews.models import Invitation, OrderMail, OrderMailbox
from tests.factories import reviews
from tests.peers.contract import shared
from tests.reviews.imports.corpus import TOLD

pytestmark = pytest.mark.django_db
SECRET = "postmark:long-secret"


@pytest.fixture
def tell(client, settings):
    settings.POSTMARK_INBOUND_SECRET = SECRET

    def tell(content, secret=SECRET):
        body = content if isinstance(content, bytes) else json.dumps(content)
        basic = b64encode(secret.encode()).decode()
        headers = {"Authorization": f"Basic {basic}"}
        return client.post("/webhooks/postmark/inbound", body, content_type="application/json", headers=headers)

    return tell


@pytest.fixture
def told():
    box = OrderMailbox.of(reviews.inviting_shop(), at=clock.now())
    return {**TOLD, "OriginalRecipient": f"orders+{box.token}@orders.keurtegel.example"}


class TestInbound:
    def test_becomes_an_invitation_of_the_shop_with_that_address(self, tell, told):
        assert tell(told).status_code == 200
        assert Invitation.objects.get().email == "sanne@example.com"

    def test_doubled_counts_once(self, tell, told):
        tell(told)
        tell(told)
        tell({**told, "MessageID": "another", "Headers": told["Headers"]})
        assert (OrderMail.objects.count(), Invitation.objects.count()) == (1, 1)

    def test_for_an_address_that_nobody_has_tells_nothing(self, tell, told):
        assert (
            tell({**told, "OriginalRecipient": "orders+00000000000000000000@orders.keurtegel.example"}).status_code
            == 200
        )
        assert not OrderMail.objects.exists()

    def test_for_an_address_that_was_replaced_is_nobodys(self, tell, told):
        OrderMailbox.objects.get().rotate(actor="user:1", at=clock.now())
        tell(told)
        assert not OrderMail.objects.exists()

    def test_of_the_vendors_own_sample_is_survived(self, tell, told):
        sample = json.loads(shared("peers", "webhooks", "postmark-inbound.json").read_text())
        assert tell(sample).status_code == 200
        assert tell({**sample, "MailboxHash": OrderMailbox.objects.get().token}).status_code == 200
        assert OrderMail.objects.get().state == OrderMail.State.UNRECOGNISED


class TestDoor:
    def test_answers_401_to_a_wrong_secret(self, tell, told):
        assert tell(told, secret="postmark:guess").status_code == 401
        assert tell(told, secret="").status_code == 401
        assert not OrderMail.objects.exists()

    def test_stays_locked_while_no_secret_is_set(self, tell, told, settings):
        settings.POSTMARK_INBOUND_SECRET = ""
        assert tell(told, secret="").status_code == 401

    @pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"[" * 100_000, b'{"OriginalRecipient": 7}'])
    def test_survives_nonsense(self, tell, body):
        assert tell(body).status_code in (200, 400)
