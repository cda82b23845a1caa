"""The inspector's queue and case, as a browser without JavaScript sees them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from inspections import reading
from inspections.models import Inspection, Snapshot
from inspections.models.snapshot import fingerprint
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(client):
    person = members.inspector()
    client.force_login(person)
    return person


def page(client, name, /, **kwargs):
    return client.get(reverse(f"desk:{name}", kwargs=kwargs))


def post(client, name, data=None, /, **kwargs):
    return client.post(reverse(f"desk:{name}", kwargs=kwargs), data or {})


def text(response):
    return response.content.decode()


class TestDoors:
    @pytest.mark.parametrize("role", ["", "moderator", "mediator", "finance"])
    def test_the_room_does_not_exist_for_others(self, client, now, role):
        case = inspections.inspection(at=now)
        client.force_login(members.user(staff_role=role))
        assert page(client, "inspections").status_code == 404
        assert page(client, "inspection", pk=case.pk).status_code == 404
        assert post(client, "inspection_act", pk=case.pk, name="take").status_code == 404

    def test_the_manager_may_enter(self, client, now):
        client.force_login(members.user(staff_role="manager"))
        assert page(client, "inspections").status_code == 200

    def test_a_visitor_logs_in_first(self, client, now):
        assert page(client, "inspections").status_code == 302


class TestQueue:
    def test_shows_open_cases_oldest_first(self, client, inspector, now):
        late = inspections.inspection(at=inspections.LONG_AGO)
        fresh = inspections.inspection(at=now)
        inspections.passed_inspection()
        assert list(page(client, "inspections").context["page"]) == [late, fresh]

    def test_narrows_to_mine_late_and_words(self, client, inspector, now):
        mine = inspections.inspection(inspector=inspector, at=now)
        other = inspections.inspection(at=now)
        url = reverse("desk:inspections")
        assert list(client.get(url, {"whose": "mine"}).context["page"]) == [mine]
        assert list(client.get(url, {"whose": "nobody"}).context["page"]) == [other]
        assert list(client.get(url, {"q": other.shop.host}).context["page"]) == [other]
        assert set(client.get(url, {"state": "late"}).context["page"]) <= {mine, other}

    def test_sorts_by_risk_with_its_reasons(self, client, inspector, now):
        inspections.inspection(at=inspections.LONG_AGO)
        risky = inspections.unread_inspection(at=now)
        reading.settle(risky.readings.get(), reading.Look(problem="timeout", problem_words="Te traag."), at=now)
        assert next(iter(client.get(reverse("desk:inspections"), {"order": "risk"}).context["page"])) == risky

    def test_shrugs_at_nonsense_in_the_address(self, client, inspector, now):
        assert client.get(reverse("desk:inspections"), {"state": "zzz", "page": "x"}).status_code == 200

    def test_asks_as_many_queries_for_fifty_cases_as_for_five(
        self, client, inspector, now, django_assert_num_queries, django_assert_max_num_queries
    ):
        for _ in range(5):
            inspections.inspection(at=now)
        page(client, "inspections")
        with django_assert_max_num_queries(12) as few:
            page(client, "inspections")
        for _ in range(20):
            inspections.inspection(at=now)
        with django_assert_num_queries(len(few)):
            page(client, "inspections")


class TestCase:
    def test_highlights_the_quote_in_its_page(self, client, inspector, now):
        case = with_page(
            now, "Retourneren kan binnen 7 dagen na ontvangst. <script>alert(1)</script>", "binnen 7 dagen"
        )
        shown = text(client.get(reverse("desk:inspection", kwargs={"pk": case.pk}), {"point": "WD-01"}))
        assert "Retourneren kan <mark>binnen 7 dagen</mark> na ontvangst." in shown
        assert "<script>alert(1)" not in shown

    def test_offers_take_and_nothing_else_from_the_queue(self, client, inspector, now):
        case = inspections.inspection(at=now)
        names = [action.name for action in page(client, "inspection", pk=case.pk).context["case"].actions]
        assert names == ["read-again", "take"]

    def test_offers_approval_when_nothing_stands_in_the_way(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        assert "approve" not in offered(client, case)
        inspections.judged(case, at=now)
        assert "approve" in offered(client, case)
        assert "reject" not in offered(client, case)

    def test_warns_when_a_colleague_has_it(self, client, inspector, now):
        case = inspections.inspection(inspector=members.user(name="Mo Jansen", staff_role="inspector"), at=now)
        shown = page(client, "inspection", pk=case.pk)
        assert text(shown).count("Mo Jansen") >= 2
        assert offered(client, case) == ["take-over"]
        assert reverse("desk:judge", kwargs={"pk": case.pk, "code": "ID-03"}) not in text(shown)

    def test_marks_its_keys(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        shown = text(client.get(reverse("desk:inspection", kwargs={"pk": case.pk}), {"point": "WD-01"}))
        for key in ("y", "n", "j", "k", "gq"):
            assert f'data-key="{key}"' in shown

    def test_shows_what_its_page_said_otherwise_at_the_last_inspection(self, client, inspector, now):
        before = with_page(now, "Retourneren kan binnen 7 dagen. Bel ons gerust.", "binnen 7 dagen")
        case = with_page(now, "Retourneren kan binnen 14 dagen. Bel ons gerust.", "binnen 14 dagen")
        Inspection.objects.filter(pk=before.pk).update(shop=case.shop)
        shown = client.get(reverse("desk:inspection", kwargs={"pk": case.pk}), {"point": "WD-01"})
        (change,) = shown.context["case"].page_changes
        said = dict(change.pieces)
        assert "7 dagen" in said["-"]
        assert "14 dagen" in said["+"]
        assert "<del>" in text(shown)
        assert "<ins>" in text(shown)

    def test_compares_no_page_that_was_made_to_keep_us_busy(self, client, inspector, now):
        before = with_page(now, "Zin. " * 5000 + "Oud.", "Oud")
        case = with_page(now, "Zin. " * 5000 + "Nieuw.", "Nieuw")
        Inspection.objects.filter(pk=before.pk).update(shop=case.shop)
        shown = client.get(reverse("desk:inspection", kwargs={"pk": case.pk}), {"point": "WD-01"})
        assert shown.context["case"].page_changes == []

    def test_says_why_the_shop_could_not_be_read(self, client, inspector, now):
        case = inspections.unread_inspection(at=now)
        nothing = reading.Look(problem="timeout", problem_words="De server deed er te lang over.")
        reading.settle(case.readings.get(), nothing, at=now)
        assert "De server deed er te lang over." in text(page(client, "inspection", pk=case.pk))

    def test_asks_a_constant_number_of_queries(self, client, inspector, now, django_assert_max_num_queries):
        case = inspections.inspection(inspector=inspector, at=now)
        page(client, "inspection", pk=case.pk)
        with django_assert_max_num_queries(16):
            page(client, "inspection", pk=case.pk)


class TestOnOnePage:
    @pytest.fixture
    def judged(self, inspector, now):
        case = inspections.inspection(inspector=inspector, outcomes={"ID-03": "not_met"}, at=now)
        point = case.findings.get(criterion__code="WD-04")
        point.judge("MET", by=inspector, at=now, note="Staat er.", private_note="Zijn broer is <b>ook</b> lid.")
        return case

    def test_shows_every_point_with_what_fails_first(self, client, judged):
        shown = text(page(client, "inspection_report", pk=judged.pk))
        codes = list(judged.findings.values_list("criterion__code", flat=True))
        assert all(f'<span class="mono">{code}</span>' in shown for code in codes)
        assert shown.index(">ID-03<") == min(shown.index(f">{code}<") for code in codes)
        assert "Pas ID-03 aan." in shown

    def test_keeps_private_notes_off_the_paper(self, client, judged):
        before, private = text(page(client, "inspection_report", pk=judged.pk)).split('<div class="no-print">')
        assert "broer" not in before
        assert "broer is &lt;b&gt;ook" in private.split("</ul>")[0]

    def test_is_for_inspectors(self, client, now):
        case = inspections.inspection(at=now)
        client.force_login(members.user(staff_role="finance"))
        assert page(client, "inspection_report", pk=case.pk).status_code == 404

    def test_asks_a_constant_number_of_queries(self, client, judged, django_assert_max_num_queries):
        page(client, "inspection_report", pk=judged.pk)
        with django_assert_max_num_queries(14):
            page(client, "inspection_report", pk=judged.pk)


class TestAct:
    def test_gives_the_case_to_who_was_first(self, client, inspector, now):
        case = inspections.inspection(at=now)
        colleague = members.inspector()
        Inspection.objects.get(pk=case.pk).take(colleague, at=now)
        answer = client.post(reverse("desk:inspection_act", kwargs={"pk": case.pk, "name": "take"}), follow=True)
        assert "is intussen veranderd" in text(answer)
        assert Inspection.objects.get(pk=case.pk).inspector == colleague

    def test_takes_the_case(self, client, inspector, now):
        case = inspections.inspection(at=now)
        post(client, "inspection_act", pk=case.pk, name="take")
        assert Inspection.objects.get(pk=case.pk).inspector == inspector

    def test_reads_again(self, client, inspector, now):
        case = inspections.inspection(at=now)
        post(client, "inspection_act", pk=case.pk, name="read-again")
        assert case.readings.count() == 2

    def test_decides_nothing_without_its_page(self, client, inspector, now):
        case = inspections.judged(inspections.inspection(inspector=inspector, at=now), at=now)
        post(client, "inspection_act", pk=case.pk, name="approve")
        assert Inspection.objects.get(pk=case.pk).is_open


class TestJudge:
    def test_saves_and_goes_on_to_the_next_open_point(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        answer = post(client, "judge", {"verdict": "MET", "note": "Staat er."}, pk=case.pk, code="WD-04")
        assert answer.url.endswith("?point=PC-01")
        finding = case.findings.get(criterion__code="WD-04")
        assert (finding.verdict, finding.confirmed_by, finding.note) == ("MET", inspector, "Staat er.")

    def test_refuses_a_verdict_that_does_not_exist(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        assert post(client, "judge", {"verdict": "MAYBE"}, pk=case.pk, code="WD-04").status_code == 422

    def test_is_refused_for_a_colleagues_case(self, client, inspector, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        post(client, "judge", {"verdict": "MET"}, pk=case.pk, code="WD-04")
        assert case.findings.get(criterion__code="WD-04").is_open

    def test_knows_no_other_points(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        assert post(client, "judge", {"verdict": "MET"}, pk=case.pk, code="XX-99").status_code == 404

    def test_can_be_taken_back(self, client, inspector, now):
        case = inspections.judged(inspections.inspection(inspector=inspector, at=now), at=now)
        post(client, "take_back", pk=case.pk, code="WD-04")
        assert case.findings.get(criterion__code="WD-04").is_open


class TestDecide:
    def test_shows_the_report_and_approves(self, client, inspector, now):
        case = inspections.judged(inspections.inspection(inspector=inspector, at=now), at=now)
        assert page(client, "inspection_decide", pk=case.pk, name="approve").status_code == 200
        post(client, "inspection_decide", {"note": "Mooi."}, pk=case.pk, name="approve")
        case.refresh_from_db()
        assert (case.state, case.note_to_shop) == ("DECIDED", "Mooi.")

    def test_is_not_offered_in_vain(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        assert page(client, "inspection_decide", pk=case.pk, name="approve").status_code == 404

    def test_says_so_when_something_came_in_between(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        url = reverse("desk:inspection_decide", kwargs={"pk": case.pk, "name": "approve"})
        answer = client.post(url, {"note": ""}, follow=True)
        assert "PC-01" in text(answer)
        assert Inspection.objects.get(pk=case.pk).is_open


class TestUndo:
    def test_is_offered_for_ten_minutes_and_the_owner_sees_nothing_of_it(self, client, inspector, now):
        case = inspections.judged(inspections.inspection(inspector=inspector, at=now), at=now)
        post(client, "inspection_decide", {"note": "Geheim woord."}, pk=case.pk, name="approve")
        assert offered(client, case) == ["undo"]
        client.force_login(case.application.applicant)
        seen = text(client.get(reverse("dashboard:inspection", kwargs={"shop_id": case.shop_id})))
        assert "Geheim woord." not in seen
        assert "terug" not in seen.partition("<main")[2].partition("</h1>")[2][:600]
        client.force_login(inspector)
        post(client, "inspection_act", pk=case.pk, name="undo")
        assert Inspection.objects.get(pk=case.pk).state == "RUNNING"

    def test_ends_with_the_ten_minutes(self, client, inspector, now):
        case = inspections.judged(inspections.inspection(inspector=inspector, at=now), at=now)
        case.approve(by=inspector, at=now - timedelta(minutes=11))
        assert offered(client, case) == []


class TestSecond:
    def test_is_asked_of_a_colleague(self, client, inspector, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        Inspection.objects.filter(pk=case.pk).update(risk_reasons=["prohibited"])
        case = inspections.judged(Inspection.objects.get(pk=case.pk), at=now)
        case.approve(by=case.inspector, at=now)
        assert case in client.get(reverse("desk:inspections"), {"state": "second"}).context["page"]
        assert offered(client, case) == ["decline", "second"]
        post(client, "inspection_act", pk=case.pk, name="second")
        assert Inspection.objects.get(pk=case.pk).seconded_by == inspector


class TestWaive:
    def test_is_a_seniors_and_stays_with_us(self, client, now):
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        client.force_login(members.user(staff_role="manager"))
        address = reverse("desk:waive", kwargs={"pk": case.pk, "code": "WD-01"})
        assert address in text(client.get(reverse("desk:inspection", kwargs={"pk": case.pk}), {"point": "WD-01"}))
        assert client.post(address, {"reason": ""}).status_code == 422
        client.post(address, {"reason": "Alleen maatwerk."})
        assert case.findings.get(criterion__code="WD-01").verdict == "WAIVED"
        client.force_login(case.application.applicant)
        assert "maatwerk" not in text(client.get(reverse("dashboard:inspection", kwargs={"shop_id": case.shop_id})))

    def test_does_not_exist_for_an_inspector(self, client, inspector, now):
        case = inspections.inspection(inspector=inspector, at=now)
        assert post(client, "waive", {"reason": "x"}, pk=case.pk, code="WD-01").status_code == 404


class TestSnapshot:
    def test_shows_text_and_never_html(self, client, inspector, now):
        case = with_page(now, "Retour binnen 7 dagen.", "binnen 7 dagen")
        kept = Snapshot.objects.get(inspection=case)
        url = reverse("desk:snapshot", kwargs={"pk": case.pk, "snapshot_id": kept.pk})
        shown = text(client.get(url, {"point": "WD-01"}))
        assert "<mark>binnen 7 dagen</mark>" in shown
        assert "STRANGER" not in shown

    def test_belongs_to_its_case(self, client, inspector, now):
        case = with_page(now, "Retour.", "Retour")
        other = inspections.inspection(at=now)
        kept = Snapshot.objects.get(inspection=case)
        assert page(client, "snapshot", pk=other.pk, snapshot_id=kept.pk).status_code == 404


def offered(client, case):
    return [action.name for action in page(client, "inspection", pk=case.pk).context["case"].actions]


def with_page(now, body, quote):
    case = inspections.inspection(at=now)
    url = "https://shop.example/retour"
    Snapshot.objects.create(
        inspection=case, reading=case.readings.get(), url=url, kind="returns", text=body, html="<b>STRANGER</b>",
        sha256=fingerprint("", body), fetched_at=now,
    )  # fmt: skip
    start = body.index(quote)
    case.findings.filter(criterion__code="WD-01").update(
        quote=quote, page=url, start=start, evidence=[{"quote": quote, "page": url, "start": start}]
    )
    return case


class TestAPictureOfAPage:
    def test_is_shown_to_inspectors_and_to_nobody_else(self, client, now):
        case = inspections.inspection(at=now)
        reading = case.readings.create(asked_at=now, next_attempt_at=now, done_at=now)
        page = Snapshot.objects.create(
            inspection=case, reading=reading, url="http://127.0.0.1/", kind="home", sha256="x", fetched_at=now
        )
        Snapshot.hang(reading, {page.url: b"\xff\xd8 picture"})
        address = reverse("desk:snapshot_picture", args=[case.pk, page.pk])
        client.force_login(members.user(staff_role="moderator"))
        assert client.get(address).status_code == 404
        client.force_login(members.user(staff_role="inspector"))
        assert b"".join(client.get(address).streaming_content) == b"\xff\xd8 picture"
        assert address in client.get(reverse("desk:snapshot", args=[case.pk, page.pk])).content.decode()
        assert address in client.get(reverse("desk:inspection", args=[case.pk])).content.decode()
        assert client.get(reverse("desk:snapshot_picture", args=[case.pk + 1, page.pk])).status_code == 404
