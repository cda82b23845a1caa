"""What search engines may find: our own pages and those of the shops, in files of at most 50,000 addresses."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from frontend.access import visitor
from frontend.public.articles import address
from frontend.public.paper import PAGES
from inspections.models import Article
from keurmerk import clock, links
from members.models import Shop
from reviews.models import Product, ProductReview

if TYPE_CHECKING:
    from django.contrib.sites.models import Site

AFTER_THE_END = timedelta(days=730)  # how long search engines keep showing a former member (product.md, Defaults)


class OurSitemap(Sitemap):  # type: ignore[type-arg]  # Sitemap is generic only in the stubs
    """In both languages, each with a pointer to the other."""

    i18n = True
    alternates = True
    x_default = True
    limit = 50_000

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """At the address of this installation, whatever host was asked."""
        ours = urlsplit(settings.SITE_URL)
        return super().get_urls(page, cast("Site", SimpleNamespace(domain=ours.netloc)), ours.scheme)


class Papers(OurSitemap):
    """What the mark says about itself."""

    def items(self) -> list[str]:
        return [
            "home",
            "register",
            "verify",
            "partners",
            "misuse",
            "news",
            "guides",
            *(name.replace("-", "_") for name in PAGES),
        ]

    def location(self, item: str) -> str:
        return reverse(f"public:{item}")


class Shops(OurSitemap):
    """Member pages; a former member's for two years more."""

    def items(self) -> Any:
        return shown_to_search_engines(clock.now()).order_by("pk").only("pk")

    def location(self, item: Shop) -> str:
        return reverse("public:shop", kwargs={"shop_id": item.pk})


class Products(OurSitemap):
    """Products with a review that everybody may read, of members."""

    def items(self) -> Any:
        reviewed = ProductReview.objects.public().filter(shop__ended_at=None).values("product")
        return Product.objects.filter(pk__in=reviewed).order_by("pk").only("pk", "shop_id")

    def location(self, item: Product) -> str:
        return reverse("public:product", kwargs={"shop_id": item.shop_id, "product_id": item.pk})


class Articles(OurSitemap):
    """News and guides, each in the languages it has."""

    def items(self) -> Any:
        return Article.objects.published().order_by("pk")

    def get_languages_for_item(self, item: Article) -> list[str]:
        return item.live.languages if item.live else []

    def location(self, item: Article) -> str:
        return address(item)

    def lastmod(self, item: Article) -> datetime | None:
        return item.changed_at


def shown_to_search_engines(now: datetime) -> Any:
    return Shop.objects.listed().exclude(ended_at__lt=now - AFTER_THE_END)


SITEMAPS = {"pages": Papers, "shops": Shops, "products": Products, "articles": Articles}
"""Sections by the name in their address."""


@visitor
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what everybody may; rooms, signed links and the sandbox are not theirs."""
    closed = ("/dashboard/", "/desk/", "/accounts/", "/r/", "/u/", "/review/", "/dispute/", "/sandbox/", "/api/")
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in closed)]
    lines += [f"Disallow: /en{each}" for each in closed if each not in {"/sandbox/", "/api/"}]
    lines += ["", f"Sitemap: {links.absolute('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", login_not_required(index), {"sitemaps": SITEMAPS, "sitemap_url_name": "public:sitemap"}),
    path("sitemap-<section>.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]
