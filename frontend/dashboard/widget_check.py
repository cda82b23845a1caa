"""A button that has us look at the shop's own page: does the mark stand there, and does it work?"""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import ShopRequest, for_shop
from frontend.throttle import too_often
from frontend.widgets.check.look import look_at


@for_shop
@require_POST
def check_widgets(request: ShopRequest) -> HttpResponse:
    """Looks while the visitor waits, at most some twelve seconds, and shows what was found."""
    if request.shop.standing == "none":  # there is no code yet to look for
        return redirect("dashboard:widgets", shop_id=request.shop.pk)
    if too_often(request, f"widget-check:{request.shop.pk}", most=5, within=timedelta(minutes=1)):
        messages.warning(request, _("We looked several times just now. Wait a minute and try again."))
    else:
        look_at(request.shop, actor=request.actor, at=request.now)
    return redirect(reverse("dashboard:widgets", args=[request.shop.pk]) + "#check")


urlpatterns = [path("shops/<int:shop_id>/widgets/check/", check_widgets, name="check_widgets")]
