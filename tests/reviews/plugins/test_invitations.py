"""Orders as real plugins report them, and the bad input that comes with them."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from keurmerk import clock
from keurmerk.mail.suppression import address_hash, suppress
from keurmerk.models import Event
from reviews.hours import SendingHours
from reviews.models import AlreadyInvited, Invitation, InvitationSettings, OptOut, PluginKey
from tests.factories import reviews

pytestmark = pytest.mark.django_db
URL = "/api/1.0/invitations.json"


@pytest.fixture
def key() -> PluginKey:
    return reviews.plugin_key()


def url(key: PluginKey, **more: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{URL}?id={key.shop_id}&code={key.code}{extra}"


def post(client: Client, key: PluginKey, **order: object) -> dict:
    answer = client.post(url(key), {"email": "buyer@example.com", "order": "1001", **order})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    return answer.json()


class TestThreeEncodings:
    def test_a_form_is_read(self, client, key):
        body = "email=buyer%40example.com&order=000000123&delay=3&customer_name=Jan+Jansen&phone_numbers[0]=06"
        answer = client.post(url(key), body, content_type="application/x-www-form-urlencoded")
        assert answer.json() == {"status": "success", "message": "Invite successfully added to queue!"}
        invitation = Invitation.objects.get()
        assert (invitation.order_number, invitation.delay_days) == ("000000123", 3)

    def test_a_multipart_form_is_read(self, client, key):
        post(client, key, order_total="19.950000", **{"phone_numbers[0]": ""})
        assert str(Invitation.objects.get().order_total) == "19.95"

    def test_json_is_read_with_order_data_as_an_object(self, client, key):
        body = {"email": "buyer@example.com", "order": 1001, "delay": 2, "order_data": {"products": [{"id": 1}]}}
        answer = client.post(url(key), json.dumps(body), content_type="application/json; charset=utf-8")
        assert answer.json()["status"] == "success"
        assert Invitation.objects.get().order_number == "1001"

    def test_no_csrf_token_is_asked(self, key):
        post(Client(enforce_csrf_checks=True), key)


class TestReportOrder:
    @pytest.mark.rule("18.2")
    def test_plans_the_invitation_after_the_delay(self, client, key):
        post(client, key, delay="5")
        invitation = Invitation.objects.get()
        assert invitation.state == Invitation.State.SCHEDULED
        assert invitation.send_at == SendingHours().following(invitation.received_at + timedelta(days=5))

    def test_asks_the_database_once_about_the_key_once_about_the_buyer_and_writes_once(
        self, client, key, django_assert_num_queries
    ):
        InvitationSettings.objects.create(shop=key.shop, delay_days=3)
        post(client, key)  # notes that the key is in use
        with django_assert_num_queries(4):  # and one for the sandbox's clock
            post(client, key, order="1002")
        assert Invitation.objects.latest("pk").delay_days == 3
        assert Event.objects.latest("pk").subject_id == Invitation.objects.latest("pk").pk

    @pytest.mark.parametrize("everywhere", [True, False])
    def test_invites_nobody_who_refused(self, client, key, now, everywhere):
        OptOut.note(address_hash("buyer@example.com"), shop=None if everywhere else key.shop, at=now)
        assert "will not be invited" in post(client, key)["message"]
        assert Invitation.objects.get().reason == Invitation.Reason.OPTED_OUT

    def test_invites_who_refused_another_shop(self, client, key, now):
        OptOut.note(address_hash("buyer@example.com"), shop=reviews.inviting_shop(), at=now)
        post(client, key)
        assert Invitation.objects.get().state == Invitation.State.SCHEDULED

    def test_invites_nobody_whose_letters_came_back(self, client, key, now):
        suppress("buyer@example.com", reason="bounce", at=now)
        post(client, key)
        assert Invitation.objects.get().reason == Invitation.Reason.UNREACHABLE

    def test_takes_the_same_order_twice_for_a_success(self, client, key):
        post(client, key)
        assert post(client, key) == {"status": "success", "message": "Invitation already sent for this order."}
        assert Invitation.objects.count() == 1

    def test_invites_a_customer_once_when_the_plugin_asks_so_in_the_body(self, client, key):
        post(client, key)
        answer = post(client, key, order="1002", max_invitations_per_email="1")
        assert answer["status"] == "success"
        assert "limit hit" in answer["message"]
        assert "already sent" in answer["message"]

    def test_invites_a_customer_once_when_the_plugin_asks_so_in_the_address(self, client, key):
        post(client, key)
        client.post(url(key, max_invitations_per_email="1"), {"email": "buyer@example.com", "order": "1002"})
        assert Invitation.objects.get(order_number="1002").reason == Invitation.Reason.ONCE_PER_ADDRESS

    def test_knows_the_older_name_noremail(self, client, key):
        post(client, key)
        assert "limit hit" in post(client, key, order="1002", noremail="1")["message"]

    @pytest.mark.parametrize(
        ("said", "days"), [("0", 0), ("-4", 0), ("3.0", 3), ("400", 90), ("soon", 7), ("", 7), ("1e9", 90), ("NaN", 7)]
    )
    def test_keeps_the_delay_between_0_and_90_days(self, client, key, said, days):
        post(client, key, delay=said)
        assert Invitation.objects.get().delay_days == days

    @pytest.mark.parametrize(
        ("said", "language"),
        [
            ("", "nl"),
            ("nl_nl", "nl"),
            ("nl-NL", "nl"),
            ("eng", "en"),
            ("gb", "en"),
            ("cus", "nl"),
            ("be", "nl"),
            ("xx", "nl"),
        ],
    )
    def test_understands_every_spelling_of_a_language(self, client, key, said, language):
        post(client, key, language=said)
        assert Invitation.objects.get().language == language

    def test_takes_the_old_spelling_of_the_name(self, client, key):
        post(client, key, customername="Jan Jansen")
        assert Invitation.objects.get().customer_name == "Jan Jansen"

    def test_does_not_trip_over_odd_values(self, client, key):
        name, total = "Jan\x00 \u202eneslaj " + "x" * 500, "1e400"
        body = {
            "email": "buyer@example.com",
            "order": "1",
            "customer_name": name,
            "order_total": total,
            "client": ["x"],
        }
        answer = client.post(url(key), json.dumps(body), content_type="application/json")
        assert answer.json()["status"] == "success"
        invitation = Invitation.objects.get()
        assert "\u202e" not in invitation.customer_name
        assert invitation.order_total is None

    @pytest.mark.parametrize("data", ["{", "[]", "null", '{"products": "none"}', "\ud83d"])
    def test_never_refuses_an_order_for_its_order_data(self, client, key, data):
        assert post(client, key, order_data=data.encode("utf-8", "replace"))["status"] == "success"

    def test_keeps_nothing_of_telephone_numbers(self, client, key):
        post(client, key, **{"phone_numbers[0]": "0612345678"})
        assert "0612345678" not in str(Invitation.objects.values().get())


class TestRefuse:
    """Always HTTP 200: anything else throws out of the shop's own page."""

    def test_an_order_without_an_address(self, client, key):
        answer = client.post(url(key), {"order": "1001"})
        assert answer.status_code == 200
        assert answer.json() == {"status": "error", "message": "Not all obligated variables are set."}

    def test_an_address_that_is_none(self, client, key):
        assert post(client, key, email="buyer at example")["status"] == "error"

    @pytest.mark.parametrize("code", ["", "x" * 32, "é" * 32])
    def test_a_wrong_key(self, client, key, code):
        answer = client.post(f"{URL}?id={key.shop_id}&code={code}", {"email": "buyer@example.com"})
        assert answer.status_code == 200
        assert answer.json()["status"] == "error"
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("number", ["0", "abc", "9" * 40, "²", "-1"])
    def test_a_shop_that_does_not_exist(self, client, key, number):
        answer = client.post(f"{URL}?id={number}&code={key.code}", {"email": "buyer@example.com"})
        assert answer.json() == {"status": "error", "message": "Incorrect authentication credentials."}

    def test_another_shops_key(self, client, key):
        other = reviews.plugin_key()
        answer = client.post(f"{URL}?id={other.shop_id}&code={key.code}", {"email": "buyer@example.com"})
        assert answer.json()["message"] == "Incorrect authentication credentials."

    def test_a_revoked_key(self, client, key, now):
        key.revoke(actor="test", at=now)
        assert post(client, key)["status"] == "error"

    def test_the_public_code(self, client, key):
        answer = client.post(f"{URL}?id={key.shop_id}&code={key.public_code}", {"email": "buyer@example.com"})
        assert answer.json()["status"] == "error"

    @pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
    def test_more_than_a_megabyte(self, client, key, kind):
        body = "order_data=" + "x" * 1_100_000
        answer = client.post(url(key), body, content_type=kind)
        assert answer.status_code == 200
        assert answer.json()["status"] == "error"

    @pytest.mark.parametrize("body", ["", "{", "[1]", '"text"', "[" * 100_000])
    def test_json_that_is_no_order(self, client, key, body):
        answer = client.post(url(key), body, content_type="application/json")
        assert answer.status_code == 200
        assert answer.json()["status"] == "error"

    def test_a_body_of_a_thousand_fields(self, client, key):
        body = "&".join(f"a{n}=1" for n in range(2000))
        answer = client.post(url(key), body, content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer.json()["status"]) == (200, "error")

    def test_another_method(self, client, key):
        assert client.put(url(key)).json()["status"] == "error"

    @pytest.mark.rule("10.2")
    def test_an_order_of_a_shop_that_left(self, client, key, now):
        key.shop.membership.end(actor="test", at=now, reason="test")
        assert post(client, key)["status"] == "error"
        assert Invitation.objects.get().reason == Invitation.Reason.NO_STANDING

    def test_says_so_in_our_log_without_the_key(self, client, key, caplog, monkeypatch):
        def fall(*args: object, **kwargs: object) -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr(Invitation, "schedule", fall)
        assert post(client, key)["message"].startswith("Unexpected error while processing.")
        assert key.code not in caplog.text


