"""Gapless numbers, with nobody else in the way and with everybody at once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction

from billing.models import Invoice, NumberSeries
from tests.factories import billing, members


@pytest.mark.django_db
class TestTake:
    def test_counts_from_one_in_each_year_and_series(self):
        taken = [
            NumberSeries.take("F", 2026),
            NumberSeries.take("F", 2026),
            NumberSeries.take("F", 2027),
            NumberSeries.take("C", 2026),
        ]
        assert taken == ["F2026-00001", "F2026-00002", "F2027-00001", "C2026-00001"]

    def test_gives_the_number_back_when_the_transaction_fails(self):
        with pytest.raises(RuntimeError), transaction.atomic():
            NumberSeries.take("F", 2026)
            raise RuntimeError
        assert NumberSeries.take("F", 2026) == "F2026-00001"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_leaves_no_gap_and_no_double(self, now):
        company = members.member()
        drafts = [billing.draft(at=now, of=company) for _ in range(12)]
        for draft in drafts:
            draft.add_line("Lidmaatschap", Decimal(120))

        def issue(draft: Invoice) -> None:
            try:
                draft.issue(actor="test", at=now)
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(issue, drafts))
        numbers = sorted(Invoice.objects.values_list("number", flat=True))
        assert numbers == [f"F2026-{n:05d}" for n in range(1, 13)]

    def test_leaves_no_gap_when_some_of_fifty_workers_step_back(self, now):
        company = members.member()
        drafts = [billing.draft(at=now, of=company) for _ in range(50)]
        for draft in drafts:
            draft.add_line("Lidmaatschap", Decimal(120))
        all_at_once = Barrier(50)

        def issue(numbered: tuple[int, Invoice]) -> bool:
            place, draft = numbered
            try:
                all_at_once.wait()
                with transaction.atomic():
                    draft.issue(actor="test", at=now)
                    steps_back = place % 5 == 0
                    transaction.set_rollback(steps_back)  # after it took its number
            finally:
                connection.close()
            return not steps_back

        with ThreadPoolExecutor(50) as pool:
            done = list(pool.map(issue, enumerate(drafts)))
        numbers = sorted(Invoice.objects.sent().values_list("number", flat=True))
        assert done.count(True) == 40
        assert numbers == [f"F2026-{n:05d}" for n in range(1, 41)]
        assert NumberSeries.objects.get(series="F").last == 40

    def test_needs_the_transaction_that_uses_it(self):
        with pytest.raises(RuntimeError):
            NumberSeries.take("F", 2026)
