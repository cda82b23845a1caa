"""An answer by mail from an address that we do not know of the consumer: is it his?"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from disputes.models import DisputeMail, Party
from frontend.access import HouseRequest, visitor
from frontend.dispute_mail import confirmation


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request: HouseRequest, token: str) -> HttpResponse:
    mails = DisputeMail.objects.select_related("dispute__shop__member").filter(party=Party.CONSUMER)
    held = mails.filter(token=token).first()
    return confirmation(request, held, template="consumer/dispute_mail.html", actor="consumer")


urlpatterns = [path("dispute/mail/<str:token>/", confirm_mail, name="confirm_dispute_mail")]
