"""What members does with its own news: the people concerned get a letter, and the mailing list follows."""

from datetime import date, datetime

from keurmerk.models import Event
from keurmerk.outbox import on
from members import (
    account_mails,
    applicant_mails,
    arriving,  # noqa: F401  # takes mail at our door
    change_mails,
    mails,
    thread_letters,  # noqa: F401  # registers its reactions
)
from members.browsers import Browser
from members.models import (
    Application,
    CompanyChange,
    DataAudit,
    InformationRequest,
    MarkComplaint,
    Membership,
    NewsletterReader,
    RegisterCheck,
    RiskDocument,
    Seat,
    Takeover,
    User,
    WebhookEndpoint,
)
from members.outgoing import telling  # noqa: F401  # registers its reactions
from members.team import telling as team_telling  # noqa: F401  # the same


@on("application.submitted")
def confirm_application(event: Event) -> None:
    """The form is in (terms 3.1)."""
    application = Application.objects.select_related("applicant").get(pk=event.subject_id)
    applicant_mails.application_received(application, at=event.happened_at)


@on("application.submitted")
def ask_registers(event: Event) -> None:
    """Is the company in the trade register, and its VAT number in use (checklist 3.7)?"""
    application = Application.objects.select_related("member").get(pk=event.subject_id)
    member = application.member
    assert member is not None  # a constraint of the database: it was submitted
    RegisterCheck.ask(member, RegisterCheck.Register.KVK, member.kvk_number, at=event.happened_at)
    if member.vat_number:
        RegisterCheck.ask(member, RegisterCheck.Register.VAT, member.vat_number, at=event.happened_at)


@on("application.approved", "application.refused", "application.withdrawn", "application.lapsed")
def delete_risk_documents(event: Event) -> None:
    """The check is over: what only a risk shop was asked for goes at once (checklist 3.7; PA)."""
    application = _application(event)
    RiskDocument.delete_all(application, actor="clock", at=event.happened_at)


@on("information.asked", "information.reminded")
def ask_for_information(event: Event) -> None:
    """The question by e-mail, and once more when its day has passed; not when it was settled meanwhile (terms 3.2)."""
    asked = InformationRequest.objects.select_related("application__applicant").get(pk=event.subject_id)
    if asked.is_open:
        reminder = event.name == "information.reminded"
        applicant_mails.information_asked(asked, reminder=reminder, at=event.happened_at)


@on("application.rejected_unanswered")
def tell_of_silence_of_applicant(event: Event) -> None:
    applicant_mails.rejected_unanswered(_application(event), at=event.happened_at)


@on("application.refused")
def tell_of_refusal(event: Event) -> None:
    applicant_mails.refused(_application(event), event.payload.get("told", ""), at=event.happened_at)


@on("application.nudged")
def ask_how_it_goes(event: Event) -> None:
    """Not who asked for a re-inspection meanwhile (reading A5)."""
    application = _application(event)
    if application.state == Application.State.REJECTED:
        applicant_mails.nudge(application, at=event.happened_at)


@on("application.postponed")
def confirm_postponement(event: Event) -> None:
    applicant_mails.postponed(_application(event), datetime.fromisoformat(event.payload["until"]), at=event.happened_at)


@on("application.lapsed")
def tell_of_lapse(event: Event) -> None:
    applicant_mails.lapsed(_application(event), at=event.happened_at)


@on("company_change.granted", "company_change.refused")
def tell_of_company_change(event: Event) -> None:
    change_mails.company_change_decided(
        CompanyChange.objects.select_related("member").get(pk=event.subject_id), at=event.happened_at
    )


@on("takeover.requested")
def ask_new_owner(event: Event) -> None:
    """Nothing changes without who takes the shop over (terms 1.5, 2.1)."""
    takeover = _takeover(event)
    if takeover.state == Takeover.State.REQUESTED:
        change_mails.takeover_asked(takeover, at=event.happened_at)


@on("takeover.granted", "takeover.refused")
def tell_of_takeover(event: Event) -> None:
    change_mails.takeover_decided(_takeover(event), at=event.happened_at)


def _takeover(event: Event) -> Takeover:
    parties = Takeover.objects.select_related("shop", "old_member", "new_member", "accepted_by")
    return parties.get(pk=event.subject_id)


@on("membership.held")
def tell_that_it_is_held(event: Event) -> None:
    """Approved, and it begins as soon as the late invoice is paid (terms 5.6)."""
    membership = Membership.objects.select_related("member").get(pk=event.subject_id)
    if membership.held_at:
        mails.held(membership, at=event.happened_at)


@on("mark_complaint.filed")
def confirm_complaint(event: Event) -> None:
    """We have it, and paying goes on meanwhile (terms 11.11)."""
    mails.complaint_received(_complaint(event), at=event.happened_at)


@on("mark_complaint.justified", "mark_complaint.rejected")
def answer_complaint(event: Event) -> None:
    """In writing (terms 11.11, 11.12)."""
    mails.complaint_answered(_complaint(event), at=event.happened_at)


def _complaint(event: Event) -> MarkComplaint:
    return MarkComplaint.objects.select_related("member").get(pk=event.subject_id)


@on("membership.established")
def welcome_aspirant(event: Event) -> None:
    mails.membership_established(_membership(event), at=event.happened_at)


