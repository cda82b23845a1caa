"""Is the process up, is it ready, and what do its figures say?"""

from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from keurmerk import clock, metrics
from keurmerk.models import Beat

_SILENCE = timedelta(seconds=90)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, no migration waits and the queue gave a sign of life; else 503 and why."""
    try:
        problems = _problems()
    except (DatabaseError, InterfaceError):
        problems = ["database"]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


def _problems() -> list[str]:
    problems = []
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        problems.append("migrations")
    beat = Beat.objects.filter(name="queue").first()
    if beat is None or clock.real() - beat.at > _SILENCE:
        problems.append("queue")
    return problems


@login_not_required
def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus figures: for a monitor on this machine, or one that has METRICS_TOKEN. For nobody else they exist."""
    if not (_has_the_token(request) or _is_of_this_machine(request)):
        return HttpResponse(status=404)
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _has_the_token(request: HttpRequest) -> bool:
    told = request.headers.get("Authorization", "").encode()
    return bool(settings.METRICS_TOKEN) and compare_digest(told, f"Bearer {settings.METRICS_TOKEN}".encode())


def _is_of_this_machine(request: HttpRequest) -> bool:
    """Not for what a proxy hands on, whatever it says of its visitor."""
    if any(header in request.META for header in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")):
        return False
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1", "")


urlpatterns = [path("healthz", healthz), path("readyz", readyz), path("metrics", figures)]
