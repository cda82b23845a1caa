"""Who reads a dispute: the case team, and nobody else of us (processing agreement, disputes)."""

import pytest

from members.models import User
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db


@pytest.mark.rule("PA disputes: data")
class TestTheCase:
    @pytest.mark.parametrize("role", ["inspector", "moderator", "finance"])
    def test_does_not_exist_for_another_role(self, client, now, role):
        case = disputes.mediated(at=now)
        client.force_login(members.user(staff_role=role))
        assert client.get(f"/desk/disputes/{case.pk}/").status_code == 404

    @pytest.mark.parametrize("role", [User.StaffRole.MEDIATOR, User.StaffRole.MANAGER])
    def test_is_read_by_the_case_team(self, client, now, role):
        case = disputes.mediated(at=now)
        client.force_login(members.user(staff_role=role))
        assert case.consumer_name in client.get(f"/desk/disputes/{case.pk}/").text

    def test_holds_no_address_and_no_phone_number(self, now):
        """Less than the agreement allows: nobody needs them to find a solution."""
        names = {field.name for field in disputes.dispute(at=now)._meta.fields}
        assert not names & {"phone", "consumer_phone", "address", "street"}
