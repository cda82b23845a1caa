"""The conversation with a device that signs (WebAuthn): what it is asked, and whether it answered that.

Each question holds a challenge of its own and is kept in the session until its answer comes, once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.cose import UnsupportedKey
from fido2.rpid import verify_rp_id
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

Asked = Mapping[str, Any]  # what the browser gets, as JSON
State = dict[str, Any]  # what we keep of it
_VERIFY = UserVerificationRequirement.PREFERRED  # a fingerprint or PIN where the device has one; it is the second step


class NotAccepted(Exception):
    """The answer is none to our question, or of a device that we do not know."""


@dataclass(frozen=True)
class Answer:
    """What a device proved: which credential it holds, and how often it says to have signed."""

    credential_id: bytes
    credential: bytes
    count: int


def ask_to_make(person_id: int, *, address: str, name: str, known: Iterable[bytes]) -> tuple[Asked, State]:
    """A new credential for this person, on a device that has none of the known ones."""
    person = PublicKeyCredentialUserEntity(name=address, id=str(person_id).encode(), display_name=name or address)
    asked, state = _server().register_begin(
        person, _data(known), resident_key_requirement=ResidentKeyRequirement.PREFERRED, user_verification=_VERIFY
    )
    return dict(asked), state


def made(state: State, said: Any) -> Answer:
    """Raises NotAccepted."""
    try:
        found = _server().register_complete(state, said)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotAccepted from fault
    data = found.credential_data
    if data is None or isinstance(data.public_key, UnsupportedKey):
        raise NotAccepted
    return Answer(data.credential_id, bytes(data), found.counter)


def ask_to_sign(known: Iterable[bytes]) -> tuple[Asked, State]:
    asked, state = _server().authenticate_begin(_data(known), user_verification=_VERIFY)
    return dict(asked), state


def signed(state: State, said: Any, known: Iterable[bytes]) -> Answer:
    """Raises NotAccepted, also for a credential that is not among the known ones."""
    try:
        data = _server().authenticate_complete(state, _data(known), said)
        count = AuthenticationResponse.from_dict(said).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotAccepted from fault
    return Answer(data.credential_id, bytes(data), count)


def _server() -> Fido2Server:
    """A passkey belongs to one host; a browser takes an address in numbers for none, so the sandbox is "localhost"."""
    host = "localhost" if settings.SANDBOX else urlsplit(settings.SITE_URL).hostname
    return Fido2Server(PublicKeyCredentialRpEntity(name=settings.BRAND["name"], id=host), verify_origin=_is_ours)


def _is_ours(origin: str) -> bool:
    return verify_rp_id("localhost", origin) if settings.SANDBOX else origin == settings.SITE_URL


def _data(known: Iterable[bytes]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(each) for each in known]
