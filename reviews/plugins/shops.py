"""The shop as plugins ask for it (plugin API 2.6), its buyers' consent (2.7) and its rich snippet (2.10)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html

from keurmerk.links import absolute
from members.models import Shop
from reviews.content import one_line
from reviews.models import Consent, Rating
from reviews.plugins.doors import Refused, key_of, plugin_route, success
from reviews.scoring import out_of_ten

_LANGUAGES = {"nl": "Dutch", "en": "English"}


@plugin_route("GET")
def webshop(request: HttpRequest) -> HttpResponse:
    """Who the key belongs to; plugins use it to check their settings."""
    shop = key_of(request).shop
    facts = {
        "name": shop.name,
        "address": {
            "street": shop.member.street,
            "housenumber": shop.member.house_number,
            "postalcode": shop.member.postcode,
            "city": shop.member.city,
            "country": shop.member.country,
        },
        "logo": absolute(f"/w/seal/{shop.pk}.svg"),
        "languages": [
            {"name": _LANGUAGES[shop.language], "url": shop.url, "iso": shop.language, "all": True, "main": True}
        ],
    }
    return success("Webshop details successfully retrieved!", data=facts)


def _told(message: str, status: int) -> HttpResponse:
    return JsonResponse({"status": "error", "message": message}, status=status)


@plugin_route("GET", refusal=_told)
def order_permissions(request: HttpRequest) -> HttpResponse:
    """Did this buyer consent on the thank-you page? A boolean, for clients compare with `=== true`.

    The only route whose errors are not 200: a plugin then knows that it was not told "no consent".
    """
    key = key_of(request)
    number = one_line(request.GET.get("orderNumber", ""), 80)
    return JsonResponse({"has_consent": Consent.objects.covers(key.shop_id, number)})


def _not_ok(message: str, _status: int = 200) -> HttpResponse:
    return JsonResponse({"result": "error", "error": message, "message": message})


@plugin_route("GET", refusal=_not_ok)
def rich_snippet(request: HttpRequest) -> HttpResponse:
    """The score as HTML with structured data, for a shop's own pages."""
    number = request.GET.get("id", "")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise Refused("Unknown webshop.")
    shop = Shop.objects.listed().filter(pk=int(number)).first()
    if shop is None:
        raise Refused("Unknown webshop.")
    rating = Rating.objects.filter(shop=shop).first() or Rating(shop=shop)
    return JsonResponse({"result": "ok", "content": _snippet(shop, rating)})


def _snippet(shop: Shop, rating: Rating) -> str:
    return format_html(
        '<div class="webwinkelkeur-rich-snippet" itemscope itemtype="http://data-vocabulary.org/Review-aggregate">'
        '<span itemprop="itemreviewed">{}</span>: <span itemprop="rating" itemscope'
        ' itemtype="http://data-vocabulary.org/Rating"><span itemprop="average">{}</span>/'
        '<span itemprop="best">10</span></span> (<span itemprop="votes">{}</span>)</div>',
        shop.name,
        f"{out_of_ten(rating.mean):.1f}",
        rating.count,
    )
