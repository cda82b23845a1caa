"""What the inspections do when something happens to an application, and to themselves."""

from inspections import mails
from inspections.models import Campaign, CampaignCase, Checklist, Inspection, Misuse, Reading, Remedy, Scan, Watch
from inspections.terms import WATCH_EVERY
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Application, MarkGrant, Shop

_WAITING = {Application.State.SUBMITTED, Application.State.READY}


@on("application.submitted", "application.reinspection_asked")
def plan_inspection(event: Event) -> None:
    """A sent form is inspected, and an adjusted shop again, as often as asked (terms 3.3, 4.1, 4.9)."""
    application = Application.objects.get(pk=event.subject_id)
    if application.state in _WAITING:
        Inspection.plan(application, actor=event.actor, at=event.happened_at)


@on("takeover.accepted")
def inspect_for_new_owner(event: Event) -> None:
    """Before it carries the mark under another owner, the shop is inspected (terms 4.1, 7.4)."""
    shop, kind = Shop.objects.get(pk=event.payload["shop"]), Inspection.Kind.DATA_CHANGE
    if not Inspection.objects.filter(shop=shop, kind=kind, queued_at__gte=event.happened_at).exists():
        due = Application.inspection_target(event.happened_at)
        Inspection.plan_audit(shop, kind=kind, actor=event.actor, at=event.happened_at, due_at=due)


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
    """Who applies hears in plain words why the machine saw nothing, and can have it look again.

    A member does not: a check is ours, and the inspector looks.
    """
    reading = Reading.objects.select_related("inspection__shop").get(pk=event.payload["reading"])
    if event.payload["problem"] and reading.inspection.application_id:
        mails.unreadable(reading, at=event.happened_at)


@on("mark.removal_demanded")
def watch_the_removal(event: Event) -> None:
    """Is the mark taken off within its seven days? We look on day 0, 3, 7 and 8 (terms 10.4, rulebook 2.5)."""
    grant = MarkGrant.objects.select_related("shop").get(pk=event.subject_id)
    if grant.state == MarkGrant.State.MUST_REMOVE:
        Watch.begin(grant.host, Watch.Why.DEMANDED, at=event.happened_at, grant=grant, shop=grant.shop)


@on("mark.removed")
def keep_an_eye_on_it(event: Event) -> None:
    """It could come back: a former member is looked at every week (terms 10.1)."""
    grant = MarkGrant.objects.select_related("shop").get(pk=event.subject_id)
    again = event.happened_at + WATCH_EVERY
    Watch.begin(grant.host, Watch.Why.FORMER, at=event.happened_at, shop=grant.shop, first=again)


@on("application.refused", "application.lapsed", "application.withdrawn")
def watch_who_did_not_join(event: Event) -> None:
    """Who applied in vain may not carry the mark either (terms 10.1)."""
    application = Application.objects.select_related("shop").get(pk=event.subject_id)
    if application.shop_host and application.submitted_at:
        again = event.happened_at + WATCH_EVERY
        Watch.begin(application.shop_host, Watch.Why.REFUSED, at=event.happened_at, shop=application.shop, first=again)


@on("mark.granted", "mark.restored")
def stop_watching(event: Event) -> None:
    """Who may carry it need not be looked at."""
    grant = MarkGrant.objects.get(pk=event.subject_id)
    for watch in Watch.objects.open().filter(host=grant.host):
        watch.close(actor="clock", at=event.happened_at)


@on("misuse.warned")
def send_warning(event: Event) -> None:
    """By e-mail, when the site has an address; else it goes by post and is written down (terms 10.5)."""
    case = Misuse.objects.get(pk=event.subject_id)
    if case.email and case.state == Misuse.State.WARNED:
        mails.misuse_warning(case, at=event.happened_at)


@on("inspection.failed")
def ask_for_remedies(event: Event) -> None:
    """A check of a member that fails gives each required point a reasonable time (terms 6.5)."""
    inspection = Inspection.objects.select_related("shop").get(pk=event.subject_id)
    if inspection.application_id:
        return  # who applies has no membership to keep: a re-inspection is asked instead
    for finding in inspection.failed_points().filter(criterion__severity="B"):
        Remedy.demand(
            inspection.shop, finding.criterion, Remedy.Why.AUDIT, at=event.happened_at, inspection=inspection,
            page=finding.page, after=finding.quote, note=finding.note, advice=finding.advice,
        )  # fmt: skip


@on("remedy.demanded", "remedy.mended", "remedy.overdue", "remedy.extended")
def tell_of_a_remedy(event: Event) -> None:
    """Each step by e-mail (terms 6.5). What an audit found stands in its result already."""
    remedy = Remedy.objects.select_related("shop", "criterion").get(pk=event.subject_id)
    if event.name == "remedy.demanded" and remedy.why == Remedy.Why.AUDIT:
        return
    if event.name == "remedy.demanded" and remedy.state != Remedy.State.OPEN:
        return  # mended within minutes: nothing to ask any more
    mails.remedy(remedy, event.name.partition(".")[2], at=event.happened_at, about=f"event:{event.pk}")


@on("scan.unreachable")
def tell_that_the_shop_is_away(event: Event) -> None:
    scan = Scan.objects.select_related("shop").get(pk=event.subject_id)
    mails.scan_unreachable(scan, at=event.happened_at, about=f"event:{event.pk}")


@on("edition.published")
def begin_campaign(event: Event) -> None:
    """New requirements are told to every member (terms 6.1, 6.2)."""
    Campaign.announce(Checklist.objects.get(pk=event.payload["edition"]), actor=event.actor, at=event.happened_at)


@on("campaign.told", "campaign.reminded")
def tell_of_a_change(event: Event) -> None:
    """The notice, and the reminders to who does not meet it yet (terms 6.2, 6.3)."""
    case = CampaignCase.objects.select_related("campaign__checklist", "shop").get(pk=event.subject_id)
    reminder = event.name == "campaign.reminded"
    if not reminder or case.state == CampaignCase.State.TOLD:
        mails.change_of_requirements(case, reminder=reminder, at=event.happened_at, about=f"event:{event.pk}")


@on("campaign.overdue")
def have_it_inspected(event: Event) -> None:
    """After the two months a person looks at what is left (rulebook 2.2); nothing ends by itself."""
    case = CampaignCase.objects.select_related("shop").get(pk=event.subject_id)
    kind = Inspection.Kind.REQUIREMENT_CHANGE
    if not Inspection.objects.open().filter(shop=case.shop, kind=kind).exists():
        Inspection.plan_audit(case.shop, kind=kind, actor=event.actor, at=event.happened_at, due_at=None)
