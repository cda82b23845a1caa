"""The application: what it needs, what it starts, who gets the host, how it can end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction

from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from keurmerk.retention import forget
from members import documents
from members.models import Acceptance, Application, Membership, Seat, Shop
from members.models.application import HostTaken, TooManyShops
from tests.factories import members

pytestmark = pytest.mark.django_db


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM)


@pytest.fixture
def sent(now):
    made = members.application()
    made.submit(actor="test", at=now)
    return made


@pytest.fixture
def inspected(sent, now):
    sent.complete(actor="test", at=now)
    sent.take_into_inspection(actor="test", at=now)
    return sent


class TestStart:
    def test_is_one_draft_per_person(self, now):
        person = members.user()
        assert Application.start(person, at=now) == Application.start(person, at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.create(applicant=person, started_at=now)


class TestSubmit:
    @pytest.mark.rule("5.1")
    def test_registers_the_shop_with_its_owner(self, sent):
        assert sent.shop.host == sent.shop_host
        assert Seat.objects.get(shop=sent.shop).user == sent.applicant
        assert Event.objects.filter(name="application.submitted", subject_id=sent.pk).count() == 1

    @pytest.mark.rule("2.12", "18.1")
    @pytest.mark.parametrize("missing", documents.CURRENT)
    def test_needs_every_document_in_its_current_version(self, now, missing):
        made = members.application()
        Acceptance.objects.filter(application=made, document=missing).update(version="2019-01")
        with pytest.raises(IllegalMove):
            made.submit(actor="test", at=now)

    @pytest.mark.rule("2.1")
    def test_forgets_after_a_year_from_where_it_was_accepted_and_keeps_the_rest(self, now):
        made = members.application()
        Acceptance.objects.all().delete()
        Acceptance.give(made, documents.CURRENT, at=now, ip_address="192.0.2.9")
        forget(now=now + relativedelta(months=12))
        assert made.acceptances.filter(ip_address="192.0.2.9").count() == len(documents.CURRENT)
        forget(now=now + relativedelta(months=12, seconds=1))
        assert set(made.acceptances.values_list("ip_address", "accepted_at")) == {(None, now)}

    @pytest.mark.rule("1.5")
    @pytest.mark.rule("3.5")
    @pytest.mark.rule("3.6")
    @pytest.mark.rule("3.7")
    @pytest.mark.parametrize("name", ["owns_shop", "answers_are_true", "material_is_ours", "knows_requirements"])
    def test_needs_every_declaration(self, now, name):
        with pytest.raises(IllegalMove):
            members.application(**{name: False}).submit(actor="test", at=now)

    def test_of_a_host_that_is_taken_leaves_the_draft_whole(self, now):
        members.shop(host="fietsgoed.example")
        made = members.application(shop_host="fietsgoed.example")
        with pytest.raises(HostTaken):
            made.submit(actor="test", at=now)
        made.refresh_from_db()
        assert (made.state, made.shop) == ("DRAFT", None)
        assert not Membership.objects.filter(member=made.member).exists()

    def test_twice_by_a_stale_copy_registers_one_shop(self, now):
        made = members.application()
        stale = Application.objects.get(pk=made.pk)
        made.submit(actor="test", at=now)
        with pytest.raises(IllegalMove):
            stale.submit(actor="test", at=now)
        assert Shop.objects.count() == 1

    def test_empties_what_was_kept_for_resuming(self, now):
        made = members.application()
        made.keep("company", {"phone": "038"})
        made.submit(actor="test", at=now)
        made.refresh_from_db()
        assert made.unfinished == {}


class TestTarget:
    @pytest.mark.rule("4.4")
    @pytest.mark.parametrize(
        ("received", "expected"),
        [
            (local(2026, 3, 2, 10, 0), local(2026, 3, 4, 17, 0)),  # Monday morning
            (local(2026, 3, 2, 17, 30), local(2026, 3, 5, 17, 0)),  # after closing: as if on Tuesday
            (local(2026, 3, 6, 10, 0), local(2026, 3, 10, 17, 0)),  # Friday
            (local(2026, 4, 2, 10, 0), local(2026, 4, 7, 17, 0)),  # before Easter Monday
        ],
    )
    def test_is_two_working_days_after_all_is_in(self, received, expected):
        target = Application.inspection_target(received)
        assert target == expected

    @pytest.mark.rule("4.4")
    def test_starts_when_the_application_is_complete_not_when_it_is_sent(self, sent, now):
        assert sent.inspection_due_at is None
        sent.complete(actor="test", at=now)
        assert sent.inspection_due_at == Application.inspection_target(now)


class TestApprove:
    @pytest.mark.rule("4.1")
    @pytest.mark.rule("5.4")
    @pytest.mark.rule("1.8")
    def test_grants_the_mark_and_not_before(self, inspected, now):
        assert not inspected.shop.shows_seal()
        inspected.approve(actor="test", at=now)
        shop = Shop.objects.with_standing().get(pk=inspected.shop_id)
        assert (shop.standing, shop.shows_seal()) == ("aspirant", True)
        assert shop.grant.host == inspected.shop_host

    @pytest.mark.rule("1.3")
    def test_of_a_second_shop_leaves_the_membership_as_it_is(self, now):
        first = members.full_shop()
        second = members.application(member=first.member)
        for verb in ("submit", "complete", "take_into_inspection", "approve"):
            getattr(second, verb)(actor="test", at=now)
        assert Membership.objects.get().state == "FULL"
        assert second.shop.grants.count() == 1


class TestReject:
    @pytest.mark.rule("4.9")
    def test_may_be_followed_by_a_reinspection_as_often_as_needed(self, inspected, now):
        for _ in range(5):
            inspected.reject(actor="test", at=now)
            inspected.ask_reinspection(actor="test", at=now, what_changed="Alles")
            inspected.take_into_inspection(actor="test", at=now)
        assert Event.objects.filter(name="application.reinspection_asked").count() == 5

    def test_keeps_the_owners_words_out_of_the_trail(self, inspected, now):
        inspected.reject(actor="test", at=now)
        inspected.ask_reinspection(actor="test", at=now, what_changed="Bel Jan op 06-12345678")
        assert "Jan" not in str(Event.objects.get(name="application.reinspection_asked").payload)


class TestLettingGo:
    @pytest.mark.parametrize("verb", ["withdraw", "refuse"])
    def test_frees_the_host_and_ends_the_waiting_contract(self, sent, now, verb):
        more = {"reason": "3.8"} if verb == "refuse" else {}
        getattr(sent, verb)(actor="test", at=now, **more)
        sent.shop.refresh_from_db()
        assert sent.shop.ended_at == now
        assert Membership.objects.get().state == "ENDED"

    def test_of_a_second_shop_leaves_the_membership_alone(self, now):
        first = members.full_shop()
        second = members.application(member=first.member)
        second.submit(actor="test", at=now)
        second.withdraw(actor="test", at=now)
        assert Membership.objects.get().state == "FULL"

    @pytest.mark.rule("3.8")
    def test_by_refusal_keeps_the_reason_inside(self, sent, now):
        sent.refuse(actor="user:1", at=now, reason="3.11")
        assert Event.objects.get(name="application.refused").payload["reason"] == "3.11"

    def test_is_impossible_after_the_decision(self, inspected, now):
        inspected.approve(actor="test", at=now)
        with pytest.raises(IllegalMove):
            inspected.withdraw(actor="test", at=now + timedelta(days=1))


def test_the_database_wants_a_sent_application_complete(now):
    made = members.application(complete=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(state="SUBMITTED")


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("5.7")
def test_of_eight_who_want_a_host_at_once_one_gets_it(now):
    drafts = [members.application(shop_host="fietsgoed.example") for _ in range(8)]

    def submit(draft: Application) -> str:
        try:
            draft.submit(actor="test", at=now)
        except HostTaken:
            return "taken"
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(submit, drafts))
    assert outcomes == ["sent", *["taken"] * 7]
    assert Shop.objects.at_host("fietsgoed.example").count() == 1
    assert Event.objects.filter(name="application.submitted").count() == 1


@pytest.mark.rule("5.7")
class TestFiveShops:
    def test_are_the_most_that_a_member_has(self, now):
        company = members.member()
        for _ in range(5):
            members.application(member=company).submit(actor="test", at=now)
        sixth = members.application(member=company)
        with pytest.raises(TooManyShops):
            sixth.submit(actor="test", at=now)
        assert (company.shops.count(), sixth.state) == (5, Application.State.DRAFT)

    def test_do_not_count_those_that_ended(self, now):
        company = members.member()
        for _ in range(5):
            members.shop(of=company)
        company.shops.update(ended_at=now)
        members.application(member=company).submit(actor="test", at=now)