class TestList:
    def test_pages_newest_first_with_a_total_that_adds_up(self, client, key):
        for n in range(5):
            reviews.invitation(of=key.shop, at=clock.now() - timedelta(days=n), number=str(n))
        answer = client.get(url(key, offset="1", limit="2")).json()
        assert answer["total"] == 5
        assert [row["order"] for row in answer["invitations"]] == ["1", "2"]

    def test_knows_its_total_without_counting_and_without_what_will_not_be_sent(self, client, key, now):
        made = [reviews.invitation(of=key.shop, at=now, number=str(n)) for n in range(4)]
        made[0].cancel(actor="test", at=now)
        made[1].suppress("OPTED_OUT", actor="test", at=now)
        reviews.invitation()  # of another shop
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url(key)).json()
        assert [answer["total"], *(row["order"] for row in answer["invitations"])] == [2, "3", "2"]
        assert not [each["sql"] for each in asked if "COUNT(" in each["sql"]]

    def test_takes_order_for_limit(self, client, key):
        for n in range(3):
            reviews.invitation(of=key.shop, number=str(n))
        assert len(client.get(url(key, order="2")).json()["invitations"]) == 2

    def test_says_false_for_what_was_not_sent(self, client, key, now):
        reviews.invitation(of=key.shop, at=now)
        row = client.get(url(key)).json()["invitations"][0]
        assert row["datetimes"] == {"created": "2026-03-02 10:00:00", "scheduled": "2026-03-09 10:00:00", "sent": False}

    @pytest.mark.parametrize("page", ["offset=-1", "limit=0", "limit=abc", "offset=99999999999999999999"])
    def test_survives_odd_pages(self, client, key, page):
        assert client.get(f"{url(key)}&{page}").json()["status"] == "success"


@pytest.mark.django_db(transaction=True)
def test_an_order_that_comes_four_times_at_the_same_moment_is_one():
    key, order = reviews.plugin_key(), reviews.order()
    start, answers = threading.Barrier(4), []

    def report() -> None:
        start.wait()
        try:
            Invitation.schedule(key.shop, order, actor="test", at=clock.now())
            answers.append("new")
        except AlreadyInvited:
            answers.append("known")
        finally:
            connection.close()

    threads = [threading.Thread(target=report) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["known", "known", "known", "new"]
    assert Event.objects.filter(subject_type="reviews.invitation").count() == Invitation.objects.count() == 1
