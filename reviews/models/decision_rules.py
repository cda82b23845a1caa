"""What the database holds of every decision, whoever writes to it (DSA 17; product.md B4)."""

from django.db import models
from django.db.models import F, Q

from reviews import terms
from reviews.grounds import HIDES_AT_ONCE, Basis

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=~Q(grounds="")
        & ~Q(rule="")
        & ~Q(evidence="")
        & ~Q(facts="")
        & ~Q(reasoning="")
        & Q(basis__in=Basis.values),
        name="decision_gives_its_reasons",
    ),
    models.CheckConstraint(
        condition=Q(outcome__in=["KEEP", "DISMISS"])
        | (~Q(duration="") & Q(everywhere=True) & (Q(basis="TERMS") | ~Q(law=""))),
        name="restriction_states_all_of_article_17",
    ),
    models.CheckConstraint(
        condition=~Q(outcome="HOLD") | Q(grounds__in=sorted(HIDES_AT_ONCE)),
        name="only_what_is_unlawful_or_personal_is_held",
    ),
    models.CheckConstraint(
        condition=Q(automated=True, decided_by=None, outcome__in=["KEEP", "HOLD"])
        | Q(automated=False, decided_by__isnull=False),
        name="decision_is_of_a_person_or_automated",
    ),
    models.CheckConstraint(
        condition=Q(seconded_by=None) | ~Q(seconded_by=F("decided_by")), name="second_reader_is_another_person"
    ),
    models.CheckConstraint(
        condition=Q(four_eyes=False) | Q(state__in=["PROPOSED", "DECLINED", "UNDONE"]) | Q(seconded_by__isnull=False),
        name="four_eyes_have_read_it",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=["WAITING", "EXECUTED"])
        | Q(executes_at__isnull=False) & (Q(automated=True) | Q(executes_at__gte=F("decided_at") + terms.UNDO)),
        name="decision_can_be_taken_back_for_ten_minutes",
    ),
    models.CheckConstraint(
        condition=Q(executed_at=None) & ~Q(state="EXECUTED")
        | Q(state="EXECUTED", executed_at__isnull=False, executed_at__gte=F("executes_at")),
        name="decision_is_carried_out_after_that",
    ),
    models.UniqueConstraint(
        fields=["notice"],
        condition=Q(state__in=["PROPOSED", "WAITING"]) & ~Q(outcome="HOLD"),
        name="one_decision_at_a_time",
    ),
    models.CheckConstraint(
        condition=Q(manifestly_unfounded=False) | Q(outcome__in=["KEEP", "DISMISS"]),
        name="only_what_was_refused_is_manifestly_unfounded",
    ),
]
