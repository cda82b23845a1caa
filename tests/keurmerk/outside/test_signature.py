"""Signatures as Standard Webhooks prescribes them."""

import base64
from datetime import UTC, datetime

from keurmerk.outside.signature import headers, new_secret

# An example that anybody can check: published with the documentation of the standard's reference service.
NUMBER, MOMENT = "msg_loFOjxBNrRLzqYUf", datetime.fromtimestamp(1_731_705_121, UTC)
PAYLOAD, SECRET = b'{"event_type":"ping","data":{"success":true}}', "whsec_plJ3nmyCDGBKInavdOK15jsl"
SIGNATURE = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


class TestHeaders:
    def test_agree_with_the_published_example(self):
        assert headers(NUMBER, PAYLOAD, [SECRET], at=MOMENT) == {
            "webhook-id": NUMBER,
            "webhook-timestamp": "1731705121",
            "webhook-signature": SIGNATURE,
        }

    def test_carry_a_signature_by_each_secret(self):
        signed = headers(NUMBER, PAYLOAD, [new_secret(), SECRET], at=MOMENT)["webhook-signature"].split(" ")
        assert len(signed) == 2
        assert signed[1] == SIGNATURE
        assert signed[0] != SIGNATURE

    def test_change_with_every_part(self):
        assert SIGNATURE not in headers("msg_x", PAYLOAD, [SECRET], at=MOMENT)["webhook-signature"]
        assert SIGNATURE not in headers(NUMBER, PAYLOAD + b" ", [SECRET], at=MOMENT)["webhook-signature"]


class TestNewSecret:
    def test_is_a_key_of_the_length_that_the_standard_asks(self):
        assert 24 <= len(base64.b64decode(new_secret().removeprefix("whsec_"))) <= 64
        assert new_secret() != new_secret()
