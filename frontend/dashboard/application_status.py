"""How a sent application stands, and what its applicant can do: the facts of one page."""

from typing import Any

from django import forms

from frontend.dashboard.application_forms import AnswerForm, ReinspectionForm
from frontend.dashboard.application_parts import wants_documents
from frontend.dashboard.application_story import story
from members.models import Application, HostProof


def status_of(
    mine: Application, *, form: ReinspectionForm | None = None, answering: forms.Form | None = None
) -> dict[str, Any]:
    """`form` and `answering` are what was typed and refused, so that nothing is lost."""
    rejected = mine.state == Application.State.REJECTED
    return {
        "application": mine,
        "story": story(mine),
        "form": form or (ReinspectionForm() if rejected else None),
        "asked": _asked(mine, answering),
        "answering": answering,
        "lacks_proof": mine.state not in Application.FINAL and not HostProof.holds_for(mine),
        "wants_documents": mine.state not in Application.FINAL and wants_documents(mine),
        "may_withdraw": mine.may_move_to(Application.State.WITHDRAWN),
        "may_start": mine.state in Application.FINAL,
    }


def _asked(mine: Application, answering: forms.Form | None) -> list[tuple[Any, forms.Form | None]]:
    """Every question with the form of its answer; answered ones without."""
    found = []
    for asked in mine.information_requests.prefetch_related("files"):
        prefix = f"asked-{asked.pk}"
        blank = AnswerForm(prefix=prefix) if asked.is_open else None
        found.append((asked, answering if answering is not None and answering.prefix == prefix else blank))
    return found
