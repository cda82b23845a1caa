"""Who processes data for us: on the list and told to members thirty days before, outside the EEA never unprotected."""

from datetime import date, timedelta

import pytest

from keurmerk.calendar import amsterdam_date
from keurmerk.models import SentLetter
from keurmerk.schedule import run_at
from members import sub_processors
from members.sub_processors import NOTICE, SUB_PROCESSORS, NoNotice, NoProtection, SubProcessor
from tests.factories import members

JOB = "members.tell_of_sub_processors"


def company(**facts) -> SubProcessor:
    given = {"code": "box", "name": "Doosje B.V.", "purpose": "Opslag", "data": "Foto's", "country": "NL"}
    return SubProcessor(**{**given, "place": "Nederland", "setting": "SANDBOX", **facts})


@pytest.fixture
def added(now, monkeypatch) -> SubProcessor:
    today = amsterdam_date(now)
    made = company(announced_on=today, starts_on=today + NOTICE)
    monkeypatch.setattr(sub_processors, "SUB_PROCESSORS", (*SUB_PROCESSORS, made))
    return made


@pytest.mark.rule("PA sharing")
class TestProtection:
    @pytest.mark.parametrize("country", ["US", "GB", "CH", "IN"])
    def test_outside_the_eea_needs_standard_clauses(self, country):
        with pytest.raises(NoProtection):
            company(country=country)
        assert company(country=country, clauses=True).country == country

    def test_every_company_of_today_has_it(self):
        assert all(each.country in sub_processors.EEA or each.clauses for each in SUB_PROCESSORS)

    @pytest.mark.rule("PA register partners")
    def test_everything_that_can_get_data_is_on_the_list(self):
        """What a letter, the newsletter, a text message or an invoice is handed to."""
        assert {each.setting for each in SUB_PROCESSORS} >= {
            "POSTMARK_SERVER_TOKEN", "MAILCHIMP_API_KEY", "BIRD_API_KEY", "MONEYBIRD_TOKEN",
        }  # fmt: skip


@pytest.mark.rule("1.14")
@pytest.mark.rule("1.16")
class TestNotice:
    def test_is_thirty_days(self):
        day = date(2026, 5, 1)
        with pytest.raises(NoNotice):
            company(announced_on=day, starts_on=day + timedelta(days=29))

    @pytest.mark.django_db
    def test_goes_to_the_owners_of_every_member_once(self, added, now):
        ours = members.full_shop(owner=members.user(email="anna@example.com"))
        gone = members.full_shop(owner=members.user(email="bob@example.com"))
        gone.membership.end(actor="test", at=now, reason="notice")
        assert run_at(JOB, now) == 1
        assert run_at(JOB, now + timedelta(days=1)) == 0
        letter = SentLetter.objects.get(letter="members/sub_processor_added")
        assert letter.to == "anna@example.com"
        assert "Doosje B.V." in letter.text
        assert ours.pk

    @pytest.mark.django_db
    def test_does_not_go_to_who_joined_when_it_was_on_the_list(self, added, now):
        members.full_shop(owner=members.user(), at=now + timedelta(days=2))
        assert run_at(JOB, now + timedelta(days=3)) == 0

    @pytest.mark.django_db
    def test_is_not_given_of_the_first_list(self, now):
        members.full_shop(owner=members.user())
        assert run_at(JOB, now) == 0

    @pytest.mark.django_db
    def test_stands_on_the_page_before_it_begins(self, added, client):
        page = client.get("/sub-processors/").text
        assert "Postmark" in page
        assert client.get("/en/sub-processors/").status_code == 200


class TestTheLog:
    def test_names_what_ended_and_takes_it_off_the_list(self, monkeypatch):
        made = company(ended_on=date(2026, 3, 1))
        monkeypatch.setattr(sub_processors, "SUB_PROCESSORS", (made,))
        assert sub_processors.listed(date(2026, 3, 1)) == [made]
        assert sub_processors.listed(date(2026, 3, 2)) == []
        assert [kind for _day, kind, _which in sub_processors.changes(date(2026, 3, 2))] == ["ended", "added"]