@on("membership.promoted")
def congratulate(event: Event) -> None:
    mails.promoted(_membership(event), at=event.happened_at)


@on("membership.promotion_postponed")
def explain_postponement(event: Event) -> None:
    """Told with the day of the next look, unless that look has come by now."""
    membership = _membership(event)
    if membership.state == Membership.State.ASPIRANT and membership.promotion_due_at:
        mails.promotion_postponed(membership, at=event.happened_at, again=membership.promotion_due_at)


@on("membership.renewal_announced")
def announce_next_term(event: Event) -> None:
    """The days of the event: by now the next term may have begun (terms 13.3)."""
    first, last = (date.fromisoformat(event.payload[name]) for name in ("term_starts_on", "term_ends_on"))
    mails.renewal_notice(_membership(event), first, last, at=event.happened_at)


@on("membership.term_chosen")
def confirm_choice(event: Event) -> None:
    """The choice is confirmed, with the days of the event (terms 13.4)."""
    first, last = (date.fromisoformat(event.payload[name]) for name in ("term_starts_on", "term_ends_on"))
    mails.term_chosen(_membership(event), event.payload["months"], first, last, at=event.happened_at)


@on("membership.notice_given")
def confirm_notice(event: Event) -> None:
    last = date.fromisoformat(event.payload["term_ends_on"])
    mails.notice_given(_membership(event), last, at=event.happened_at)


@on("membership.notice_withdrawn")
def confirm_withdrawal(event: Event) -> None:
    last = date.fromisoformat(event.payload["term_ends_on"])
    mails.notice_withdrawn(_membership(event), last, at=event.happened_at)


@on("membership.suspended")
def tell_of_suspension(event: Event) -> None:
    mails.suspended(_membership(event), at=event.happened_at)


@on("membership.reinstated")
def tell_of_reinstatement(event: Event) -> None:
    mails.reinstated(_membership(event), at=event.happened_at)


@on("membership.ended")
def say_goodbye(event: Event) -> None:
    """Who never carried the mark need not remove it (terms 10.2)."""
    membership = _membership(event)
    if membership.established_at:
        mails.ended(membership, at=event.happened_at)


@on(
    "membership.established",
    "membership.promoted",
    "membership.suspended",
    "membership.reinstated",
    "membership.ended",
)
def tell_the_newsletter(event: Event) -> None:
    """The owners get the newsletter while they are members, and the list knows in what standing (PA)."""
    for owner in mails.owners(_membership(event)):
        NewsletterReader.look_again(owner, at=event.happened_at)


@on("shop.changed")
def tell_the_newsletter_of_shop(event: Event) -> None:
    """What it sells is a tag of the list."""
    if "category" in event.payload["fields"]:
        for seat in Seat.objects.filter(shop=event.payload["shop"], role=Seat.Role.OWNER).select_related("user"):
            NewsletterReader.look_again(seat.user, at=event.happened_at)


@on(
    "second_factor.added",
    "second_factor.removed",
    "second_factor.closed",
    "recovery_code.renewed",
    "passkey.added",
    "passkey.removed",
)
def tell_of_second_factor(event: Event) -> None:
    """Every change of the door is told to who lives behind it, for it may have been somebody else's."""
    letters = {
        "second_factor.added": account_mails.second_factor_added,
        "second_factor.removed": account_mails.second_factor_removed,
        "second_factor.closed": account_mails.second_factor_closed,
        "recovery_code.renewed": account_mails.recovery_codes_renewed,
        "passkey.added": account_mails.passkey_added,
        "passkey.removed": account_mails.passkey_removed,
    }
    person = User.objects.get(pk=event.subject_id)
    letters[event.name](person, at=event.happened_at, about=f"event:{event.pk}")


@on("device.added")
def tell_of_new_device(event: Event) -> None:
    """Who logged in himself knows; who did not reads it now."""
    browser = Browser(event.payload["family"], event.payload["system"])
    person = User.objects.get(pk=event.subject_id)
    account_mails.new_device(person, browser, at=event.happened_at, about=f"event:{event.pk}")


@on("recovery_code.used")
def tell_of_recovery(event: Event) -> None:
    """With how many are left."""
    person = User.objects.get(pk=event.subject_id)
    account_mails.recovery_code_used(person, event.payload["left"], at=event.happened_at, about=f"event:{event.pk}")


@on("webhook.disabled")
def tell_of_silence(event: Event) -> None:
    """We stopped sending; whoever switched it off himself knows."""
    endpoint = WebhookEndpoint.objects.select_related("shop").get(pk=event.subject_id)
    if event.payload["reason"] != WebhookEndpoint.Reason.OWNER and endpoint.url:
        mails.webhook_disabled(endpoint, event.payload["reason"], at=event.happened_at, about=f"event:{event.pk}")


def _application(event: Event) -> Application:
    return Application.objects.select_related("applicant").get(pk=event.subject_id)


def _membership(event: Event) -> Membership:
    return Membership.objects.select_related("member").get(pk=event.subject_id)


@on("data_audit.agreed", "data_audit.proposed")
def answer_about_the_audit(event: Event) -> None:
    """The day is agreed, or we propose another (processing agreement, audit by member)."""
    audit = DataAudit.objects.select_related("member").get(pk=event.subject_id)
    mails.data_audit_answered(audit, at=event.happened_at)
