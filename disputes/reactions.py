"""Who must hear of what happened in a dispute."""

from disputes import arriving, mails, telling, terms  # noqa: F401  # registers its reactions, takes mail at our door
from disputes.models import (
    Dispute,
    Evidence,
    Extension,
    Message,
    Objection,
    Party,
    Pause,
    Proposal,
    Referral,
    Ruling,
    Settlement,
)
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Circumstance, Membership


@on("dispute.mediation_asked")
def count_complaints(event: Event) -> None:
    """Several that came to mediation within a year are a question for the manager, never an end (terms 11.13)."""
    dispute = _dispute(event)
    year = (event.happened_at - terms.COMPLAINTS_WITHIN, event.happened_at)
    of_member = Dispute.objects.filter(shop__member=dispute.shop.member_id, mediation_at__range=year)
    membership = Membership.objects.exclude(state=Membership.State.ENDED).filter(member=dispute.shop.member_id).first()
    if membership and of_member.count() >= terms.MANY_COMPLAINTS:
        Circumstance.note_it(membership, Circumstance.Kind.COMPLAINTS, actor="clock", at=event.happened_at)


def _dispute(event: Event) -> Dispute:
    return Dispute.objects.select_related("shop__member").get(pk=event.subject_id)


@on("dispute.filed")
def tell_of_new_dispute(event: Event) -> None:
    """The consumer gets the link to the room, the shop the question (terms 11.1)."""
    dispute = _dispute(event)
    mails.dispute_filed(dispute, at=event.happened_at)
    mails.dispute_received(dispute, at=event.happened_at)


@on("dispute.answered", "dispute.replied", "dispute.asked")
def tell_of_message(event: Event) -> None:
    dispute = _dispute(event)
    message = Message.objects.get(pk=event.payload["message"])
    for reader in {Party.SHOP, Party.CONSUMER} - {message.author}:
        mails.message_for_you(dispute, message, reader, at=event.happened_at)


@on("message.confided")
def tell_of_private_message(event: Event) -> None:
    """To the one party it is for; what a party writes waits on the mediator's list."""
    message = Message.private.select_related("dispute__shop__member").filter(pk=event.subject_id).first()
    if message and message.author == Party.MEDIATOR:
        mails.private_message(message, at=event.happened_at)


@on("dispute.evidence_added")
def tell_of_evidence(event: Event) -> None:
    """To who did not add it; several on one day are one letter."""
    evidence = Evidence.objects.select_related("dispute__shop__member").filter(pk=event.payload["evidence"]).first()
    if evidence:
        for reader in sorted({Party.SHOP, Party.CONSUMER} - {evidence.by}):
            mails.evidence_added(evidence, Party(reader), at=event.happened_at)


@on("dispute.reminded")
def tell_that_the_date_is_near(event: Event) -> None:
    dispute = _dispute(event)
    if dispute.turn == event.payload["turn"]:  # not when it was answered while this news travelled
        mails.reminder(dispute, at=event.happened_at)


@on("dispute.shop_silent")
def tell_of_silence(event: Event) -> None:
    """The consumer may now choose mediation; in mediation the shop hears that this was the first of two chances."""
    dispute = _dispute(event)
    if dispute.state == Dispute.State.SHOP_FIRST:
        mails.shop_silent(dispute, at=event.happened_at, about=f"event:{event.pk}")
    elif dispute.state == Dispute.State.MEDIATION:
        mails.to_shop("disputes/last_chance", dispute, at=event.happened_at, about=f"event:{event.pk}")


@on("dispute.mediation_asked")
def tell_of_mediation(event: Event) -> None:
    mails.to_both("disputes/mediation_started", _dispute(event), at=event.happened_at)


@on("dispute.paused")
def tell_of_pause(event: Event) -> None:
    """Both hear why, and until when (numbers 7.4); not when it is over already."""
    pause = Pause.objects.running().filter(pk=event.payload["pause"]).first()
    if pause:
        mails.to_both("disputes/dispute_paused", _dispute(event), at=event.happened_at, about=f"event:{event.pk}")


@on("dispute.resumed")
def tell_of_resumption(event: Event) -> None:
    mails.to_both("disputes/dispute_resumed", _dispute(event), at=event.happened_at, about=f"event:{event.pk}")


@on("extension.granted", "extension.refused")
def tell_of_extension(event: Event) -> None:
    """Who asked hears the answer, and the other that the date is a later one."""
    extension = Extension.objects.select_related("dispute__shop__member").get(pk=event.subject_id)
    mails.extension_answered(extension, at=event.happened_at)


@on("dispute.settled")
def tell_of_settlement(event: Event) -> None:
    mails.to_both("disputes/dispute_settled", _dispute(event), at=event.happened_at)


