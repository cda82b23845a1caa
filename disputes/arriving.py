"""Answers by mail: they land in the dispute in the name of the party whose letter was answered.

The reply address says which dispute and which party, and is signed. It is no proof by itself, for a letter may be
passed on: only from an address that we know of the party a mail lands at once. Anybody else is asked to confirm it.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from disputes import mails, terms
from disputes.evidence_file import Taken, Unfit, taken
from disputes.models import Dispute, DisputeMail, Evidence, Party
from disputes.models.evidence import AlreadyThere
from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.arriving.addresses import meant_by
from keurmerk.mail.arriving.door import Arrival, takes
from keurmerk.mail.arriving.machines import says_nothing
from keurmerk.mail.arriving.mail import Attached, Mail
from keurmerk.mail.arriving.once import once
from keurmerk.mail.arriving.quotes import without_history
from keurmerk.mail.suppression import address_hash
from members.models import User
from reviews.mailboxes import domain_of, is_of, is_shared, mailbox_of

_WHAT = re.compile(r"d(?P<dispute>\d+)(?P<party>[cs])(?P<private>p?)")
_PARTIES = {"c": Party.CONSUMER, "s": Party.SHOP}
State = DisputeMail.State


@dataclass(frozen=True)
class Answer:
    """A mail to the reply address of a party."""

    dispute: Dispute
    party: Party
    mail: Mail
    is_private: bool
    at: datetime

    @property
    def sender(self) -> str:
        return self.mail.sender.email

    @property
    def known_by(self) -> dict[str, Any]:
        """By its Message-ID; a mail without one by all that it says. Keyed, for either may name a person."""
        said = self.mail.message_id or f"{self.sender}\0{self.mail.subject}\0{self.mail.words}"
        digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
        return {"message_hash": address_hash(f"dispute mail {digest}"), "is_private": self.is_private, "at": self.at}


@takes(20)
def take_answer(arrival: Arrival, at: datetime) -> bool:
    """A mail that came before, or that came twice at once, is heeded once."""
    what = _WHAT.fullmatch(meant_by(arrival.hashes))
    dispute = Dispute.objects.select_related("shop__member").filter(pk=what["dispute"]).first() if what else None
    if what is None or dispute is None:
        return False
    answer = Answer(dispute, _PARTIES[what["party"]], arrival.mail, bool(what["private"]), at)
    with once("dispute_mail_once_per_message"):
        _take(answer)
    return True


def _take(answer: Answer) -> None:
    if says_nothing(answer.mail):
        _note(answer, State.IGNORED)
    elif not answer.dispute.is_open:
        _refuse(answer, "ended")
    elif _knows(answer.dispute, answer.party, answer.sender):
        _land_at_once(answer)
    elif _is_of_the_other(answer):
        _refuse(answer, "other_side")
    else:
        _ask(answer)


def _note(answer: Answer, state: str) -> DisputeMail:
    return DisputeMail.note(answer.dispute, answer.party, state, **answer.known_by)


def _refuse(answer: Answer, reason: str) -> None:
    note = _note(answer, State.REFUSED)
    is_known = _knows(answer.dispute, answer.party, answer.sender)
    mails.mail_not_taken(note, answer.mail, reason, is_known=is_known, at=answer.at)


def _ask(answer: Answer) -> None:
    """Whoever wrote it gets a letter with a link; what cannot be evidence is left out already."""
    fit, _unfit = sorted_out(answer.mail.files)
    text = _words_of(answer.mail)
    held = DisputeMail.hold(answer.dispute, answer.party, sender=answer.sender, text=text, files=fit, **answer.known_by)
    mails.confirm_mail(held, answer.mail, at=answer.at)


def _land_at_once(answer: Answer) -> None:
    try:
        with transaction.atomic():
            note = _note(answer, State.LANDED)
            fit, unfit = sorted_out(answer.mail.files)
            left = _write(note, _words_of(answer.mail), fit, actor=_actor(answer), at=answer.at)
    except IllegalMove:
        _refuse(answer, "ended")
        return
    if unfit + left:
        mails.files_not_taken(note, answer.mail, unfit + left, at=answer.at)


def confirm(held: DisputeMail, *, actor: str, at: datetime) -> None:
    """Its sender is the party: it lands, and the party's own address is told. Raises IllegalMove when it is late."""
    text, files = held.text, held.held_files()
    with transaction.atomic():
        held.land(actor=actor, at=at)
        _write(held, text, [(name, taken(content)) for name, content in files], actor=actor, at=at)
        mails.mail_confirmed(held, at=at)


