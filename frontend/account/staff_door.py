"""Our own people open no room without a second factor (processing agreement, Security: access)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from members.models import SecondFactor
from members.second_step import has_passed, must_pass


class SecondFactorForStaff:
    """Leads staff to the page that sets one up; who has one and came in without it logs in again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Only the pages of the account itself stay open."""
        user = request.user
        if not user.is_authenticated or not must_pass(user) or has_passed(request) or _is_account(request):
            return None
        if SecondFactor.guards(user):
            logout(request)
            return redirect("account_login")
        return redirect("account:second_factor")


def _is_account(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and (found.namespace == "account" or (found.url_name or "").startswith("account_"))
