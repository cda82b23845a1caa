"""What happens in members because time passed."""

from collections.abc import Callable
from datetime import datetime

from dateutil.relativedelta import relativedelta

from keurmerk.schedule import Periodic, Sweep
from members import breach_letters, terms
from members.announcing import tell_of_sub_processors
from members.models import (
    Application,
    BreachLetter,
    Circumstance,
    Device,
    InformationFile,
    InformationRequest,
    LoginSession,
    Membership,
    RegisterCheck,
    RiskDocument,
    SeatOffer,
    Succession,
    Thread,
    Viewing,
    WebhookMessage,
    files_to_forget,
)
from members.newsletter import telling
from members.outgoing.sending import send_due

# Whoever knows of something that stands against promotion (a default, an open finding) adds a function here at
# start-up; it answers with a short code, or with nothing.
Hindrance = Callable[[Membership, datetime], str]
HINDRANCES: list[Hindrance] = []

PROMOTE = Sweep(
    name="members.promote_aspirants",
    open=Membership.objects.aspirants,
    column="promotion_due_at",
    act=lambda membership, now: evaluate(membership, now),  # noqa: PLW0108  # found anew at each call, for tests
    why="terms 5.2: after four months an aspirant becomes a full member",
)
MATURE = Sweep(
    name="members.mature_circumstances",
    open=Circumstance.objects.waiting,
    column="decide_at",
    act=lambda circumstance, now: circumstance.ask(actor="clock", at=now),
    why="terms 11.13, 14.4, 17.5: what lasts too long is a question for the manager, and ends nothing by itself",
)
LAPSE = Sweep(
    name="members.end_with_the_term",
    open=Membership.objects.leaving,
    column="renews_at",
    act=lambda membership, now: membership.lapse(actor="clock", at=now),
    why="terms 13.5: after a notice the membership ends with the running term",
)
RENEW = Sweep(
    name="members.renew_terms",
    open=Membership.objects.staying,
    column="renews_at",
    act=lambda membership, now: membership.renew(actor="clock", at=now),
    why="terms 13.3: without notice the next term starts, as long as the last",
)
ANNOUNCE = Sweep(
    name="members.announce_renewals",
    open=Membership.objects.staying,
    column="renewal_notice_due_at",
    act=lambda membership, now: membership.announce_renewal(actor="clock", at=now),
    why="terms 13.3, 13.5: who may give notice is told in time that the next term comes",
)
ASK_REGISTERS = Sweep(
    name="members.ask_registers",
    open=RegisterCheck.objects.waiting,
    column="next_attempt_at",
    act=lambda check, now: check.queue(at=now),
    batch=100,
    stops=False,
    why="checklist 3.7: a register that was away is asked again, and nobody is called invalid meanwhile",
)
REMIND_INFORMATION = Sweep(
    name="members.remind_information",
    open=InformationRequest.objects.unreminded,
    column="due_at",
    act=lambda asked, now: asked.remind(actor="clock", at=now),
    why="terms 3.2: who forgot to answer is reminded once",
)
UNANSWERED = Sweep(
    name="members.reject_unanswered",
    open=InformationRequest.objects.lapsing,
    column="lapses_at",
    act=lambda asked, now: asked.lapse(actor="clock", at=now),
    why="terms 4.3: without cooperation an application is rejected by itself",
)
NUDGE = Sweep(
    name="members.nudge_rejected",
    open=Application.objects.to_nudge,
    column="waits_until",
    act=lambda application, now: application.nudge(actor="clock", at=now),
    why="reading A5: two weeks after a rejection we ask how it goes",
)
LAPSE_APPLICATION = Sweep(
    name="members.lapse_rejected",
    open=Application.objects.to_lapse,
    column="waits_until",
    act=lambda application, now: application.lapse(actor="clock", at=now),
    why="terms 4.3: an application that nobody improves any more ends",
)
DELETE_RISK_DOCUMENTS = Sweep(
    name="members.delete_risk_documents",
    open=RiskDocument.objects.there,
    column="delete_at",
    act=lambda document, now: document.delete_file(actor="clock", at=now),
    why="checklist 3.7, PA: an extract and an identity copy are kept no longer than the check takes",
)
FORGET_INFORMATION = Periodic(
    name="members.forget_information",
    run=lambda *, now: InformationFile.forget(now - relativedelta(months=terms.INFORMATION_KEPT_MONTHS)),
    minutes=24 * 60,
    why="terms 3.10, PA: what was sent with an application goes two years after it was",
)
FORGET_DEVICES = Periodic(
    name="members.forget_devices",
    run=lambda *, now: Device.forget(now - relativedelta(months=terms.DEVICE_MONTHS)),
    minutes=24 * 60,
    why="PA, retention; numbers.md 6.2: addresses are kept for abuse only, a year",
)


