"""Which of many invitations may not leave now, and why, in as many statements for twenty as for two."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.mail.suppression import suppress
from reviews.models import Invitation, OptOut
from reviews.models.invitations import one_at_a_time
from tests.factories import members, reviews

Reason = Invitation.Reason


@pytest.mark.django_db
class TestHindrances:
    def test_name_a_reason_for_each_that_may_not_go(self, now):
        suppress("gone@example.com", reason="HardBounce", at=now)
        shop = reviews.inviting_shop()
        rows = {
            "fine": reviews.invitation(of=shop, at=now),
            "elsewhere": reviews.invitation(at=now, email="twice@example.com"),
            "first": reviews.invitation(of=shop, at=now, email="twice@example.com"),
            "second": reviews.invitation(of=shop, at=now, email="twice@example.com"),
            "no clause": reviews.invitation(of=members.full_shop(), at=now),
            "refused": reviews.invitation(of=shop, at=now, email="no@example.com"),
        }
        OptOut.note(rows["refused"].email_hash, shop=None, at=now)
        earlier = reviews.sent_invitation(of=shop, at=now - timedelta(days=3))
        rows["lately"] = reviews.invitation(of=shop, at=now, email=earlier.email)
        found = Invitation.hindrances(list(rows.values()), now)
        assert {name: found[row.pk] for name, row in rows.items() if row.pk in found} == {
            "second": Reason.FREQUENCY,
            "no clause": Reason.NO_CLAUSE,
            "refused": Reason.OPTED_OUT,
            "lately": Reason.FREQUENCY,
        }

    def test_ask_the_database_as_much_for_twenty_as_for_two(self, now):
        def statements(count):
            for _ in range(count):
                reviews.invitation(at=now)
            rows = list(Invitation.objects.scheduled())
            with CaptureQueriesContext(connection) as asked:
                one_at_a_time({person for row in rows for person in row.persons})
                Invitation.hindrances(rows, now)
            return len(asked)

        assert statements(2) == statements(18) == 5
