"""The shop chooses its own sender address, sets the records, looks, and stops."""

import pytest

from keurmerk import clock
from keurmerk.mail.domains import Unavailable, sandbox
from keurmerk.models import SandboxRecord
from reviews.models import Sender
from tests.factories import members, reviews, senders

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def url(shop, rest: str = "") -> str:
    return f"/en/dashboard/shops/{shop.pk}/invitations/sender/{rest}"


class TestSender:
    def test_says_from_whom_invitations_come_now(self, client, shop):
        assert "&quot;Fietsgoed via Keurtegel&quot; &lt;post@keurtegel.example&gt;" in client.get(url(shop)).text

    def test_shows_the_records_to_set_and_where_the_letter_went(self, client, shop):
        text = client.post(url(shop), {"address": "info@fietsgoed.example"}, follow=True).text
        sender = Sender.objects.get()
        for words in (sender.dkim_host, sender.dkim_value, "pm-bounces.fietsgoed.example", "pm.mtasv.net"):
            assert words in text
        assert "We sent a letter to info@fietsgoed.example" in text
        assert "We have not looked yet" in text

    @pytest.mark.parametrize(
        ("address", "sentence"),
        [("", "Write the address first"), ("info", "Write an e-mail address such as"), ("a@gmail.com", "at this provider"),
         ("a@keurtegel.example", "a domain of ours"), ("a@refused.example", "cannot send for this domain"),
         ("a@" + "x" * 300, "at most 254")],
    )  # fmt: skip
    def test_says_what_is_wrong_with_an_address(self, client, shop, address, sentence):
        assert sentence in client.post(url(shop), {"address": address}).text
        assert not Sender.objects.exists()

    def test_says_that_another_shop_has_it(self, client, shop):
        senders.active(address="post@a.example")
        assert "Another webshop sends from this address" in client.post(url(shop), {"address": "post@a.example"}).text

    def test_says_that_the_vendor_is_away(self, client, shop, monkeypatch):
        def away(*_):
            raise Unavailable

        monkeypatch.setattr(sandbox.Provider, "register", away)
        assert "does not answer now" in client.post(url(shop), {"address": "a@a.example"}).text

    def test_tells_of_each_record_what_was_found(self, client, shop):
        sender = senders.chosen(of=shop, at=clock.now())
        senders.set_records(sender, "dkim")
        text = client.post(url(shop, "check/"), follow=True).text
        assert "1 of the 2 records is as it should be" in text
        assert "Not found" in text
        senders.set_records(sender)
        sender.confirm(actor="reader", at=clock.now())
        text = client.post(url(shop, "check/"), follow=True).text
        assert "come from your own address" in text
        assert f"&lt;{sender.address}&gt;" in text

    def test_tells_silence_apart_from_absence(self, client, shop):
        senders.outage(senders.chosen(of=shop, at=clock.now()))
        text = client.post(url(shop, "check/"), follow=True).text
        assert "did not answer. That says nothing about the record" in text
        assert "Not found" not in text

    def test_shows_what_a_record_says_instead_without_taking_it_for_markup(self, client, shop):
        sender = senders.chosen(of=shop, at=clock.now())
        senders.set_records(sender)
        SandboxRecord.objects.filter(host=sender.dkim_host).update(value="<script>alert(1)</script>")
        text = client.post(url(shop, "check/"), follow=True).text
        assert "but it says something else" in text
        assert "&lt;script&gt;alert(1)" in text

    def test_lets_nobody_look_all_day(self, client, shop):
        senders.chosen(of=shop, at=clock.now())
        for _ in range(20):
            client.post(url(shop, "check/"))
        assert "You asked often" in client.post(url(shop, "check/"), follow=True).text

    def test_stops_at_once_and_twice_is_once(self, client, shop):
        senders.active(of=shop, at=clock.now())
        for _ in range(2):
            assert "come from our address" in client.post(url(shop, "stop/"), follow=True).text
        assert not Sender.objects.exists()

    def test_asks_the_address_again_but_not_at_once(self, client, shop):
        senders.chosen(of=shop, at=clock.now())
        assert "Look there first" in client.post(url(shop, "ask/"), follow=True).text

    def test_has_no_answer_for_what_was_not_chosen(self, client, shop):
        assert client.post(url(shop, "check/")).status_code == 404
        assert client.post(url(shop, "ask/")).status_code == 404

    @pytest.mark.parametrize("rest", ["check/", "ask/", "stop/"])
    def test_is_changed_by_nothing_that_only_looks(self, client, shop, rest):
        assert client.get(url(shop, rest)).status_code == 405

    @pytest.mark.parametrize("rest", ["", "check/", "ask/", "stop/"])
    def test_of_another_shop_does_not_exist(self, client, shop, rest):
        other = senders.active(at=clock.now()).shop
        assert client.post(url(other, rest), {"address": "x@a.example"}).status_code == 404
        assert Sender.objects.get().state == "ACTIVE"

    def test_is_not_offered_without_a_vendor(self, client, shop, settings):
        settings.DOMAIN_PROVIDER = ""
        assert "Not possible yet" in client.get(url(shop)).text
        client.post(url(shop), {"address": "a@a.example"})
        assert not Sender.objects.exists()


class TestNameServersOfTheSandbox:
    def test_set_what_the_shop_was_told_fail_and_come_back(self, client, shop):
        sender = senders.chosen(of=shop, at=clock.now())
        assert sender.dkim_host in client.get("/sandbox/dns/").text
        client.post("/sandbox/dns/", {"host": sender.dkim_host, "kind": "TXT", "value": sender.dkim_value})
        client.post(
            "/sandbox/dns/", {"host": sender.return_path_host, "kind": "CNAME", "value": sender.return_path_value}
        )
        assert "Both records are there" in client.post(url(shop, "check/"), follow=True).text
        client.post("/sandbox/dns/", {"host": sender.domain, "kind": "OUTAGE"})
        assert "did not answer" in client.post(url(shop, "check/"), follow=True).text

    def test_forget_a_record(self, client, shop):
        sender = senders.active(of=shop, at=clock.now())
        record = SandboxRecord.objects.get(host=sender.dkim_host)
        client.post(f"/sandbox/dns/{record.pk}/remove/")
        assert not SandboxRecord.objects.filter(pk=record.pk).exists()

    def test_set_nothing_that_is_no_record(self, client):
        client.post("/sandbox/dns/", {"host": "a.example", "kind": "MX", "value": "x"})
        client.post("/sandbox/dns/", {"host": "", "kind": "TXT"})
        assert not SandboxRecord.objects.exists()
