"""How a form is drawn: label, hint, error, control, and the summary above it."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from frontend.controls import STAR_CHOICES, RadioCards, Segmented, StarInput


class Sample(forms.Form):
    text = forms.CharField(label="Tekst", help_text="Een hint", min_length=20, max_length=200, widget=forms.Textarea)
    order = forms.CharField(label="Bestelling", required=False, widget=forms.TextInput(attrs={"class": "w-10"}))
    stars = forms.TypedChoiceField(
        label="Sterren?",
        choices=STAR_CHOICES,
        coerce=int,
        widget=StarInput,
        error_messages={"required": "Kies sterren"},
    )
    name = forms.ChoiceField(label="Naam", choices=[("a", "A"), ("b", "B")], widget=RadioCards(hints={"a": "Zo dan"}))
    reader = forms.ChoiceField(label="Wie", choices=[("a", "A")], widget=Segmented, required=False)
    agree = forms.BooleanField(label="Akkoord")


@pytest.fixture
def dutch() -> object:
    with translation.override("nl"):
        yield


@pytest.mark.usefixtures("dutch")
class TestField:
    def test_stands_in_the_order_label_hint_error_control(self) -> None:
        html = str(Sample({"text": "kort"})["text"].as_field_group())
        places = [html.index(part) for part in ("<label", "Een hint", "minstens 20", "<textarea")]
        assert places == sorted(places)

    def test_ties_hint_and_error_to_its_control(self) -> None:
        html = str(Sample({"text": "kort"})["text"].as_field_group())
        assert 'aria-describedby="id_text_helptext id_text_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'id="id_text_helptext"' in html
        assert 'id="id_text_error"' in html

    def test_marks_what_is_optional_and_never_what_is_required(self) -> None:
        form = Sample()
        assert "(hoeft niet)" in str(form["order"].as_field_group())
        assert "(hoeft niet)" not in str(form["text"].as_field_group())

    def test_leaves_refusing_to_the_server(self) -> None:
        assert " required" not in str(Sample())

    def test_keeps_the_class_of_its_widget(self) -> None:
        assert 'class="input w-10"' in str(Sample()["order"])

    def test_counts_a_long_text_with_a_limit(self) -> None:
        assert "Hoogstens 200 tekens" in str(Sample()["text"].as_field_group())

    def test_counts_nothing_in_a_page_that_only_asks_to_check_the_text(self) -> None:
        assert "data-count" in str(Sample()["text"])
        assert "data-count" not in Sample()["text"].as_hidden()

    def test_has_no_styles_or_handlers_inline(self) -> None:
        html = str(Sample({}))
        assert " style=" not in html
        assert " on" not in html.replace(" one", "")


@pytest.mark.usefixtures("dutch")
class TestStarInput:
    def test_is_five_radios_with_words(self) -> None:
        html = str(Sample()["stars"])
        assert html.count('type="radio"') == 5
        assert all(word in html for word in ("Slecht", "Matig", "Gaat wel", "Goed", "Uitstekend"))

    def test_keeps_what_was_chosen(self) -> None:
        html = str(Sample({"stars": "4"})["stars"])
        assert html.count("checked") == 1


@pytest.mark.usefixtures("dutch")
class TestRadioCards:
    def test_show_the_hint_of_a_choice(self) -> None:
        assert "<small>Zo dan</small>" in str(Sample()["name"].as_field_group())


@pytest.mark.usefixtures("dutch")
class TestErrorSummary:
    def test_links_each_error_to_the_first_control_of_its_field(self) -> None:
        html = render_to_string("components/error_summary.html", {"form": Sample({})})
        assert 'href="#id_text"' in html
        assert 'href="#id_stars_0"' in html

    def test_names_the_field_when_the_sentence_is_general(self) -> None:
        html = render_to_string("components/error_summary.html", {"form": Sample({})})
        assert "Naam: Dit moet je invullen." in html

    def test_leaves_a_sentence_of_our_own_as_it_is(self) -> None:
        html = render_to_string("components/error_summary.html", {"form": Sample({})})
        assert ">Kies sterren</a>" in html

    def test_is_absent_without_errors(self) -> None:
        assert render_to_string("components/error_summary.html", {"form": Sample()}).strip() == ""
