"""How everything works, for members and for whoever runs the mark: Markdown in frontend/help, a file per language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import combining, normalize
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontend import prose
from frontend.access import HouseRequest, visitor

FOLDER = Path(__file__).parents[1] / "help"
LONGEST = 100  # characters of a search
# In this order: for whom, and the files. A file's name is its address.
SHELVES: Sequence[tuple[str | Promise, Sequence[str]]] = (
    (gettext_lazy("For members"), ("getting-started", "plugins", "invitations", "reviews", "widgets", "inspection")),
    (gettext_lazy("Rules and money"), ("moderation", "disputes", "billing", "account")),
    (gettext_lazy("For developers"), ("api", "webhooks")),
    (gettext_lazy("For who runs the mark"), ("desk", "running")),
)


@dataclass(frozen=True)
class Chapter:
    """One file: its heading, the line below it, and the text after that."""

    name: str
    title: str
    summary: str
    text: str

    @property
    def words(self) -> str:
        return _plain(f"{self.title} {self.summary} {self.text}")

    def weight(self, asked: Sequence[str]) -> int:
        """How well it fits: nothing when a word is missing, most when the title has them."""
        if not all(word in self.words for word in asked):
            return 0
        return sum(100 * (word in _plain(self.title)) + self.words.count(word) for word in asked)


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search"), max_length=LONGEST, required=False, widget=forms.SearchInput)


@cache
def chapter(name: str, language: str) -> Chapter:
    """Read once: a text changes with a release."""
    heading, summary, text = (FOLDER / language / f"{name}.md").read_text(encoding="utf-8").split("\n\n", 2)
    return Chapter(name, heading.removeprefix("# ").strip(), summary.strip(), text)


def _plain(said: str) -> str:
    """Without accents and capitals."""
    return "".join(each for each in normalize("NFKD", said) if not combining(each)).casefold()


def _language() -> str:
    return "en" if get_language() == "en" else "nl"


@visitor
@require_safe
def shelves(request: HouseRequest) -> HttpResponse:
    """All of it, or what has the words that are asked for."""
    form = SearchForm(request.GET or None)
    asked = _plain(form.cleaned_data["q"]).split() if form.is_valid() else []
    return render(request, "public/help.html", {"form": form, "asked": asked, "shelves": _shelves(asked)})


def _shelves(asked: Sequence[str]) -> list[tuple[str | Promise, list[Chapter]]]:
    shelved = [(heading, [chapter(name, _language()) for name in names]) for heading, names in SHELVES]
    if not asked:
        return shelved
    everything = [each for _heading, chapters in shelved for each in chapters if each.weight(asked)]
    found = sorted(everything, key=lambda each: -each.weight(asked))
    return [(_("What is most like your words"), found)] if found else []


@visitor
@require_safe
def show(request: HouseRequest, name: str) -> HttpResponse:
    if name not in {each for _heading, names in SHELVES for each in names}:
        raise Http404
    found = chapter(name, _language())
    text = prose.read(_in_language(found.text), host=urlsplit(settings.SITE_URL).netloc)
    return render(
        request, "public/help_chapter.html", {"chapter": found, "prose": text, "room": reverse("public:help")}
    )


def _in_language(text: str) -> str:
    """Links in the files are written as for Dutch; English pages have them below /en/, but for what has no language."""
    if _language() == "nl":
        return text
    return text.replace("](/", "](/en/").replace("](/en/api/", "](/api/").replace("](/en/status", "](/status")


urlpatterns = [
    path("help/", shelves, name="help"),
    path("help/<slug:name>/", show, name="help_chapter"),
]
