"""From every state that can be reached somebody is on turn until a date, or the case is closed; and none is stuck."""

from datetime import date, timedelta
from random import Random

import pytest

from disputes.models import Dispute, Party
from disputes.sealed_file import sealed_file
from keurmerk.lifecycle import IllegalMove
from tests.disputes.quarrelling import DAY, EVERYTHING, LATEST, MINUTE, SWEEPS, Stuck, Town, check, is_over, verified
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(8))
def test_somebody_is_on_turn_or_it_is_closed_whatever_anybody_tries(now, seed):
    """Any verb by any party at any time: most are refused, and none leaves the case without a next step."""
    chance, at = Random(seed), now  # chance, not secrecy
    members.user(staff_role="mediator")
    case = disputes.dispute(at=now, amount=80)
    for _ in range(50):
        at += chance.choice((MINUTE, 60 * MINUTE, DAY, 6 * DAY))
        for sweep in SWEEPS:
            sweep.run(at)
        case.refresh_from_db()
        check(case)
        try:
            chance.choice(EVERYTHING)(case, chance.choice(list(Party)), at)
        except IllegalMove:
            continue
        check(case)


def test_a_town_of_quarrels_comes_to_its_end_with_every_date_kept(now):
    mediators = [members.user(staff_role="mediator") for _ in range(2)]
    town = Town(members.full_shop(), mediators, date(2026, 3, 2), 8, seed=3, spread=4)
    town.run()
    assert len(town.ended) == Dispute.objects.count() == 8
    assert all(is_over(Dispute.objects.get(pk=each.pk)) for each in town.ended)
    assert timedelta(0) < town.lag <= LATEST
    assert town.refused.total() > 0  # they were no angels
    assert verified(sealed_file(town.ended[0], at=now)) >= 2


def test_a_case_that_nobody_has_is_found(now):
    case = disputes.settled(at=now)
    case.closed_at = None
    case.refresh_from_db = lambda: None
    with pytest.raises(Stuck):
        check(case)
