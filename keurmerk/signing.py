"""The installation's signature (Ed25519) under what others may want to check later: the ledger's heads, exports.

The private key is a setting. Public keys are remembered when they are first used, so that after a new key has come
what the old one signed can still be checked (docs/ledger.md).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from keurmerk.canonical import canonical, digest, moment
from keurmerk.models import SigningKey


def sealed(document: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """The document with `key` and `signature`: of its canonical JSON with the key's name, without the signature."""
    private = _private()
    public = _public(private)
    signed = {**document, "key": SigningKey.in_use(name_of(public), public, at=at).name}
    return {**signed, "signature": private.sign(canonical(signed).encode()).hex()}


def is_genuine(document: Mapping[str, Any]) -> bool:
    """Did one of our keys seal this, and is it as it was then?"""
    key = _key(str(document.get("key", "")))
    return key is not None and verifies(document, key)


def own_public_key() -> str:
    """The public half of the key that this installation signs with now."""
    return _public(_private())


def _key(name: str) -> str | None:
    """The public key of this name, also before it signs for the first time."""
    known = SigningKey.objects.filter(name=name).first()
    public = known.public_key if known else _public(_private())
    return public if name_of(public) == name else None


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.SIGNING_KEY))


def _public(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def verifies(document: Mapping[str, Any], public_key: str) -> bool:
    unsigned = {name: value for name, value in document.items() if name != "signature"}
    try:
        signature = bytes.fromhex(str(document.get("signature", "")))
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, canonical(unsigned).encode())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def name_of(public_key: str) -> str:
    """A short name that belongs to this key only."""
    return digest(public_key)[:16]


def public_keys() -> list[dict[str, Any]]:
    """Every key that ever signed, oldest first, as it is published."""
    return [
        {
            "name": key.name,
            "algorithm": "Ed25519",
            "public_key": key.public_key,
            "since": moment(key.since),
            "until": moment(key.until) if key.until else None,
        }
        for key in SigningKey.objects.order_by("since", "name")
    ]