@on("dispute.failed")
def tell_of_failure(event: Event) -> None:
    """No solution: the consumer hears where to go on (terms 11.4)."""
    mails.to_both("disputes/dispute_failed", _dispute(event), at=event.happened_at)


@on("dispute.closed")
def tell_of_closing(event: Event) -> None:
    mails.to_both("disputes/dispute_closed", _dispute(event), at=event.happened_at, about=f"event:{event.pk}")


@on("dispute.reopened")
def tell_of_reopening(event: Event) -> None:
    mails.to_shop("disputes/dispute_reopened", _dispute(event), at=event.happened_at, about=f"event:{event.pk}")


BOTH = (Party.CONSUMER, Party.SHOP)


@on("referral.announced", "referral.withdrawn", "referral.sent", "referral.decided", "referral.complied")
def tell_of_referral(event: Event) -> None:
    """Each step to the committee and back, to both (terms 11.4, 11.7; PA, disputes)."""
    letters = {
        "referral.announced": "disputes/referral_announced",
        "referral.withdrawn": "disputes/referral_withdrawn",
        "referral.sent": "disputes/dispute_referred",
        "referral.decided": "disputes/ruling_received",
        "referral.complied": "disputes/ruling_complied",
    }
    mails.of_referral(letters[event.name], _referral(event.subject_id), *BOTH, at=event.happened_at)


@on("sharing.upheld", "sharing.overruled")
def tell_of_objection(event: Event) -> None:
    objection = Objection.objects.select_related("referral__dispute__shop__member").get(pk=event.subject_id)
    mails.objection_answered(objection, at=event.happened_at)


@on("ruling.asked")
def ask_whether_complied(event: Event) -> None:
    ruling = Ruling.objects.get(pk=event.subject_id)
    if ruling.asks_consumer:
        referral = _referral(ruling.referral_id)
        mails.of_referral("disputes/ruling_asked", referral, Party.CONSUMER, at=event.happened_at)


@on("referral.not_complied")
def tell_that_a_ruling_was_ignored(event: Event) -> None:
    """Both hear what can be done now; the manager is asked about the membership, and nothing ends by itself."""
    referral = _referral(event.subject_id)
    mails.of_referral("disputes/ruling_not_complied", referral, *BOTH, at=event.happened_at)
    _ask_the_manager(referral.dispute, event)


@on("settlement.breached")
def ask_about_a_breach(event: Event) -> None:
    """A settlement binds as a ruling does (terms 13.8)."""
    _ask_the_manager(_settlement(event).dispute, event)


def _ask_the_manager(dispute: Dispute, event: Event) -> None:
    """A task for people: improper performance may end a membership, which only a person weighs (terms 11.5, 13.8)."""
    standing = Membership.objects.exclude(state=Membership.State.ENDED).filter(member=dispute.shop.member_id).first()
    if standing:
        kind = Circumstance.Kind.NOT_KEPT
        Circumstance.note_it(standing, kind, actor="clock", at=event.happened_at, note=dispute.number)


def _referral(pk: int) -> Referral:
    found: Referral = Referral.objects.select_related("dispute__shop__member", "ruling").get(pk=pk)
    return found


@on("proposal.made")
def tell_of_proposal(event: Event) -> None:
    """Not when it was answered or withdrawn while this news travelled."""
    proposal = Proposal.objects.select_related("dispute__shop__member").get(pk=event.subject_id)
    if proposal.state == Proposal.State.OPEN:
        other = Party.CONSUMER if proposal.by == Party.SHOP else Party.SHOP
        mails.of_proposal("disputes/proposal_made", proposal, other, at=event.happened_at)


@on("proposal.declined")
def tell_of_refusal(event: Event) -> None:
    proposal = Proposal.objects.select_related("dispute__shop__member").get(pk=event.subject_id)
    mails.of_proposal("disputes/proposal_declined", proposal, Party(proposal.by), at=event.happened_at)


@on("settlement.asked")
def ask_whether_done(event: Event) -> None:
    settlement = _settlement(event)
    if settlement.asks_consumer:
        mails.of_settlement("disputes/settlement_asked", settlement, Party.CONSUMER, at=event.happened_at)


@on("settlement.late")
def tell_that_it_is_late(event: Event) -> None:
    settlement = _settlement(event)
    if settlement.state == Settlement.State.LATE:
        mails.of_settlement("disputes/settlement_late", settlement, Party.SHOP, at=event.happened_at)


@on("settlement.breached")
def tell_of_breach(event: Event) -> None:
    """The consumer can go to the committee or the court; a person looks at the membership (terms 11.4, 13.8)."""
    settlement = _settlement(event)
    for party in (Party.CONSUMER, Party.SHOP):
        mails.of_settlement("disputes/settlement_breached", settlement, party, at=event.happened_at)


def _settlement(event: Event) -> Settlement:
    return Settlement.objects.select_related("dispute__shop__member").get(pk=event.subject_id)
