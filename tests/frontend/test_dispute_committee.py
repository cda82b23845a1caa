"""The rooms beyond mediation: choosing the committee, objecting, handing over by hand, the ruling, and who may see it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disputes.models import Objection, Referral, Ruling
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from tests.factories import disputes, members
from tests.peers.committee import a_pdf

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def moment():
    return clock.now()


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


def consumer(name, dispute, *more):
    return reverse(f"consumer:{name}", args=[dispute.token, *more])


def dashboard(name, dispute, *more):
    return reverse(f"dashboard:{name}", args=[dispute.shop_id, dispute.pk, *more])


def desk(name, dispute, *more):
    return reverse(f"desk:{name}", args=[dispute.pk, *more])


def as_mediator(client):
    client.force_login(members.user(staff_role="mediator", language="nl"))


class TestChoosing:
    @pytest.fixture
    def failed(self, shop, moment):
        return disputes.failed(at=moment - 6 * DAY, shop=shop)

    @pytest.mark.rule("11.4", "11.7", "11.9")
    def test_says_what_it_is_what_it_costs_and_who_is_not_liable(self, client, failed):
        page = client.get(consumer("choose_committee", failed)).content.decode()
        for words in ("bindend advies", "7:900", "€\xa025,00", "niet aansprakelijk", "De rechter kan toetsen"):
            assert words in page
        assert "arbitra" not in page.lower()
        assert "erkend" not in page.lower()

    def test_needs_a_knowing_yes(self, client, failed):
        assert client.post(consumer("choose_committee", failed)).status_code == 422
        assert not Referral.objects.exists()
        client.post(consumer("choose_committee", failed), {"knows": "on"})
        client.post(consumer("choose_committee", failed), {"knows": "on"})
        assert Referral.objects.get().state == "ANNOUNCED"

    def test_is_not_there_while_it_is_mediated(self, client, shop, moment):
        running = disputes.mediated(at=moment - 3 * DAY, shop=shop)
        assert client.get(consumer("choose_committee", running)).status_code == 302
        assert client.post(consumer("choose_committee", running), {"knows": "on"}).status_code == 302
        assert not Referral.objects.exists()

    def test_can_be_taken_back(self, client, failed):
        client.post(consumer("choose_committee", failed), {"knows": "on"})
        client.post(consumer("withdraw_referral", failed))
        assert Referral.objects.get().state == "WITHDRAWN"


class TestObjecting:
    @pytest.fixture
    def referral(self, shop, moment):
        return disputes.announced(at=moment - 6 * DAY, shop=shop)

    def test_is_for_both_and_each_sees_their_own(self, client, referral, shop):
        item = f"message:{referral.dispute.messages.first().pk}"
        said = {"objection-item": item, "objection-reason": "Mijn adres staat erin."}
        page = client.post(consumer("object_to_item", referral.dispute), said, follow=True).content.decode()
        assert "Mijn adres staat erin." in page
        client.force_login(shop.owner())
        door = dashboard("dispute", referral.dispute)
        assert "Mijn adres staat erin." not in client.get(door).content.decode()
        client.post(dashboard("object_to_item", referral.dispute), {**said, "objection-reason": "Bedrijfsgeheim."})
        assert Objection.objects.count() == 2

    def test_names_an_item_of_this_case(self, client, referral, moment):
        other = disputes.mediated(at=moment - 3 * DAY).messages.first()
        said = {"objection-item": f"message:{other.pk}", "objection-reason": "x"}
        assert client.post(consumer("object_to_item", referral.dispute), said).status_code == 422

    @pytest.mark.parametrize(("outcome", "state"), [("uphold", "UPHELD"), ("overrule", "OVERRULED")])
    def test_is_decided_at_the_desk(self, client, referral, outcome, state):
        item = f"message:{referral.dispute.messages.first().pk}"
        made = Objection.make(referral, "SHOP", item, "Geheim.", actor="user:1", at=referral.announced_at)
        as_mediator(client)
        assert "Geheim." in client.get(desk("dispute", referral.dispute)).content.decode()
        client.post(desk("decide_objection", referral.dispute, made.pk), {"outcome": outcome, "answer": "Omdat."})
        made.refresh_from_db()
        assert made.state == state

    def test_is_overruled_with_a_reason_alone(self, client, referral):
        item = f"message:{referral.dispute.messages.first().pk}"
        made = Objection.make(referral, "SHOP", item, "Geheim.", actor="user:1", at=referral.announced_at)
        as_mediator(client)
        client.post(desk("decide_objection", referral.dispute, made.pk), {"outcome": "overrule"})
        made.refresh_from_db()
        assert made.state == "MADE"


class TestHandingOver:
    @pytest.mark.rule("11.4")
    def test_by_hand_is_written_down_and_shown_to_both(self, client, shop, moment):
        referral = disputes.sealed(at=moment - 40 * DAY, shop=shop)
        as_mediator(client)
        file = client.get(desk("committee_paper", referral.dispute, "file.zip"))
        assert file.content == referral.file()
        client.post(desk("hand_over_by_hand", referral.dispute), {"sent-reference": "GC-12"})
        referral.refresh_from_db()
        assert (referral.state, referral.sent_how, referral.reference) == ("SENT", "HAND", "GC-12")
        client.logout()
        assert "GC-12" in client.get(consumer("dispute", referral.dispute)).content.decode()

    @pytest.mark.rule("11.7")
    def test_ends_in_a_ruling_with_its_paper(self, client, shop, moment):
        dispute = disputes.sent(at=moment - 60 * DAY, shop=shop).dispute
        as_mediator(client)
        day = amsterdam_date(moment)
        said = {"ruling-outcome": "CONSUMER", "ruling-decided_on": day.isoformat(), "ruling-words": "Terugbetalen."}
        paper = {"ruling-file": SimpleUploadedFile("uitspraak.pdf", a_pdf())}
        assert client.post(desk("receive_ruling", dispute), {**said, **paper}).status_code == 422  # by which day?
        late = {"ruling-comply_by": (day + 14 * DAY).isoformat()}
        text = {"ruling-file": SimpleUploadedFile("uitspraak.txt", b"tekst")}
        assert client.post(desk("receive_ruling", dispute), {**said, **late, **text}).status_code == 422
        paper = {"ruling-file": SimpleUploadedFile("uitspraak.pdf", a_pdf())}
        client.post(desk("receive_ruling", dispute), {**said, **late, **paper})
        assert Ruling.objects.get().paper() == a_pdf()
        client.logout()
        page = client.get(consumer("dispute", dispute)).content.decode()
        assert "Terugbetalen." in page
        assert client.get(consumer("committee_paper", dispute, "ruling.pdf")).content == a_pdf()

    def test_is_for_mediators(self, client, shop, moment):
        dispute = disputes.sealed(at=moment - 40 * DAY, shop=shop).dispute
        client.force_login(members.user(staff_role="finance"))
        for name in ("hand_over_by_hand", "receive_ruling"):
            assert client.post(desk(name, dispute)).status_code == 404

    def test_papers_are_of_who_may_be_in_the_room(self, client, shop, moment):
        dispute = disputes.ruled(at=moment - 70 * DAY, shop=shop).referral.dispute
        other = members.full_shop(owner=members.user())
        client.force_login(other.owner())
        assert client.get(dashboard("committee_paper", dispute, "ruling.pdf")).status_code == 404
        assert (
            client.get(reverse("dashboard:committee_paper", args=[other.pk, dispute.pk, "file.zip"])).status_code == 404
        )
        client.force_login(shop.owner())
        assert client.get(dashboard("committee_paper", dispute, "ruling.pdf")).content == b"%PDF-ruling"
        assert client.get(dashboard("committee_paper", dispute, "other.pdf")).status_code == 404

    def test_papers_are_not_there_before_they_are_made(self, client, moment, shop):
        dispute = disputes.announced(at=moment - 6 * DAY, shop=shop).dispute
        for name in ("file.zip", "ruling.pdf"):
            assert client.get(consumer("committee_paper", dispute, name)).status_code == 404


class TestSayingWhetherItWasDone:
    @pytest.fixture
    def asked(self, shop, moment):
        ruling = disputes.ruled(at=moment - 80 * DAY, shop=shop)
        ruling.step(actor="clock", at=moment)
        return ruling

    @pytest.mark.rule("11.5")
    @pytest.mark.parametrize(("word", "state"), [("done", "COMPLIED"), ("not-done", "NOT_COMPLIED")])
    def test_is_for_the_consumer(self, client, asked, word, state):
        dispute = asked.referral.dispute
        page = client.get(consumer("dispute", dispute)).content.decode()
        assert consumer("say_of_ruling", dispute, word) in page
        client.post(consumer("say_of_ruling", dispute, word))
        assert Referral.objects.get().state == state

    def test_twice_changes_nothing(self, client, asked):
        dispute = asked.referral.dispute
        for word in ("done", "not-done"):
            client.post(consumer("say_of_ruling", dispute, word))
        assert Referral.objects.get().state == "COMPLIED"

    def test_of_no_ruling_does_not_exist(self, client, shop, moment):
        dispute = disputes.sent(at=moment - 40 * DAY, shop=shop).dispute
        assert client.post(consumer("say_of_ruling", dispute, "done")).status_code == 404
