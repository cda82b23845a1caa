"""The same mail twice is one; what else the database refuses is told, so that the vendor brings the mail again."""

import pytest
from django.db import IntegrityError

from disputes.models import DisputeMail
from keurmerk.mail.arriving.once import once
from tests.factories import disputes

pytestmark = pytest.mark.django_db
ONCE = "dispute_mail_once_per_message"


@pytest.fixture
def note(now):
    dispute = disputes.dispute(at=now)

    def note(party):
        DisputeMail.note(dispute, party, "LANDED", message_hash="x", is_private=False, at=now)

    return note


def test_a_mail_that_came_before_is_undone_without_a_word(note):
    note("SHOP")
    with once(ONCE):
        note("SHOP")
    assert DisputeMail.objects.count() == 1


def test_any_other_refusal_is_told(note):
    with pytest.raises(IntegrityError), once(ONCE):
        note("NOBODY")
    assert not DisputeMail.objects.exists()
