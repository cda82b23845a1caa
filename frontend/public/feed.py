"""What is new as RSS, for whoever follows it: the reviews of a shop, and our own news."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.public.articles import address
from frontend.widgets.card import plain, public_name
from inspections.models import Article
from keurmerk import links
from members.models import Shop
from reviews.models import Review

NEWEST = 30


class ReviewsFeed(Feed):  # type: ignore[type-arg]  # Feed is generic only in the stubs
    """What everybody may read on the member page, the newest first, whatever their stars."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Shop:
        return get_object_or_404(Shop.objects.listed(), pk=kwargs["shop_id"])

    def title(self, shop: Shop) -> str:
        return _("Reviews of %(name)s") % {"name": plain(shop.name)}

    def link(self, shop: Shop) -> str:
        return reverse("public:shop", kwargs={"shop_id": shop.pk})

    def description(self, shop: Shop) -> str:
        return _("The newest reviews of %(host)s, published first whatever their stars") % {"host": shop.host}

    def items(self, shop: Shop) -> Any:
        return shop.reviews.public().newest_first()[:NEWEST]

    def item_title(self, item: Review) -> str:
        stars = ngettext("%(n)d star", "%(n)d stars", item.stars) % {"n": item.stars}
        return f"{stars}: {plain(item.title)}" if item.title else stars

    def item_description(self, item: Review) -> str:
        return plain(item.text)

    def item_link(self, item: Review) -> str:
        return reverse("public:review", kwargs={"review_id": item.pk})

    def item_author_name(self, item: Review) -> str:
        return public_name(item.display_name)

    def item_pubdate(self, item: Review) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Review) -> datetime:
        return item.edited_at or item.published_at


class NewsFeed(Feed):  # type: ignore[type-arg]
    """Our news in the reader's language, the newest first; in Dutch where there is no other yet."""

    def title(self) -> str:
        return _("News of %(name)s") % {"name": settings.BRAND["name"]}

    def link(self) -> str:
        return links.absolute(reverse("public:news"))

    def description(self) -> str:
        return _("What is new for webshops and for whoever buys there")

    def items(self) -> Any:
        return Article.objects.published().of_kind(Article.Kind.NEWS).order_by("-published_at", "-pk")[:NEWEST]

    def item_title(self, item: Article) -> str:
        return plain(item.words.title)

    def item_description(self, item: Article) -> str:
        return plain(item.words.summary)

    def item_link(self, item: Article) -> str:
        return links.absolute(address(item))

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime | None:
        return item.changed_at


urlpatterns = [
    path("shops/<int:shop_id>/reviews.rss", login_not_required(ReviewsFeed()), name="shop_feed"),
    path("news.rss", login_not_required(NewsFeed()), name="news_feed"),
]
