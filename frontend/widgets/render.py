"""From a shop's card to all its published files, by their address."""

from dataclasses import replace

from django.utils import translation

from frontend.widgets import pages, pictures
from frontend.widgets.card import DisputeFigures, ShopCard, Status, plain
from frontend.widgets.data import as_json
from frontend.widgets.mark import Mark

SUFFIXES = {"nl": "", "en": ".en"}
PICTURES = {"seal": pictures.seal, "badge": pictures.badge, "reviews": pictures.reviews}


def files(card: ShopCard, mark: Mark) -> dict[str, bytes]:
    """Path under the published folder -> bytes. The same card gives the same bytes."""
    card = replace(card, name=plain(card.name), legal_name=plain(card.legal_name), city=plain(card.city))
    found = {f"w/v1/{card.id}.json": as_json(card, mark)}
    for language in SUFFIXES:
        found |= _in_language(card, mark, language, str(card.id))
    return {path: text.encode() for path, text in found.items()}


def unknown(mark: Mark) -> dict[str, bytes]:
    """What answers for a shop we do not know: neutral pictures and a page that says so."""
    nobody = ShopCard(
        id=0,
        name="",
        host="",
        url="",
        status=Status.NONE,
        certificate=f"{mark.site}/certificate/unknown",
        page=mark.register,
        disputes=DisputeFigures(),
    )
    found: dict[str, str] = {}
    for language in SUFFIXES:
        found |= _in_language(nobody, mark, language, "unknown")
    return {path: text.encode() for path, text in found.items()}


def _in_language(card: ShopCard, mark: Mark, language: str, name: str) -> dict[str, str]:
    suffix = SUFFIXES[language]
    with translation.override(language):
        found = {f"w/{kind}/{name}{suffix}.svg": draw(card, mark) for kind, draw in PICTURES.items()}
        found[f"w/snippet/{name}{suffix}.html"] = pages.snippet(card, mark, language)
        found[f"w/frame/{name}{suffix}.html"] = pages.frame(card, mark, language, f"{name}{suffix}")
        found[f"certificate/{name}{suffix}"] = pages.certificate(card, mark, language)
    return found
