"""A discount code that an owner enters for the coming invoices."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.models import Discount, NotValid
from frontend.access import ShopRequest, for_shop
from frontend.discount_code import DiscountCodeForm
from frontend.throttle import too_often

TRIES = 10
WITHIN = timedelta(hours=1)


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def discount(request: ShopRequest) -> HttpResponse:
    """The discount that runs, and a form for a code; guessing stops after some tries."""
    member = request.shop.member
    running = member.discounts.running().select_related("discount").first()
    form = DiscountCodeForm(request.POST or None)
    if request.method == "POST" and too_often(request, "discount", most=TRIES, within=WITHIN):
        form = DiscountCodeForm()
        messages.error(request, _("That were many tries. Try again in an hour."))
    elif request.method == "POST" and form.is_valid():
        try:
            Discount.take(form.cleaned_data["discount_code"], member, actor=request.actor, at=request.now)
        except NotValid:
            form.refuse()
        else:
            messages.success(request, _("Your discount comes off the next invoice."))
            return redirect("dashboard:discount", request.shop.pk)
    return render(request, "dashboard/discount.html", {"running": running, "form": form})


urlpatterns = [path("shops/<int:shop_id>/invoices/discount/", discount, name="discount")]
