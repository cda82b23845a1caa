"""Marks a model field as personal data, so that a retention rule is demanded for it."""

from typing import Any, TypeVar

from django.db import models

FieldT = TypeVar("FieldT", bound="models.Field[Any, Any]")


def personal(field: FieldT) -> FieldT:
    """Use as `email = personal(models.EmailField())`; see retention.py and the check that reads it."""
    field.is_personal = True  # type: ignore[attr-defined]  # our own mark on Django's field
    return field


def is_personal(field: "models.Field[Any, Any]") -> bool:
    return getattr(field, "is_personal", False)
