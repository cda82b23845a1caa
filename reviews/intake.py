"""Many orders at once, from a batch of the API or a file: the rules of one, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record_all
from members.models import Shop
from reviews.models import Invitation, OrderImport, Product
from reviews.models.circumstances import Circumstances
from reviews.models.invitations import one_at_a_time
from reviews.orders import Order

_Mark = tuple[str, str]  # what makes an order the same one: hashed address and number


@dataclass(frozen=True)
class Taken:
    """What became of one order of many. Not `fresh`: it was reported before, and this is the invitation it got then."""

    invitation: Invitation
    fresh: bool


def take_in(shop: Shop, orders: Sequence[Order], *, actor: str, at: datetime) -> list[Taken]:
    """Plans the invitations of all these orders, or keeps on record why there will be none (rulebook 2.6).

    One answer per order, in their order. All or nothing is written: a row is never without its event. Give chunks of
    a thousand or so: each is judged, and locked, as one.
    """
    digests = [address_hash(order.email) for order in orders]
    marks = [(digest, order.number) for digest, order in zip(digests, orders, strict=True)]
    with transaction.atomic():
        once = {(shop.pk, digest) for digest, order in zip(digests, orders, strict=True) if order.once_per_address}
        if once:
            one_at_a_time(once)
        before = _reported(shop, marks)
        drafts = _drafts(shop, orders, marks, before, at)
        made = _insert([draft for draft in drafts if draft])
        pairs = zip(drafts, orders, strict=True)
        Product.note([(draft, order.products) for draft, order in pairs if draft and draft.pk], at=at)
        record_all((each.first_news() for each in made), actor=actor, at=at)
        return _answers(shop, marks, drafts, {each.token for each in made}, before)


def take_back(of: OrderImport, *, most: int, actor: str, at: datetime) -> int:
    """Cancels up to so many invitations of this list that were not sent yet; says how many. None is sent meanwhile."""
    cancelled = Invitation.State.CANCELLED
    with transaction.atomic():
        rows = list(of.invitations.unsent().select_for_update(of=("self",)).order_by("pk")[:most])
        fresh = {"state": cancelled, "reason": Invitation.Reason.UNDONE}
        Invitation.objects.filter(pk__in=[each.pk for each in rows]).update(**fresh)
        news = [
            ("invitation.cancelled", each, {"from": each.state, "to": cancelled, "shop": of.shop_id}) for each in rows
        ]
        record_all(news, actor=actor, at=at)
    return len(rows)


def _reported(shop: Shop, marks: Sequence[_Mark]) -> dict[_Mark, Invitation]:
    """The invitations of the orders among these that the shop reported before."""
    numbered = {mark for mark in marks if mark[1]}
    digests, numbers = {digest for digest, _ in numbered}, {number for _, number in numbered}
    if not numbered:
        return {}
    rows = shop.invitations.guarding().filter(email_hash__in=digests, order_number__in=numbers)
    return {mark: each for each in rows if (mark := (each.email_hash, each.order_number)) in numbered}


def _drafts(
    shop: Shop, orders: Sequence[Order], marks: Sequence[_Mark], before: dict[_Mark, Invitation], at: datetime
) -> list[Invitation | None]:
    """A row for every order that is new, judged after each other: the second one of a buyer knows of the first."""
    known = Circumstances(shop, {digest for digest, _ in marks})
    seen: set[_Mark] = set(before)
    drafts: list[Invitation | None] = []
    for order, mark in zip(orders, marks, strict=True):
        draft = None if mark in seen else Invitation.drafted(order, mark[0], known, at=at)
        if draft and draft.reaches_its_buyer:
            known.note_invited(mark[0])
        if mark[1]:
            seen.add(mark)
        drafts.append(draft)
    return drafts


def _insert(drafts: list[Invitation]) -> list[Invitation]:
    """Puts them into the database; those that somebody else put there a moment before are left out."""
    drafts.sort(key=lambda each: (each.email_hash, each.order_number))  # always so: no two batches wait in a circle
    Invitation.objects.bulk_create(drafts, ignore_conflicts=True)
    keys = dict(Invitation.objects.filter(token__in=[each.token for each in drafts]).values_list("token", "pk"))
    made = [each for each in drafts if each.token in keys]
    for each in made:
        each.pk = keys[each.token]
    return made


def _answers(
    shop: Shop,
    marks: Sequence[_Mark],
    drafts: Sequence[Invitation | None],
    made: set[str],
    before: dict[_Mark, Invitation],
) -> list[Taken]:
    known = dict(before)
    overtaken = [mark for draft, mark in zip(drafts, marks, strict=True) if draft and draft.token not in made]
    known |= _reported(shop, overtaken)
    answers = []
    for draft, mark in zip(drafts, marks, strict=True):
        fresh = draft is not None and draft.token in made
        invitation = draft if draft is not None and fresh else known[mark]
        known.setdefault(mark, invitation)
        answers.append(Taken(invitation, fresh))
    return answers
