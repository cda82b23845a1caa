"""What disputes holds about the person behind an address (GDPR 15, 17; PA, disputes)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute, DisputeMail, Message, Party, Referral, Settlement
from keurmerk.personal_data import ACTOR, Sort, Words, holds


def _of(address: str) -> "QuerySet[Dispute]":
    cases = Dispute.objects.select_related("shop", "settlement").prefetch_related("messages", "proposals", "evidence")
    return cases.filter(consumer_email__iexact=address).order_by("-filed_at", "-pk")


def _tells(case: Dispute) -> dict[str, Any]:
    """What the shop wrote to the mediator in private is the shop's."""
    private = Message.private.readable_by(Party.CONSUMER).filter(dispute=case)
    return {
        "number": case.number,
        "shop": case.shop.name,
        "state": case.get_state_display(),
        "written_at": case.filed_at,
        "name": case.consumer_name,
        "order_number": case.order_number,
        "amount": case.amount,
        "story": case.story,
        "tried": case.tried,
        "wish": case.wish,
        "messages": [f"{Party(each.author).label}: {each.text}" for each in case.messages.all() if each.text],
        "private": [f"{Party(each.author).label}: {each.text}" for each in private if each.text],
        "proposals": [f"{Party(each.by).label}: {each.words}" for each in case.proposals.all() if each.words],
        "evidence": [f"{each.mark}: {each.shows} ({each.name})" for each in case.evidence.all()],
        "settlement": case.settlement.text if hasattr(case, "settlement") else "",
        "outcome": case.outcome,
    }


def _keeps(case: Dispute) -> Words:
    if case.is_open:
        return _("This complaint is running: you and the shop need it to find a solution.")
    agreed = getattr(case, "settlement", None)
    if agreed and agreed.state != Settlement.State.DONE:
        return _("You and the shop agreed on a solution that is not carried out yet.")
    if case.referrals.filter(Q(state__in=_AT_WORK) | Q(ruling__next_step_at__isnull=False)).exists():
        return _("This complaint is on its way to the committee, or the committee is working on it.")
    return ""


_AT_WORK = (Referral.State.ANNOUNCED, Referral.State.SEALED, Referral.State.SENT)
Sort(
    model="disputes.Dispute",
    fields=("consumer_email",),
    title=_("Complaints about a shop"),
    purpose=_("To help you and the shop to a solution"),
    term=_("Five years after it ended, as long as somebody may go to court with it"),
    rows=_of,
    tells=_tells,
    since="filed_at",
    erase=lambda case, at: case.forget_consumer(actor=ACTOR, at=at),
    keeps=_keeps,
)


def _mails(address: str) -> "QuerySet[DisputeMail]":
    mails = DisputeMail.objects.waiting().select_related("dispute__shop").filter(sender__iexact=address)
    return mails.order_by("-received_at", "-pk")


Sort(
    model="disputes.DisputeMail",
    fields=("sender",),
    title=_("E-mails about a complaint that wait for you to confirm them"),
    purpose=_("To add them to the complaint when you say that they are yours"),
    term=_("Fourteen days"),
    rows=_mails,
    tells=lambda mail: {"written_at": mail.received_at, "text": mail.text},
    since="received_at",
    until=lambda mail: mail.expires_at,
    erase=lambda mail, at: mail.lapse(actor=ACTOR, at=at),
)


@holds("reviews.Review")
def needed_in_a_dispute(review: Any) -> Words:
    """A complaint that is running may be about this very review."""
    open_states = [Dispute.State.SHOP_FIRST, Dispute.State.MEDIATION]
    running = Dispute.objects.filter(review=review.pk, state__in=open_states).exists()
    return _("A complaint that is running refers to it.") if running else ""
