"""The owner has an address for copies, uploads a mail, settles what was not clear, and teaches us to read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keurmerk import clock
from reviews.models import Invitation, OrderMail, OrderMailbox, OrderMailRule
from tests.factories import members, order_lists, reviews

pytestmark = pytest.mark.django_db
State = OrderMail.State


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/en/dashboard/shops/{shop.pk}/invitations/mails/{rest}"


def waiting(shop, subject: str = "Pakbon 7", text: str = "Ons kenmerk: AB-7, dank") -> OrderMail:
    return order_lists.mail_in(subject, text, of=shop, at=clock.now())


def send(client, shop, content: bytes):
    return client.post(url(shop), {"file": SimpleUploadedFile("mail.eml", content)}, follow=True)


class TestAddress:
    def test_is_shown_and_stays_the_same(self, client, shop):
        first = client.get(url(shop)).context["address"]
        assert first == client.get(url(shop)).context["address"]
        assert first == f"orders+{OrderMailbox.objects.get().token}@orders.keurtegel.example"

    def test_is_replaced_on_request(self, client, shop):
        first = client.get(url(shop)).context["address"]
        client.post(url(shop, "address/"))
        assert client.get(url(shop)).context["address"] != first

    def test_is_not_there_without_a_domain_for_it(self, client, shop, settings):
        settings.INBOUND_DOMAIN = ""
        assert "There is no address for copies yet" in client.get(url(shop)).text

    def test_says_in_the_sandbox_that_nothing_arrives(self, client, shop, settings):
        assert "No mail arrives at this address" in client.get(url(shop)).text
        settings.POSTMARK_INBOUND_SECRET = "user:password"
        assert "No mail arrives at this address" not in client.get(url(shop)).text

    def test_is_not_there_where_nobody_could_hand_mail_over(self, client, shop, settings):
        settings.SANDBOX = False
        assert client.get(url(shop)).context["address"] == ""


class TestUpload:
    def test_of_an_order_mail_plans_the_invitation(self, client, shop):
        answer = send(client, shop, order_lists.eml("Orderbevestiging", "Bedankt. Bestelnummer: 55"))
        assert "Recognised: order 55." in answer.text
        assert Invitation.objects.get().order_number == "55"

    def test_of_another_mail_leads_to_settling_it(self, client, shop):
        answer = send(client, shop, order_lists.eml("Pakbon", "Tot ziens"))
        assert "We saw no confirmation of an order in it" in answer.text
        assert "Is it an order?" in answer.text

    def test_of_a_mail_about_something_else_says_so(self, client, shop):
        assert "About something else" in send(client, shop, order_lists.eml("Je pakket is verzonden", "x")).text

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", bytes(range(256))])
    def test_of_what_is_no_mail_says_so(self, client, shop, content):
        assert "This is not a mail" in send(client, shop, content).text


class TestSettle:
    def test_fills_in_what_we_see_and_shows_the_mail_as_text(self, client, shop):
        mail = waiting(shop, text="<script>alert(1)</script>\nBestelnummer: 8")
        answer = client.get(url(shop, f"{mail.pk}/"))
        assert answer.context["form"].initial["email"] == "sanne@example.com"
        assert answer.context["form"].initial["number"] == "8"
        assert "&lt;script&gt;" in answer.text
        assert "<script>alert" not in answer.text

    def test_takes_the_order_in_and_deletes_the_words(self, client, shop):
        mail = waiting(shop)
        answers = {"email": "jan@example.com", "number": "8", "name": "Jan", "language": "en"}
        client.post(url(shop, f"{mail.pk}/"), answers)
        mail.refresh_from_db()
        assert (mail.state, mail.text, mail.invitation.email) == (State.SETTLED, "", "jan@example.com")

    def test_needs_an_address_and_a_number(self, client, shop):
        mail = waiting(shop)
        answer = client.post(url(shop, f"{mail.pk}/"), {"email": "x", "number": "", "language": "nl"})
        assert set(answer.context["form"].errors) == {"email", "number"}

    def test_sets_aside_what_is_no_order(self, client, shop):
        mail = waiting(shop)
        client.post(url(shop, f"{mail.pk}/dismiss/"))
        assert "settled already" in client.post(url(shop, f"{mail.pk}/dismiss/"), follow=True).text
        mail.refresh_from_db()
        assert (mail.state, mail.text) == (State.DISMISSED, "")


class TestRule:
    ANSWERS = {"subject_has": "Pakbon", "number_before": "kenmerk:", "number_after": ","}

    def test_is_tried_on_the_mail_at_hand(self, client, shop):
        mail = waiting(shop)
        answer = client.post(url(shop, f"{mail.pk}/rule/"), {**self.ANSWERS, "try": "1"})
        assert answer.context["found"].number == "AB-7"
        assert not OrderMailRule.objects.exists()

    def test_answers_with_the_result_alone_while_one_types(self, client, shop):
        mail = waiting(shop)
        answer = client.post(url(shop, f"{mail.pk}/rule/"), self.ANSWERS, headers={"HX-Request": "true"})
        assert "AB-7" in answer.text
        assert "<html" not in answer.text

    def test_is_saved_and_reads_what_waits(self, client, shop):
        mail, other = waiting(shop), waiting(shop, "Pakbon 8", "Kenmerk: AB-8, dank")
        client.post(url(shop, f"{mail.pk}/rule/"), {**self.ANSWERS, "save": "1"})
        assert set(Invitation.objects.values_list("order_number", flat=True)) == {"AB-7", "AB-8"}
        other.refresh_from_db()
        assert other.state == State.RECOGNISED

    def test_that_does_not_read_the_mail_is_not_saved(self, client, shop):
        mail = waiting(shop)
        client.post(url(shop, f"{mail.pk}/rule/"), {**self.ANSWERS, "number_before": "nergens", "save": "1"})
        assert not OrderMailRule.objects.exists()

    def test_is_deleted(self, client, shop):
        rule = OrderMailRule.objects.create(shop=shop, subject_has="x", number_before="y", made_at=clock.now())
        client.post(url(shop, f"rules/{rule.pk}/delete/"))
        assert not OrderMailRule.objects.exists()


class TestDoors:
    def test_of_another_shop_do_not_open(self, client, shop):
        mail = waiting(reviews.inviting_shop())
        rule = OrderMailRule.objects.create(shop=mail.shop, subject_has="x", number_before="y", made_at=clock.now())
        for rest in (f"{mail.pk}/", f"{mail.pk}/rule/"):
            assert client.get(url(shop, rest)).status_code == 404
            assert client.get(url(mail.shop, rest)).status_code == 404
        for rest in (f"{mail.pk}/dismiss/", f"rules/{rule.pk}/delete/"):
            assert client.post(url(shop, rest)).status_code == 404
