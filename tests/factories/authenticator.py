"""A security key in software: makes credentials and signs, as a browser would hand it on."""

import hashlib
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://localhost:8000"
PRESENT, ATTESTED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.AT


class Authenticator:
    """One key on one device; `count` is how often it says to have signed."""

    def __init__(self, *, origin: str = ORIGIN, host: str = "localhost", count: int = 1) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.origin, self.host, self.count = os.urandom(32), origin, host, count

    def credential(self) -> AttestedCredentialData:
        """The half of the key that we keep."""
        public = ES256.from_cryptography_key(self.key.public_key())
        return AttestedCredentialData.create(b"\0" * 16, self.id, public)

    def make(self, question: dict[str, Any]) -> dict[str, Any]:
        credential = self.credential()
        data = AuthenticatorData.create(self._host_hash(), PRESENT | ATTESTED, self.count, credential)
        attestation = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", question)
        return self._said({"clientDataJSON": client, "attestationObject": attestation})

    def sign(self, question: dict[str, Any]) -> dict[str, Any]:
        self.count += 1 if self.count else 0
        data = AuthenticatorData.create(self._host_hash(), PRESENT, self.count)
        client = self._client("webauthn.get", question)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._said({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _client(self, kind: str, question: dict[str, Any]) -> CollectedClientData:
        challenge = websafe_decode(question["publicKey"]["challenge"])
        return CollectedClientData.create(kind, challenge, self.origin)

    def _said(self, response: dict[str, bytes]) -> dict[str, Any]:
        known = websafe_encode(self.id)
        coded = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        return {"id": known, "rawId": known, "type": "public-key", "clientExtensionResults": {}, "response": coded}

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()
