"""Invitations over our own API: which order led to one, which did not and why, and taking one back."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import chosen
from keurmerk.api_schema import PAGING
from keurmerk.idempotency import once
from keurmerk.keyset import page_of
from members.api_door import KeyedView
from members.models import Scope
from reviews import api_examples as examples
from reviews.api_filters import InvitationFilter
from reviews.models import Invitation


class InvitationSerializer(serializers.Serializer[Any]):
    """The invitation of one order."""

    id = serializers.IntegerField()
    order_number = serializers.CharField()
    state = serializers.ChoiceField(Invitation.State.values)
    reason = serializers.CharField(help_text="Why it waits or will not be sent, as a code; else empty")
    reason_text = serializers.CharField(source="get_reason_display", help_text="The same in words")
    delay_days = serializers.IntegerField(help_text="Between the order and the invitation")
    received_at = serializers.DateTimeField(help_text="When the order came in")
    send_at = serializers.DateTimeField(help_text="The day on which it goes out, if it does")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="When it left")
    reminded_at = serializers.DateTimeField(allow_null=True, help_text="When the one reminder left")
    expires_at = serializers.DateTimeField(help_text="Until when its link works")
    used_at = serializers.DateTimeField(allow_null=True, help_text="When the review was written")
    review_id = serializers.SerializerMethodField(help_text="The review it led to, or null")

    def get_review_id(self, invitation: Invitation) -> int | None:
        used = invitation.state == Invitation.State.USED
        return invitation.written.pk if used and invitation.written else None


PageSerializer = inline_serializer(
    "InvitationPage",
    {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": InvitationSerializer(many=True),
    },
)


class InvitationsView(KeyedView):
    """The shop's invitations."""

    chapter = "Invitations"
    scopes = {"GET": Scope.INVITATIONS_READ}

    @extend_schema(
        operation_id="invitations",
        summary="Your invitations, newest first",
        parameters=[*InvitationFilter.described(), *PAGING],
        responses=PageSerializer,
        examples=[examples.INVITATIONS],
    )
    def get(self, request: Request) -> Response:
        """Every order has one, also when it will not be sent: `reason` says why."""
        rows = chosen(InvitationFilter, request, self.shop.invitations.with_review())
        page = page_of(rows, request, by="received_at")
        return Response(page.around(InvitationSerializer(page.rows, many=True).data))


class InvitationView(KeyedView):
    """One invitation."""

    chapter = "Invitations"
    scopes = {"GET": Scope.INVITATIONS_READ}

    @extend_schema(
        operation_id="invitation", summary="One invitation", responses=InvitationSerializer,
        examples=[examples.INVITATION],
    )  # fmt: skip
    def get(self, request: Request, invitation_id: int) -> Response:
        """As it is now."""
        invitation = get_object_or_404(self.shop.invitations.with_review(), pk=invitation_id)
        return Response(InvitationSerializer(invitation).data)


class CancelView(KeyedView):
    """Taking an invitation back."""

    chapter = "Invitations"
    scopes = {"POST": Scope.INVITATIONS_WRITE}

    @extend_schema(
        operation_id="cancel_invitation",
        summary="Cancel an invitation before it is sent",
        request=None,
        responses=InvitationSerializer,
        examples=[examples.CANCELLED],
    )
    @once
    def post(self, request: Request, invitation_id: int) -> Response:
        """As when an order is returned. One that was sent already cannot be taken back: 409. Cancelling twice is no
        error.
        """
        invitation = get_object_or_404(self.shop.invitations.with_review(), pk=invitation_id)
        if invitation.state != Invitation.State.CANCELLED:
            invitation.cancel(actor=self.caller, at=self.now)
        return Response(InvitationSerializer(invitation).data)
