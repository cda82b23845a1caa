"""The two pages a shop's visitors may reach: "is this shop real?", and the rich snippet."""

from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from frontend import linked_data
from frontend.widgets import wording
from frontend.widgets.card import ShopCard, Status
from frontend.widgets.mark import Mark


def certificate(card: ShopCard, mark: Mark, language: str) -> str:
    """Says whether this shop is a member now, for its own host and for no other (terms 5.7)."""
    other = "en" if language == "nl" else "nl"
    card, mark = _speaking(card, mark, language)
    facts = {
        "card": card,
        "mark": mark,
        "language": language,
        "other": other,
        "other_url": certificate_address(card, other),
        "standing": wording.standing(card),
        "told": wording.told(card),
        "known": card.status != Status.NONE,
        "tone": {Status.FULL: "ok", Status.ASPIRANT: "info", Status.SUSPENDED: "warn"}.get(card.status, "neu"),
    }
    return render_to_string("widgets/certificate.html", facts)


def _speaking(card: ShopCard, mark: Mark, language: str) -> tuple[ShopCard, Mark]:
    """The same with links to our pages in this language; the Dutch ones have no prefix."""
    if language == "nl":
        return card, mark
    moved = {name: _in(language, mark, getattr(mark, name)) for name in ("register", "method", "report")}
    return replace(card, page=_in(language, mark, card.page)), replace(mark, **moved)


def _in(language: str, mark: Mark, address: str) -> str:
    return address.replace(f"{mark.site}/", f"{mark.site}/{language}/", 1)


def certificate_address(card: ShopCard, language: str) -> str:
    return card.certificate if language == "nl" else f"{card.certificate}.{language}"


def snippet(card: ShopCard, mark: Mark, language: str) -> str:
    """The score as a sentence and, for a shop with one, as data for search engines."""
    facts = {"card": card, "mark": mark, "language": language, "certificate": certificate_address(card, language)}
    facts |= {"standing": wording.standing(card), "data": _linked_data(card)}
    if card.score is not None:
        facts |= {
            "score": wording.out_of_five(card),
            "counted": wording.reviews_counted(card),
            "period": wording.period(),
        }
    return render_to_string("widgets/snippet.html", facts)


def frame(card: ShopCard, mark: Mark, language: str, name: str) -> str:
    """Picture and link, for a shop whose platform forbids scripts; the one page of ours that may stand in another."""
    facts = {"card": card, "language": language, "certificate": certificate_address(card, language)}
    facts |= {"told": f"{mark.name}: {wording.told(card)}", "name": name}
    return render_to_string("widgets/frame.html", facts)


def _linked_data(card: ShopCard) -> SafeString | str:
    """The score as data for search engines, of a shop that has one."""
    if card.score is None:
        return ""
    facts = {"@type": "Organization", "name": card.name, "url": card.url, "sameAs": card.page}
    return linked_data.script(facts | {"aggregateRating": linked_data.aggregate(card.score, card.count)})
