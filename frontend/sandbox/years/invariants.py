"""What must hold at every moment, whatever went wrong: each a function that names what breaks it, with its article."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, F, Q
from django_q.models import OrmQ

from billing import proof
from billing.models import Invoice, NumberSeries, Posting, Subscription
from disputes.models import Dispute, Proposal
from frontend.widgets import publish
from keurmerk import retention
from keurmerk.calendar import amsterdam_date
from keurmerk.mail.suppression import address_hash
from keurmerk.models import Delivery, Event, PublishedCopy, SentLetter, Stumble, Suppression
from keurmerk.schedule import EVERY, Sweep
from members.models import MarkGrant, Member, Membership, Shop
from reviews import verification
from reviews.models import Appeal, Decision, Invitation, Rating, Review

Faults = Iterator[str]
Invariant = Callable[[datetime], Faults]
INVARIANTS: dict[str, Invariant] = {}
LATE = timedelta(hours=13)  # a sweep looks every twelve hours here, every minute in life
NETWORK = ("inspections.",)  # jobs that read shops over the network; nobody reads them here
FORGETTING = timedelta(days=1, hours=13)  # the nightly job


def invariant(promise: str) -> Callable[[Invariant], Invariant]:
    """`promise` is the article, the number or the decision it stands for."""

    def register(ask: Invariant) -> Invariant:
        INVARIANTS[f"{ask.__name__.replace('_', ' ')} ({promise})"] = ask
        return ask

    return register


def broken(now: datetime) -> list[str]:
    """All that does not hold now, each with the invariant it breaks."""
    return [f"{name}: {fault}" for name, ask in INVARIANTS.items() for fault in ask(now)]


@invariant("terms 1.11, 5.1")
def a_member_has_one_membership_at_a_time(_now: datetime) -> Faults:
    several = Member.objects.annotate(n=Count("memberships", filter=~Q(memberships__state="ENDED"))).filter(n__gt=1)
    yield from (f"member {member.pk} has {member.n}" for member in several)


@invariant("house: deadlines are columns")
def no_deadline_passes_without_its_act(now: datetime) -> Faults:
    for job in EVERY.values():
        if isinstance(job, Sweep) and job.stops and not job.name.startswith(NETWORK):
            late = job.open().filter(**{f"{job.column}__lt": now - LATE})
            yield from (f"{job.name} left {row.pk}" for row in late[:3])


@invariant("house: a job that fails stands at the desk")
def no_sweep_falls_over_a_row(_now: datetime) -> Faults:
    yield from (
        f"{each.sweep} over {each.subject_id}: {each.last_error}" for each in Stumble.objects.filter(times__gte=5)
    )


@invariant("house: no news is lost")
def every_delivery_arrives(now: datetime) -> Faults:
    waiting = Delivery.objects.waiting().filter(event__happened_at__lt=now - timedelta(hours=30))
    yield from (f"{each.reaction} of event {each.event_id}" for each in waiting[:3])
    yield from (f"quarantined: {each.reaction}, {each.last_error}" for each in Delivery.objects.quarantined()[:3])


@invariant("house: the queue is worked off")
def the_queue_is_empty_at_rest(_now: datetime) -> Faults:
    left = OrmQ.objects.count()
    if left:
        yield f"{left} tasks wait"


@invariant("terms 13.1, 13.3")
def a_standing_membership_is_within_its_term(now: datetime) -> Faults:
    today = amsterdam_date(now - LATE)
    out = Membership.objects.standing().exclude(term_starts_on__lte=today + timedelta(days=1), term_ends_on__gte=today)
    yield from (f"membership {each.pk}: {each.term_starts_on} to {each.term_ends_on}" for each in out[:3])


@invariant("terms 5.2: four months")
def nobody_is_full_before_four_months(_now: datetime) -> Faults:
    early = Membership.objects.filter(
        promoted_at__isnull=False, promoted_at__lt=F("established_at") + timedelta(days=119)
    )
    yield from (f"membership {each.pk}" for each in early[:3])


@invariant("terms 10.1, 10.2")
def the_mark_is_for_standing_members_alone(_now: datetime) -> Faults:
    standing = Membership.objects.standing().values("member")
    wrong = MarkGrant.objects.filter(state="GRANTED").exclude(shop__member__in=standing)
    yield from (f"{each.host} still shows it" for each in wrong[:3])


@invariant("terms 4.1, 5.7")
def no_mark_without_an_approved_application(_now: datetime) -> Faults:
    wrong = MarkGrant.objects.exclude(shop__application__state="APPROVED")
    yield from (f"{each.host}" for each in wrong[:3])


@invariant("terms 12.1")
def each_day_of_a_term_is_invoiced_once(now: datetime) -> Faults:
    today = amsterdam_date(now - LATE)
    for subscription in Subscription.objects.prefetch_related("invoices"):
        periods = sorted((each.period_from, each.period_to) for each in subscription.invoices.all() if each.period_from)
        for (_first, last), (following, _end) in pairwise(periods):
            if last is None or following != last + timedelta(days=1):
                yield f"subscription {subscription.pk}: {last} is followed by {following}"
        if subscription.ended_at is None and (not periods or (periods[-1][1] or today) < today):
            yield f"subscription {subscription.pk}: today is not invoiced"


@invariant("terms 13.7, 14.3")
def nobody_is_invoiced_after_the_end(_now: datetime) -> Faults:
    after = Invoice.objects.filter(subscription__membership__ended_at__date__lt=F("issued_on"))
    yield from (f"invoice {each.number}" for each in after[:3])


@invariant("numbers 5.4: gapless")
def invoice_numbers_have_no_gap(_now: datetime) -> Faults:
    for series in NumberSeries.objects.filter(series="F"):
        taken = Invoice.objects.filter(number__startswith=f"F{series.year}-").count()
        if taken != series.last:
            yield f"{series}: {series.last} taken, {taken} invoices"


@invariant("double entry; BW 3:15i")
def the_books_balance(_now: datetime) -> Faults:
    if Posting.objects.balance():
        yield f"the balance is {Posting.objects.balance()}"
    yield from proof.faults()


@invariant("house: a vendor doubles nothing")
def no_letter_goes_twice(_now: datetime) -> Faults:
    twice = SentLetter.objects.exclude(about="").values("letter", "about", "to").annotate(n=Count("pk")).filter(n__gt=1)
    yield from (f"{each['letter']} about {each['about']}, {each['n']} times" for each in twice[:3])


@invariant("house: nothing is lost")
def no_letter_waits_for_days(now: datetime) -> Faults:
    old = SentLetter.objects.filter(state__in=["QUEUED", "SENDING", "UNKNOWN"])
    yield from (f"letter {each.pk}, {each.state}" for each in old.filter(queued_at__lt=now - timedelta(days=2))[:3])


@invariant("Tw 11.7; rulebook 2.6")
def nothing_goes_to_whom_we_do_not_reach(_now: datetime) -> Faults:
    for each in Suppression.objects.all()[:200]:
        after = Invitation.objects.filter(email_hash=each.address_hash, sent_at__gt=each.since)
        yield from (f"invitation {row.pk}" for row in after[:3])


@invariant("Tw 11.7; house: no letter to the suppressed")
def no_letter_goes_to_the_suppressed(_now: datetime) -> Faults:
    since = dict(Suppression.objects.values_list("address_hash", "since"))
    letters = SentLetter.objects.exclude(state="SKIPPED").exclude(to="") if since else SentLetter.objects.none()
    for pk, to, queued_at in letters.values_list("pk", "to", "queued_at"):
        if queued_at > since.get(address_hash(to), queued_at):
            yield f"letter {pk}"


@invariant("numbers 7.3")
def no_proposal_stays_open_past_its_day(now: datetime) -> Faults:
    yield from (f"proposal {each.pk}" for each in Proposal.objects.open().filter(expires_at__lt=now - LATE)[:3])


@invariant("rulebook 2.6: ninety days")
def no_invitation_is_open_past_its_end(now: datetime) -> Faults:
    late = Invitation.objects.lapsing().filter(expires_at__lt=now - LATE)
    yield from (f"invitation {each.pk}" for each in late[:3])


@invariant("rulebook 2.6: one per order")
def an_order_has_one_invitation(_now: datetime) -> Faults:
    rows = Invitation.objects.exclude(order_number="").values("shop", "order_number", "email_hash")
    yield from (f"order {each['order_number']}" for each in rows.annotate(n=Count("pk")).filter(n__gt=1)[:3])


@invariant("rulebook 2.6: thirty days")
def nobody_is_invited_twice_in_thirty_days(_now: datetime) -> Faults:
    last: dict[tuple[int, str], datetime] = {}
    sent = (
        Invitation.objects.filter(sent_at__isnull=False)
        .order_by("sent_at")
        .values_list("shop", "email_hash", "sent_at")
    )
    for shop, person, at in sent:
        assert at is not None  # only those that were sent
        before = last.get((shop, person))
        if before and at - before < timedelta(days=30):
            yield f"{person[:8]} of shop {shop} on {before:%Y-%m-%d} and {at:%Y-%m-%d}"
        last[shop, person] = at


@invariant("terms 18.2")
def no_invitation_before_the_sharing_clause(_now: datetime) -> Faults:
    early = Invitation.objects.filter(sent_at__isnull=False).filter(
        Q(shop__sharing_clause_found_at=None) | Q(sent_at__lt=F("shop__sharing_clause_found_at"))
    )
    yield from (f"invitation {each.pk}" for each in early[:3])


@invariant("BW 6:193g; rulebook 2.6")
def a_verified_review_is_public_whatever_its_stars(_now: datetime) -> Faults:
    hidden = Review.objects.filter(verified=True).exclude(state__in=["REMOVED_BY_AUTHOR", "ANONYMISED"])
    for each in hidden.exclude(pk__in=Review.objects.public().values("pk")):
        reasoned = each.held_by_rule or Decision.objects.filter(notice__review=each).exclude(reasoning="").exists()
        if not reasoned and not each.notices.exists():
            yield f"review {each.pk} is {each.state} without a reason"


@invariant("rulebook 2.6: a score is what its reviews say")
def a_score_equals_its_recount(_now: datetime) -> Faults:
    yield from (f"shop {each.shop_id}" for each in Rating.objects.all() if each.as_of and not each.is_exact())


@invariant("rulebook 2.6: a score is right by itself")
def no_score_has_to_be_corrected(_now: datetime) -> Faults:
    """The nightly check would mend it, and so hide what went wrong."""
    yield from (f"shop {each.payload['shop']}" for each in Event.objects.filter(name="rating.corrected")[:3])


@invariant("terms 10.4: the seal tells the truth")
def published_files_say_what_the_database_says(now: datetime) -> Faults:
    """Writes them anew: nothing may change of a shop whose copy is not known to be behind."""
    behind = PublishedCopy.objects.behind().filter(kind="shop").values("number")
    for shop in Shop.objects.listed().exclude(pk__in=behind).order_by("pk").values_list("pk", flat=True):
        changed = publish.shop(shop, now=now)
        if changed:
            yield f"shop {shop}: {changed} files were stale"


@invariant("product B3: the ledger holds")
def the_ledger_verifies(_now: datetime) -> Faults:
    for shop in Shop.objects.order_by("pk").values_list("pk", flat=True):
        yield from verification.shop_faults(shop)


@invariant("DSA 17")
def no_removal_without_its_reasons(_now: datetime) -> Faults:
    bare = Decision.objects.filter(outcome="REMOVE").filter(Q(reasoning="") | Q(facts="") | Q(rule=""))
    yield from (f"decision {each.pk}" for each in bare[:3])


@invariant("DSA 20(6): two pairs of eyes")
def nobody_judges_an_appeal_against_himself(_now: datetime) -> Faults:
    for appeal in Appeal.objects.prefetch_related("decisions", "notice__decisions"):
        own = {each.decided_by_id for each in appeal.decisions.all()} - {None}
        before = {each.decided_by_id for each in appeal.notice.decisions.all() if each.appeal_id is None}
        if own & before:
            yield f"appeal {appeal.pk}"


@invariant("rulebook 2.8")
def an_open_dispute_waits_for_one_party(now: datetime) -> Faults:
    stuck = Dispute.objects.open().filter(Q(turn="") | Q(due_at=None) | Q(due_at__lt=now - LATE) & ~Q(turn="MEDIATOR"))
    yield from (f"dispute {each.pk}, {each.turn}, {each.due_at}" for each in stuck[:3])


@invariant("processing agreement: each datum has its term")
def nothing_personal_outlives_its_term(now: datetime) -> Faults:
    for rule in retention.RETENTION:
        left = rule.expired(now - FORGETTING)
        if left is not None and left.exists():
            yield f"{rule.model}: {', '.join(rule.fields)}"
