"""The owner lets us look at the shop before sending: free, and nothing of it binds (terms 3.3)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import PersonRequest, person
from frontend.guides import by_point
from inspections import terms
from inspections.models import SelfCheck
from keurmerk.lifecycle import IllegalMove
from members.models import Application


@person
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: PersonRequest) -> HttpResponse:
    """What the last look found; a post asks for a new one."""
    draft = _draft(request)
    if not draft.shop_url:
        messages.info(request, _("Fill in the address of your webshop first."))
        return redirect("dashboard:application_part", name="shop")
    if request.method == "POST":
        _ask(request, draft)
        return redirect("dashboard:self_check")
    check = _last(draft)
    guides = by_point(point["code"] for point in check.points) if check else {}
    facts = {"application": draft, "check": check, "guides": guides, "most": terms.SELF_CHECKS_A_DAY}
    return render(request, "dashboard/self_check.html", facts)


def _ask(request: PersonRequest, draft: Application) -> None:
    try:
        SelfCheck.ask(draft, at=request.now)
    except IllegalMove:
        messages.warning(request, _("We looked many times in a day. Try again tomorrow, or send your application."))


@person
@require_safe
def progress(request: PersonRequest) -> HttpResponse:
    """Whether the look is done; then the whole page is loaded anew."""
    check = _last(_draft(request))
    answer = render(request, "dashboard/parts/self_check_progress.html", {"check": check})
    if check is None or check.done_at:
        answer["HX-Refresh"] = "true"
    return answer


def _last(draft: Application) -> SelfCheck | None:
    return SelfCheck.objects.filter(application=draft).order_by("-pk").first()


def _draft(request: PersonRequest) -> Application:
    mine = Application.objects.by(request.user).filter(state=Application.State.DRAFT).first()
    if mine is None:
        raise Http404
    return mine


urlpatterns = [
    path("application/self-check/", self_check, name="self_check"),
    path("application/self-check/progress/", progress, name="self_check_progress"),
]
