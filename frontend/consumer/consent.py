"""May this shop invite me? The question on a shop's thank-you page, in a frame of ours (plugin API 3.2).

The shop's page hands over its block by a message between windows, so no address and no name stands in a URL. No
cookie: the form needs no token, for it does nothing on anybody's behalf that is logged in.
"""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from members.models import Shop
from reviews.models import Consent, PluginKey
from reviews.plugins.consent import BadBlock, Block, block_in
from reviews.plugins.doors import PER_MINUTE, address_of


@csrf_exempt
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HouseRequest, shop_id: int) -> HttpResponse:
    """Asks; a yes is kept with the order, and lets the shop report it. A no is kept nowhere."""
    shop = get_object_or_404(Shop.objects.listed(), pk=shop_id)
    facts = {"shop": shop, "state": "asked"}
    if request.method == "POST":
        facts["state"] = "given" if _give(request, shop) else "refused"
    return render(request, "consumer/consent.html", facts)


def _give(request: HouseRequest, shop: Shop) -> bool:
    """Records the yes. False when the block is not what the shop's plugin makes, or somebody tries too often."""
    if not PER_MINUTE.passes(f"consent {address_of(request)}", settings.CONSENTS_PER_ADDRESS):
        return False
    try:
        block = block_in(request.POST.get("block", ""))
    except BadBlock:
        return False
    if block.shop_id != str(shop.pk) or not _is_believed(block, shop, request):
        return False
    signed = bool(block.signature)
    Consent.give(shop, order_number=block.order_number, email=block.email, signed=signed, at=request.now)
    return True


def _is_believed(block: Block, shop: Shop, request: HouseRequest) -> bool:
    """Signed with a key of the shop; or unsigned, of a shop whose plugin does not sign."""
    if not block.signature:
        return not Consent.expects_signature(shop, at=request.now)
    return any(block.is_signed_with(key.code) for key in PluginKey.objects.of(shop).working())


urlpatterns = [path("consent/<int:shop_id>/", consent, name="consent")]
