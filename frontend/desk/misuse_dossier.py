"""A case of misuse as one file for an authority: what we saw, when, and a hash of every part (terms 10.5)."""

from datetime import datetime

from django.core.files.storage import default_storage

from inspections.models import Misuse
from keurmerk.bundle import as_json, bundle
from keurmerk.models import Event


def dossier(case: Misuse, *, at: datetime) -> bytes:
    """A zip with the facts, what happened, the source of each page that was kept, and a manifest."""
    parts = {"case.json": as_json(_facts(case)), "history.json": as_json(_history(case))}
    for proof in case.proofs.order_by("pk"):
        parts[f"proof-{proof.pk}.txt"] = proof.html.encode()
        if proof.picture:
            with default_storage.open(proof.picture) as picture:
                parts[f"proof-{proof.pk}.jpg"] = picture.read()
    return bundle(parts, at=at)


def _facts(case: Misuse) -> dict[str, object]:
    """Without who reported it."""
    return {
        "host": case.host,
        "state": case.get_state_display(),
        "how_it_came_in": case.get_source_display(),
        "opened_at": case.opened_at.isoformat(),
        "what_we_saw": case.reason,
        "was_a_member": case.shop_id is not None,
        "warned_at": case.warned_at.isoformat() if case.warned_at else None,
        "last_day": case.deadline_at.isoformat() if case.deadline_at else None,
        "still_there_at": case.ignored_at.isoformat() if case.ignored_at else None,
        "proofs": [
            {
                "file": f"proof-{each.pk}.txt",
                "picture": f"proof-{each.pk}.jpg" if each.picture else None,
                "url": each.url,
                "seen_at": each.seen_at.isoformat(),
                "signs": each.signs,
            }
            for each in case.proofs.defer("html").order_by("pk")
        ],
    }


def _history(case: Misuse) -> list[dict[str, str]]:
    events = Event.objects.filter(subject_type="inspections.misuse", subject_id=case.pk).order_by("pk")
    return [{"event": each.name, "at": each.happened_at.isoformat()} for each in events]