FORGET_LOGIN_SESSIONS = Periodic(
    name="members.forget_login_sessions",
    run=lambda *, now: LoginSession.forget(now),
    minutes=24 * 60,
    why="PA, retention: where somebody was logged in is nobody's business once that ended",
)


def evaluate(membership: Membership, now: datetime) -> None:
    """Promotes an aspirant whose four months are over, unless something open stands against it (terms 5.2, A2, A25)."""
    hindrance = next((found for ask in HINDRANCES if (found := ask(membership, now))), "")
    if hindrance:
        membership.postpone_promotion(actor="clock", at=now, reason=hindrance)
    else:
        membership.promote(actor="clock", at=now)


def send_webhooks(*, now: datetime) -> int:
    return send_due(lambda: now)


WEBHOOKS = Periodic(
    name="members.send_webhooks",
    run=send_webhooks,
    minutes=1,
    why="Standard Webhooks: what a shop's server did not take is offered anew, for three days",
)
FORGET_WEBHOOKS = Periodic(
    name="members.forget_webhooks",
    run=lambda *, now: WebhookMessage.forget(now - terms.WEBHOOK_KEPT),
    minutes=24 * 60,
    why="The log of webhooks goes back thirty days",
)
NEWSLETTER = Periodic(
    name="members.tell_the_newsletter",
    run=telling.tell_the_list,
    minutes=1,
    why="PA, newsletter: what the list could not be told is told again, however long it is away",
)
NEWSLETTER_LOOK = Periodic(
    name="members.look_over_the_newsletter",
    run=telling.look_over,
    minutes=60,
    why="PA, newsletter: new owners, other addresses, and who owns no shop any more, of whom no news told",
)
TELL_OF_SUB_PROCESSORS = Periodic(
    name="members.tell_of_sub_processors",
    run=tell_of_sub_processors,
    minutes=24 * 60,
    why="terms 1.16: members hear who will process data for us in time to object",
)
SEND_BREACH_LETTERS = Sweep(
    name="members.send_breach_letters",
    open=BreachLetter.objects.released,
    column="leaves_at",
    act=lambda letter, now: breach_letters.send(letter, at=now),
    why="GDPR 34: whom a breach touches hears of it without delay, once",
)


def forget_thread_files(*, now: datetime) -> int:
    """The files go with their rows; the words of the thread go by the rules of retention."""
    old = list(files_to_forget(now - relativedelta(months=terms.THREAD_KEPT_MONTHS))[:500])
    for each in old:
        each.forget()
    return len(old)


FORGET_THREADS = Periodic(
    name="members.forget_threads",
    run=forget_thread_files,
    minutes=60,
    why="GDPR 5(1)(e): what came with a letter goes two years after the correspondence ended",
)
CLOSE_THREADS = Sweep(
    name="members.close_threads",
    open=Thread.objects.answered,
    column="closes_at",
    act=lambda thread, now: thread.close(actor="clock", at=now),
    why="What was answered and heard nothing of is closed; an answer opens it again",
    minutes=15,
)
EXPIRE_SEAT_OFFERS = Sweep(
    name="members.expire_seat_offers",
    open=SeatOffer.objects.open,
    column="expires_at",
    act=lambda offer, now: offer.expire(actor="clock", at=now),
    why="The link in an invitation to a team works for a week",
)
EXPIRE_SUCCESSIONS = Sweep(
    name="members.expire_successions",
    open=Succession.objects.open,
    column="expires_at",
    act=lambda succession, now: succession.expire(actor="clock", at=now),
    why="Who gives and who takes a webshop both confirm it within a week",
)
END_VIEWINGS = Sweep(
    name="members.end_viewings",
    open=Viewing.objects.open,
    column="ends_at",
    act=lambda viewing, now: viewing.end(at=now),
    why="Looking along as somebody else ends by itself after half an hour",
)
