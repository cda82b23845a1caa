from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from billing.figures.quarters import Quarter
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client):
    person = members.user(name="Fien Anke", staff_role="finance")
    client.force_login(person)
    return person


def address(name):
    return reverse(f"desk:{name}")


def opened(client, **asked):
    answer = client.get(address("books_zip"), asked)
    assert answer["Content-Type"] == "application/zip"
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


class TestBooks:
    @pytest.mark.parametrize("role", ["", "inspector", "moderator", "mediator"])
    @pytest.mark.parametrize("name", ["books", "books_zip"])
    def test_are_for_finance_and_the_manager(self, client, role, name):
        client.force_login(members.user(staff_role=role))
        assert client.get(address(name)).status_code == 404

    def test_come_as_one_file(self, client, finance, now):
        invoice = billing.invoice(at=now)
        assert f"ubl/{invoice.number}.xml" in opened(client, first="2026-03-02", last="2026-03-02").namelist()
        assert f"ubl/{invoice.number}.xml" not in opened(client, first="2026-03-03", last="2026-03-31").namelist()

    def test_propose_the_last_quarter_that_ended(self, client, finance):
        page = client.get(address("books")).content.decode()
        ended = Quarter.of(amsterdam_date(clock.now())).before
        assert f'value="{ended.first}"' in page
        assert f'value="{ended.last}"' in page

    @pytest.mark.parametrize(
        ("first", "last", "why"),
        [
            ("2026-03-02", "2026-03-01", "De laatste dag ligt voor de eerste."),
            ("2025-01-01", "2026-01-02", "Kies hoogstens één jaar."),
            ("2026-03-01", "2999-01-01", "De laatste dag moet nog komen."),
            ("", "2026-03-01", "Vul een dag in"),
            ("2026-02-30", "2026-03-01", "Van:"),
        ],
    )
    def test_say_why_when_the_days_cannot_be(self, client, finance, first, last, why):
        answer = client.get(address("books_zip"), {"first": first, "last": last})
        assert answer.status_code == 400
        assert why in answer.content.decode()

    def test_may_be_a_whole_year_up_to_today(self, client, finance):
        today = amsterdam_date(clock.now())
        opened(client, first=str(today - timedelta(days=365)), last=str(today)).close()
