"""The products of an order in the form of its review: each may be left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.consumer.review_forms import LONGEST_DRAFT, OBJECTIONS
from frontend.controls import STAR_CHOICES, StarInput, WordsField
from reviews import terms
from reviews.content import cleaned
from reviews.models import Invitation, Opinion, Product
from reviews.objections import objections


class ProductForm(forms.Form):
    """Stars make it a review; words may come with them. The same rules as for the shop."""

    use_required_attribute = False

    stars = forms.TypedChoiceField(
        label=gettext_lazy("Stars for this product"),
        choices=STAR_CHOICES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=StarInput(small=True),
    )
    text = WordsField(
        label=gettext_lazy("What do you think of it?"), max_length=terms.MOST_CHARACTERS, rows=3, required=False
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        for found in objections(text):
            raise forms.ValidationError(str(OBJECTIONS[found.code] % {"words": found.words}), code=found.code)
        return text

    def clean(self) -> None:
        if self.cleaned_data.get("text") and not self.cleaned_data.get("stars") and "stars" not in self.errors:
            self.add_error("stars", _("Choose a number of stars for this product, or leave its text empty"))

    def opinion(self, display_name: str) -> Opinion | None:
        """Only for a valid form; None when this product was left out."""
        stars = self.cleaned_data["stars"]
        return Opinion(stars=stars, text=self.cleaned_data["text"], display_name=display_name) if stars else None


@dataclass(frozen=True)
class ProductRow:
    """A product of the order that waits for a review, with its part of the form."""

    product: Product
    form: ProductForm


def rows_of(
    invitation: Invitation, data: Mapping[str, Any] | None = None, *, draft: Mapping[str, Any] | None = None
) -> list[ProductRow]:
    """The products of this order, filled in from what was sent, or from the draft."""
    rows = []
    for product in Product.objects.to_review(invitation):
        prefix = f"product-{product.pk}"
        initial = {name: (draft or {}).get(f"{prefix}-{name}", "") for name in ProductForm.base_fields}
        rows.append(ProductRow(product, ProductForm(data, prefix=prefix, initial=initial)))
    return rows


def are_valid(rows: list[ProductRow]) -> bool:
    """Every part is looked at, so that all that is wrong is said at once."""
    wrong = [row for row in rows if not row.form.is_valid()]
    return not wrong


def as_typed(rows: list[ProductRow], data: Mapping[str, Any]) -> dict[str, str]:
    names = [row.form.add_prefix(name) for row in rows for name in ProductForm.base_fields]
    return {name: cleaned(str(data.get(name, "")))[:LONGEST_DRAFT] for name in names}


def opinions_of(rows: list[ProductRow], display_name: str) -> list[tuple[Product, Opinion]]:
    """Those products that got stars. Only for valid forms."""
    found = [(row.product, row.form.opinion(display_name)) for row in rows]
    return [(product, opinion) for product, opinion in found if opinion is not None]
