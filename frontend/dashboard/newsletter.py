"""Whether an owner gets our newsletter: one button, for themselves alone (processing agreement)."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import ShopRequest, for_shop
from members.models import NewsletterReader, User


def reader_of(user: User) -> NewsletterReader | None:
    """None until the list is told of them for the first time."""
    return NewsletterReader.objects.select_related("user").filter(user=user).first()


@for_shop
@require_POST
def newsletter(request: ShopRequest) -> HttpResponse:
    """`wants` is "1" to get it, and anything else to get it no more. Twice is once."""
    with transaction.atomic():
        NewsletterReader.objects.get_or_create(user=request.user)
        reader = NewsletterReader.objects.select_for_update().get(user=request.user)
        if request.POST.get("wants") == "1":
            reader.ask_back(actor=request.actor, at=request.now)
            messages.success(request, _("You get our newsletter. Perhaps you are asked by e-mail to confirm it first."))
        else:
            reader.unsubscribe(actor=request.actor, at=request.now)
            messages.success(request, _("You no longer get our newsletter."))
    return redirect("dashboard:settings", shop_id=request.shop.pk)


urlpatterns = [path("shops/<int:shop_id>/settings/newsletter/", newsletter, name="newsletter")]
