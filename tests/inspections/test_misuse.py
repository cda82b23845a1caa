"""A case of misuse: judged by a person, warned with seven days, and what may follow (terms 10.5, 10.6)."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from inspections import jobs, watching
from inspections.misuse.sheet import Sheet
from inspections.models import Misuse, MisuseProof, SamePerson, Watch
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from tests.factories import members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHOWN = '<small>Lid van Keurtegel</small><a href="/cart">x</a>'


@pytest.fixture
def inspector():
    return members.inspector()


@pytest.fixture
def manager():
    return members.user(staff_role="manager")


@pytest.fixture
def case(now):
    Watch.begin("nep.example", Watch.Why.LISTED, at=now)
    made = Misuse.report("nep.example", Watch.Why.LISTED, actor="clock", at=now)
    MisuseProof.keep(made, url="https://nep.example/", html=SHOWN, signs=[{"code": "claim", "proof": "Lid"}], at=now)
    return made


@pytest.fixture
def warned(case, inspector, now):
    case.confirm(by=inspector, actor="test", at=now, reason="Staat in de voet.")
    case.warn(by=inspector, at=now, email="baas@nep.example")
    return case


@pytest.fixture
def ignored(warned):
    jobs.IGNORED.run(warned.deadline_at + timedelta(minutes=1))
    warned.refresh_from_db()
    return warned


class TestReport:
    def test_twice_is_one_case_with_both_stories(self, now):
        first = Misuse.report("nep.example", Watch.Why.REPORTED, actor="visitor", at=now, story="In de voet.")
        again = Misuse.report("nep.example", Watch.Why.REPORTED, actor="visitor", at=now, story="Bij het afrekenen.")
        assert first == again
        assert again.story == "In de voet.\n\nBij het afrekenen."

    def test_that_is_unfounded_ends_the_watch(self, case, inspector, now):
        case.dismiss(by=inspector, at=now, reason="Een nieuwssite.")
        assert not Watch.objects.open().exists()
        assert Misuse.report("nep.example", Watch.Why.LISTED, actor="clock", at=now + DAY) != case


class TestWarning:
    @pytest.mark.rule("10.5")
    def test_goes_out_with_proof_and_seven_days(self, warned, now):
        drain()
        letter = SentLetter.objects.get(letter="inspections/misuse_warning")
        assert letter.to == "baas@nep.example"
        assert "9 maart 2026" in letter.text
        assert "https://nep.example/" in letter.text

    def test_by_post_sends_no_letter(self, case, inspector, now):
        case.confirm(by=inspector, actor="test", at=now, reason="x")
        case.warn(by=inspector, at=now)
        drain()
        assert not SentLetter.objects.exists()

    def test_comes_after_the_judgement_of_a_person(self, case, inspector, now):
        with pytest.raises(IllegalMove):
            case.warn(by=inspector, at=now)

    def test_that_is_heeded_closes_the_case(self, warned, now):
        watch = Watch.objects.get()
        for day in (1, 8):
            watching.settle(watch.pk, Sheet("https://nep.example/", "<p>Niets</p>"), at=now + day * DAY)
        warned.refresh_from_db()
        assert warned.state == Misuse.State.GONE

    def test_that_is_ignored_is_noted_when_the_days_are_over(self, warned):
        assert jobs.IGNORED.run(warned.deadline_at - timedelta(minutes=1)) == 0
        assert jobs.IGNORED.run(warned.deadline_at + timedelta(minutes=1)) == 1
        assert jobs.IGNORED.run(warned.deadline_at + DAY) == 0


class TestNextSteps:
    def test_wait_for_the_seven_days(self, warned, manager, now):
        with pytest.raises(IllegalMove):
            warned.report_to("ACM", by=manager, at=now)
        with pytest.raises(IllegalMove):
            warned.publish("x", by=manager, at=now, until=date(2026, 9, 1))

    @pytest.mark.rule("10.5")
    def test_report_it_to_an_authority_by_name(self, ignored, manager, now):
        ignored.report_to("ACM", by=manager, at=now + 9 * DAY)
        assert (ignored.state, ignored.authority) == ("AT_AUTHORITY", "ACM")

    @pytest.mark.rule("10.6")
    def test_publish_it_until_a_day_and_take_it_down_then(self, ignored, manager, now):
        ignored.publish("Toont ons keurmerk.", by=manager, at=now + 9 * DAY, until=date(2026, 9, 1))
        assert list(Misuse.objects.public()) == [ignored]
        jobs.TAKE_DOWN.run(ignored.take_down_on + timedelta(minutes=1))
        assert not Misuse.objects.public().exists()

    def test_publication_is_another_persons_than_the_judgement(self, ignored, inspector, now):
        with pytest.raises(SamePerson):
            ignored.publish("x", by=inspector, at=now, until=date(2026, 9, 1))

    def test_it_goes_off_the_list_when_it_is_solved(self, ignored, manager, now):
        ignored.publish("Toont ons keurmerk.", by=manager, at=now + 9 * DAY, until=date(2027, 9, 1))
        watch = Watch.objects.get()
        for day in (10, 17):
            watching.settle(watch.pk, Sheet("https://nep.example/", "<p>Niets</p>"), at=now + day * DAY)
        assert not Misuse.objects.public().exists()

    @pytest.mark.rule("10.5")
    def test_there_is_no_fine_without_a_clause(self, ignored, inspector, manager, now, settings):
        with pytest.raises(IllegalMove):
            ignored.impose_fine(Decimal(500), by=inspector, approved_by=manager, at=now)
        settings.FINE_SCHEDULE = [Decimal(500)]
        with pytest.raises(IllegalMove):  # no contract either: it never was a member (reading A8)
            ignored.impose_fine(Decimal(500), by=inspector, approved_by=manager, at=now)

    def test_a_fine_takes_two_persons(self, ignored, inspector, manager, now, settings):
        settings.FINE_SCHEDULE = [Decimal(500)]
        ignored.shop = members.full_shop()
        ignored.save()
        with pytest.raises(SamePerson):
            ignored.impose_fine(Decimal(500), by=manager, approved_by=manager, at=now)
        ignored.impose_fine(Decimal(500), by=inspector, approved_by=manager, at=now)
        assert ignored.state == Misuse.State.FINED


class TestAProposedFine:
    @pytest.fixture
    def party(self, ignored, settings):
        settings.FINE_SCHEDULE = [Decimal(500), Decimal(1000)]
        ignored.shop = members.full_shop()
        ignored.save()
        return ignored

    @pytest.mark.rule("10.5")
    def test_is_imposed_when_another_agrees(self, party, inspector, manager, now):
        party.propose_fine(Decimal(1000), by=inspector, at=now)
        assert (party.state, party.fine) == (Misuse.State.WARNED, None)
        party.agree_to_fine(by=manager, at=now)
        party.refresh_from_db()
        assert (party.state, party.fine, party.fined_by, party.fine_approved_by) == (
            Misuse.State.FINED, Decimal(1000), inspector, manager,
        )  # fmt: skip

    def test_is_not_agreed_to_by_who_proposed_it(self, party, manager, now):
        party.propose_fine(Decimal(500), by=manager, at=now)
        with pytest.raises(SamePerson):
            party.agree_to_fine(by=manager, at=now)

    def test_is_an_amount_of_the_schedule_on_a_party_of_the_contract(self, party, inspector, now):
        with pytest.raises(IllegalMove):
            party.propose_fine(Decimal(501), by=inspector, at=now)
        party.shop = None
        with pytest.raises(IllegalMove):
            party.propose_fine(Decimal(500), by=inspector, at=now)

    def test_cannot_be_agreed_to_before_it_is_proposed_or_twice(self, party, inspector, manager, now):
        with pytest.raises(IllegalMove):
            party.agree_to_fine(by=manager, at=now)
        party.propose_fine(Decimal(500), by=inspector, at=now)
        stale = Misuse.objects.get(pk=party.pk)
        party.agree_to_fine(by=manager, at=now)
        with pytest.raises(IllegalMove):
            stale.agree_to_fine(by=manager, at=now)


class TestProof:
    PICTURE = b"\xff\xd8 a picture"

    def proof(self, case, now):
        return MisuseProof.keep(case, url="https://nep.example/", html="x", signs=[], at=now, picture=self.PICTURE)

    def test_has_a_picture_with_its_hash(self, case, now):
        kept = self.proof(case, now)
        with default_storage.open(kept.picture) as picture:
            assert picture.read() == self.PICTURE
        assert kept.picture_sha256 == sha256(self.PICTURE).hexdigest()

    def test_is_forgotten_with_its_picture_seven_years_after_the_end(self, case, inspector, now):
        kept = self.proof(case, now)
        jobs.FORGET_PROOFS.run(now=now + 3000 * DAY)
        assert MisuseProof.objects.filter(pk=kept.pk).exists()  # the case is open
        case.dismiss(by=inspector, at=now, reason="Nieuws.")
        jobs.FORGET_PROOFS.run(now=now + 2000 * DAY)
        assert MisuseProof.objects.filter(pk=kept.pk).exists()
        jobs.FORGET_PROOFS.run(now=now + 3000 * DAY)
        assert not MisuseProof.objects.filter(pk=kept.pk).exists()
        assert not default_storage.exists(kept.picture)


class TestDatabase:
    @pytest.mark.parametrize(
        "wrong", [{"state": "CONFIRMED"}, {"state": "WARNED"}, {"state": "GONE"}, {"fine": Decimal(500)}]
    )
    def test_has_the_last_word(self, case, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Misuse.objects.filter(pk=case.pk).update(**wrong)
