"""The member's front door: which shop, what needs doing first, how it goes."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, ShopRequest, for_shop, person
from frontend.dashboard import attention, figures
from frontend.dashboard.settings import urlpatterns as settings_pages
from frontend.roles import opens
from members.models import SeatOffer, Shop
from members.team.links import token_of


@person
@require_safe
def start(request: PersonRequest) -> HttpResponse:
    """Where somebody lands after logging in: the desk, the one shop, a choice, an invitation, or the application."""
    if request.user.staff_role:
        return _to_desk()
    mine = list(Shop.objects.run_by(request.user).listed().with_standing().order_by("name"))
    if not mine:
        offer = SeatOffer.objects.for_person(request.user, request.now).order_by("pk").first()
        return redirect("dashboard:take_seat", token_of(offer)) if offer else redirect("dashboard:application")
    if len(mine) == 1:
        return redirect("dashboard:home", shop_id=mine[0].pk)
    return render(request, "dashboard/choose.html", {"shops": mine})


def _to_desk() -> HttpResponseRedirect:
    try:
        return redirect("desk:home")
    except NoReverseMatch:  # a desk without a front page still has its queue
        return redirect("desk:inspections")


@for_shop
@require_safe
def home(request: ShopRequest) -> HttpResponse:
    """First what needs action, then the figures (frontend, Dashboard)."""
    facts = {
        "todo": attention.todo(request.shop, now=request.now, seat=request.seat),
        "counts": attention.counts(request.shop),
        "figures": figures.of(request.shop, now=request.now),
        "newest": request.shop.reviews.public().written_here().with_reply().newest_first()[:3],
        "membership": request.shop.membership,
        "grant": request.shop.grant,
        "reads_reviews": opens("reviews", request.seat),
    }
    return render(request, "dashboard/home.html", facts)


urlpatterns = [
    path("", start, name="start"),
    path("shops/<int:shop_id>/", home, name="home"),
    *settings_pages,
]
