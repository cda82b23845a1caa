"""Where to report a weakness, for researchers and their tools (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import visitor
from keurmerk import clock, links

VALID = timedelta(days=180)  # RFC 9116 2.5.5 advises less than a year


@visitor
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Written at each request, so that it never expires while the installation is kept."""
    expires = (clock.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.BRAND['email']}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {links.absolute('/.well-known/security.txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


urlpatterns = [path(".well-known/security.txt", security_txt, name="security_txt")]
