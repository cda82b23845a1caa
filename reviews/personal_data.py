"""What reviews holds about the person behind an address, and how it goes (GDPR 15, 17; PA, invitation and review)."""

from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import address_hashes
from keurmerk.personal_data import ACTOR, Sort, Words, always, leave_out
from reviews.grounds import Grounds
from reviews.models import (
    Consent,
    FilingRight,
    Invitation,
    Notice,
    OpenReview,
    OptOut,
    ProductReview,
    Review,
    Sender,
    TextMessage,
    Trace,
)
from reviews.models.notice_queue import OPEN

_CRIMES = {Grounds.UNLAWFUL, Grounds.CHILD_ABUSE}
_REVIEW_PURPOSE = _("To show what buyers think of a shop")
_REVIEW_TERM = _("Until you remove it, which you can at any time")


def _reviews(address: str) -> "QuerySet[Review]":
    found = Review.objects.exclude(email="").filter(email__iexact=address).select_related("shop", "invitation")
    return found.prefetch_related("versions", "messages", "photos", "notices").order_by("-published_at", "-pk")


def _tells_review(review: Review) -> dict[str, Any]:
    return {
        "shop": review.shop.name,
        "state": review.get_state_display(),
        "written_at": review.published_at,
        "name": review.display_name,
        "stars": review.stars,
        "title": review.title,
        "text": review.text,
        "order_number": review.invitation.order_number if review.invitation else "",
        "photos": [photo.alt or photo.name for photo in review.photos.all()],
        "versions": [version.text for version in review.versions.all()],
        "messages": [f"{each.get_author_display()}: {each.text}" for each in review.messages.all()],
        "answers": [notice.answer for notice in review.notices.all() if notice.answer],
    }


def _keeps_review(review: Review | ProductReview) -> Words:
    """A legal hold: what may be a crime is kept as proof while the case about it is open (DSA 18)."""
    if review.grounds in _CRIMES and any(notice.state in OPEN for notice in review.notices.all()):
        return _("It may be against the law, and we keep it as proof until the case about it is closed.")
    return ""


def _erase_review(review: Review, at: datetime) -> None:
    review.remove_by_author(actor=ACTOR, at=at)
    Trace.objects.filter(review=review).delete()


def _products(address: str) -> "QuerySet[ProductReview]":
    found = ProductReview.objects.exclude(email="").filter(email__iexact=address).select_related("shop", "product")
    return found.prefetch_related("versions", "notices").order_by("-published_at", "-pk")


def _tells_product(review: ProductReview) -> dict[str, Any]:
    return {
        "shop": review.shop.name,
        "product": review.product.name,
        "state": review.get_state_display(),
        "written_at": review.published_at,
        "name": review.display_name,
        "stars": review.stars,
        "title": review.title,
        "text": review.text,
        "versions": [version.text for version in review.versions.all()],
    }


def _invitations(address: str) -> "QuerySet[Invitation]":
    found = Invitation.objects.exclude(email="").filter(email__iexact=address)
    return found.select_related("shop", "text_message").order_by("-received_at", "-pk")


def _tells_invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "shop": invitation.shop.name,
        "order_number": invitation.order_number,
        "state": invitation.get_state_display(),
        "received_at": invitation.received_at,
        "sent_at": invitation.sent_at,
        "name": invitation.customer_name,
        "phone": invitation.phone,
        "draft": ", ".join(str(value) for value in (invitation.draft or {}).values() if value),
    }


def _erase_invitation(invitation: Invitation, at: datetime) -> None:
    texts = TextMessage.objects.filter(invitation=invitation)
    if texts.filter(state__in=["QUEUED", "SENDING", "UNKNOWN"]).exists():
        raise IllegalMove(f"The text message of invitation {invitation.pk} is on its way")
    invitation.forget_buyer(actor=ACTOR, at=at)
    texts.update(to="", words="")


def _hashed(field: str, address: str) -> Q:
    return Q(**{f"{field}__in": address_hashes(address)})


def _waiting(address: str) -> "QuerySet[OpenReview]":
    found = OpenReview.objects.exclude(email="").filter(email__iexact=address)
    return found.select_related("shop").order_by("-begun_at", "-pk")


def _erase_consent(consent: Consent, at: datetime) -> None:
    consent.delete()


