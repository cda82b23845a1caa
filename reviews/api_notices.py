"""A shop's requests for moderation over our API: those it filed, filing one, and taking one back (rulebook 2.7)."""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import chosen
from keurmerk.api_pages import page
from keurmerk.api_schema import PAGING
from keurmerk.idempotency import once
from keurmerk.keyset import page_of
from keurmerk.problems import Conflict
from members.api_door import KeyedView
from members.models import Scope
from reviews import api_examples as examples
from reviews.api_filters import NoticeFilter
from reviews.grounds import Grounds
from reviews.models import Decision, Notice, ProductReview, Review
from reviews.moderation import intake
from reviews.moderation.filing import FEWEST_CHARACTERS, NotAdmissible, Report, Source, Subject
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome, Result

# A wrong fact is shown by documents, and these are sent in the dashboard.
GROUNDS = [each for each in Grounds.values if each != Grounds.FALSE_FACTS]
STATES, TURNS = Notice.State.values, Notice.Turn.values
_REFUSALS = {
    "not_public": "This is no longer online, so there is nothing to decide about.",
    "not_answered_yet": "Reply to the review first, or write to the reviewer. After that you can ask us to look.",
    "no_explanation": "Explain in a few sentences why it may not stay.",
    "not_in_good_faith": "Confirm that what you write is true, as far as you know.",
    "too_many": "You have many requests open already. Wait until some of them are decided.",
    "suspended": "You cannot file notices at the moment. The letter that we sent says until when, and why.",
}


class DecisionSerializer(serializers.Serializer[Any]):
    """What we decided."""

    outcome = serializers.ChoiceField(Outcome.values)
    grounds = serializers.ChoiceField([*Grounds.values, ""], help_text="The written rule that we tested")
    facts = serializers.CharField(help_text="What we found")
    reasoning = serializers.CharField(help_text="Why")
    decided_at = serializers.DateTimeField(source="executed_at")


class NoticeSerializer(serializers.Serializer[Any]):
    """A request for moderation."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="What people call it")
    review_id = serializers.IntegerField(allow_null=True)
    product_review_id = serializers.IntegerField(allow_null=True)
    grounds = serializers.ChoiceField(Grounds.values, help_text="The written rule that you named")
    quote = serializers.CharField()
    explanation = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    turn = serializers.ChoiceField([*TURNS, ""], help_text="Whose turn it is; empty: it has ended")
    due_at = serializers.DateTimeField(allow_null=True, help_text="Until when that turn lasts")
    filed_at = serializers.DateTimeField()
    result = serializers.ChoiceField([*Result.values, ""])
    appeal_until = serializers.DateTimeField(allow_null=True, help_text="Appeals are filed in the dashboard")
    decision = serializers.SerializerMethodField(help_text="The last one that was carried out, or null")

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_decision(self, notice: Notice) -> dict[str, Any] | None:
        decided: list[Decision] = notice.carried_out  # type: ignore[attr-defined]  # of _with_decision
        return dict(DecisionSerializer(decided[-1]).data) if decided else None


@extend_schema_field({"type": "boolean", "const": True})
class Confirmed(serializers.BooleanField):
    """Nothing but true."""


class RequestSerializer(serializers.Serializer[Any]):
    """What you ask us to look at, and why."""

    review_id = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="One of your reviews, or else `product_review_id`"
    )
    product_review_id = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    grounds = serializers.ChoiceField(
        GROUNDS, help_text="Facts that are wrong are shown by documents: that you do in the dashboard."
    )
    quote = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=1000,
        help_text="The sentence that you mean; the whole text if empty",
    )
    explanation = serializers.CharField(
        min_length=FEWEST_CHARACTERS,
        max_length=5000,
        help_text="Why it may not stay. The writer reads this: do not name staff or other customers",
    )
    good_faith = Confirmed(help_text="It is true and complete, as far as you know: `true`")

    def validate_good_faith(self, value: bool) -> bool:
        if not value:
            raise ValidationError(_REFUSALS["not_in_good_faith"])
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("review_id" in attrs) == ("product_review_id" in attrs):
            raise ValidationError({"review_id": "Give either review_id or product_review_id."})
        if len(attrs["explanation"].strip()) < FEWEST_CHARACTERS:
            raise ValidationError({"explanation": _REFUSALS["no_explanation"]})
        return attrs


class NoticesView(KeyedView):
    """The shop's requests."""

    chapter = "Moderation"
    scopes = {"GET": Scope.NOTICES_READ, "POST": Scope.NOTICES_WRITE}

    @extend_schema(
        operation_id="notices",
        summary="Your requests for moderation, newest first",
        parameters=[*NoticeFilter.described(), *PAGING],
        responses=page("NoticePage", NoticeSerializer(many=True)),
        examples=[examples.NOTICES],
    )
    def get(self, request: Request) -> Response:
        """Only what you filed: what others reported is not yours to see."""
        rows = chosen(NoticeFilter, request, _of(self))
        found = page_of(rows, request, by="filed_at")
        return Response(found.around(NoticeSerializer(found.rows, many=True).data))

    @extend_schema(
        operation_id="file_notice",
        summary="Ask us to look at a review",
        request=RequestSerializer,
        responses={201: NoticeSerializer},
        examples=[examples.REQUEST, examples.FILED],
    )
    @once
    def post(self, request: Request) -> Response:
        """By the same rules as in the dashboard: reply first, name a written rule, explain. The review stays online
        meanwhile, marked as under review. What cannot be taken up is refused with 409.
        """
        asked: Any = RequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        about = _about(self, said)
        report = Report(
            grounds=said["grounds"],
            explanation=said["explanation"],
            quote=said.get("quote", ""),
            language=self.shop.language,
            good_faith=said["good_faith"],
        )
        subject = Subject.REVIEW if isinstance(about, Review) else Subject.PRODUCT
        try:
            filed = intake.file(about, report, Sender(Source.SHOP), actor=self.caller, at=self.now, subject=subject)
        except NotAdmissible as refusal:
            raise Conflict(
                _REFUSALS.get(refusal.reason, "You asked this already, and we are looking at it.")
            ) from refusal
        return Response(NoticeSerializer(_of(self).get(pk=filed.pk)).data, status=201)


