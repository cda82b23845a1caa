"""What an editor fills in for an article, and which articles the list shows."""

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.controls import WordsField
from inspections import editions
from inspections.models import Article, ArticleText, ArticleVersion, Audience, Criterion
from inspections.models.article import ArticleQuerySet
from inspections.models.article_version import LONGEST_BODY, LONGEST_SUMMARY, LONGEST_TITLE
from reviews.content import cleaned

ENGLISH = ("title_en", "summary_en", "body_en")


class ArticleFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By words in any version, kind and state."""

    q = django_filters.CharFilter(label=gettext_lazy("Search"), method="by_words")
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Article.Kind, empty_label=gettext_lazy("All")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Article.State, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Article
        fields = ("q", "kind", "state")

    def by_words(self, rows: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        words = " ".join(value.casefold().split())
        said = ArticleVersion.objects.filter(Q(words_nl__contains=words) | Q(words_en__contains=words))
        return rows.filter(pk__in=said.values("article"))


class OneLine(forms.CharField):
    """A line of somebody, harmless to the page."""

    def to_python(self, value: Any) -> str:
        return " ".join((cleaned(super().to_python(value) or "") or "").split())


class ArticleForm(forms.Form):
    """Dutch always; English whole or not at all."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Article.Kind)
    audience = forms.ChoiceField(label=gettext_lazy("Written for"), choices=Audience, initial=Audience.BOTH)
    criteria = forms.CharField(
        label=gettext_lazy("Points of the checklist"),
        help_text=gettext_lazy("Their codes, such as WD-01, WD-06. Findings on these points lead to this article."),
        max_length=200,
        required=False,
    )
    title_nl = OneLine(
        label=gettext_lazy("Title in Dutch"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Write a title in Dutch")},
    )
    summary_nl = OneLine(
        label=gettext_lazy("Summary in Dutch"),
        help_text=gettext_lazy("One or two sentences, for lists and search engines."),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write a summary in Dutch")},
    )
    body_nl = WordsField(
        label=gettext_lazy("Text in Dutch"),
        help_text=gettext_lazy("Markdown: ## for a heading, - for a list, [words](address) for a link. No pictures."),
        max_length=LONGEST_BODY,
        rows=18,
        error_messages={"required": gettext_lazy("Write the text in Dutch")},
    )
    title_en = OneLine(label=gettext_lazy("Title in English"), max_length=LONGEST_TITLE, required=False)
    summary_en = OneLine(
        label=gettext_lazy("Summary in English"),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body_en = WordsField(label=gettext_lazy("Text in English"), max_length=LONGEST_BODY, rows=18, required=False)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: ArticleVersion | None = None, **kwargs: Any) -> None:
        if version:
            kwargs["initial"] = _as_initial(version)
        super().__init__(*args, **kwargs)
        if version:
            del self.fields["kind"]  # the address of an article has its kind in it

    def clean_criteria(self) -> list[str]:
        codes = list(dict.fromkeys(re.findall(r"[^\s,;]+", self.cleaned_data["criteria"])))
        known = {each.code for each in editions.edition().criteria}
        known |= set(Criterion.objects.filter(code__in=codes).values_list("code", flat=True))
        if strange := [code for code in codes if code not in known]:
            raise forms.ValidationError(_("Not on the checklist: %(codes)s") % {"codes": ", ".join(strange)})
        return codes

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if any(facts.get(name) for name in ENGLISH):
            for name in ENGLISH:
                if name in facts and not facts[name]:
                    self.add_error(name, _("Write this too, or leave the English empty"))
        return facts

    @property
    def text(self) -> ArticleText:
        facts = {name: self.cleaned_data[name] for name in ArticleText.__dataclass_fields__}
        return ArticleText(**{**facts, "criteria": tuple(facts["criteria"])})


def _as_initial(version: ArticleVersion) -> dict[str, Any]:
    return {**vars(version.text), "criteria": ", ".join(version.criteria), "after": version.number}
