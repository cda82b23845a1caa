"""What the inspections do when something happens to an application, and to themselves."""

from inspections import mails
from inspections.models import Inspection, Reading
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Application

_WAITING = {Application.State.SUBMITTED, Application.State.READY}


@on("application.submitted", "application.reinspection_asked")
def plan_inspection(event: Event) -> None:
    """A sent form is inspected, and an adjusted shop again, as often as asked (terms 3.3, 4.1, 4.9)."""
    application = Application.objects.get(pk=event.subject_id)
    if application.state in _WAITING:
        Inspection.plan(application, actor=event.actor, at=event.happened_at)


@on("application.held", "application.resumed")
def keep_the_target(event: Event) -> None:
    """While we wait for the applicant no day is aimed at; the two working days start anew (terms 3.4, 4.4)."""
    due = Application.objects.values_list("inspection_due_at", flat=True).get(pk=event.subject_id)
    Inspection.objects.open().filter(application=event.subject_id).update(due_at=due)


@on("application.withdrawn", "application.refused", "application.rejected_unanswered")
def cancel_inspection(event: Event) -> None:
    for inspection in Inspection.objects.open().filter(application=event.subject_id):
        inspection.cancel(actor=event.actor, at=event.happened_at)


@on("inspection.passed", "inspection.failed")
def send_result(event: Event) -> None:
    """The result goes out by e-mail (terms 4.6)."""
    inspection = Inspection.objects.select_related("shop", "application__applicant").get(pk=event.subject_id)
    mails.result(inspection, at=event.happened_at)


@on("inspection.read")
def tell_what_could_not_be_read(event: Event) -> None:
    """The owner hears in plain words why the machine saw nothing, and can have it look again."""
    if event.payload["problem"]:
        reading = Reading.objects.select_related("inspection__shop").get(pk=event.payload["reading"])
        mails.unreadable(reading, at=event.happened_at)
