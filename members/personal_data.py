"""What members holds about the person behind an address (GDPR 15, 17; PA, register)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from keurmerk.personal_data import ACTOR, Sort, Words, always, leave_out
from members.models import (
    Application,
    Member,
    Membership,
    NewsletterReader,
    Seat,
    SeatOffer,
    Takeover,
    Thread,
    ThreadMessage,
    User,
)


def _users(address: str) -> "QuerySet[User]":
    return User.objects.filter(email__iexact=address).prefetch_related("seats__shop", "devices").order_by("pk")


def _keeps_user(user: User) -> Words:
    if user.staff_role:
        return _("You work with us. Ask the manager.")
    if Seat.objects.filter(user=user, shop__ended_at=None).exists():
        return _("You have a seat in a webshop. Leave its team or end the membership first.")
    if Application.objects.filter(applicant=user).exclude(state__in=Application.FINAL).exists():
        return _("You have an application that is not finished. Withdraw it first.")
    return ""


def _members(address: str) -> "QuerySet[Member]":
    return Member.objects.filter(email__iexact=address).order_by("pk")


def _keeps_member(member: Member) -> Words:
    """Register and agreement name a contact as long as there is a membership (terms 8.1; PA, register)."""
    if Membership.objects.filter(member=member).exclude(state=Membership.State.ENDED).exists():
        return _("The company is a member: the agreement and the public register need an address for contact.")
    return ""


def _readers(address: str) -> "QuerySet[NewsletterReader]":
    theirs = Q(listed_as__iexact=address) | Q(chosen_email__iexact=address) | Q(user__email__iexact=address)
    return NewsletterReader.objects.filter(theirs).order_by("pk")


def _unsubscribe(reader: NewsletterReader, at: datetime) -> None:
    """The list is told by the address it knows, which goes when it was; no other address stays."""
    reader.unsubscribe(actor=ACTOR, at=at)
    known = reader.listed_as or reader.address
    NewsletterReader.objects.filter(pk=reader.pk).update(listed_as=known, chosen_email="")


def _keeps_reader(reader: NewsletterReader) -> Words:
    if reader.state == NewsletterReader.State.UNSUBSCRIBED:
        return _("You are unsubscribed. Without this you would get it again.")
    return ""


Sort(  # before the account, by whose address it is found
    model="members.NewsletterReader",
    fields=("listed_as", "chosen_email"),
    title=_("The newsletter"),
    purpose=_("To send you the newsletter, or never again"),
    term=_("Until you unsubscribe; that you did, as long as you have the account"),
    rows=_readers,
    tells=lambda reader: {"state": reader.get_state_display(), "listed": reader.listed_as or reader.chosen_email},
    erase=_unsubscribe,
    keeps=_keeps_reader,
    holds_letters=False,
)
Sort(
    model="members.User",
    fields=("email",),
    title=_("Your account"),
    purpose=_("So that you can log in"),
    term=_("As long as you have the account"),
    rows=_users,
    tells=lambda user: {
        "name": user.name,
        "since": user.date_joined,
        "last_seen_at": user.last_login,
        "shops": [seat.shop.name for seat in user.seats.all()],
        "devices": len(user.devices.all()),
    },
    since="date_joined",
    erase=lambda user, at: user.forget(actor=ACTOR, at=at),
    keeps=_keeps_user,
)
Sort(
    model="members.Member",
    fields=("email",),
    title=_("Contact of a company"),
    purpose=_("To show who is behind a shop with our mark"),
    term=_("As long as the company is in the public register, unless you ask us to take it out"),
    rows=_members,
    tells=lambda member: {
        "company": member.legal_name,
        "number": member.kvk_number,
        "phone": member.phone,
        "street": member.address_line,
    },
    erase=lambda member, at: member.forget_contact(actor=ACTOR, at=at),
    keeps=_keeps_member,
)
Sort(
    model="members.Application",
    fields=(),
    title=_("Applications"),
    purpose=_("To decide whether a shop may carry the mark, and to show how we came to it"),
    term=_("As long as the membership, and two years after an application ended"),
    rows=lambda address: Application.objects.filter(applicant__email__iexact=address).order_by("pk"),
    tells=lambda each: {"shop": each.shop_name, "state": each.get_state_display(), "since": each.started_at},
    since="started_at",
    keeps=always(_("It is part of the agreement about the mark. Your name in it goes with your account.")),
    holds_letters=False,
)
Sort(
    model="members.Takeover",
    fields=("to_email",),
    title=_("Takeover of a webshop"),
    purpose=_("To ask the new owner of a webshop, and to show how it changed hands"),
    term=_("Two years"),
    rows=lambda address: Takeover.objects.filter(to_email__iexact=address).select_related("shop").order_by("pk"),
    tells=lambda each: {"shop": each.shop.name, "state": each.get_state_display(), "since": each.requested_at},
    since="requested_at",
    keeps=always(_("It is part of the agreement about the mark.")),
    holds_letters=False,
)


def _threads(address: str) -> "QuerySet[Thread]":
    return (
        Thread.objects.filter(email__iexact=address).prefetch_related("messages__files").order_by("-opened_at", "-pk")
    )


def _tells_thread(thread: Thread) -> dict[str, Any]:
    """What they wrote and what we answered; notes of colleagues are about the work."""
    said = [each for each in thread.messages.all() if each.kind != ThreadMessage.Kind.NOTE and each.text]
    return {
        "number": thread.number,
        "written_at": thread.opened_at,
        "state": thread.get_state_display(),
        "name": thread.name,
        "subject": thread.subject,
        "messages": [f"{each.get_kind_display()}: {each.text}" for each in said],
        "evidence": [file.name for each in said for file in each.files.all()],
    }


Sort(
    model="members.Thread",
    fields=("email",),
    title=_("Letters that you wrote to us"),
    purpose=_("To answer what you asked"),
    term=_("Two years after the correspondence ended"),
    rows=_threads,
    tells=_tells_thread,
    since="opened_at",
    erase=lambda thread, at: thread.forget(actor=ACTOR, at=at),
    keeps=lambda thread: _("We are still busy with it. Ask again when it is closed.") if thread.is_running else "",
    holds_letters=False,
)
leave_out("members.ThreadMessage", "sender", why="Goes with its thread; it says from which address a message came")
Sort(
    model="members.SeatOffer",
    fields=("email",),
    title=_("Invitations to a team"),
    purpose=_("To let you into the team of a webshop that asked you"),
    term=_("A year after you answered, or after it ended"),
    rows=lambda address: SeatOffer.objects.filter(email__iexact=address).select_related("shop").order_by("pk"),
    tells=lambda each: {"shop": each.shop.name, "state": each.get_state_display(), "since": each.offered_at},
    since="offered_at",
    erase=lambda offer, at: offer.forget(actor=ACTOR, at=at),
    holds_letters=False,
)
