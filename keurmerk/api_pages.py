"""How the schema names a page of rows: the rows between the addresses of their neighbours."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


def page(name: str, row: serializers.BaseSerializer[Any], **facts: serializers.Field[Any, Any, Any, Any]) -> Any:
    """A page of such rows; `facts` stand before them."""
    return inline_serializer(
        name,
        {
            **facts,
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row,
        },
    )