def _write(mail: DisputeMail, text: str, files: Iterable[tuple[str, Taken]], *, actor: str, at: datetime) -> list[str]:
    """The words and the files, in the name of the party; names of files that the dispute has no room for."""
    dispute, party = mail.dispute, Party(mail.party)
    files = list(files)
    with translation.override(dispute.language):
        said, whole = _shortened(text, has_files=bool(files))
        shows = _("Came with an e-mail")
    if mail.is_private:
        dispute.confide(party, said, only_for=party, by_mail=True, actor=actor, at=at)
        return [name for name, _file in files]  # evidence is for both: an answer in private brings none
    write = dispute.reply if party == Party.CONSUMER else dispute.answer
    write(said, by_mail=True, actor=actor, at=at)
    left = []
    for name, file in [*whole, *files]:
        try:
            kind = Evidence.Kind.PHOTO if file.kind.is_picture else Evidence.Kind.OTHER
            Evidence.add(dispute, party, file, kind=kind, shows=shows, name=name, actor=actor, at=at)
        except AlreadyThere:
            continue
        except IllegalMove:
            left.append(name)
    return left


def _shortened(text: str, *, has_files: bool) -> tuple[str, list[tuple[str, Taken]]]:
    """What a message has room for; the whole of a longer text goes with it as a file."""
    if len(text) <= terms.LONGEST_MESSAGE:
        return text or (_("See the evidence.") if has_files else _("(An e-mail without words.)")), []
    note = _("The whole e-mail is in the evidence.")
    short = text[: terms.LONGEST_MESSAGE - len(note) - 10].rsplit(" ", 1)[0]
    return f"{short}…\n\n{note}", [("e-mail.txt", taken(text.encode()))]


def _words_of(mail: Mail) -> str:
    return without_history(mail.words)


def sorted_out(files: Iterable[Attached]) -> tuple[list[tuple[str, Taken]], list[str]]:
    """Which can be evidence, by the same checks as in the room, and the names of which cannot."""
    fit, unfit = [], []
    for file in files:
        try:
            fit.append((file.name, taken(file.content)))
        except Unfit:
            unfit.append(file.name)
    return fit, unfit


def _knows(dispute: Dispute, party: Party, sender: str) -> bool:
    """An address that we have of the party: of the consumer, of the company, or of somebody who works in the shop."""
    return bool(sender) and mailbox_of(sender) in {mailbox_of(each) for each in _addresses(dispute, party) if each}


def _addresses(dispute: Dispute, party: Party) -> list[str]:
    if party == Party.CONSUMER:
        return [dispute.consumer_email]
    return [dispute.shop.member.email, *dispute.shop.seats.values_list("user__email", flat=True)]


def _is_of_the_other(answer: Answer) -> bool:
    """Who answers the other side's letter with his own address does not speak for the other side."""
    other = Party.SHOP if answer.party == Party.CONSUMER else Party.CONSUMER
    if _knows(answer.dispute, other, answer.sender):
        return True
    return (
        other == Party.SHOP
        and not is_shared(domain_of(answer.sender))
        and is_of(answer.sender, answer.dispute.shop.host)
    )


def _actor(answer: Answer) -> str:
    if answer.party == Party.CONSUMER:
        return "consumer"
    user = User.objects.filter(email__iexact=answer.sender, seats__shop=answer.dispute.shop).first()
    return f"user:{user.pk}" if user else "mail"
