"""A shop's own sender address: which one is fit, what proves it, and what takes it away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.mail import domains
from keurmerk.mail.domains import sandbox
from keurmerk.models import Event, SandboxRecord, SentLetter
from keurmerk.outbox import drain, record
from keurmerk.schedule import EVERY
from reviews import own_sender, terms
from reviews.asking import ask_all
from reviews.asking.senders import envelope_of
from reviews.models import LetterText, Sender, TakenElsewhere
from reviews.own_sender import AskedOften, Unfit, spelled
from tests.factories import members, reviews, senders

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def sender_of(shop, now):
    return envelope_of(type(shop).objects.get(pk=shop.pk)).sender


def watch(now):
    return EVERY["reviews.watch_senders"].run(now)


class TestSpelled:
    def test_has_one_form(self):
        assert spelled(" Info@FietsGoed.NL ") == "info@fietsgoed.nl"
        assert spelled("info@fietsgöd.nl") == "info@xn--fietsgd-f1a.nl"

    @pytest.mark.parametrize(
        "address",
        ["", "info", "@fietsgoed.nl", "info@", "info@nl", "info@127.0.0.1", "info@[127.0.0.1]", "info@-x.nl", "a b@x.nl",
         '"a"@x.nl', "a\r\nBcc: b@x.nl", "a@b@x.nl", "a..b@x.nl", "info@x.nl>", "é@x.nl", "info@" + "a." * 120 + "nl",
         "x" * 65 + "@x.nl", "info@localhost", "info@x.nl\n", "<info@x.nl"],
    )  # fmt: skip
    def test_refuses_what_is_no_plain_address(self, address):
        with pytest.raises(Unfit) as refused:
            spelled(address.replace("info@x.nl\n", "info@x.nl\n.nl"))
        assert refused.value.code == "form"

    @pytest.mark.parametrize(
        ("address", "code"),
        [("a@keurtegel.example", "ours"), ("a@mail.keurtegel.example", "ours"), ("a@orders.keurtegel.example", "ours"),
         ("a@gmail.com", "shared"), ("a@ziggo.nl", "shared"), ("a@mailinator.com", "shared")],
    )  # fmt: skip
    def test_refuses_our_own_domain_and_those_of_everybody(self, address, code):
        with pytest.raises(Unfit) as refused:
            spelled(address)
        assert refused.value.code == code

    @pytest.mark.parametrize("domain", ["router.local", "intra.internal", "fietsgoed.example", "co.uk", "x.test"])
    def test_asks_no_network_of_ones_own_in_production(self, settings, domain):
        settings.SANDBOX = False
        with pytest.raises(Unfit):
            spelled(f"a@{domain}")
        assert spelled("a@fietsgoed.nl")


class TestChoose:
    def test_asks_the_address_and_changes_nothing_yet(self, now):
        shop = reviews.inviting_shop()
        sender = senders.chosen(of=shop, at=now, address="Post@Fietsgoed.example")
        drain()
        letter = SentLetter.objects.get(letter="reviews/confirm_sender")
        assert letter.to == sender.address == "post@fietsgoed.example"
        assert letter.sender == "Keurtegel <post@keurtegel.example>"
        assert sender_of(shop, now).endswith("<post@keurtegel.example>")

    def test_twice_is_once(self, now):
        shop = reviews.inviting_shop()
        first = senders.chosen(of=shop, at=now, address="post@a.example")
        assert senders.chosen(of=shop, at=now, address="POST@a.example") == first
        drain()
        assert SentLetter.objects.filter(letter="reviews/confirm_sender").count() == 1

    def test_gives_the_former_address_up_with_its_proof(self, now):
        shop = reviews.inviting_shop()
        senders.active(of=shop, at=now, address="post@a.example")
        later = senders.chosen(of=shop, at=now, address="info@a.example")
        assert (later.state, later.confirmed_at) == ("PENDING", None)
        assert Sender.objects.filter(shop=shop).count() == 1
        assert sender_of(shop, now).endswith("<post@keurtegel.example>")

    def test_sends_strangers_no_more_than_a_few_letters_a_day(self, now):
        shop = reviews.inviting_shop()
        for number in range(terms.SENDER_ASKED_A_DAY):
            senders.chosen(of=shop, at=now, address=f"a{number}@a.example")
        with pytest.raises(AskedOften):
            senders.chosen(of=shop, at=now, address="another@a.example")
        assert senders.chosen(of=shop, at=now + DAY, address="another@a.example")

    def test_leaves_all_as_it_was_when_the_vendor_refuses(self, now):
        sender = senders.active(at=now)
        with pytest.raises(domains.Refused):
            own_sender.choose(sender.shop, "a@refused.example", actor="t", at=now)
        assert Sender.objects.get().state == "ACTIVE"

    def test_writes_no_address_in_the_news(self, now):
        sender = senders.active(at=now, address="geheim@a.example")
        sender.give_up(actor="t", at=now)
        assert not Event.objects.filter(payload__icontains="geheim").exists()


class TestOneAddress:
    def test_is_one_shops_alone_once_it_is_confirmed(self, now):
        senders.active(at=now, address="post@a.example")
        with pytest.raises(TakenElsewhere):
            senders.chosen(at=now, address="post@a.example")

    def test_is_kept_from_nobody_by_who_only_typed_it(self, now):
        squatter = senders.chosen(at=now, address="post@a.example")
        owner = senders.active(at=now, address="post@a.example")
        assert owner.state == "ACTIVE"
        with pytest.raises(TakenElsewhere):
            squatter.confirm(actor="reader", at=now)
        assert Sender.objects.get(pk=squatter.pk).confirmed_at is None

    def test_shares_its_domain_with_another_address_of_another_shop(self, now):
        senders.active(at=now, address="post@a.example")
        assert senders.active(at=now, address="info@a.example").state == "ACTIVE"

    def test_comes_free_when_its_shop_stops(self, now):
        senders.active(at=now, address="post@a.example").give_up(actor="t", at=now)
        assert senders.active(at=now, address="post@a.example").state == "ACTIVE"

    def test_comes_free_when_the_member_leaves(self, now):
        sender = senders.active(at=now)
        sender.shop.membership.end(actor="t", at=now, reason="cancelled")
        drain()
        assert not Sender.objects.exists()


class TestActive:
    def test_needs_both_records_and_a_reader(self, now):
        sender = senders.chosen(at=now)
        sender.confirm(actor="reader", at=now)
        senders.set_records(sender, "dkim")
        assert own_sender.look(sender, actor="t", at=now).state == "PENDING"
        senders.set_records(sender, "return_path")
        assert own_sender.look(sender, actor="t", at=now).state == "ACTIVE"

    def test_begins_whichever_of_the_two_comes_last(self, now):
        sender = senders.chosen(at=now)
        senders.set_records(sender)
        own_sender.look(sender, actor="t", at=now)
        sender.confirm(actor="reader", at=now)
        assert sender.state == "ACTIVE"
        assert Event.objects.filter(name="sender.activated").count() == 1

    def test_does_not_begin_on_records_that_are_gone_again(self, now):
        sender = senders.chosen(at=now)
        senders.set_records(sender)
        own_sender.look(sender, actor="t", at=now)
        senders.remove_records(sender, "dkim")
        own_sender.look(sender, actor="t", at=now)
        sender.confirm(actor="reader", at=now)
        assert sender.state == "PENDING"

    def test_waits_for_the_vendor_to_see_the_records_too(self, now, monkeypatch):
        monkeypatch.setattr(sandbox.Provider, "is_accepted", lambda *_: False)
        sender = senders.active(at=now)
        assert sender.state == "PENDING"
        assert sender.check_due_at == now + terms.SENDER_LOOKS_SOON

    @pytest.mark.parametrize("missing", ["verified_at", "confirmed_at"])
    def test_is_held_by_the_database(self, now, missing):
        sender = senders.active(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Sender.objects.filter(pk=sender.pk).update(**{missing: None})

    @pytest.mark.rule("PA invitation: sender")
    def test_sends_invitations_and_reminders_and_nothing_else(self, now):
        sender = senders.active(at=now, address="post@fietsgoed.example")
        invitation = reviews.sent_invitation(of=sender.shop, at=now)
        reviews.invitation(of=sender.shop, at=now - timedelta(days=7))
        EVERY["reviews.send_invitations"].run(now)
        EVERY["reviews.remind"].run(invitation.reminder_due_at)
        written = SentLetter.objects.filter(letter__in=["reviews/invitation", "reviews/reminder"])
        assert {(each.letter, each.sender) for each in written} == {
            ("reviews/invitation", '"Fietsgoed" <post@fietsgoed.example>'),
            ("reviews/reminder", '"Fietsgoed" <post@fietsgoed.example>'),
        }
        reviews.review(of=sender.shop, at=now)
        drain()
        others = SentLetter.objects.exclude(letter__in=["reviews/invitation", "reviews/reminder"])
        assert others.filter(letter="reviews/review_published").exists()
        assert set(others.values_list("sender", flat=True)) == {"Keurtegel <post@keurtegel.example>"}


class TestTheRecords:
    @pytest.mark.parametrize(
        "value", ["v=DKIM1; k=rsa; p={key}", "p={key}; k=rsa", "k=rsa;p={key};", "k=rsa; p= {key}"]
    )
    def test_may_be_written_in_any_order_and_with_spaces(self, now, value):
        sender = senders.active(at=now)
        key = sender.dkim_value.partition("p=")[2]
        SandboxRecord.objects.filter(host=sender.dkim_host).update(value=value.format(key=key))
        assert own_sender.look(sender, actor="t", at=now).findings["dkim"]["answer"] == "FOUND"

    @pytest.mark.parametrize("value", ["k=rsa;p=another", "k=rsa;p=", "v=spf1 -all", ""])
    def test_that_say_something_else_are_shown_as_they_are(self, now, value):
        sender = senders.chosen(at=now)
        senders.set_records(sender)
        SandboxRecord.objects.filter(host=sender.dkim_host).update(value=value)
        found = own_sender.look(sender, actor="t", at=now).findings["dkim"]
        assert found == {"answer": "OTHER", "seen": value}


class TestWatch:
    def test_falls_back_when_a_record_is_gone_twice_in_a_row_and_tells_the_shop(self, now):
        person = members.user()
        shop = reviews.inviting_shop(owner=person)
        sender = senders.active(of=shop, at=now, address="post@fietsgoed.example")
        senders.remove_records(sender, "return_path")
        assert watch(now + DAY) == 1
        assert sender_of(shop, now) == '"Fietsgoed" <post@fietsgoed.example>'
        assert watch(now + 2 * DAY) == 1
        assert sender_of(shop, now) == '"Fietsgoed via Keurtegel" <post@keurtegel.example>'
        drain()
        letter = SentLetter.objects.get(letter="reviews/sender_broken")
        assert letter.to == person.email
        assert f"Het CNAME-record pm-bounces.{sender.domain}" in letter.text
        assert "TXT" not in letter.text

    def test_forgives_a_record_that_is_back_at_the_next_look(self, now):
        sender = senders.active(at=now)
        for day in range(1, 9):
            (senders.remove_records if day % 2 else senders.set_records)(sender, "dkim")
            watch(now + day * DAY)
        assert Sender.objects.get().state == "ACTIVE"

    def test_takes_no_answer_for_no_news(self, now):
        sender = senders.active(at=now)
        senders.remove_records(sender)
        silence = senders.outage(sender)
        for day in range(1, 10):
            assert watch(now + day * DAY) == 1
        assert Sender.objects.get().state == "ACTIVE"
        silence.delete()
        watch(now + 11 * DAY)
        senders.outage(sender)
        watch(now + 12 * DAY)
        assert Sender.objects.get().state == "ACTIVE"  # one look found it gone; silence is not the second

    def test_does_not_count_how_often_the_shop_looks(self, now):
        sender = senders.active(at=now)
        senders.remove_records(sender)
        for _ in range(5):
            own_sender.look(sender, actor="user:1", at=now)
        assert Sender.objects.get().state == "ACTIVE"

    def test_uses_the_address_again_when_all_is_back(self, now):
        sender = senders.active(at=now)
        senders.remove_records(sender)
        watch(now + DAY)
        watch(now + 2 * DAY)
        assert Sender.objects.get().state == "BROKEN"
        senders.set_records(sender)
        watch(now + 3 * DAY)
        assert (Sender.objects.get().state, Sender.objects.get().broken_at) == ("ACTIVE", None)

    def test_looks_each_day_and_no_sooner(self, now):
        senders.active(at=now)
        assert watch(now + DAY - timedelta(minutes=1)) == 0
        assert watch(now + DAY) == 1

    def test_leaves_an_address_alone_on_which_nobody_works_any_more(self, now):
        senders.chosen(at=now)
        assert watch(now + timedelta(days=31)) == 1
        assert watch(now + timedelta(days=300)) == 0

    def test_finds_by_itself_that_the_records_were_set(self, now):
        sender = senders.chosen(at=now)
        sender.confirm(actor="reader", at=now)
        senders.set_records(sender)
        assert watch(now + terms.SENDER_LOOKS_SOON) == 1
        assert Sender.objects.get().state == "ACTIVE"


class TestTheVendor:
    def test_that_takes_nothing_from_the_domain_ends_it_for_all_who_send_from_it(self, now):
        sender = senders.active(at=now, address="post@a.example")
        other = senders.active(at=now, address="post@b.example")
        invitation = reviews.sent_invitation(of=sender.shop, at=now)
        ask_all(LetterText.Letter.INVITATION, [invitation], at=now)
        letter = SentLetter.objects.get(about=f"reviews.invitation:{invitation.pk}")
        told = {"about": letter.about, "domain": "a.example"}
        for _ in range(2):
            record("letter.sender_refused", subject=letter, actor="post", at=now, payload=told)
        drain()
        assert Sender.objects.get(pk=sender.pk).state == "BROKEN"
        assert Sender.objects.get(pk=other.pk).state == "ACTIVE"


class TestAsk:
    def test_again_is_a_new_letter_but_not_at_once(self, now):
        sender = senders.chosen(at=now)
        assert not own_sender.ask_again(sender, actor="t", at=now + timedelta(minutes=1))
        assert own_sender.ask_again(sender, actor="t", at=now + timedelta(hours=1))
        drain()
        assert SentLetter.objects.filter(letter="reviews/confirm_sender").count() == 1  # the first was overtaken

    def test_stops_once_it_is_confirmed(self, now):
        sender = senders.active(at=now)
        assert not own_sender.ask_again(sender, actor="t", at=now + DAY)
