"""What we know of the caller's own webshop, and the list of all webshops for everybody."""

from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import ApiFilter, MomentFilter, chosen
from keurmerk.api_pages import page
from keurmerk.api_schema import PAGING
from keurmerk.keyset import page_of
from keurmerk.open_api import PublicView
from members.api import SHOP_EXAMPLE, ShopSerializer
from members.api_door import KeyedView
from members.categories import Category
from members.models import ApiKey, Membership, Scope, Shop
from members.models.shop import ShopQuerySet

MEMBERSHIP = Membership.State.values


class KeySerializer(serializers.Serializer[Any]):
    """The key that asks."""

    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.values), help_text="What it may do")
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when it works; null: until withdrawn")


class MembershipSerializer(serializers.Serializer[Any]):
    """The membership of the company."""

    state = serializers.ChoiceField(MEMBERSHIP)
    promotion_due_at = serializers.DateTimeField(allow_null=True, help_text="When an aspirant becomes a full member")
    term_ends_on = serializers.DateField(allow_null=True, help_text="The last day of this term")


class OwnShopSerializer(ShopSerializer):
    """Your webshop."""

    category = serializers.ChoiceField([*Category.values, ""], help_text="What it sells; empty: not chosen yet")
    registered_at = serializers.DateTimeField()
    invitations_may_leave = serializers.SerializerMethodField(
        help_text="It carries the mark, and the sharing clause was found in its privacy statement"
    )
    membership = serializers.SerializerMethodField()
    key = serializers.SerializerMethodField()

    def get_invitations_may_leave(self, shop: Shop) -> bool:
        return shop.shows_seal() and shop.sharing_clause_found_at is not None

    @extend_schema_field(MembershipSerializer(allow_null=True))
    def get_membership(self, shop: Shop) -> dict[str, Any] | None:
        return dict(MembershipSerializer(shop.membership).data) if shop.membership else None

    @extend_schema_field(KeySerializer)
    def get_key(self, shop: Shop) -> dict[str, Any]:
        key: ApiKey = self.context["key"]
        return dict(KeySerializer(key).data)


_OWN = OpenApiExample(
    "Your webshop",
    value={
        **SHOP_EXAMPLE,
        "category": "VEHICLES",
        "registered_at": "2025-01-02T10:00:00Z",
        "invitations_may_leave": True,
        "membership": {"state": "FULL", "promotion_due_at": None, "term_ends_on": "2027-01-05"},
        "key": {"name": "Webshop", "scopes": ["shop:read"], "expires_at": None},
    },
    response_only=True,
    status_codes=["200"],
)


class OwnShopView(KeyedView):
    """The shop that the key belongs to."""

    chapter = "Your webshop"
    scopes = {"GET": Scope.SHOP_READ}

    @extend_schema(
        operation_id="own_shop", summary="Your webshop and this key", responses=OwnShopSerializer, examples=[_OWN]
    )
    def get(self, request: Request) -> Response:
        """As the register shows it, with the membership behind it. Also the way to see whether a key works."""
        return Response(OwnShopSerializer(self.shop, context={"key": self.key}).data)


class ShopFilter(ApiFilter):
    category = django_filters.ChoiceFilter(choices=Category.choices, help_text="That sell this")
    kvk_number = django_filters.CharFilter(field_name="member__kvk_number", help_text="Of the company with this number")
    since = MomentFilter(
        field_name="registered_at", lookup_expr="gte", help_text="Registered at this moment (RFC 3339) or later"
    )

    q = django_filters.CharFilter(
        method="by_words",
        max_length=100,
        help_text="With these words in name, address, company or place; typing errors are forgiven",
    )

    class Meta:
        model = Shop
        fields = ("q", "category", "kvk_number", "since")

    def by_words(self, rows: ShopQuerySet, name: str, value: str) -> ShopQuerySet:
        return rows.found_by(value)


class ShopsView(PublicView):
    """Every webshop in the register."""

    @extend_schema(
        operation_id="shops",
        summary="Every webshop in the register, the newest first",
        parameters=[*ShopFilter.described(), *PAGING],
        responses=page("ShopPage", ShopSerializer(many=True)),
        examples=[
            OpenApiExample(
                "One webshop",
                value={"next": None, "previous": None, "results": [SHOP_EXAMPLE]},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Members, and those that once were: `status` says what each is now (terms 8.1)."""
        rows = chosen(ShopFilter, request, Shop.objects.listed().with_standing())
        found = page_of(rows, request, by="registered_at")
        return Response(found.around(ShopSerializer(found.rows, many=True).data))
