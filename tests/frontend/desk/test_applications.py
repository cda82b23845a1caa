"""Applications at the desk, and the manager's refusal."""

import pytest
from django.urls import reverse

from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from members.models import Application, HostProof
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    person = members.user(staff_role="manager")
    client.force_login(person)
    return person


def url(name, /, **kwargs):
    return reverse(f"desk:{name}", kwargs=kwargs)


class TestApplications:
    def test_lists_what_was_sent_and_no_drafts(self, client, manager, now):
        sent = inspections.submitted_application(at=now)
        members.application()
        assert list(client.get(url("applications")).context["page"]) == [sent]

    def test_searches_by_words_and_state(self, client, manager, now):
        sent = inspections.submitted_application(at=now)
        assert list(client.get(url("applications"), {"q": sent.shop_host}).context["page"]) == [sent]
        assert list(client.get(url("applications"), {"state": "APPROVED"}).context["page"]) == []

    def test_does_not_exist_for_others(self, client, now):
        client.force_login(members.user(staff_role="finance"))
        assert client.get(url("applications")).status_code == 404

    def test_asks_as_many_queries_for_many_as_for_few(
        self, client, manager, now, django_assert_num_queries, django_assert_max_num_queries
    ):
        inspections.submitted_application(at=now)
        client.get(url("applications"))
        with django_assert_max_num_queries(8) as few:
            client.get(url("applications"))
        for _ in range(4):
            inspections.submitted_application(at=now)
        with django_assert_num_queries(len(few)):
            client.get(url("applications"))


class TestApplication:
    def test_shows_company_rounds_and_history(self, client, manager):
        case = inspections.failed_inspection()
        shown = client.get(url("application", pk=case.application_id)).content.decode()
        assert case.application.member.kvk_number in shown
        assert url("inspection", pk=case.pk) in shown

    def test_a_draft_does_not_exist_here(self, client, manager):
        assert client.get(url("application", pk=members.application().pk)).status_code == 404


def refusal():
    """The letter of the latest refusal, sent by the reaction to it."""
    drain()
    return SentLetter.objects.filter(letter="members/application_refused").latest("pk")


class TestRefuse:
    @pytest.mark.rule("3.8", "3.9")
    def test_keeps_the_reason_inside(self, client, manager, now):
        sent = inspections.submitted_application(at=now)
        client.post(url("refuse_application", pk=sent.pk), {"reason": "Eerder misbruik."})
        sent.refresh_from_db()
        assert sent.state == Application.State.REFUSED
        event = Event.objects.get(name="application.refused")
        assert (event.payload["reason"], event.actor) == ("Eerder misbruik.", f"user:{manager.pk}")

    @pytest.mark.rule("3.8", "5.5")
    def test_tells_the_applicant_no_more_than_the_manager_wants(self, client, manager, now):
        for told in ("", "Wij laten geen wapenwinkels toe."):
            sent = inspections.submitted_application(at=now)
            client.post(url("refuse_application", pk=sent.pk), {"reason": "Eerder misbruik.", "told": told})
            letter = refusal()
            assert told in letter.text
            assert "Eerder misbruik" not in letter.text

    @pytest.mark.rule("4.8")
    def test_says_that_we_need_not_correspond_further(self, client, manager, now):
        sent = inspections.submitted_application(at=now)
        client.post(url("refuse_application", pk=sent.pk), {"reason": "Eerder misbruik."})
        assert "artikel 4.8" in refusal().text

    @pytest.mark.rule("3.8")
    def test_is_the_managers_alone(self, client, now):
        sent = inspections.submitted_application(at=now)
        client.force_login(members.inspector())
        assert client.post(url("refuse_application", pk=sent.pk), {"reason": "x"}).status_code == 404
        assert url("refuse_application", pk=sent.pk) not in client.get(url("application", pk=sent.pk)).content.decode()

    def test_needs_a_reason(self, client, manager, now):
        sent = inspections.submitted_application(at=now)
        assert client.post(url("refuse_application", pk=sent.pk), {"reason": "", "told": "Nee."}).context["form"].errors
        sent.refresh_from_db()
        assert sent.state == Application.State.SUBMITTED

    def test_says_so_when_it_is_decided_already(self, client, manager):
        case = inspections.passed_inspection()
        answer = client.post(url("refuse_application", pk=case.application_id), {"reason": "Toch niet."}, follow=True)
        assert answer.status_code == 200
        assert Application.objects.get(pk=case.application_id).state == Application.State.APPROVED


@pytest.mark.rule("5.7")
class TestProofOfTheHost:
    @pytest.fixture
    def sent(self, now):
        made = members.application()
        made.submit(actor="test", at=now)
        return made

    def test_is_waived_by_the_manager_with_a_reason_and_by_nobody_else(self, client, sent):
        here = f"/desk/applications/{sent.pk}/host/waive/"
        client.force_login(members.inspector())
        assert "Niet aangetoond" in client.get(f"/desk/applications/{sent.pk}/").content.decode()
        assert client.post(here, {"reason": "Ik ken hem"}).status_code in {403, 404}
        client.force_login(members.user(staff_role="manager"))
        client.post(here, {"reason": ""})
        assert not HostProof.holds_for(sent)
        page = client.post(here, {"reason": "Aan de balie gezien"}, follow=True).content.decode()
        assert "Aan de balie gezien" in page
        assert HostProof.holds_for(sent)

    def test_is_looked_for_from_the_desk_and_shown_with_what_was_seen(self, client, sent, now):
        client.force_login(members.inspector())
        page = client.post(f"/desk/applications/{sent.pk}/host/look/", follow=True).content.decode()
        assert "staat er nog niet" in page
        members.proven(sent, at=now)
        assert "Aangetoond" in client.get(f"/desk/applications/{sent.pk}/").content.decode()

    def test_flags_an_address_that_imitates(self, client, now):
        made = members.application(shop_host="xn--bl-emc.com", shop_url="https://xn--bl-emc.com/")
        made.submit(actor="test", at=now)
        client.force_login(members.inspector())
        assert "verschillende alfabetten" in client.get(f"/desk/applications/{made.pk}/").content.decode()

    def test_is_missing_in_the_case_so_it_cannot_be_approved(self, client, now):
        inspector = members.inspector()
        client.force_login(inspector)
        case = inspections.judged(inspections.inspection(inspector=inspector, at=now), at=now)
        assert "decide/approve" in client.get(f"/desk/inspections/{case.pk}/").content.decode()
        HostProof.objects.all().delete()
        page = client.get(f"/desk/inspections/{case.pk}/").content.decode()
        assert "decide/approve" not in page
        assert "Niet aangetoond" in page
