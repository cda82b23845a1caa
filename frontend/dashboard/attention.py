"""What asks the member's attention: each thing with its page, its reason and its last day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Invoice
from disputes.models import Dispute, Party
from frontend.roles import opens
from frontend.templatetags.dutch import day, euro
from inspections.models import Finding, Inspection, MarkLook, Remedy
from members.models import Membership, Seat, Shop


@dataclass(frozen=True)
class Task:
    """One row of the list; `kind` colours the tag: bad comes first, then warn, then the rest."""

    title: str
    url: str
    hint: str = ""
    tag: str = ""
    kind: str = ""


_ORDER = {"bad": 0, "warn": 1, "info": 2, "": 3}


def todo(shop: Shop, *, now: datetime, seat: Seat) -> list[Task]:
    """Everything that waits for the member and that this person may open, the most pressing first."""
    found = [*_mark(shop), *_standing(shop), *_remedies(shop), *_points(shop)]
    found += _invoices(shop) if opens("invoices", seat) else []
    found += _disputes(shop, now) if opens("disputes", seat) else []
    found += _reviews(shop) if opens("reviews", seat) else []
    return sorted(found, key=lambda task: _ORDER[task.kind])


def counts(shop: Shop) -> dict[str, int]:
    """The numbers beside the links of the menu."""
    return {
        "dashboard:reviews": shop.reviews.unanswered().count(),
        "dashboard:disputes": Dispute.objects.of(shop).open().count(),
        "dashboard:invoices": Invoice.objects.payable_by(shop).unpaid().count(),
        "dashboard:inspection": _failed(shop).count(),
    }


def _page(name: str, shop: Shop, **more: Any) -> str:
    try:
        return reverse(f"dashboard:{name}", kwargs={"shop_id": shop.pk, **more})
    except NoReverseMatch:
        return ""


def _mark(shop: Shop) -> list[Task]:
    """A mark that must go, with its last day (terms 10.4), and one that may stand there and was not found."""
    grant = shop.grant
    if grant is None or grant.state != grant.State.MUST_REMOVE:
        return _not_found(shop)
    hint = _("The mark must be gone from %(host)s on that day at the latest.") % {"host": grant.host}
    return [Task(_("Remove the trust mark"), _page("membership", shop), hint, day(grant.remove_by), "bad")]


def _not_found(shop: Shop) -> list[Task]:
    if not shop.shows_seal():
        return []
    look = MarkLook.objects.of(shop).missing().first()
    if look is None:
        return []
    hint = _("We looked on %(day)s. The page says what we found and what to do.") % {"day": day(look.looked_at)}
    return [Task(_("Put the trust mark on your webshop"), _page("widgets", shop) + "#check", hint, _("To do"), "warn")]


def _standing(shop: Shop) -> list[Task]:
    membership = shop.membership
    if membership and membership.state == Membership.State.SUSPENDED:
        hint = _("Your seal says so too. See what to do.")
        return [Task(_("Your membership is suspended"), _page("membership", shop), hint, _("Suspended"), "bad")]
    if shop.grant is None and not shop.ended_at:
        hint = _("You may show the trust mark after the approval.")
        return [Task(_("Follow your application"), reverse("dashboard:application"), hint, _("Under way"), "info")]
    return []


def _invoices(shop: Shop) -> list[Task]:
    """What is to be paid, and by when (terms 12.6, 12.8)."""
    rows = []
    for invoice in Invoice.objects.payable_by(shop).unpaid().order_by("due_on"):
        late = invoice.state == Invoice.State.OVERDUE
        words = {"number": invoice.number, "amount": euro(invoice.total), "day": day(invoice.due_on)}
        hint = (_("%(amount)s, due on %(day)s. Interest runs.") if late else _("%(amount)s, due on %(day)s.")) % words
        tag, kind = (_("Overdue"), "bad") if late else (_("To pay"), "warn")
        page = _page("invoice", shop, invoice_id=invoice.pk) or _page("invoices", shop)
        rows.append(Task(_("Pay invoice %(number)s") % words, page, hint, tag, kind))
    return rows


def _remedies(shop: Shop) -> list[Task]:
    """A point that the shop no longer meets, with its last day (terms 6.5, 7.3)."""
    rows = []
    for remedy in Remedy.objects.of(shop).open().select_related("criterion").order_by("due_at"):
        kind = "bad" if remedy.state == Remedy.State.OVERDUE else "warn"
        page = f"{_page('remedies', shop)}#remedy-{remedy.pk}"
        rows.append(Task(_("Mend a point"), page, remedy.criterion.question, day(remedy.due_at), kind))
    return rows


def _points(shop: Shop) -> list[Task]:
    failed = _failed(shop).count()
    if not failed:
        return []
    title = ngettext("Improve %(n)d point of your webshop", "Improve %(n)d points of your webshop", failed) % {
        "n": failed
    }
    return [
        Task(title, _page("inspection", shop), _("The report says what we found and what to do."), _("To do"), "info")
    ]


def _failed(shop: Shop) -> Any:
    """The points of the last decided inspection that were not met."""
    last = Inspection.objects.decided().filter(shop=shop).order_by("-pk").values("pk")[:1]
    return Finding.objects.failed().filter(inspection__in=last)


def _reviews(shop: Shop) -> list[Task]:
    waiting = shop.reviews.unanswered().count()
    if not waiting:
        return []
    title = ngettext("Reply to %(n)d review", "Reply to %(n)d reviews", waiting) % {"n": waiting}
    return [Task(title, _page("reviews", shop), _("Customers read your answer with it."), _("To do"), "info")]


def _disputes(shop: Shop, now: datetime) -> list[Task]:
    """Where it is the shop's turn, and until when (terms 11.1)."""
    rows = []
    for dispute in Dispute.objects.of(shop).waiting_for(Party.SHOP).soonest_first():
        late = dispute.due_at is not None and dispute.due_at < now
        tag = _("Until %(day)s") % {"day": day(dispute.due_at)} if dispute.due_at else _("Your turn")
        title = _("Reply to dispute %(number)s") % {"number": dispute.number}
        page = _page("dispute", shop, dispute_id=dispute.pk) or _page("disputes", shop)
        rows.append(Task(title, page, dispute.get_kind_display(), tag, "bad" if late else "warn"))
    return rows
