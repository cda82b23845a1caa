"""Is the process up, is it ready, and what do its figures say?"""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from keurmerk import clock, copies
from keurmerk.models import Beat, Delivery, PublishedCopy, SentLetter, Stumble

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
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for loopback only: a monitor on this machine asks, nobody else."""
    if request.META.get("REMOTE_ADDR") not in ("127.0.0.1", "::1", "") or "HTTP_X_FORWARDED_FOR" in request.META:
        return HttpResponse(status=404)
    figures = {
        "keurmerk_deliveries_waiting": Delivery.objects.waiting().count(),
        "keurmerk_deliveries_quarantined": Delivery.objects.quarantined().count(),
        "keurmerk_letters_waiting": SentLetter.objects.queued().count(),
        "keurmerk_letters_unanswered": SentLetter.objects.unanswered().count(),
        "keurmerk_stumbles": Stumble.objects.count(),
        "keurmerk_copies_behind": PublishedCopy.objects.behind().count(),
        "keurmerk_copies_failing": PublishedCopy.objects.failing().count(),
        "keurmerk_copies_lag_seconds": f"{copies.lag(clock.real()):.3f}",
    }
    lines = "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in figures.items())
    return HttpResponse(lines, content_type="text/plain; version=0.0.4")


urlpatterns = [path("healthz", healthz), path("readyz", readyz), path("metrics", metrics)]
