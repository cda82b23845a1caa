"""Whatever happens in whatever order: nobody gets a letter too often, too early, at night, or after saying no.

The letters themselves are the witness, not the states that should lead to them.
"""

import contextlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import address_hash, suppress
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.schedule import EVERY
from reviews import terms
from reviews.hours import SendingHours
from reviews.models import AlreadyInvited, Invitation, InvitationSettings, OptOut, Review
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db

SWEEPS = ("send_invitations", "remind", "expire_invitations")
BUYERS = ("sanne@example.com", "joost@example.com")
WEEKEND = frozenset({6, 7})

ORDERS = st.tuples(st.just("order"), st.integers(0, 1), st.sampled_from(BUYERS), st.sampled_from([None, 0, 1, 6, 40]))
STEPS = st.one_of(
    ORDERS,
    ORDERS,
    st.tuples(st.just("opt_out"), st.sampled_from([None, 0, 1]), st.sampled_from(BUYERS)),
    st.tuples(st.just("bounce"), st.sampled_from(BUYERS)),
    st.tuples(st.just("clause_found")),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("write"), st.integers(0, 9)),
    st.tuples(st.just("same_order_again"), st.integers(0, 9)),
)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]  # a history is short enough to read unshrunk
HISTORIES = st.lists(st.tuples(st.integers(0, 24 * 12), STEPS), min_size=4, max_size=14)


@dataclass
class World:
    """Two shops and two buyers. The first shop has no sharing clause yet and keeps its weekends free."""

    now: datetime
    refused: dict = field(default_factory=dict)  # (shop, hash) → since
    bounced: dict = field(default_factory=dict)
    written: dict = field(default_factory=dict)  # invitation → moment
    clause: dict = field(default_factory=dict)
    reported: list = field(default_factory=list)

    def __post_init__(self):
        self.shops = [members.full_shop(), reviews.inviting_shop()]
        self.clause[self.shops[1].pk] = datetime.min.replace(tzinfo=AMSTERDAM)
        InvitationSettings(shop=self.shops[0]).choose(
            delay_days=2, reminds=True, first_hour=10, last_hour=20, free_days=WEEKEND, actor="test", at=self.now
        )

    def live(self, history):
        for hours, (step, *facts) in history:
            for _ in range(0, hours, 25):  # an hour later each day
                self.now += timedelta(hours=25)
                self.sweep()
            self.now += timedelta(minutes=1)
            getattr(self, step)(*facts)
            self.now += timedelta(minutes=61)
            self.sweep()
        for _ in range(30):  # let everything run out
            self.now += timedelta(hours=161)
            self.sweep()

    def sweep(self):
        for name in SWEEPS:
            EVERY[f"reviews.{name}"].run(self.now)

    def order(self, shop, email, delay):
        order = reviews.order(email=email, delay_days=delay)
        self.reported.append((self.shops[shop], order))
        Invitation.schedule(self.shops[shop], order, actor="plugin:1", at=self.now)

    def same_order_again(self, number):
        if number < len(self.reported):
            with pytest.raises(AlreadyInvited):
                Invitation.schedule(*self.reported[number], actor="plugin:1", at=self.now)

    def opt_out(self, shop, email):
        chosen = None if shop is None else self.shops[shop]
        OptOut.note(address_hash(email), shop=chosen, at=self.now)
        for each in self.shops if chosen is None else [chosen]:
            self.refused.setdefault((each.pk, email), self.now)

    def bounce(self, email):
        suppress(email, reason="HardBounce", at=self.now)
        self.bounced.setdefault(email, self.now)

    def clause_found(self):
        shop = self.shops[0]
        shop.note_sharing_clause(actor="user:1", at=self.now)
        self.clause.setdefault(shop.pk, self.now)
        drain()

    def cancel(self, number):
        self._on(number, lambda each: each.cancel(actor="user:1", at=self.now))

    def write(self, number):
        def publish(invitation):
            Review.publish(invitation, reviews.opinion(), actor="visitor", at=self.now)
            self.written[invitation.pk] = self.now

        self._on(number, publish)

    def _on(self, number, act):
        found = Invitation.objects.order_by("pk")[number : number + 1]
        for invitation in found:
            with too_late_is_refused():
                act(invitation)


def too_late_is_refused():
    return contextlib.suppress(IllegalMove)


class TestAnyHistory:
    @settings(max_examples=10, deadline=None, phases=QUICK, suppress_health_check=[HealthCheck.too_slow])
    @given(HISTORIES)
    @pytest.mark.rule("18.2")
    def test_keeps_every_rule(self, history):
        with transaction.atomic():
            world = World(datetime(2026, 3, 2, 10, 0, tzinfo=AMSTERDAM))
            world.live(history)
            for letters in letters_per_buyer().values():
                keeps_the_cap(letters)
            for letter in SentLetter.objects.filter(letter__in=ASKING):
                invitation = Invitation.objects.get(pk=letter.about.rpartition(":")[2])
                is_at_a_decent_hour(world, invitation, letter)
                comes_after_the_gate_and_before_a_refusal(world, invitation, letter)
                is_no_reminder_out_of_turn(world, invitation, letter)
            each_order_has_one_fate(world)
            transaction.set_rollback(True)


ASKING = ("reviews/invitation", "reviews/reminder")


def letters_per_buyer():
    """The moments of the invitations, by shop and address."""
    found = defaultdict(list)
    for letter in SentLetter.objects.filter(letter="reviews/invitation").order_by("queued_at"):
        invitation = Invitation.objects.get(pk=letter.about.rpartition(":")[2])
        found[invitation.shop_id, letter.to].append(letter.queued_at)
    return found


def keeps_the_cap(moments):
    for one, other in pairwise(moments):
        assert other - one >= terms.FREQUENCY


def is_at_a_decent_hour(world, invitation, letter):
    narrow = invitation.shop_id == world.shops[0].pk
    hours = SendingHours(10, 20, WEEKEND) if narrow else SendingHours()
    assert hours.are_open(letter.queued_at)


def comes_after_the_gate_and_before_a_refusal(world, invitation, letter):
    assert letter.queued_at >= world.clause[invitation.shop_id]
    refused = world.refused.get((invitation.shop_id, letter.to))
    assert refused is None or letter.queued_at < refused
    bounced = world.bounced.get(letter.to)
    assert bounced is None or letter.queued_at < bounced


def is_no_reminder_out_of_turn(world, invitation, letter):
    if letter.letter == "reviews/reminder":
        assert letter.queued_at >= invitation.sent_at + terms.REMINDER_AFTER
        written = world.written.get(invitation.pk)
        assert written is None or letter.queued_at < written


def each_order_has_one_fate(world):
    rows = {each.order_number: each for each in Invitation.objects.all()}
    assert len(rows) == Invitation.objects.count() == len(world.reported)
    letters = set(SentLetter.objects.filter(letter="reviews/invitation").values_list("about", flat=True))
    for _, order in world.reported:
        invitation = rows[order.number]
        went_out = invitation.state in {"SENT", "USED", "EXPIRED"}
        assert went_out == (f"reviews.invitation:{invitation.pk}" in letters)
        assert went_out or invitation.reason
        assert invitation.state != "SCHEDULED"
