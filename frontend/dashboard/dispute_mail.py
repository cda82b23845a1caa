"""An answer by mail from an address that we do not know of the shop: is it the shop's?"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from disputes.models import DisputeMail, Party
from frontend.access import ShopRequest, for_shop
from frontend.dispute_mail import confirmation


@never_cache
@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request: ShopRequest, dispute_id: int, token: str) -> HttpResponse:
    mails = DisputeMail.objects.select_related("dispute__shop__member").filter(party=Party.SHOP)
    held = mails.filter(dispute__shop=request.shop, dispute=dispute_id, token=token).first()
    return confirmation(request, held, template="dashboard/dispute_mail.html", actor=request.actor)


urlpatterns = [
    path("shops/<int:shop_id>/disputes/<int:dispute_id>/mail/<str:token>/", confirm_mail, name="confirm_dispute_mail"),
]
