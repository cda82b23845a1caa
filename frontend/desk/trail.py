"""What happened to a thing, in words: the events of its trail with the names of who acted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keurmerk.models import Event
from members.models import User

WORDS: dict[str, str | Promise] = {
    "breach.noted": gettext_lazy("Put in the register"),
    "breach.described": gettext_lazy("More written down"),
    "breach.reported": gettext_lazy("Reported to the authority"),
    "breach.left_unreported": gettext_lazy("Explained why it is not reported"),
    "breach.closed": gettext_lazy("Closed"),
    "data_audit.requested": gettext_lazy("Audit requested"),
    "data_audit.agreed": gettext_lazy("Day agreed"),
    "data_audit.proposed": gettext_lazy("Another day proposed"),
    "data_audit.done": gettext_lazy("Audit done"),
    "data_audit.withdrawn": gettext_lazy("Request withdrawn"),
    "company_change.requested": gettext_lazy("Requested"),
    "company_change.granted": pgettext_lazy("company change", "Changed"),
    "company_change.refused": pgettext_lazy("company change", "Not changed"),
    "company_change.withdrawn": gettext_lazy("Request withdrawn"),
    "takeover.requested": gettext_lazy("Requested"),
    "takeover.accepted": gettext_lazy("Accepted by the new owner"),
    "takeover.granted": pgettext_lazy("handover", "Handed over"),
    "takeover.refused": pgettext_lazy("handover", "Not handed over"),
    "takeover.withdrawn": gettext_lazy("Request withdrawn"),
    "membership.held": gettext_lazy("Establishment waits for a late invoice"),
    "mark_complaint.filed": gettext_lazy("Complaint filed"),
    "mark_complaint.justified": gettext_lazy("Called justified"),
    "mark_complaint.rejected": gettext_lazy("Called not justified"),
    "mark_complaint.remedied": gettext_lazy("Put right"),
    "mark_complaint.escalated": gettext_lazy("On to a mediator or the court"),
    "invoice.issued": gettext_lazy("Invoice sent"),
    "invoice.overdue": gettext_lazy("In default"),
    "invoice.reminded": gettext_lazy("Reminder sent"),
    "invoice.paid": gettext_lazy("Invoice paid"),
    "invoice.credited": gettext_lazy("Invoice taken back"),
    "invoice.written_off": gettext_lazy("Booked as a loss"),
    "objection.filed": gettext_lazy("Objection filed"),
    "objection.granted": gettext_lazy("Objection granted"),
    "objection.rejected": gettext_lazy("Objection not granted"),
    "discount.made": gettext_lazy("Code made"),
    "discount.stopped": gettext_lazy("Code stopped"),
    "arrears.begun": gettext_lazy("On the ladder"),
    "arrears.notice_given": gettext_lazy("Formal notice given"),
    "arrears.suspension_asked": gettext_lazy("Manager asked to suspend"),
    "arrears.termination_asked": gettext_lazy("Manager asked to end the membership"),
    "arrears.held": gettext_lazy("More time given"),
    "arrears.plan_agreed": gettext_lazy("Payment plan agreed"),
    "arrears.plan_broken": gettext_lazy("Payment plan broken"),
    "arrears.handed_over": gettext_lazy("Handed over to a collector"),
    "arrears.write_off_asked": gettext_lazy("Asked to write it off"),
    "arrears.kept": gettext_lazy("Not written off"),
    "arrears.written_off": gettext_lazy("Written off"),
    "arrears.cleared": pgettext_lazy("arrears", "Settled"),
    "inspection.queued": gettext_lazy("In the queue"),
    "inspection.reading_asked": gettext_lazy("Asked to read the shop again"),
    "inspection.read": gettext_lazy("Read by the machine"),
    "inspection.taken": gettext_lazy("Taken by an inspector"),
    "inspection.taken_over": gettext_lazy("Taken over by a colleague"),
    "inspection.put_back": gettext_lazy("Put back in the queue"),
    "inspection.begun": gettext_lazy("Inspection begun"),
    "inspection.point_waived": gettext_lazy("A point was waived"),
    "inspection.decided": gettext_lazy("Decision written"),
    "inspection.seconded": gettext_lazy("Second inspector agreed"),
    "inspection.declined": gettext_lazy("Second inspector did not agree"),
    "inspection.undone": gettext_lazy("Decision taken back"),
    "inspection.overtaken": gettext_lazy("Overtaken: the application had moved on"),
    "inspection.passed": gettext_lazy("Approved"),
    "inspection.failed": gettext_lazy("Not approved"),
    "inspection.cancelled": pgettext_lazy("inspection", "Cancelled"),
    "notice.filed": gettext_lazy("Filed"),
    "notice.admitted": gettext_lazy("Taken up"),
    "notice.author_asked": gettext_lazy("Question to the writer written"),
    "notice.question_taken_back": gettext_lazy("Question taken back"),
    "notice.author_contacted": gettext_lazy("The writer was asked"),
    "notice.author_reminded": gettext_lazy("The writer was reminded"),
    "notice.answered": gettext_lazy("The writer answered"),
    "notice.writer_silent": gettext_lazy("The writer did not answer in time"),
    "notice.appealed": gettext_lazy("Appeal filed"),
    "notice.closed": gettext_lazy("Closed"),
    "decision.made": gettext_lazy("Decision written"),
    "decision.seconded": gettext_lazy("Second reader agreed"),
    "decision.declined": gettext_lazy("Second reader did not agree"),
    "decision.undone": gettext_lazy("Decision taken back"),
    "decision.overtaken": gettext_lazy("Overtaken: the writer removed it"),
    "decision.executed": gettext_lazy("Decision carried out"),
    "appeal.upheld": gettext_lazy("Appeal granted"),
    "appeal.rejected": gettext_lazy("Appeal refused"),
    "documents.accepted": gettext_lazy("Documents accepted"),
    "application.submitted": gettext_lazy("Application sent"),
    "application.completed": gettext_lazy("Application complete"),
    "application.taken": gettext_lazy("Application in inspection"),
    "application.approved": gettext_lazy("Application approved"),
    "application.rejected": gettext_lazy("Shop has to be improved"),
    "application.reinspection_asked": gettext_lazy("Re-inspection asked"),
    "application.withdrawn": gettext_lazy("Application withdrawn"),
    "application.refused": gettext_lazy("Application refused"),
    "application.held": gettext_lazy("On hold, for we need something"),
    "application.resumed": gettext_lazy("Everything is in, and it goes on"),
    "application.rejected_unanswered": gettext_lazy("Rejected by itself, for nobody answered"),
    "application.nudged": gettext_lazy("Asked how it goes"),
    "application.postponed": gettext_lazy("Two weeks more taken"),
    "application.lapsed": gettext_lazy("Application lapsed"),
    "remedy.demanded": gettext_lazy("Asked to mend a point"),
    "misuse.reported": gettext_lazy("Case opened"),
    "misuse.confirmed": gettext_lazy("Confirmed as misuse"),
    "misuse.dismissed": gettext_lazy("Closed: no misuse"),
    "misuse.warned": gettext_lazy("Warning sent"),
    "misuse.ignored": gettext_lazy("The days passed and the mark was still there"),
    "misuse.fined": gettext_lazy("Fine imposed"),
    "misuse.reported_to_authority": gettext_lazy("Reported to an authority"),
    "misuse.published": gettext_lazy("Put on our public list"),
    "misuse.taken_down": gettext_lazy("Taken off our public list"),
    "misuse.gone": gettext_lazy("The mark is gone"),
    "membership.contracted": gettext_lazy("Contract made"),
    "membership.established": gettext_lazy("Membership established"),
    "membership.promoted": gettext_lazy("Full member"),
    "membership.promotion_postponed": gettext_lazy("Promotion postponed"),
    "membership.term_chosen": gettext_lazy("Length of the next term chosen"),
    "membership.notice_given": gettext_lazy("Notice was given"),
    "membership.notice_withdrawn": gettext_lazy("Notice withdrawn"),
    "membership.suspended": gettext_lazy("Suspended"),
    "membership.reinstated": gettext_lazy("Suspension lifted"),
    "membership.ended": gettext_lazy("Membership ended"),
    "article.drafted": gettext_lazy("Written"),
    "article.written": gettext_lazy("New version saved"),
    "article.published": pgettext_lazy("article", "Published"),
    "article.withdrawn": gettext_lazy("Withdrawn"),
    "mark.granted": gettext_lazy("Mark granted"),
    "mark.suspended": gettext_lazy("Mark suspended"),
    "mark.restored": gettext_lazy("Mark restored"),
    "mark.removal_demanded": gettext_lazy("Removal of the mark demanded"),
    "mark.removed": gettext_lazy("The mark is gone"),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened: in words, when, and by whom."""

    words: str | Promise
    at: datetime
    who: str


def trail(*things: Model | None) -> list[Step]:
    """What we have words for, newest first; two queries whatever the number of things."""
    about = Q(pk=None)
    for thing in things:
        if thing is not None:
            about |= Q(subject_type=thing._meta.label_lower, subject_id=thing.pk)
    events = list(Event.objects.filter(about, name__in=WORDS).order_by("-happened_at", "-pk")[:100])
    names = _names(event.actor for event in events)
    return [Step(_words(event), event.happened_at, names.get(event.actor, "")) for event in events]


def _words(event: Event) -> str | Promise:
    """With the reason that somebody of ours wrote down; other reasons are codes."""
    words = WORDS[event.name]
    return f"{words}: {event.payload['reason']}" if event.name == "application.refused" else words


def _names(actors: Iterable[str]) -> dict[str, str]:
    numbers = {actor: int(actor.removeprefix("user:")) for actor in actors if actor.startswith("user:")}
    people = User.objects.in_bulk(set(numbers.values()))
    names = {actor: str(people[number]) for actor, number in numbers.items() if number in people}
    return {"clock": _("By itself"), **names}
