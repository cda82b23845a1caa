"""The form of a review: the same for writing and for changing one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.consumer.review_photos import Album, PhotoInput
from frontend.controls import STAR_CHOICES, Segmented, StarInput, WordsField
from reviews import terms
from reviews.content import cleaned
from reviews.models import Opinion, Review, ReviewPhoto
from reviews.models.opinion import OPINION
from reviews.objections import Objection, objections

OBJECTIONS = {
    "email": gettext_lazy("We cannot publish this because it contains an e-mail address: %(words)s. Take it out."),
    "phone": gettext_lazy("We cannot publish this because it contains a phone number: %(words)s. Take it out."),
    "iban": gettext_lazy("We cannot publish this because it contains an account number: %(words)s. Take it out."),
    "bsn": gettext_lazy("We cannot publish this because it contains a citizen service number. Take it out."),
    "address": gettext_lazy("We cannot publish this because it tells where somebody lives: %(words)s. Take it out."),
    "person": gettext_lazy(
        "We cannot publish this because it names somebody in full: %(words)s. Leave out the surname."
    ),
    "threat": gettext_lazy("We cannot publish this because it threatens somebody: “%(words)s”. Take it out."),
    "link": gettext_lazy("We cannot publish this because it contains a link: %(words)s. Take it out."),
}
SUB_SCORES = ("delivery", "service", "price", "aftersales")
LONGEST_DRAFT = 20_000  # characters of one answer that are kept while it is too long to be sent


def _sub_score(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=STAR_CHOICES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=StarInput(small=True),
    )


def _yes(value: Any) -> bool:
    return str(value) == "True"


class ReviewForm(forms.Form):
    """Stars and words; the rest is optional. The same rules for one star and for five.

    `album` are the photos that are with it already: they come in before the form, see review_photos.py.
    """

    use_required_attribute = False

    stars = forms.TypedChoiceField(
        label=gettext_lazy("How many stars do you give?"),
        choices=STAR_CHOICES,
        coerce=int,
        widget=StarInput(),
        error_messages={"required": gettext_lazy("Choose a number of stars")},
    )
    title = forms.CharField(label=gettext_lazy("Your review in a few words"), max_length=120, required=False)
    text = WordsField(
        label=gettext_lazy("Tell what you experienced"),
        help_text=gettext_lazy(
            "What went well, what could be better? At least 20 characters. Leave out what tells who or where somebody "
            "is: surnames, addresses, phone numbers and e-mail addresses."
        ),
        max_length=terms.MOST_CHARACTERS,
        error_messages={"required": gettext_lazy("Tell what you experienced, in at least 20 characters")},
    )
    delivery = _sub_score(gettext_lazy("Delivery"))
    service = _sub_score(gettext_lazy("Customer service"))
    price = _sub_score(gettext_lazy("Price and quality"))
    aftersales = _sub_score(gettext_lazy("Returns and after-sales"))
    recommends = forms.TypedChoiceField(
        label=gettext_lazy("Would you recommend this webshop to others?"),
        choices=[(True, gettext_lazy("Yes")), (False, gettext_lazy("No"))],
        coerce=_yes,
        empty_value=None,
        required=False,
        widget=Segmented(),
    )
    photos = forms.FileField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy(
            "At most 5, each at most 10 MB. We take out where and when they were taken. No people who did not agree."
        ),
        required=False,
        widget=PhotoInput(),
    )
    display_name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("We show your first name and the first letter of your surname. Empty: without a name."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    insist = forms.BooleanField(
        label=gettext_lazy("This is not what you think it is. Send my review as it is."),
        help_text=gettext_lazy("It is online after one of us has looked at it. We write to you about it."),
        required=False,
    )

    def __init__(self, *args: Any, album: Album | None = None, asks_shop: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_shop:  # the shop asked for reviews of the products alone
            self.fields = {"display_name": self.fields["display_name"]}
            album = None
        self.album = album or Album([], [])
        self.may_insist = False
        for photo in self.album.photos:
            self.fields[f"alt_{photo.pk}"] = forms.CharField(
                label=gettext_lazy("What is on it?"), max_length=terms.LONGEST_ALT, required=False, initial=photo.alt
            )
            self.fields[f"drop_{photo.pk}"] = forms.BooleanField(
                label=gettext_lazy("Remove this photo"), required=False
            )

    def photo_rows(self) -> Iterator[tuple[ReviewPhoto, forms.BoundField, forms.BoundField]]:
        """Each photo with its two fields."""
        for photo in self.album.photos:
            yield photo, self[f"alt_{photo.pk}"], self[f"drop_{photo.pk}"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) < terms.FEWEST_CHARACTERS:
            sentence = _("Write at least %(least)d characters, you have %(now)d")
            raise forms.ValidationError(sentence % {"least": terms.FEWEST_CHARACTERS, "now": len(text)})
        return text

    def clean(self) -> None:
        """What the written rules say of each text, and what was wrong with the photos."""
        for name in ("title", "text", *(each for each in self.fields if each.startswith("alt_"))):
            for found in objections(self.cleaned_data.get(name, "")):
                self._object(name, found)
        for complaint in self.album.complaints:
            self.add_error("photos", complaint)

    def _object(self, name: str, found: Objection) -> None:
        """Said before anything is sent. Who knows better may insist: a person looks first (rulebook 2.6)."""
        self.may_insist = self.may_insist or bool(found.grounds)
        if not (found.grounds and self.cleaned_data.get("insist")):
            self.add_error(name, str(OBJECTIONS[found.code] % {"words": found.words}))

    def opinion(self) -> Opinion:
        """What the verbs of a review take. Only for a valid form."""
        given: dict[str, Any] = {name: self.cleaned_data.get(name) for name in OPINION}
        return Opinion(**given)

    def settle_photos(self, *, actor: str, at: Any) -> None:
        """Does with the photos what was ticked and typed beside them. Only for a valid form."""
        for photo in self.album.photos:
            if self.cleaned_data[f"drop_{photo.pk}"]:
                photo.discard(actor=actor, at=at)
            else:
                photo.describe(self.cleaned_data[f"alt_{photo.pk}"])


def as_typed(data: Mapping[str, Any], *, form: type[ReviewForm] = ReviewForm) -> dict[str, str]:
    """The answers word for word, right or wrong, to go on with later. Without what a database cannot hold."""
    names = [name for name in form.base_fields if name != "photos"]
    return {name: cleaned(str(data.get(name, "")))[:LONGEST_DRAFT] for name in names}


def answers_of(review: Review) -> dict[str, Any]:
    """The form's first answers when a review is changed."""
    return {name: getattr(review, name) for name in OPINION}
