"""A shop's disputes over our API: what waits for it, the whole file, and its answer (terms 11.1)."""

from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from disputes.models import Dispute, Party
from disputes.models.party import Kind
from keurmerk.api_filters import ApiFilter, MomentFilter, chosen
from keurmerk.api_pages import page
from keurmerk.api_schema import PAGING
from keurmerk.idempotency import once
from keurmerk.keyset import page_of
from members.api_door import KeyedView
from members.models import Scope

STATES = Dispute.State.values


class DisputeSerializer(serializers.Serializer[Any]):
    """A dispute in short."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="What people call it")
    state = serializers.ChoiceField(STATES)
    turn = serializers.ChoiceField([*Party.values, ""], help_text="Whose turn it is; empty: it has ended")
    due_at = serializers.DateTimeField(allow_null=True, help_text="Until when that turn lasts")
    kind = serializers.ChoiceField(Kind.values, help_text="What it is about")
    order_number = serializers.CharField()
    ordered_on = serializers.DateField()
    amount = serializers.DecimalField(10, 2, allow_null=True, help_text="What it is about, in euros")
    review_id = serializers.IntegerField(allow_null=True, help_text="The review that belongs to it, if any")
    filed_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    close_reason = serializers.CharField(help_text="Why it ended, as a code, or empty")


class DisputeMessageSerializer(serializers.Serializer[Any]):
    """What somebody wrote in it."""

    author = serializers.ChoiceField(Party.values)
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class DisputeFileSerializer(DisputeSerializer):
    """The whole file, as both parties see it."""

    consumer_name = serializers.CharField()
    story = serializers.CharField(help_text="What happened, in the words of the customer")
    tried = serializers.CharField(help_text="What was tried already")
    wish = serializers.CharField(help_text="What would solve it")
    outcome = serializers.CharField(help_text="How it ended, in words, or empty")
    messages = DisputeMessageSerializer(many=True, help_text="The oldest first")


class DisputeAnswerSerializer(serializers.Serializer[Any]):
    """The shop's answer."""

    text = serializers.CharField(max_length=5000, help_text="The customer reads this. Say what you will do, and when")
    refuses = serializers.BooleanField(
        required=False,
        help_text="Before mediation: `true` if you do not agree, and the customer can ask us to mediate at once; "
        "`false` if you help. In mediation: leave it out",
    )


class DisputeFilter(ApiFilter):
    state = django_filters.ChoiceFilter(choices=Dispute.State.choices, help_text="In this state now")
    turn = django_filters.ChoiceFilter(choices=Party.choices, help_text="`SHOP`: those that wait for you")
    since = MomentFilter(field_name="filed_at", lookup_expr="gte", help_text="Filed at this moment (RFC 3339) or later")

    class Meta:
        model = Dispute
        fields = ("state", "turn", "since")


_DISPUTE: dict[str, Any] = {
    "id": 7,
    "number": "2026-0007",
    "state": "SHOP_FIRST",
    "turn": "SHOP",
    "due_at": "2026-03-16T22:59:59.999999Z",
    "kind": "NOT_DELIVERED",
    "order_number": "2026-1044",
    "ordered_on": "2026-02-10",
    "amount": "89.95",
    "review_id": None,
    "filed_at": "2026-03-02T09:00:00Z",
    "closed_at": None,
    "close_reason": "",
}
_FILE = {
    **_DISPUTE,
    "consumer_name": "Sanne de Koning",
    "story": "De fiets is na drie weken nog niet bezorgd.",
    "tried": "Twee keer gebeld.",
    "wish": "Mijn geld terug.",
    "outcome": "",
    "messages": [],
}
_SAID = {"author": "SHOP", "text": "We betalen vandaag terug.", "written_at": "2026-03-03T09:00:00Z"}
_ANSWERED = {**_FILE, "turn": "CONSUMER", "due_at": "2026-03-17T22:59:59.999999Z", "messages": [_SAID]}


def _example(name: str, value: Any, **facts: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, **facts)


class DisputesView(KeyedView):
    """The shop's disputes."""

    chapter = "Disputes"
    scopes = {"GET": Scope.DISPUTES_READ}

    @extend_schema(
        operation_id="disputes",
        summary="Your disputes, newest first",
        parameters=[*DisputeFilter.described(), *PAGING],
        responses=page("DisputePage", DisputeSerializer(many=True)),
        examples=[
            _example(
                "One dispute",
                {"next": None, "previous": None, "results": [_DISPUTE]},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """`turn` and `due_at` say what waits for whom."""
        found = page_of(chosen(DisputeFilter, request, Dispute.objects.of(self.shop)), request, by="filed_at")
        return Response(found.around(DisputeSerializer(found.rows, many=True).data))


class DisputeView(KeyedView):
    """One dispute."""

    chapter = "Disputes"
    scopes = {"GET": Scope.DISPUTES_READ}

    @extend_schema(
        operation_id="dispute",
        summary="One dispute, with everything that was said",
        responses=DisputeFileSerializer,
        examples=[_example("A dispute", _FILE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, dispute_id: int) -> Response:
        """Attachments are in the dashboard."""
        return Response(_file(self, dispute_id))


class AnswerView(KeyedView):
    """Answering in a dispute."""

    chapter = "Disputes"
    scopes = {"POST": Scope.DISPUTES_WRITE}

    @extend_schema(
        operation_id="answer_dispute",
        summary="Answer in a dispute",
        request=DisputeAnswerSerializer,
        responses={201: DisputeFileSerializer},
        examples=[
            _example("An answer", {"text": _SAID["text"], "refuses": False}, request_only=True),
            _example("The dispute as it is now", _ANSWERED, response_only=True, status_codes=["201"]),
        ],
    )
    @once
    def post(self, request: Request, dispute_id: int) -> Response:
        """The customer gets an e-mail, and the turn. A dispute that has ended takes no answer: 409."""
        dispute = get_object_or_404(Dispute.objects.of(self.shop), pk=dispute_id)
        asked: Any = DisputeAnswerSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if dispute.state == Dispute.State.SHOP_FIRST and "refuses" not in said:
            raise ValidationError({"refuses": "Say whether you help (false) or do not agree (true)."})
        if dispute.state == Dispute.State.MEDIATION and said.get("refuses"):
            raise ValidationError({"refuses": "In mediation you write to the mediator: leave this out."})
        dispute.answer(said["text"], refuses=said.get("refuses", False), actor=self.caller, at=self.now)
        return Response(_file(self, dispute_id), status=201)


def _file(view: KeyedView, dispute_id: int) -> Any:
    found = get_object_or_404(Dispute.objects.of(view.shop).prefetch_related("messages"), pk=dispute_id)
    return DisputeFileSerializer(found).data
