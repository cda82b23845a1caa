"""The code that puts the mark and the reviews in the shop's own pages, with a look at what it becomes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend.access import ShopRequest, for_shop
from frontend.dashboard.widget_check_words import told
from frontend.dashboard.widget_platforms import PLATFORMS
from frontend.dashboard.widgets_form import FITS, USUAL, WidgetForm
from frontend.widgets import accent, embed
from frontend.widgets.card import ShopCard
from frontend.widgets.facts import card_for, installed_mark
from inspections.models import MarkLook

GROUNDS = (("light", _("On a light page")), ("dark", _("On a dark page")), ("narrow", _("On a telephone")))


@for_shop
@require_safe
def widgets(request: ShopRequest) -> HttpResponse:
    """The code follows what is chosen in the address; what is unknown there is the usual, in the shop's language."""
    form = WidgetForm(request.GET.dict(), language=request.shop.language)
    facts: dict[str, Any] = {"form": form}
    if request.shop.standing != "none":
        look = MarkLook.objects.of(request.shop).first()
        facts |= _code(request, form.chosen) | {"look": look, "told": told(look.findings) if look else []}
    return render(request, "dashboard/widgets.html", facts)


@for_shop
@require_safe
def widget_result(request: ShopRequest) -> HttpResponse:
    """Preview and code by themselves, for a page that shows each choice at once."""
    form = WidgetForm(request.GET.dict(), language=request.shop.language)
    facts = {"form": form, **(_code(request, form.chosen) if request.shop.standing != "none" else {})}
    answer = render(request, "dashboard/parts/widget_result.html", facts)
    page = reverse("dashboard:widgets", args=[request.shop.pk])
    answer["HX-Replace-Url"] = f"{page}?{request.GET.urlencode()}"
    return answer


def _code(request: ShopRequest, chosen: dict[str, str]) -> dict[str, Any]:
    card, kind, language = card_for(request.shop, request.now), chosen["kind"], chosen["language"]
    options, own = _options(chosen), accent.accent(chosen["accent"]) if chosen["accent"] else None
    following = chosen["script"] == "following"
    return {
        "code": embed.code_for(kind, card, options, language=language, following=following),
        "tag_manager": embed.injected(kind, card, options, language=language, following=following),
        "previews": _previews(kind, card, language, options),
        "frame": embed.frame(card, embed.told(card, language), language=language),
        "card": card,
        "chosen": chosen,
        "accent": own,
        "accent_counts": own is not None and own.counts(chosen["theme"]),
        "platforms": [(each, each.where % {"host": installed_mark().host}) for each in PLATFORMS],
    }


def _options(chosen: dict[str, str]) -> dict[str, str]:
    """What is written in the element: nothing that is the usual, or that would not be used."""
    given = {name: chosen[name] for name in ("theme", "accent", *FITS) if chosen[name] != USUAL[name]}
    for name, kinds in FITS.items():
        if chosen["kind"] not in kinds.split():
            given.pop(name, None)
    if chosen["accent"] and not accent.accent(chosen["accent"]).counts(chosen["theme"]):
        given.pop("accent")
    return given


def _previews(kind: str, card: ShopCard, language: str, options: dict[str, str]) -> list[dict[str, Any]]:
    """The widget on three grounds. What is automatic is shown as it becomes on each."""
    words_of_picture = embed.told(card, language)
    found = []
    for ground, words in GROUNDS:
        here = dict(options)
        if here.get("theme") == "auto":
            here["theme"] = "dark" if ground == "dark" else ""
        found.append(
            {
                "ground": ground,
                "words": words,
                "widget": embed.element(kind, card, words_of_picture, language=language, **here),
            }
        )
    return found


urlpatterns = [
    path("shops/<int:shop_id>/widgets/", widgets, name="widgets"),
    path("shops/<int:shop_id>/widgets/result/", widget_result, name="widget_result"),
]
