"""The addresses that plugins call: as they are, without a closing slash, without a redirect."""

from django.urls import path, re_path

from reviews.plugins import pages, partners
from reviews.plugins.invitations import invitations
from reviews.plugins.legacy import invite, statistics
from reviews.plugins.product_reviews import product_feed, product_reviews
from reviews.plugins.ratings import ratings, summary
from reviews.plugins.shops import order_permissions, rich_snippet, webshop
from reviews.plugins.sync import sync_url

urlpatterns = [
    path("api/1.0/invitations.json", invitations),
    path("api/1.0/ratings.json", ratings),
    path("api/1.0/ratings_summary.json", summary),
    path("api/1.0/product_reviews.json", product_reviews),
    path("api/1.0/product_reviews.xml", product_feed),
    path("api/1.0/webshop.json", webshop),
    path("api/1.0/webshops.json", webshop),
    path("1.0/webshops.json", webshop),
    path("api/2.0/order_permissions.json", order_permissions),
    path("webshops/sync_url", sync_url),
    path("webshops/magento_sync_url", sync_url),
    path("webshops/rich_snippet", rich_snippet),
    path("shop_rich_snippet.php", rich_snippet),
    path("api.php", invite),
    path("apistatistics.php", statistics),
    path("webshops/fetch.json", partners.fetch),
    path("webshops/fetch_domain.json", partners.fetch_domain),
    path("partner_api/create", partners.create),
    re_path(r"^(?:(?P<language>nl|en)/)?webshop/(?P<name>[^/]*)[_-](?P<shop_id>\d{1,18})$", pages.profile),
    path("reviews/view/<int:review_id>", pages.review),
    path("webshops/icon/<int:shop_id>/<str:size>", pages.seal),
    path("webshops/hero/<int:shop_id>/<str:size>", pages.seal),
    path("img/logos/<int:shop_id>.png", pages.seal),
    path("banners/<int:number>/<int:shop_id>/<str:moment>.svg", pages.banner),
    path("webshops/widget_html", pages.widget),
]
