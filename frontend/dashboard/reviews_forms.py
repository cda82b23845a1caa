"""The forms with which a shop answers a review, and the filter of the list."""

from typing import Any

import django_filters
from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from frontend.controls import WordsField
from members.models import Shop
from reviews import terms
from reviews.models import ReplyTemplate, Review, ReviewMessage
from reviews.models.reviews import ReviewQuerySet
from reviews.objections import objections


class ReviewFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Which reviews: those that wait for something, with a number of stars, or that came in a certain way."""

    answer = django_filters.ChoiceFilter(
        label=_("Answer"),
        method="by_answer",
        empty_label=_("All"),
        choices=[
            ("open", _("Without a reply")),
            ("message", _("With a message for you")),
            ("edited", _("Changed after your reply")),
            ("done", _("With a reply")),
        ],
    )
    stars = django_filters.ChoiceFilter(
        label=_("Stars"), empty_label=_("All"), choices=[(n, str(n)) for n in range(5, 0, -1)]
    )
    verified = django_filters.ChoiceFilter(
        label=_("Purchase"), empty_label=_("All"), choices=[(True, _("Checked")), (False, _("Not checked"))]
    )

    class Meta:
        model = Review
        fields = ("answer", "stars", "verified")

    def by_answer(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        if value == "message":
            return waiting_for_shop(rows)
        if value == "edited":
            return rows.changed_after_reply()
        return rows.filter(answered=True) if value != "open" else rows.written_here().filter(answered=False)


def waiting_for_shop(rows: ReviewQuerySet) -> ReviewQuerySet:
    """Where the writer had the last word in private."""
    last = ReviewMessage.objects.filter(review=OuterRef("pk")).order_by("-written_at", "-pk").values("author")[:1]
    talked = ReviewMessage.objects.filter(author=ReviewMessage.Author.WRITER).values("review")  # few of many reviews
    return rows.filter(pk__in=talked).annotate(last_word=Subquery(last)).filter(last_word=ReviewMessage.Author.WRITER)


class ReplyForm(forms.Form):
    """The shop's public answer: the same rules on personal data as for a review."""

    use_required_attribute = False

    text = WordsField(
        label=_("Your answer"),
        help_text=_(
            "Everybody can read it under the review. The writer gets an e-mail. Write nothing that tells who the "
            "customer is."
        ),
        max_length=2000,
        error_messages={"required": _("Write an answer first")},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        found = next((each for each in objections(text) if each.grounds), None)
        if found:
            sentence = _("“%(words)s” may not be public, here either. Take it out, or send a private message.")
            raise forms.ValidationError(sentence % {"words": found.words}, code=found.code)
        return text


class MessageForm(forms.Form):
    """A private message to the writer."""

    use_required_attribute = False
    prefix = "private"

    text = WordsField(
        label=_("Your message"),
        help_text=_("Only the writer reads it. We send it on: you do not see the address, and the writer not yours."),
        max_length=terms.LONGEST_MESSAGE,
        rows=4,
        error_messages={"required": _("Write a message first")},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text


class TemplateChoice(forms.Form):
    """Which standard text to begin the answer with."""

    template = forms.ModelChoiceField(
        label=_("Standard text"), queryset=ReplyTemplate.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = shop.reply_templates.all()  # type: ignore[attr-defined]
