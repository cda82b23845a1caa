"""What a shop tells about one order, whichever way it comes in."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class OrderedProduct:
    """A product of an order, under the shop's own number; `sync_url` is where its reviews are pushed."""

    external_id: str
    name: str
    url: str = ""
    image_url: str = ""
    sku: str = ""
    gtin: str = ""
    mpn: str = ""
    brand: str = ""
    reviews_allowed: bool = True
    sync_url: str = ""


@dataclass(frozen=True)
class Order:
    """An order whose buyer may be invited.

    `delay_days` counts from the moment it came in, 0 to 90; None is the shop's own choice. `phone` is dropped on
    arrival unless the shop invites by text message.

    `list_id` is the OrderImport it stood in, if it came in a list.
    `asks_shop` is False when the shop asks for reviews of the products alone.
    """

    email: str
    number: str = ""
    customer_name: str = ""
    language: str = ""
    delay_days: int | None = None
    total: Decimal | None = None
    once_per_address: bool = False
    client: str = ""
    platform_version: str = ""
    plugin_version: str = ""
    list_id: int | None = None
    phone: str = ""
    products: tuple[OrderedProduct, ...] = ()
    asks_shop: bool = True
