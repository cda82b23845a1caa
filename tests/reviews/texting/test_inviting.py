"""From an order with a mobile number to a text message: only where the shop asks for it, once, and never at night."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from keurmerk.calendar import AMSTERDAM
from keurmerk.models import Event, SentLetter
from keurmerk.schedule import EVERY
from reviews import addresses
from reviews.models import Invitation, OptOut, Texting, TextMessage, TextReply
from reviews.short_links import code_for, invitation_id
from reviews.texting import Taken, Unavailable, post
from tests.factories import reviews
from tests.reviews.models.test_rating import at_once

NUMBER = "06 12 34 56 78"
State = TextMessage.State


def texting_shop(budget="50", **fields):
    shop = reviews.inviting_shop(**fields)
    Texting(shop=shop).turn_on(
        basis="CONSENT", monthly_budget=Decimal(budget), actor="user:1", at=datetime(2026, 1, 5, 9, tzinfo=AMSTERDAM)
    )
    return type(shop).objects.with_standing().get(pk=shop.pk)


def run(name, at):
    return EVERY[f"reviews.{name}"].run(now=at)


@pytest.mark.django_db
class TestTexting:
    def test_is_off_and_drops_numbers_on_arrival(self, now):
        invitation = reviews.invitation(at=now, phone=NUMBER)
        assert (invitation.phone, invitation.phone_hash, invitation.way) == ("", "", "MAIL")

    def test_records_who_turned_it_on_when_and_on_what_basis(self, now):
        shop = texting_shop()
        told = Event.objects.get(name="texting.turned_on")
        assert (told.actor, told.payload["basis"]) == ("user:1", "CONSENT")
        assert told.payload["version"] == shop.texting.statement_version

    @pytest.mark.parametrize("said", ["0612345678", "+31 6 1234 5678", "0031612345678", "06-12345678"])
    def test_reads_numbers_as_people_write_them(self, now, said):
        assert reviews.invitation(of=texting_shop(), at=now, phone=said).phone == "+31612345678"

    @pytest.mark.parametrize("said", ["", "038 123 45 67", "0612", "bel me", "112", "+1"])
    def test_goes_by_mail_where_no_mobile_phone_has_the_number(self, now, said):
        invitation = reviews.invitation(of=texting_shop(), at=now, phone=said)
        assert (invitation.way, invitation.phone) == ("MAIL", "")

    def test_turned_off_erases_the_numbers_and_goes_by_mail(self, now):
        shop = texting_shop()
        invitation = reviews.invitation(of=shop, at=now, phone=NUMBER, delay_days=0)
        shop.texting.turn_off(actor="user:1", at=now)
        invitation.refresh_from_db()
        assert (invitation.way, invitation.phone) == ("MAIL", "")
        run("send_invitations", now)
        assert SentLetter.objects.get().letter == "reviews/invitation"


@pytest.mark.django_db
class TestAsk:
    def test_texts_instead_of_mailing(self, now):
        invitation = reviews.invitation(of=texting_shop(name="Fietsgoed"), at=now, phone=NUMBER, delay_days=0)
        assert run("send_invitations", now) == 0
        run("send_texts", now)
        assert run("post_texts", now) == 1
        message = TextMessage.objects.get()
        assert (message.state, message.to, message.invitation) == (State.DELIVERED, "+31612345678", invitation)
        assert message.words.startswith("Fietsgoed: hoe was je bestelling?")
        assert addresses.short(invitation) in message.words
        assert "STOP" in message.words
        assert len(message.words) <= 160
        assert not SentLetter.objects.exists()

    def test_waits_for_the_morning(self, now):
        invitation = reviews.invitation(of=texting_shop(), at=now, phone=NUMBER, delay_days=0)
        night = now.replace(hour=23)
        Invitation.objects.filter(pk=invitation.pk).update(send_at=night)
        run("send_texts", night)
        assert not TextMessage.objects.exists()
        run("send_texts", now.replace(hour=8) + timedelta(days=1))
        assert TextMessage.objects.exists()

    def test_counts_for_the_same_thirty_days_as_mail(self, now):
        shop = texting_shop()
        reviews.invitation(of=shop, at=now, email="a@example.com", phone=NUMBER, delay_days=0)
        run("send_texts", now)
        same_number = reviews.invitation(of=shop, at=now, email="b@example.com", phone=NUMBER, delay_days=0)
        same_address = reviews.invitation(of=shop, at=now, email="a@example.com", delay_days=0)
        run("send_texts", now + timedelta(days=1))
        run("send_invitations", now + timedelta(days=1))
        for invitation in (same_number, same_address):
            invitation.refresh_from_db()
            assert invitation.reason == "FREQUENCY"

    def test_keeps_to_the_budget_and_goes_by_mail_beyond_it(self, now, settings):
        settings.TEXT_PRICE = Decimal("0.60")
        shop = texting_shop(budget="1")
        for _ in range(3):
            reviews.invitation(of=shop, at=now, phone=NUMBER.replace("8", str(_)), delay_days=0)
        run("send_texts", now)
        run("send_invitations", now)
        assert TextMessage.objects.count() == 1
        assert SentLetter.objects.count() == 2
        assert Texting.objects.get().left(now) == Decimal("0.40")
        assert Texting.objects.get().left(now + timedelta(days=31)) == Decimal(1)

    def test_says_nothing_after_stop(self, now):
        shop = texting_shop()
        first = reviews.invitation(of=shop, at=now, phone=NUMBER, delay_days=0)
        run("send_texts", now)
        assert TextReply.take("in-1", sender="+31612345678", words=" stop. ", at=now)
        assert not TextReply.take("in-1", sender="+31612345678", words="STOP", at=now)
        assert TextReply.objects.count() == 1
        elsewhere = reviews.invitation(of=texting_shop(), at=now, phone=NUMBER, delay_days=0, email="c@example.com")
        later = now + timedelta(days=40)
        again = reviews.invitation(of=shop, at=later, email=first.email, phone=NUMBER, delay_days=0)
        run("send_texts", later)
        elsewhere.refresh_from_db()
        assert (elsewhere.way, TextMessage.objects.count()) == ("MAIL", 1)
        assert again.reason == "OPTED_OUT"  # of the shop that asked last, also by mail
        first.refresh_from_db()
        assert first.reminder_due_at is None

    def test_takes_other_answers_for_no_stop(self, now):
        assert not TextReply.take("in-2", sender="+31612345678", words="Wat een fijne winkel, niet stoppen", at=now)
        assert not OptOut.objects.exists()

    def test_reminds_by_mail(self, now):
        reviews.invitation(of=texting_shop(), at=now, phone=NUMBER, delay_days=0)
        run("send_texts", now)
        run("post_texts", now)
        run("remind", now + timedelta(days=7))
        assert SentLetter.objects.get().letter == "reviews/reminder"

    def test_that_fails_is_replaced_by_the_letter(self, now):
        shop = texting_shop()
        reviews.invitation(of=shop, at=now, phone="0612345000", delay_days=0)  # the sandbox refuses it
        run("send_texts", now)
        run("post_texts", now)
        assert TextMessage.objects.get().state == State.FAILED
        assert Texting.objects.get().left(now) == Decimal(50)
        run("remind", now)
        assert SentLetter.objects.get().letter == "reviews/invitation"


class Vendor:
    """One that answers as the test says."""

    def __init__(self, *answers, found=None):
        self.answers, self.found, self.sent = list(answers), found, 0

    def send(self, text):
        self.sent += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, key, *, to, since):
        return self.found


@pytest.mark.django_db
class TestPost:
    @pytest.fixture
    def message(self, now):
        reviews.invitation(of=texting_shop(), at=now, phone=NUMBER, delay_days=0)
        run("send_texts", now)
        return TextMessage.objects.get()

    def later(self, message, minutes):
        TextMessage.objects.update(claimed_at=message.queued_at - timedelta(days=300, minutes=minutes))

    def test_never_sends_blindly_again_what_was_not_answered(self, message, now, monkeypatch):
        vendor = Vendor(None, found=Taken("sms_1", cost=Decimal("0.07")))
        monkeypatch.setattr(post, "provider", lambda: vendor)
        run("post_texts", now)
        assert TextMessage.objects.get().state == State.UNKNOWN
        run("post_texts", now)
        assert vendor.sent == 1
        self.later(message, 2)
        run("look_up_texts", now)
        message.refresh_from_db()
        assert (message.state, message.vendor_id, message.cost) == (State.SENT, "sms_1", Decimal("0.07"))
        assert vendor.sent == 1

    def test_sends_again_what_the_vendor_never_saw_under_the_same_key(self, message, now, monkeypatch):
        vendor = Vendor(None, Taken("sms_2"))
        monkeypatch.setattr(post, "provider", lambda: vendor)
        run("post_texts", now)
        self.later(message, 20)
        run("look_up_texts", now)
        run("post_texts", now)
        assert (TextMessage.objects.get().state, vendor.sent) == (State.SENT, 2)
        assert TextMessage.objects.get().key == message.key

    def test_tries_later_what_could_not_be_handed_over(self, message, now, monkeypatch):
        vendor = Vendor(Unavailable(), Taken("sms_3"))
        monkeypatch.setattr(post, "provider", lambda: vendor)
        run("post_texts", now)
        assert run("post_texts", now) == 0  # not before its time
        TextMessage.objects.update(next_attempt_at=message.next_attempt_at)
        assert run("post_texts", now) == 1

    def test_hears_twice_and_late_without_harm(self, message, now):
        run("post_texts", now)
        message.refresh_from_db()
        assert not post.settle(message, Taken(message.vendor_id), now=now)  # "sent", after "delivered"
        assert not post.settle(message, Taken(message.vendor_id, failed="expired"), now=now)
        assert TextMessage.objects.get().state == State.DELIVERED

    def test_leaves_what_got_stuck_until_the_night_for_the_morning(self, message, now):
        assert run("post_texts", now.replace(hour=22)) == 0
        assert run("post_texts", now.replace(hour=8) + timedelta(days=1)) == 1


@pytest.mark.django_db(transaction=True)
class TestBudgetWithManyAtOnce:
    def test_is_never_overdrawn(self, now):
        texting = texting_shop(budget="1").texting
        taken = at_once(lambda _: Texting.objects.get(pk=texting.pk).reserve(Decimal("0.30"), at=now), range(10))
        assert taken.count(True) == 3


@pytest.mark.django_db
class TestWebhook:
    def test_takes_a_stop_once_and_refuses_what_is_not_signed(self, client, now):
        body = {"id": "in-9", "from": "+31612345678", "text": "STOP"}
        for _ in range(2):
            assert client.post("/webhooks/texting", body, content_type="application/json").status_code == 200
        assert OptOut.objects.count() == TextReply.objects.count() == 1
        assert client.post("/webhooks/texting", b"x", content_type="text/plain").status_code == 401
        assert client.get("/webhooks/texting").status_code == 405
        assert client.post("/webhooks/texting", b"x" * 70_000, content_type="text/plain").status_code == 413


class TestShortLink:
    def test_is_short_and_leads_back(self):
        for number in (1, 57, 10_000_000):
            assert len(code_for(number)) <= 13
            assert invitation_id(code_for(number)) == number

    @pytest.mark.parametrize("code", ["", "a", "22222222a", "x" * 40, "é" * 9, "../../etc"])
    def test_is_not_guessed(self, code):
        assert invitation_id(code) is None

    def test_fits_one_number_only(self):
        mine, other = code_for(1234), code_for(1235)
        assert invitation_id(mine[:8] + other[8:]) is None

    @pytest.mark.django_db
    def test_opens_the_form_and_stores_nothing(self, client, now):
        invitation = reviews.sent_invitation(at=now)
        answer = client.get(f"/k/{code_for(invitation.pk)}")
        assert answer.status_code == 302
        assert f"/r/{invitation.token}/" in answer["Location"]
        assert client.get("/k/nonsense").status_code == 404
