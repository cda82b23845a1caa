"""Reads an order from a plugin's request: three encodings, PHP's arrays, and whatever shops put in them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, QueryDict

from reviews import terms
from reviews.content import one_line
from reviews.orders import Order
from reviews.plugins.doors import MISSING, Refused
from reviews.plugins.order_data import products_in

MOST_BYTES = 1_048_576
_BITE = 65_536
_MOST_BITES = 256  # 16 MB: beyond that we stop listening
_MOST_TOTAL = Decimal("99999999.99")
_LANGUAGES = {
    "nl": {"nl", "nld", "dut", "vls"},
    "en": {"en", "eng", "gb", "uk", "us", "ie", "au"},
}


def order_in(request: HttpRequest) -> Order:
    """The order that a plugin reports. Raises Refused when there is no usable e-mail address, or too much of all."""
    order = order_from(_body(request))
    return replace(order, once_per_address=True) if _once(request.GET) else order


def order_from(facts: Mapping[str, Any]) -> Order:
    """The order in these fields. Raises Refused."""
    email = _text(facts, "email", 254)
    if not email:
        raise Refused(MISSING)
    try:
        validate_email(email)
    except ValidationError as fault:
        raise Refused("The e-mail address is not valid.") from fault
    return Order(
        email=email,
        number=_text(facts, "order", 80),
        customer_name=_text(facts, "customer_name", 120) or _text(facts, "customername", 120),
        language=language_of(_text(facts, "language", 20)),
        delay_days=_delay(_text(facts, "delay", 12)),
        total=_total(_text(facts, "order_total", 40)),
        once_per_address=_once(facts),
        client=_text(facts, "client", 40),
        platform_version=_text(facts, "platform_version", 60),
        plugin_version=_text(facts, "plugin_version", 40),
        products=products_in(facts.get("order_data")),
        asks_shop=_asks_shop(facts),
    )


def _body(request: HttpRequest) -> Mapping[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        _let_it_finish(request)
        raise Refused("The order is too large: send at most 1 MB.")
    if request.content_type == "multipart/form-data":
        return request.POST
    if request.content_type == "application/x-www-form-urlencoded":
        return _form(request)
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as fault:
        raise Refused(MISSING) from fault
    return found if isinstance(found, dict) else {}


def _form(request: HttpRequest) -> Mapping[str, Any]:
    """A form in the charset that it says, or in what it turns out to be: Django itself takes UTF-8 alone."""
    said = (request.content_params or {}).get("charset", "utf-8").lower()
    if said in {"utf-8", "utf8"}:
        return request.POST
    try:
        return QueryDict(request.body.decode(said), encoding=said)
    except (LookupError, UnicodeDecodeError):
        return QueryDict(request.body.decode("latin-1"), encoding="latin-1")


def _let_it_finish(request: HttpRequest) -> None:
    """A client that is cut off while it sends never reads our answer."""
    for _ in range(_MOST_BITES):
        if not request.read(_BITE):
            return


def _text(facts: Mapping[str, Any], name: str, most: int) -> str:
    value = facts.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return one_line(str(value), most)


def _once(facts: Mapping[str, Any]) -> bool:
    return any(_is_yes(facts.get(name)) for name in ("max_invitations_per_email", "noremail"))


def _asks_shop(facts: Mapping[str, Any]) -> bool:
    """`with_product_reviews` without `with_shop_reviews` asks for the products alone."""
    return _is_yes(facts.get("with_shop_reviews")) or not _is_yes(facts.get("with_product_reviews"))


def _is_yes(said: object) -> bool:
    return str(said).lower() in {"1", "true", "yes"}


def _delay(said: str) -> int | None:
    """Days, 0 to 90; what cannot be read is left to the shop's settings."""
    try:
        days = int(Decimal(said))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return min(max(days, 0), terms.MOST_DELAY_DAYS)


def _total(said: str) -> Decimal | None:
    try:
        total = Decimal(said)
    except InvalidOperation:
        return None
    return round(total, 2) if total.is_finite() and 0 <= total <= _MOST_TOTAL else None


def language_of(said: str) -> str:
    """`nl_nl`, `nl-NL`, `nld`, `gb`, `cus` or nothing: one of our languages, or empty for the shop's own."""
    word = said.lower().replace("_", "-").partition("-")[0]
    return next((ours for ours, theirs in _LANGUAGES.items() if word in theirs), "")
