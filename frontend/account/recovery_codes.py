"""Recovery codes: new ones, shown once, and as a file to keep."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import PersonRequest, person
from frontend.account.proof import BothFactorsForm
from members.models import RecoveryCode, SecondFactor


@person
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: PersonRequest) -> HttpResponse:
    """New codes in the place of all old ones; they stand on the page that answers, and nowhere after."""
    if not SecondFactor.guards(request.user):
        raise Http404
    form = BothFactorsForm(request)
    if form.is_valid():
        codes = RecoveryCode.renew(request.user, actor=request.actor, at=request.now)
        return show(request, codes, first=False)
    return render(request, "account/recovery_codes_renew.html", {"form": form, "question": form.question()})


def show(request: PersonRequest, codes: list[str], *, first: bool) -> HttpResponse:
    """The one page on which they stand; nothing that we keep could show them again."""
    return render(request, "account/recovery_codes.html", {"listed": "\n".join(codes), "first": first})


@person
@sensitive_post_parameters("codes")
@require_POST
def download(request: PersonRequest) -> HttpResponse:
    """The codes that the page shows come back as a file; what are not this person's codes do not."""
    codes = request.POST.get("codes", "").split()
    if not RecoveryCode.are_of(request.user, codes):
        raise Http404
    title = _("Recovery codes of %(person)s with %(brand)s") % {
        "person": request.user.email,
        "brand": settings.BRAND["name"],
    }
    lines = [title, _("Each works once."), "", *codes, ""]
    answer = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


urlpatterns = [
    path("recovery-codes/", renew, name="recovery_codes"),
    path("recovery-codes/download/", download, name="download_recovery_codes"),
]
