"""Finance's desk: the statement of account of a member, from the books."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from billing.account import statement_of
from frontend.access import PersonRequest, staff
from members.models import Member


@staff("finance")
@require_safe
def account(request: PersonRequest, pk: int) -> HttpResponse:
    """What this member owes, and how it came to that."""
    member = get_object_or_404(Member, pk=pk)
    return render(request, "desk/account.html", {"member": member, "lines": statement_of(member)})


urlpatterns = [path("accounts/<int:pk>/", account, name="account")]
