"""Beyond mediation: announced, objected to, sealed, handed over, decided, done or not (terms 11.4-11.7, 13.8)."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from disputes.evidence_file import FileKind, Taken
from disputes.jobs import SEAL, WATCH, dispute_stands_against, forget_evidence
from disputes.models import Dispute, Evidence, Objection, Party, Referral, Ruling, Settlement
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.documents import TERMS
from members.models import Circumstance
from members.models.application import Acceptance
from tests.disputes.test_dispute import end_of
from tests.disputes.test_proposals import propose, settled
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(email="owner@example.com"))


def letters():
    drain()
    found = SentLetter.objects.filter(letter__startswith="disputes/").values_list("letter", "to")
    return {(letter.removeprefix("disputes/"), to) for letter, to in found}


def opened(referral):
    return zipfile.ZipFile(io.BytesIO(referral.file()))


def objection(referral, *, by=Party.SHOP, item="", at=None, reason="Daar staat een privénummer in."):
    item = item or f"message:{referral.dispute.messages.first().pk}"
    return Objection.make(referral, by, item, reason, actor="user:1", at=at or referral.announced_at)


class TestAnnounce:
    @pytest.mark.rule("11.4")
    def test_is_of_what_failed_or_was_not_kept(self, now):
        for make in (disputes.mediated, disputes.settled, disputes.closed):
            with pytest.raises(IllegalMove):
                Referral.announce(make(at=now), actor="consumer", at=now + 20 * DAY)
        assert disputes.announced(at=now).state == "ANNOUNCED"

    def test_is_of_a_settlement_that_was_broken(self, now):
        agreed = settled(disputes.answered(at=now), at=now + 2 * DAY)
        Settlement.objects.filter(pk=agreed.pk).update(state="BREACHED", next_step_at=None, ended_at=now + 40 * DAY)
        dispute = Dispute.objects.get(pk=agreed.dispute_id)
        assert Referral.announce(dispute, actor="consumer", at=now + 50 * DAY).state == "ANNOUNCED"

    @pytest.mark.rule("11.4")
    @pytest.mark.rule("PA disputes")
    def test_gives_both_five_working_days_and_tells_them(self, shop, now):
        referral = disputes.announced(at=now, shop=shop)  # on Sunday 8 March
        assert referral.objections_until == end_of(2026, 3, 13)
        assert {("referral_announced", "jan@example.com"), ("referral_announced", "owner@example.com")} <= letters()
        told = SentLetter.objects.get(letter="disputes/referral_announced", to="owner@example.com").text
        assert "13 maart 2026" in told
        assert "11.6" in told

    def test_stands_once_until_it_is_withdrawn(self, now):
        referral = disputes.announced(at=now)
        with pytest.raises(IllegalMove):
            Referral.announce(referral.dispute, actor="consumer", at=now + 7 * DAY)
        referral.withdraw(actor="consumer", at=now + 7 * DAY)
        assert Referral.announce(referral.dispute, actor="consumer", at=now + 8 * DAY).state == "ANNOUNCED"

    def test_keeps_what_it_costs_and_who_decides_as_told(self, now, settings):
        settings.COMMITTEE_FEE = "12.50"
        referral = disputes.announced(at=now)
        referral.refresh_from_db()
        assert (str(referral.fee), referral.body) == ("12.50", settings.BRAND["disputes_committee"])


class TestObjection:
    def test_is_for_five_working_days_once_and_to_an_item_of_the_case(self, now):
        referral = disputes.announced(at=now)
        objection(referral)
        wrong = (
            {},
            {"item": "message:0"},
            {"item": f"message:{disputes.mediated(at=now).messages.first().pk}"},
            {"by": Party.CONSUMER, "at": referral.objections_until + timedelta(seconds=1)},
        )
        for facts in wrong:
            with pytest.raises(IllegalMove):
                objection(referral, **facts)

    def test_gives_us_two_working_days_more(self, now):
        referral = disputes.announced(at=now)
        objection(referral)
        referral.refresh_from_db()
        assert (referral.objections_until, referral.share_at) == (end_of(2026, 3, 13), end_of(2026, 3, 17))
        assert SEAL.run(referral.objections_until) == 0

    def test_waits_for_the_mediator_and_is_answered_by_letter(self, shop, now):
        referral = disputes.announced(at=now, shop=shop)
        made = objection(referral)
        assert list(Dispute.objects.for_the_mediator()) == [referral.dispute]
        made.uphold("", actor="user:2", at=now + 7 * DAY)
        assert not Dispute.objects.for_the_mediator().exists()
        assert ("objection_answered", "owner@example.com") in letters()
        assert ("objection_answered", "jan@example.com") not in letters()

    def test_is_not_decided_when_the_file_is_made(self, now):
        referral = disputes.announced(at=now)
        made = objection(referral)
        SEAL.run(referral.share_at + 5 * DAY)
        stale = Objection.objects.get(pk=made.pk)
        stale.state = "MADE"
        with pytest.raises(IllegalMove):
            stale.overrule("Toch.", actor="user:2", at=now + 20 * DAY)


@pytest.mark.rule("11.4")
class TestSeal:
    def test_comes_by_itself_and_once(self, now):
        referral = disputes.announced(at=now)
        assert [SEAL.run(referral.share_at) for _ in range(2)] == [1, 0]
        referral.refresh_from_db()
        assert referral.state == "SEALED"
        with opened(referral) as archive:
            manifest = json.loads(archive.read("manifest.json"))["sha256"]
        assert set(manifest) == {"case.json", "case.pdf"}

    def test_leaves_out_what_was_upheld_and_what_nobody_decided(self, now):
        dispute = disputes.mediated(at=now)
        offer = propose(dispute, at=now + 3 * DAY, kind="REPAIR", words="Gratis repareren")
        file = Taken(b"%PDF-1", FileKind.PDF)
        facts = {"kind": "ORDER", "shows": "Bon met rekeningnummer", "name": "bon.pdf", "actor": "x", "at": now}
        bon = Evidence.add(dispute, Party.CONSUMER, file, **facts)
        dispute.refresh_from_db()
        dispute.fail("Niets.", actor="user:2", at=now + 5 * DAY)
        referral = Referral.announce(dispute, actor="consumer", at=now + 6 * DAY)
        upheld = objection(referral, by=Party.CONSUMER, item=f"evidence:{bon.pk}")
        upheld.uphold("Terecht.", actor="user:2", at=now + 7 * DAY)
        shared = objection(referral, item=f"proposal:{offer.pk}")
        shared.overrule("De commissie moet dit weten.", actor="user:2", at=now + 7 * DAY)
        objection(referral)  # to the first message, and nobody decides
        SEAL.run(now + 30 * DAY)
        referral.refresh_from_db()
        with opened(referral) as archive:
            case = json.loads(archive.read("case.json"))
            assert "evidence/B1.pdf" not in archive.namelist()
        assert case["left_out"] == ["message 1 of SHOP", "evidence B1 of CONSUMER"]
        assert [each["in_words"] for each in case["proposals"]] == ["Reparatie. Gratis repareren"]
        assert "Bon met rekeningnummer" not in json.dumps(case)
        assert not any("garantie" in each["text"] for each in case["messages"])

    @pytest.mark.rule("11.6")
    def test_proves_by_which_terms_the_shop_is_bound_to_the_committee(self, now):
        application = members.application()
        shop = members.full_shop(of=application.member)
        Acceptance.objects.filter(application=application).delete()
        Acceptance.give(application, [TERMS], at=now)
        with opened(disputes.sealed(at=now, shop=shop)) as archive:
            bound = json.loads(archive.read("case.json"))["accepted_terms"]
        assert (bound["version"], bound["article"]) == ("2026-01", "11.6")

    def test_is_not_of_what_was_withdrawn(self, now):
        referral = disputes.announced(at=now)
        referral.withdraw(actor="consumer", at=now + 7 * DAY)
        assert SEAL.run(referral.share_at) == 0


class TestSend:
    @pytest.mark.rule("11.4")
    def test_makes_the_case_one_to_read_alone(self, shop, now):
        dispute = disputes.sent(at=now, shop=shop).dispute
        assert dispute.state == "AT_COMMITTEE"
        for speak in (dispute.answer, dispute.reply):
            with pytest.raises(IllegalMove):
                speak("Nog iets.", actor="x", at=now + 20 * DAY)
        with pytest.raises(IllegalMove):
            propose(dispute, at=now + 20 * DAY)
        assert {("dispute_referred", "jan@example.com"), ("dispute_referred", "owner@example.com")} <= letters()

    def test_happens_once(self, now):
        stale = Referral.objects.get(pk=disputes.sealed(at=now).pk)
        Referral.objects.get(pk=stale.pk).send("A", how="HAND", actor="user:2", at=now + 20 * DAY)
        with pytest.raises(IllegalMove):
            stale.send("B", how="HTTP", actor="committee", at=now + 20 * DAY)


@pytest.mark.rule("11.7")
class TestRuling:
    def test_is_stored_with_its_paper_and_told_to_both(self, shop, now):
        ruling = disputes.ruled(at=now, shop=shop)
        assert ruling.paper() == b"%PDF-ruling"
        assert (ruling.referral.state, ruling.referral.dispute.state) == ("DECIDED", "DECIDED")
        assert {("ruling_received", "jan@example.com"), ("ruling_received", "owner@example.com")} <= letters()
        told = SentLetter.objects.get(letter="disputes/ruling_received", to="owner@example.com").text
        assert "15 mei 2026" in told
        assert "7:904" in told
        assert "rbitra" not in told

    @pytest.mark.parametrize(
        "facts",
        [
            {"paper": Taken(b"tekst", FileKind.TEXT)},
            {"decided_on": 1},
            {"comply_by": -2},
        ],
    )
    def test_is_refused_without_a_paper_or_with_days_that_cannot_be(self, now, facts):
        referral, at = disputes.sent(at=now), now + 60 * DAY
        days = {name: amsterdam_date(at) + n * DAY for name, n in facts.items() if isinstance(n, int)}
        said = {"paper": Taken(b"%PDF-1", FileKind.PDF), "decided_on": amsterdam_date(at), **facts, **days}
        with pytest.raises(IllegalMove):
            Ruling.receive(referral, "CONSUMER", said.pop("paper"), **said, actor="user:2", at=at)

    def test_cannot_come_before_the_file_is_there(self, now):
        referral, at = disputes.sealed(at=now), now + 60 * DAY
        paper = Taken(b"%PDF-1", FileKind.PDF)
        with pytest.raises(IllegalMove):
            Ruling.receive(referral, "SHOP", paper, decided_on=amsterdam_date(at), actor="user:2", at=at)

    def test_for_the_shop_leaves_nothing_to_be_done(self, now):
        ruling = disputes.ruled(at=now, outcome="SHOP")
        assert (ruling.comply_by, ruling.next_step_at) == (None, None)

    def test_without_a_paper_is_refused_by_the_database(self, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ruling.objects.filter(pk=disputes.ruled(at=now).pk).update(digest="")


@pytest.mark.rule("11.5", "11.7")
class TestCompliance:
    def test_is_asked_after_its_day_and_silence_is_a_yes(self, shop, now):
        ruling = disputes.ruled(at=now, shop=shop)
        assert WATCH.run(ruling.next_step_at - timedelta(seconds=1)) == 0
        assert WATCH.run(ruling.next_step_at) == 1
        assert ("ruling_asked", "jan@example.com") in letters()
        ruling.refresh_from_db()
        assert WATCH.run(ruling.next_step_at) == 1
        assert Referral.objects.get().state == "COMPLIED"
        assert not Circumstance.objects.exists()

    @pytest.mark.rule("13.8")
    def test_that_lacks_is_a_task_for_the_manager_and_no_end(self, shop, now):
        ruling = disputes.ruled(at=now, shop=shop)
        WATCH.run(ruling.next_step_at)
        ruling.refresh_from_db()
        ruling.deny(actor="consumer", at=now + 76 * DAY)
        assert {("ruling_not_complied", "jan@example.com"), ("ruling_not_complied", "owner@example.com")} <= letters()
        task = Circumstance.objects.get()
        assert (task.kind, task.note) == ("NOT_KEPT", ruling.referral.dispute.number)
        shop.membership.refresh_from_db()
        assert shop.membership.state == "FULL"
        assert dispute_stands_against(shop.membership, now) == "open_dispute"

    def test_that_comes_late_is_written_down_after_all(self, now):
        ruling = disputes.ruled(at=now)
        WATCH.run(ruling.next_step_at)
        ruling.refresh_from_db()
        ruling.deny(actor="consumer", at=now + 76 * DAY)
        ruling.confirm(actor="consumer", at=now + 80 * DAY)
        assert Referral.objects.get().state == "COMPLIED"

    def test_is_not_denied_before_its_day(self, now):
        with pytest.raises(IllegalMove):
            disputes.ruled(at=now).deny(actor="consumer", at=now + 61 * DAY)

    @pytest.mark.rule("13.8")
    def test_a_settlement_that_is_broken_is_a_task_too(self, shop, now):
        agreed = settled(disputes.answered(at=now, shop=shop), at=now + 2 * DAY)
        agreed.step(actor="clock", at=agreed.next_step_at)
        agreed.deny(actor="consumer", at=now + 12 * DAY)
        agreed.step(actor="clock", at=agreed.next_step_at)
        drain()
        assert Circumstance.objects.get().kind == "NOT_KEPT"


class TestForgetting:
    def test_takes_the_files_and_the_words_with_the_consumer(self, now, django_capture_on_commit_callbacks):
        ruling = disputes.ruled(at=now, outcome="SHOP")
        with django_capture_on_commit_callbacks(execute=True):
            ruling.referral.dispute.forget_consumer(actor="desk", at=now + 90 * DAY)
        ruling = Ruling.objects.get()
        assert (ruling.words, ruling.paper(), ruling.referral.file()) == ("", None, None)

    def test_comes_by_itself_five_years_after_the_end(self, now, django_capture_on_commit_callbacks):
        ruling = disputes.ruled(at=now, outcome="SHOP")
        forget_evidence(now=now + 365 * 4 * DAY)
        assert Referral.objects.get().file()
        with django_capture_on_commit_callbacks(execute=True):
            forget_evidence(now=now + 365 * 6 * DAY)
        assert Referral.objects.get().file() is None
        assert Ruling.objects.get(pk=ruling.pk).words == ""
