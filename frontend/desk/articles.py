"""News and guides at the desk: written, published, withdrawn, and every edit taken back at will (terms 9.1)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend import differences, prose
from frontend.access import PersonRequest, staff
from frontend.desk.articles_forms import ArticleFilter, ArticleForm
from frontend.desk.trail import trail
from frontend.paging import page_of
from inspections.models import Article, ArticleText, ArticleVersion, TitleTaken
from keurmerk.lifecycle import IllegalMove


@staff("moderator")
@require_safe
def articles(request: PersonRequest) -> HttpResponse:
    """What was written last on top, whether everybody reads it or not."""
    newest = ArticleVersion.objects.filter(article=OuterRef("pk")).order_by("-number")
    rows = Article.objects.annotate(
        title=Subquery(newest.values("title_nl")[:1]),
        written_at=Subquery(newest.values("written_at")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
        english=Subquery(newest.values("title_en")[:1]),
    ).select_related("live")
    found = ArticleFilter(request.GET, queryset=rows)
    return render(request, "desk/articles.html", {"filter": found, "page": page_of(found.qs, request, by="pk")})


@staff("moderator")
@require_http_methods(["GET", "HEAD", "POST"])
def new_article(request: PersonRequest) -> HttpResponse:
    form = ArticleForm(request.POST or None, initial={"kind": request.GET.get("kind", Article.Kind.GUIDE)})
    if request.method == "POST" and form.is_valid() and not _is_preview(request):
        try:
            made = Article.draft(form.cleaned_data["kind"], form.text, by=request.user, at=request.now)
        except TitleTaken:
            _say_title_is_taken(form)
        else:
            messages.success(request, _("Saved as a draft. Nobody but us reads it."))
            return redirect("desk:article", pk=made.pk)
    return render(request, "desk/article.html", {"form": form, **_preview(request, form)})


@staff("moderator")
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: PersonRequest, pk: int) -> HttpResponse:
    """The editor, with what happened to the article beside it."""
    found = get_object_or_404(Article.objects.select_related("live"), pk=pk)
    newest = found.newest
    form = ArticleForm(request.POST or None, version=newest)
    if request.method == "POST" and form.is_valid() and not _is_preview(request) and _saved(request, found, form):
        return redirect("desk:article", pk=pk)
    versions = found.versions.select_related("written_by").defer("body_nl", "body_en", "words_nl", "words_en")
    facts: dict[str, Any] = {
        "article": found,
        "newest": newest,
        "form": form,
        "versions": versions,
        "trail": trail(found),
        "unpublished": found.state != Article.State.PUBLISHED or found.live_id != newest.pk,
    }
    return render(request, "desk/article.html", {**facts, **_preview(request, form)})


def _saved(request: PersonRequest, found: Article, form: ArticleForm) -> bool:
    """Says whether it was; if not, the form says why."""
    after = form.cleaned_data["after"] or 0
    if after == found.newest.number and form.text == found.newest.text:
        messages.info(request, _("Nothing was changed, so there is no new version."))
        return True
    try:
        found.write(form.text, after=after, by=request.user, at=request.now)
    except IllegalMove:
        form.add_error(None, _("A colleague saved this article meanwhile. Copy your text and open the article again."))
        return False
    except TitleTaken:
        _say_title_is_taken(form)
        return False
    messages.success(request, _("Saved as a new version. It is not published yet."))
    return True


def _say_title_is_taken(form: ArticleForm) -> None:
    form.add_error("title_nl", _("Another article has this title, in Dutch or English. Choose another one."))


def _is_preview(request: PersonRequest) -> bool:
    return request.POST.get("do") == "preview"


def _preview(request: PersonRequest, form: ArticleForm) -> dict[str, Any]:
    """How what is in the form would look, once it is filled in rightly."""
    if not (_is_preview(request) and form.is_valid()):
        return {}
    return {"preview": _as_read(form.text)}


def _as_read(text: ArticleText) -> list[dict[str, Any]]:
    """The article in each language it has."""
    version, host = ArticleVersion.of(text), urlsplit(settings.SITE_URL).netloc
    each = [version.in_language(code) for code in version.languages]
    return [{"words": words, "prose": prose.read(words.body, host=host, prefix=words.language)} for words in each]


@staff("moderator")
@require_safe
def article_version(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """A version as it was saved, and what it changed in the one before."""
    found = get_object_or_404(_versions(pk), number=number)
    before = _versions(pk).filter(number=number - 1).first()
    facts = {
        "version": found,
        "newest": _versions(pk)[0],
        "preview": _as_read(found.text),
        "changes": differences.between(_lines(before), _lines(found)) if before else None,
    }
    return render(request, "desk/article_version.html", facts)


def _versions(pk: int) -> "QuerySet[ArticleVersion]":
    return ArticleVersion.objects.filter(article=pk).select_related("article", "written_by").order_by("-number")


def _lines(version: ArticleVersion) -> list[str]:
    text = version.text
    parts = [text.title_nl, text.summary_nl, text.body_nl, text.title_en, text.summary_en, text.body_en]
    lines = [line for part in parts for line in part.splitlines() if line.strip()]
    return [*lines, str(version.get_audience_display()), ", ".join(text.criteria)]


@staff("moderator")
@require_POST
def take_back_article(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The text of an older version is the newest again; an edit is undone so, and nothing is lost."""
    found = get_object_or_404(Article, pk=pk)
    get_object_or_404(found.versions, number=number)
    after = request.POST.get("after", "")
    try:
        found.take_back(number, after=_number(after), by=request.user, at=request.now)
    except IllegalMove:
        messages.error(request, _("That did not happen: the article has changed meanwhile. Look again."))
    except TitleTaken:
        messages.error(request, _("That did not happen: another article has this title now."))
    else:
        messages.success(request, _("Version %(number)d is the newest text again.") % {"number": number})
    return redirect("desk:article", pk=pk)


@staff("moderator")
@require_POST
def publish_article(request: PersonRequest, pk: int) -> HttpResponse:
    """The version that was looked at, not what a colleague may have saved since."""
    found = get_object_or_404(Article, pk=pk)
    version = get_object_or_404(found.versions, number=_number(request.POST.get("version", "")))
    try:
        found.publish(version, by=request.user, at=request.now)
    except IllegalMove:
        messages.error(request, _("That did not happen: the article has changed meanwhile. Look again."))
    else:
        messages.success(request, _("Published. Everybody can read it."))
    return redirect("desk:article", pk=pk)


@staff("moderator")
@require_POST
def withdraw_article(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Article, pk=pk)
    try:
        found.withdraw(by=request.user, at=request.now)
    except IllegalMove:
        messages.error(request, _("That did not happen: the article has changed meanwhile. Look again."))
    else:
        messages.success(request, _("Withdrawn. Nobody but us reads it."))
    return redirect("desk:article", pk=pk)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


urlpatterns = [
    path("articles/", articles, name="articles"),
    path("articles/new/", new_article, name="new_article"),
    path("articles/<int:pk>/", article, name="article"),
    path("articles/<int:pk>/publish/", publish_article, name="publish_article"),
    path("articles/<int:pk>/withdraw/", withdraw_article, name="withdraw_article"),
    path("articles/<int:pk>/versions/<int:number>/", article_version, name="article_version"),
    path("articles/<int:pk>/versions/<int:number>/take-back/", take_back_article, name="take_back_article"),
]
