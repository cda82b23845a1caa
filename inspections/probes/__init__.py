"""Automatic looks at a shop's pages, one file per group of criteria of the checklist."""

from inspections.probes import (
    data_rights,
    delivery,
    identity,
    marketing,
    ordering,
    privacy,
    products,
    refunds,
    reviews,
    security,
    terms,
    withdrawal,
)
from inspections.probes.probe import PROBES, Answer

__all__ = [
    "PROBES",
    "Answer",
    "data_rights",
    "delivery",
    "identity",
    "marketing",
    "ordering",
    "privacy",
    "products",
    "refunds",
    "reviews",
    "security",
    "terms",
    "withdrawal",
]
