"""The public register, for machines: is this host a member, now? (terms 5.3, 8.1)"""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.links import absolute
from keurmerk.open_api import PublicView
from members.hosts import NotAHost, host_of
from members.models import Shop

STATUSES = ["full", "aspirant", "suspended", "ended", "none"]


class CompanySerializer(serializers.Serializer[Any]):
    """The company behind a shop, as the register publishes it (terms 8.1)."""

    name = serializers.CharField(source="legal_name")
    kvk_number = serializers.CharField()
    vat_number = serializers.CharField()
    address = serializers.CharField(source="address_line")
    country = serializers.CharField()


class ShopSerializer(serializers.Serializer[Any]):
    """One shop in the register."""

    id = serializers.IntegerField(help_text="The number of the shop")
    name = serializers.CharField()
    host = serializers.CharField(help_text="The one host that the mark is bound to, in punycode, without www.")
    url = serializers.CharField()
    language = serializers.CharField()
    description = serializers.CharField()
    status = serializers.ChoiceField(STATUSES, source="standing", help_text="What the mark says at this moment")
    member = serializers.BooleanField(source="shows_seal", help_text="May this host show the mark, now?")
    since = serializers.SerializerMethodField(help_text="Since when, or null")
    certificate = serializers.SerializerMethodField(help_text="The page where a visitor checks the mark")
    company = CompanySerializer(source="member")

    def get_since(self, shop: Shop) -> str | None:
        membership = shop.membership
        return membership.established_at.isoformat() if membership and membership.established_at else None

    def get_certificate(self, shop: Shop) -> str:
        return absolute(f"/certificate/{shop.pk}")


class AnswerSerializer(serializers.Serializer[Any]):
    """The register's answer about one host."""

    domain = serializers.CharField(help_text="The host that was looked up, normalised")
    member = serializers.BooleanField(help_text="Is this host a member that may show the mark, now?")
    status = serializers.ChoiceField(STATUSES)
    shop = ShopSerializer(allow_null=True)


SHOP_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "name": "Fietsgoed",
    "host": "fietsgoed.example",
    "url": "https://fietsgoed.example/",
    "language": "nl",
    "description": "Stadsfietsen en onderdelen",
    "status": "full",
    "member": True,
    "since": "2025-01-06T08:00:00+00:00",
    "certificate": "https://keurmerk.example/certificate/1",
    "company": {
        "name": "Fietsgoed B.V.",
        "kvk_number": "12345678",
        "vat_number": "NL864379213B01",
        "address": "Voorbeeldkade 12, 8011 AB Zwolle",
        "country": "NL",
    },
}
_EXAMPLE = OpenApiExample(
    "A full member",
    value={"domain": "fietsgoed.example", "member": True, "status": "full", "shop": SHOP_EXAMPLE},
    response_only=True,
    status_codes=["200"],
)


class RegisterView(PublicView):
    """Look a host up in the register."""

    @extend_schema(
        operation_id="register",
        summary="Is this shop a member, now?",
        parameters=[OpenApiParameter("domain", str, required=True, description="A host or an address of a page")],
        responses=AnswerSerializer,
        examples=[_EXAMPLE],
    )
    def get(self, request: Request) -> Response:
        """Exactly this host: a page on another host of the same company is another shop (terms 5.7)."""
        try:
            host = host_of(request.query_params.get("domain", ""))
        except NotAHost as fault:
            raise serializers.ValidationError({"domain": "Give a host such as shop.example."}) from fault
        shop = Shop.objects.listed().at_host(host).with_standing().order_by("pk").last()
        status = shop.standing if shop else "none"
        answer = {"domain": host, "member": bool(shop and shop.shows_seal()), "status": status, "shop": shop}
        return Response(AnswerSerializer(answer).data)
