"""The consent block on a shop's thank-you page: five systems write it, each in its own way (plugin API 3.2)."""

import hashlib
import hmac
import html
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

FIELDS = ("webshopId", "orderNumber", "email", "firstName", "inviteDelay")  # in the order in which they are signed
MOST_CHARACTERS = 4000


class BadBlock(Exception):
    """This is no consent block of the shop, or not as its plugin made it."""


@dataclass(frozen=True)
class Block:
    """What a thank-you page says of its order. `signature` is empty for the plugins that do not sign."""

    shop_id: str
    order_number: str
    email: str
    signed_text: str
    signature: str = ""

    def is_signed_with(self, code: str) -> bool:
        """Does the signature stand for these facts, made with this key? Compared in constant time."""
        key = f"{self.shop_id}:{code}".encode()
        found = hmac.new(key, self.signed_text.encode(), hashlib.sha512).hexdigest()
        return hmac.compare_digest(found.encode(), self.signature.lower().encode())


def block_in(text: str) -> Block:
    """The block as it stands in the page: JSON, or JSON whose quotes were escaped for HTML. Raises BadBlock."""
    facts = _facts(text)
    order_number, email = _text(facts.get("orderNumber")), _text(facts.get("email")).strip()
    signature = facts.get("signature")
    if not isinstance(signature, str | None) or (signature is not None and not signature):
        raise BadBlock
    if not order_number or len(order_number) > 80:
        raise BadBlock
    try:
        validate_email(email)
        signed_text = php_query(facts)
    except (ValidationError, UnicodeEncodeError) as fault:
        raise BadBlock from fault
    return Block(_text(facts.get("webshopId")), order_number, email, signed_text, signature or "")


def _facts(text: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise BadBlock
    for form in (text, html.unescape(text)):
        try:
            found = json.loads(form)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    raise BadBlock


def php_query(facts: dict[str, Any]) -> str:
    """PHP's http_build_query of the signed fields: null is left out, a space is +, a tilde is %7E."""
    pairs = ((name, facts[name]) for name in FIELDS if facts.get(name) is not None)
    return "&".join(f"{name}={quote_plus(_text(value), safe='').replace('~', '%7E')}" for name, value in pairs)


def _text(value: object) -> str:
    """As PHP writes it: true is 1 and false is 0 in a query. Raises BadBlock for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if not isinstance(value, str | int | float):
        raise BadBlock
    return str(value)
