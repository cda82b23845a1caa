"""Before a complaint: what the law gives in a case like this, and a letter to send to the shop first (terms 11.1)."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disputes.guide import guide_to
from disputes.models import Kind
from frontend.access import HouseRequest, visitor
from frontend.controls import RadioCards
from members.models import Shop
from reviews.models import Invitation


class KindForm(forms.Form):
    """The one question that the guide needs."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Kind,
        widget=RadioCards(),
        error_messages={"required": _("Choose what it is about"), "invalid_choice": _("Choose what it is about")},
    )


def to_guide(request: HttpRequest, shop: Shop) -> HttpResponse:
    """Whoever comes straight to the form reads the guide first, and keeps what came along."""
    return redirect(f"{reverse('consumer:dispute_guide', args=[shop.pk])}{_asked(request)}")


@never_cache
@visitor
@require_safe
def dispute_guide(request: HouseRequest, shop_id: int) -> HttpResponse:
    """First what it is about; then the law, the letter, and the way on. Nothing of it is kept."""
    shop = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    token = request.GET.get("from", "")
    form = KindForm(request.GET if "kind" in request.GET else None)
    facts = {"shop": shop, "form": form, "from": token}
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        invitation = Invitation.objects.filter(shop=shop, token=token or "-").first()
        known = {"order": invitation.order_number, "name": invitation.customer_name} if invitation else {}
        facts |= {"guide": guide_to(kind, shop=shop.name, **known), "kind": Kind(kind).label, "on": _asked(request)}
    return render(request, "consumer/dispute_guide.html", facts)


def _asked(request: HttpRequest) -> str:
    """What is carried along from page to page, and nothing else that stood in the address."""
    carried = {name: request.GET[name] for name in ("kind", "from") if request.GET.get(name)}
    return f"?{urlencode(carried)}" if carried else ""


urlpatterns = [path("shops/<int:shop_id>/dispute/guide/", dispute_guide, name="dispute_guide")]
