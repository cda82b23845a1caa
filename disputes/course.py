"""The course of a dispute in words: whose turn it is, until when, and what happens by itself after that."""

from django.utils.translation import gettext as _

from disputes.models import Dispute, Party, Pause
from keurmerk.calendar import in_words


def turn_line(dispute: Dispute, reader: Party) -> str:
    """One line for on top of the room, to whoever reads it."""
    if not dispute.is_open:
        return _ended_line(dispute)
    facts = {"day": _due_day(dispute), "who": name_of(dispute, Party(dispute.turn))}
    if dispute.turn == reader:
        return _("It is your turn. Answer on or before %(day)s.") % facts
    return _("It is the turn of %(who)s, until %(day)s.") % facts


def next_line(dispute: Dispute, reader: Party) -> str:
    """What happens by itself when the date passes in silence; nothing when it is the mediator's."""
    if dispute.turn == Party.CONSUMER:
        if reader == Party.CONSUMER:
            return _("If we hear nothing from you by then, we close the dispute. You can open it again later.")
        return _("If we hear nothing from the customer by then, we close the dispute.")
    return _after_silence_of_shop(dispute, reader) if dispute.turn == Party.SHOP else ""


def _after_silence_of_shop(dispute: Dispute, reader: Party) -> str:
    if dispute.state == Dispute.State.SHOP_FIRST:
        if reader == Party.CONSUMER:
            return _("If the shop does not answer, you can ask us to mediate.")
        return _("Without an answer by then, the customer can ask us to mediate.")
    if dispute.shop_silences:
        return _("Without an answer by then, the mediation ends without a solution.")
    return _("Without an answer by then, the shop gets one more chance.")


def pause_line(pause: Pause) -> str:
    """That the clock stands still, who stopped it, and the day on which it goes on by itself."""
    day = in_words(pause.resumes_at)
    return _("The mediator paused this dispute. It goes on by itself on %(day)s.") % {"day": day}


def name_of(dispute: Dispute, party: Party) -> str:
    """The person, the shop, or the mediator."""
    names = {Party.SHOP: dispute.shop.name, Party.CONSUMER: dispute.consumer_name, Party.MEDIATOR: _("the mediator")}
    return names[party] or str(party.label)


def _due_day(dispute: Dispute) -> str:
    return in_words(dispute.due_at) if dispute.due_at else ""


def _ended_line(dispute: Dispute) -> str:
    words = {
        Dispute.State.SETTLED: _("This dispute was solved on %(day)s."),
        Dispute.State.FAILED: _("The mediation ended on %(day)s without a solution."),
        Dispute.State.CLOSED: _("This dispute was closed on %(day)s."),
        Dispute.State.AT_COMMITTEE: _("The file of this dispute is with the committee. It can only be read here."),
        Dispute.State.DECIDED: _("The committee decided. The ruling came in on %(day)s."),
    }
    day = in_words(dispute.closed_at) if dispute.closed_at else ""
    return words[Dispute.State(dispute.state)] % {"day": day}