Sort(
    model="reviews.Review",
    fields=("email", "email_hash"),
    title=_("Reviews of shops"),
    purpose=_REVIEW_PURPOSE,
    term=_REVIEW_TERM,
    rows=_reviews,
    tells=_tells_review,
    since="published_at",
    erase=_erase_review,
    keeps=_keeps_review,
)
Sort(
    model="reviews.ProductReview",
    fields=("email",),
    title=_("Reviews of products"),
    purpose=_REVIEW_PURPOSE,
    term=_REVIEW_TERM,
    rows=_products,
    tells=_tells_product,
    since="published_at",
    erase=lambda review, at: review.remove_by_author(actor=ACTOR, at=at),
    keeps=_keeps_review,
)
Sort(
    model="reviews.OpenReview",
    fields=("email", "email_hash"),
    title=_("Reviews that wait for you to confirm them"),
    purpose=_("To ask you whether you wrote it"),
    term=_("Until it is confirmed, at most seven days"),
    rows=_waiting,
    tells=lambda waiting: {
        "shop": waiting.shop.name,
        "written_at": waiting.begun_at,
        "text": str((waiting.draft or {}).get("text", "")),
    },
    since="begun_at",
    until=lambda waiting: waiting.expires_at,
    erase=lambda waiting, at: waiting.expire(actor=ACTOR, at=at),
)
Sort(
    model="reviews.Invitation",
    fields=("email", "email_hash"),
    title=_("Orders that a shop told us about"),
    purpose=_("To ask you for a review, on behalf of the shop"),
    term=_("Your address for a year; a code that nobody can turn into your address for three years"),
    rows=_invitations,
    tells=_tells_invitation,
    since="received_at",
    erase=_erase_invitation,
)
Sort(
    model="reviews.Consent",
    fields=("email_hash",),
    title=_("Yes to a question on a shop's page"),
    purpose=_("To prove that you allowed the shop to tell us about your order"),
    term=_("Three years"),
    rows=lambda address: Consent.objects.filter(_hashed("email_hash", address)).select_related("shop").order_by("pk"),
    tells=lambda consent: {
        "shop": consent.shop.name,
        "order_number": consent.order_number,
        "since": consent.given_at,
    },
    since="given_at",
    until=lambda consent: consent.given_at + relativedelta(years=3),
    erase=_erase_consent,
)
Sort(
    model="reviews.OptOut",
    fields=("email_hash",),
    title=_("Unsubscriptions"),
    purpose=_("So that you get no more invitations"),
    term=_("As long as you want no invitations"),
    rows=lambda address: OptOut.objects.filter(_hashed("email_hash", address)).select_related("shop").order_by("pk"),
    tells=lambda row: {"shop": row.shop.name if row.shop else _("All shops"), "since": row.since},
    since="since",
    keeps=always(_("Without it you would be invited again. We keep a code that nobody can turn into your address.")),
    holds_letters=False,
)
Sort(
    model="reviews.Notice",
    fields=("notifier_email", "notifier_hash"),
    title=_("Reviews that you reported"),
    purpose=_("To judge what you reported, and to tell you what we decided"),
    term=_("Your name and address for a year after it is closed, the words for two"),
    rows=lambda address: (
        Notice.objects.exclude(notifier_email="")
        .filter(notifier_email__iexact=address)
        .select_related("shop")
        .order_by("-filed_at", "-pk")
    ),
    tells=lambda notice: {
        "number": notice.number,
        "shop": notice.shop.name,
        "state": notice.get_state_display(),
        "written_at": notice.filed_at,
        "name": notice.notifier_name,
        "quote": notice.quote,
        "story": notice.explanation,
    },
    since="filed_at",
    erase=lambda notice, at: notice.forget_notifier(actor=ACTOR, at=at),
    keeps=lambda notice: "" if notice.state == "CLOSED" else _("We still deal with it, or somebody may still appeal."),
)
Sort(
    model="reviews.FilingRight",
    fields=("notifier_hash",),
    title=_("Warnings about unfounded reports"),
    purpose=_("To stop who keeps on reporting what is plainly unfounded"),
    term=_("As long as warnings count"),
    rows=lambda address: FilingRight.objects.filter(_hashed("notifier_hash", address)).order_by("pk"),
    tells=lambda right: {"since": right.warned_at, "until": right.suspended_until},
    since="warned_at",
    keeps=always(_("The law asks us to act against misuse. We keep a code, not your address.")),
    holds_letters=False,
)
Sort(
    model="reviews.Sender",
    fields=("address",),
    title=_("Address from which a shop writes"),
    purpose=_("To send invitations in the name of the shop"),
    term=_("As long as the shop sends from it"),
    rows=lambda address: Sender.objects.filter(address__iexact=address).select_related("shop").order_by("pk"),
    tells=lambda sender: {"shop": sender.shop.name, "state": sender.get_state_display(), "since": sender.chosen_at},
    since="chosen_at",
    keeps=always(_("The shop uses it. An owner of the shop can stop that in the dashboard.")),
)
leave_out(
    "reviews.OrderMail",
    "sender",
    "recipient",
    why="A copied mail that nobody has read yet: shown to its shop alone, settled or gone within fourteen days",
)
