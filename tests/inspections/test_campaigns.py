"""A change of the requirements: told to each member with its own quote, two months, reminders, and then a person."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from inspections import campaigns, jobs
from inspections.models import Campaign, CampaignCase, Checklist, Criterion, Inspection, Scan, ScanPage
from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.models import SentLetter
from keurmerk.outbox import drain, record
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = datetime(2026, 12, 31, 10, 0, tzinfo=AMSTERDAM)  # two months on: 28 February, the clamp of reading A3
WRONG = "Een geschil kunt u voorleggen via https://ec.europa.eu/consumers/odr."


@pytest.fixture
def edition():
    """The next one: a new required point (TC-05), and one that only was an improvement before (TC-02)."""
    inspections.checklist()
    made = Checklist.objects.create(edition="2", valid_from=date(2026, 12, 1))
    for position, (code, severity) in enumerate({"ID-03": "B", "TC-02": "B", "TC-05": "B", "RV-04": "F"}.items()):
        known = Criterion.objects.filter(code=code).first()
        question = known.question_nl if known else f"Vraag {code}?"
        Criterion.objects.create(
            checklist=made, position=position, code=code, severity=severity, auto="A", question_nl=question,
            question_en=f"Question {code}?", advice_nl=f"Pas {code} aan.", advice_en=f"Change {code}.",
        )  # fmt: skip
    return made


def seen(shop, **verdicts):
    scan = Scan.objects.create(
        shop=shop, next_scan_at=NOW, verdicts={k.replace("_", "-"): v for k, v in verdicts.items()}
    )
    ScanPage.objects.create(
        scan=scan, url=f"https://{shop.host}/voorwaarden", kind="terms", sha256="x", seen_at=NOW, text=WRONG
    )
    return scan


@pytest.fixture
def affected():
    shop = members.full_shop(owner=members.user())
    seen(shop, TC_02=["met", "machine"], TC_05=["not_met", "machine"])
    return shop


@pytest.fixture
def case(edition, affected):
    Campaign.announce(edition, actor="test", at=NOW)
    jobs.CAMPAIGNS.run(NOW)
    return CampaignCase.objects.select_related("campaign").get(shop=affected)


class TestAnnouncing:
    @pytest.mark.rule("6.1")
    def test_is_of_what_is_new_or_newly_required(self, edition):
        assert Campaign.announce(edition, actor="test", at=NOW).codes == ["TC-02", "TC-05"]

    @pytest.mark.rule("6.3")
    def test_gives_two_calendar_months(self, edition):
        assert amsterdam_date(Campaign.announce(edition, actor="test", at=NOW).deadline_at) == date(2027, 2, 28)

    def test_follows_the_publication_of_an_edition_once(self, edition, affected):
        for _ in range(2):
            record("edition.published", subject=edition, actor="user:1", at=NOW, payload={"edition": edition.pk})
        drain()
        assert CampaignCase.objects.count() == 1

    def test_of_an_edition_without_new_points_is_none(self):
        assert Campaign.announce(inspections.checklist(edition="1"), actor="test", at=NOW) is not None
        same = Checklist.objects.create(edition="1b", valid_from=date(2026, 1, 1))
        for point in inspections.checklist().criteria.all():
            point.pk, point.checklist = None, same
            point.save()
        assert Campaign.announce(same, actor="test", at=NOW) is None

    def test_leaves_out_who_may_not_show_the_mark(self, edition):
        members.shop()
        Campaign.announce(edition, actor="test", at=NOW)
        assert not CampaignCase.objects.exists()


class TestNotice:
    @pytest.mark.rule("6.2")
    def test_goes_to_each_member_with_its_own_page_and_quote(self, case):
        assert case.affected[0]["code"] == "TC-05"
        assert case.left_over == ["TC-05"]
        drain()
        letter = SentLetter.objects.get(letter="inspections/change_of_requirements")
        assert "ec.europa.eu/consumers/odr" in letter.text
        assert "28 februari 2027" in letter.text
        assert "Dit is in orde" in letter.text  # of TC-02

    def test_goes_out_once(self, case):
        assert jobs.CAMPAIGNS.run(NOW) == 0
        drain()
        drain()
        assert SentLetter.objects.filter(letter="inspections/change_of_requirements").count() == 1

    def test_tells_who_meets_it_all_so_and_asks_no_more(self, edition):
        shop = members.full_shop(owner=members.user())
        seen(shop, TC_02=["met", "machine"], TC_05=["met", "machine"]).pages.update(text="Niets bijzonders.")
        Campaign.announce(edition, actor="test", at=NOW)
        jobs.CAMPAIGNS.run(NOW)
        drain()
        assert CampaignCase.objects.get().state == CampaignCase.State.MET
        letter = SentLetter.objects.get(letter="inspections/change_of_requirements")
        assert "Je hoeft niets te doen" in letter.text

    def test_to_a_shop_that_was_never_read_claims_nothing(self, edition):
        members.full_shop(owner=members.user())
        Campaign.announce(edition, actor="test", at=NOW)
        jobs.CAMPAIGNS.run(NOW)
        case = CampaignCase.objects.get()
        assert (case.affected, case.left_over) == ([], ["TC-02", "TC-05"])


class TestTwoMonths:
    def test_are_reminded_of_at_30_14_and_3_days(self, case):
        days = []
        for _ in range(3):
            days.append((case.campaign.deadline_at - case.next_step_at).days)
            jobs.CAMPAIGNS.run(case.next_step_at)
            case.refresh_from_db()
        assert days == [30, 14, 3]
        drain()
        assert SentLetter.objects.filter(letter="inspections/change_reminder").count() == 3

    def test_close_when_the_night_sees_it_met(self, case):
        campaigns.note_met(case.shop_id, {"TC-05": ["met", "hint"]}, at=NOW + DAY)
        case.refresh_from_db()
        assert case.state == CampaignCase.State.TOLD
        campaigns.note_met(case.shop_id, {"TC-05": ["met", "machine"]}, at=NOW + DAY)
        case.refresh_from_db()
        assert (case.state, case.left_over) == (CampaignCase.State.MET, [])
        assert jobs.CAMPAIGNS.run(case.campaign.deadline_at + DAY) == 0

    @pytest.mark.rule("6.3")
    def test_end_with_an_inspection_and_never_by_themselves_with_more(self, case):
        for _ in range(3):
            jobs.CAMPAIGNS.run(case.next_step_at)
            case.refresh_from_db()
        jobs.CAMPAIGNS.run(case.campaign.deadline_at + timedelta(minutes=1))
        drain()
        case.refresh_from_db()
        assert case.state == CampaignCase.State.OVERDUE
        assert Inspection.objects.get(shop=case.shop).kind == Inspection.Kind.REQUIREMENT_CHANGE
        assert case.shop.membership.ended_at is None

    def test_a_missed_reminder_is_not_made_up_for(self, case):
        jobs.CAMPAIGNS.run(case.campaign.deadline_at - timedelta(days=10))  # the machine stood still for weeks
        case.refresh_from_db()
        assert (case.campaign.deadline_at - case.next_step_at).days == 3


class TestProgress:
    def test_is_the_managers_to_see(self, client, case):
        client.force_login(members.inspector())
        assert client.get("/desk/campaigns/").status_code == 404
        client.force_login(members.user(staff_role="manager"))
        assert "0 van 1 voldoen" in client.get("/desk/campaigns/").text
        html = client.get(f"/desk/campaigns/{case.campaign_id}/").text
        assert case.shop.host in html
        assert "TC-05" in html

    def test_shows_the_owner_what_is_left(self, client, case):
        client.force_login(case.shop.owner())
        html = client.get(f"/dashboard/shops/{case.shop_id}/remedies/").text
        assert "De eisen zijn veranderd" in html
        assert "Pas TC-05 aan." in html

    def test_one_case_per_shop_is_the_databases_too(self, case):
        with pytest.raises(IntegrityError), transaction.atomic():
            CampaignCase.objects.create(campaign=case.campaign, shop=case.shop, next_step_at=NOW)
