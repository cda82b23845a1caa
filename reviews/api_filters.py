"""What the lists of orders, invitations, reviews and notices can be narrowed by."""

import django_filters

from keurmerk.api_filters import CLAIMS, ApiFilter, MomentFilter, is_true
from reviews.models import Invitation, Notice, ProductReview, Review

_STARS = [(str(n), str(n)) for n in range(1, 6)]
_SINCE = "Published at this moment (RFC 3339) or later"


class OrderFilter(ApiFilter):
    order_number = django_filters.CharFilter(help_text="Exactly this order")
    since = MomentFilter(
        field_name="received_at", lookup_expr="gte", help_text="Received at this moment (RFC 3339) or later"
    )

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ("order_number", "since")


class InvitationFilter(OrderFilter):
    state = django_filters.ChoiceFilter(choices=Invitation.State.choices, help_text="In this state now")

    class Meta(OrderFilter.Meta):
        fields = ("order_number", "since", "state")


class ReviewFilter(ApiFilter):
    since = MomentFilter(field_name="published_at", lookup_expr="gte", help_text=_SINCE)
    stars = django_filters.ChoiceFilter(choices=_STARS, help_text="With this number of stars, on the scale of 1 to 5")
    verified = django_filters.TypedChoiceFilter(
        choices=CLAIMS, coerce=is_true, help_text="`true`: written from an invitation that belongs to an order"
    )
    answered = django_filters.TypedChoiceFilter(
        choices=CLAIMS,
        coerce=is_true,
        field_name="reply",
        lookup_expr="isnull",
        exclude=True,
        help_text="`false`: those that wait for your reply",
    )
    order_number = django_filters.CharFilter(
        field_name="invitation__order_number", help_text="About exactly this order"
    )

    class Meta:
        model = Review
        fields = ("since", "stars", "verified", "answered", "order_number")


class PublicReviewFilter(ApiFilter):
    since = MomentFilter(field_name="published_at", lookup_expr="gte", help_text=_SINCE)
    stars = django_filters.ChoiceFilter(choices=_STARS, help_text="With this number of stars, on the scale of 1 to 5")
    verified = django_filters.TypedChoiceFilter(
        choices=CLAIMS, coerce=is_true, help_text="`true`: those that count in the score"
    )

    class Meta:
        model = Review
        fields = ("since", "stars", "verified")


class ProductReviewFilter(ApiFilter):
    since = MomentFilter(field_name="published_at", lookup_expr="gte", help_text=_SINCE)
    stars = django_filters.ChoiceFilter(choices=_STARS, help_text="With this number of stars, on the scale of 1 to 5")
    product = django_filters.CharFilter(
        field_name="product__external_id", help_text="Of the product with this number in your shop"
    )

    class Meta:
        model = ProductReview
        fields = ("since", "stars", "product")


class NoticeFilter(ApiFilter):
    state = django_filters.ChoiceFilter(choices=Notice.State.choices, help_text="In this state now")
    since = MomentFilter(field_name="filed_at", lookup_expr="gte", help_text="Filed at this moment (RFC 3339) or later")

    class Meta:
        model = Notice
        fields = ("state", "since")
