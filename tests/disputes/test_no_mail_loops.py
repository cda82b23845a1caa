"""Two machines never keep each other busy: whatever the other one is and forgets to say, one letter a day is the most."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keurmerk.mail.arriving.addresses import reply_address
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import Thread
from tests.factories import disputes, members
from tests.factories.mails import arrives, mail

pytestmark = pytest.mark.django_db

MANNERS = st.fixed_dictionaries(
    {},
    optional={
        "Auto_Submitted": st.sampled_from(["auto-replied", "auto-generated", "no"]),
        "Precedence": st.sampled_from(["bulk", "list", "auto_reply", "normal"]),
        "X_Auto_Response_Suppress": st.sampled_from(["All", "OOF", "None"]),
        "List_Id": st.just("<leden.example>"),
        "Return_Path": st.sampled_from(["<>", "<robot@werk.example>"]),
        "subject": st.sampled_from(["Automatisch antwoord", "Ik ben er even niet", "Re: uw bericht"]),
        "text": st.sampled_from(["Ik ben er niet.", "", "> alles geciteerd"]),
    },
)


@pytest.fixture
def doors(now):
    """Every address at which a machine of ours may write back: a stranger's mail, an ended case, a last word."""
    refused = members.application()
    refused.submit(actor="test", at=now)
    refused.refuse(actor="test", at=now, reason="3.8")
    arrives(mail(to="hallo@keurtegel.example", sender="robot@werk.example"), at=now)
    thread = Thread.objects.get()
    thread.tie(about=f"members.application:{refused.pk}", shop=None, member=None, actor="user:1", at=now)
    thread.end_correspondence(actor="user:1", at=now)
    running, ended = disputes.answered(at=now), disputes.closed(at=now)
    drain()
    SentLetter.objects.all().delete()
    return [
        "hallo@keurtegel.example",
        *map(reply_address, (f"t{thread.pk}", f"d{running.pk}c", f"d{ended.pk}c", f"d{ended.pk}s")),
    ]


def to_robot():
    drain()
    return SentLetter.objects.filter(to="robot@werk.example").order_by("pk")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(manners=MANNERS, start=st.integers(0, 4), days=st.integers(1, 2))
def test_a_machine_that_answers_everything_gets_one_letter_a_day_at_most(doors, now, manners, start, days):
    """It answers each letter at once, to wherever that asks answers to go, and writes by itself each hour besides."""
    SentLetter.objects.all().delete()
    begun = now + timedelta(days=365 * (start + 1) + 40 * days)  # another day for each example
    for hour in range(0, 24 * days, 2):
        at = begun + timedelta(hours=hour)
        seen = to_robot().count()
        arrives(mail(**{"to": doors[start], "sender": "robot@werk.example", **manners}), at=at)
        for _ in range(4):  # as long as one answers the other
            fresh = list(to_robot()[seen:])
            seen += len(fresh)
            for letter in fresh:
                back = letter.headers.get("Reply-To", "hallo@keurtegel.example")
                arrives(mail(**{"to": back, "sender": "robot@werk.example", **manners}), at=at)
    assert to_robot().count() <= days + 1


@given(st.lists(st.sampled_from(["a@werk.example", "b@werk.example"]), min_size=2, max_size=6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_our_own_automatic_letters_are_never_answered_by_ourselves(doors, now, senders):
    SentLetter.objects.all().delete()
    ours = {"Auto_Submitted": "auto-replied", "X_Auto_Response_Suppress": "All"}
    for sender in senders:
        for door in doors:
            arrives(mail(to=door, sender=sender, **ours), at=now)
            arrives(mail(to=door, sender="post@keurtegel.example"), at=now)
    drain()
    assert not SentLetter.objects.exists()