class NoticeView(KeyedView):
    """One request."""

    chapter = "Moderation"
    scopes = {"GET": Scope.NOTICES_READ}

    @extend_schema(
        operation_id="notice", summary="One request for moderation", responses=NoticeSerializer,
        examples=[examples.NOTICE],
    )  # fmt: skip
    def get(self, request: Request, notice_id: int) -> Response:
        """As it is now, with our decision."""
        return Response(NoticeSerializer(get_object_or_404(_of(self), pk=notice_id)).data)


class WithdrawView(KeyedView):
    """Taking a request back."""

    chapter = "Moderation"
    scopes = {"POST": Scope.NOTICES_WRITE}

    @extend_schema(
        operation_id="withdraw_notice",
        summary="Withdraw a request for moderation",
        request=None,
        responses=NoticeSerializer,
        examples=[examples.WITHDRAWN],
    )
    @once
    def post(self, request: Request, notice_id: int) -> Response:
        """Until we decide; after that: 409. Withdrawing twice is no error."""
        notice = get_object_or_404(_of(self), pk=notice_id)
        if notice.close_reason != "withdrawn":
            notice.withdraw(actor=self.caller, at=self.now)
        return Response(NoticeSerializer(_of(self).get(pk=notice.pk)).data)


def _of(view: KeyedView) -> Any:
    final = Decision.objects.filter(state="EXECUTED").exclude(outcome=Outcome.HOLD).order_by("pk")
    return Notice.objects.of(view.shop).prefetch_related(Prefetch("decisions", final, to_attr="carried_out"))


def _about(view: KeyedView, said: dict[str, Any]) -> Review | ProductReview:
    """What it is about, if everybody can read it and it is this shop's. Raises ValidationError."""
    if "review_id" in said:
        reviews = view.shop.reviews.public().with_reply().select_related("shop")
        found: Review | ProductReview | None = reviews.filter(pk=said["review_id"]).first()
        name = "review_id"
    else:
        products = view.shop.product_reviews.public().select_related("shop", "invitation__review__reply")
        found = products.filter(pk=said["product_review_id"]).first()
        name = "product_review_id"
    if found is None:
        raise ValidationError({name: "You have no public review with this number."})
    return found
