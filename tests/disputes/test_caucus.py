"""Nothing of what the mediator and one party write to each other alone reaches the other, by whichever way out."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from disputes.models import Dispute, Message, Party
from disputes.sealed_file import sealed_file
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from keurmerk.retention import forget
from members.models import WebhookMessage
from tests.factories import disputes, keys, members

pytestmark = pytest.mark.django_db
SECRET = {Party.SHOP: "Onze marge is 40 procent.", Party.CONSUMER: "Met de helft ben ik ook tevreden."}
ASKED = {Party.SHOP: "Tot waar wil de winkel gaan?", Party.CONSUMER: "Wat is voor jou genoeg?"}
SECRETS = [*SECRET.values(), *ASKED.values()]


@pytest.fixture
def owner():
    return members.user(email="owner@example.com")


@pytest.fixture
def case(now, owner):
    """In mediation, with a private talk of the mediator with each of the two, and a message to both."""
    dispute = disputes.mediated(at=now, shop=members.full_shop(owner=owner))
    drain()
    at = dispute.mediation_at
    for party in (Party.SHOP, Party.CONSUMER):
        dispute.confide(Party.MEDIATOR, ASKED[party], only_for=party, actor="user:2", at=at)
        dispute.confide(party, SECRET[party], only_for=party, actor="x", at=at)
    return dispute


def seen(page, *, of=SECRETS):
    text = page.content.decode()
    return {words for words in of if words in text}


class TestConfide:
    def test_changes_no_turn_and_no_date(self, case):
        before = (case.turn, case.due_at, case.reminded_at, case.state)
        case.refresh_from_db()
        assert (case.turn, case.due_at, case.reminded_at, case.state) == before

    def test_is_for_mediation_alone(self, now):
        for dispute in (disputes.dispute(at=now), disputes.settled(at=now), disputes.closed(at=now)):
            with pytest.raises(IllegalMove):
                dispute.confide(Party.CONSUMER, "x", only_for=Party.CONSUMER, actor="x", at=now)

    def test_is_between_a_party_and_the_mediator(self, case, now):
        for author, reader in ((Party.SHOP, Party.CONSUMER), (Party.MEDIATOR, Party.MEDIATOR)):
            with pytest.raises(IllegalMove):
                case.confide(author, "x", only_for=reader, actor="x", at=now)

    @pytest.mark.parametrize(
        ("author", "reader"), [("SHOP", "CONSUMER"), ("CONSUMER", "SHOP"), ("MEDIATOR", "MEDIATOR")]
    )
    def test_the_database_says_so_too(self, case, now, author, reader):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.private.create(dispute=case, author=author, only_for=reader, text="x", written_at=now)

    def test_waits_on_the_list_of_the_mediator_until_it_is_answered(self, case, now):
        case.ask(Party.SHOP, "En nu?", actor="user:2", at=now)
        assert Dispute.objects.for_the_mediator().get() == case
        for party in SECRET:
            case.confide(Party.MEDIATOR, "Dank.", only_for=party, actor="user:2", at=now)
        assert not Dispute.objects.for_the_mediator().exists()


class TestNothingReachesTheOther:
    def test_by_the_ordinary_way_to_ask(self, case):
        assert not Message.objects.filter(text__in=SECRETS).exists()
        assert not case.messages.filter(text__in=SECRETS).exists()
        found = Dispute.objects.prefetch_related("messages").get(pk=case.pk)
        assert not {each.text for each in found.messages.all()} & set(SECRETS)

    def test_in_the_room_of_the_consumer(self, client, case):
        page = client.get(reverse("consumer:dispute", args=[case.token]))
        assert seen(page) == {SECRET[Party.CONSUMER], ASKED[Party.CONSUMER]}

    def test_in_the_room_of_the_shop(self, client, case, owner):
        client.force_login(owner)
        page = client.get(reverse("dashboard:dispute", args=[case.shop_id, case.pk]))
        assert seen(page) == {SECRET[Party.SHOP], ASKED[Party.SHOP]}

    def test_in_any_other_page_of_the_shop(self, client, case, owner):
        client.force_login(owner)
        for name in ("home", "disputes"):
            assert not seen(client.get(reverse(f"dashboard:{name}", args=[case.shop_id])))

    def test_but_the_mediator_reads_both(self, client, case):
        client.force_login(members.user(staff_role="mediator"))
        assert seen(client.get(reverse("desk:dispute", args=[case.pk]))) == set(SECRETS)

    @pytest.mark.rule("11.4")
    @pytest.mark.parametrize("ends", [False, True])
    def test_in_the_sealed_file(self, case, now, tmp_path, ends):
        if ends:
            case.fail("Geen akkoord.", actor="user:2", at=case.mediation_at)
        by_hand = tmp_path / "case.zip"
        call_command("dispute_file", case.number, str(by_hand))
        for made in (sealed_file(case, at=now), by_hand.read_bytes()):
            with zipfile.ZipFile(io.BytesIO(made)) as opened:
                told = "".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())
                paper = PdfReader(io.BytesIO(opened.read("case.pdf")))
                told += " ".join("".join(page.extract_text() for page in paper.pages).split())
                chronology = json.loads(opened.read("case.json"))["chronology"]
            assert "Dat valt buiten de garantie." in told
            assert not [words for words in SECRETS if words in told]
            assert not [each for each in chronology if "confided" in each["event"]]

    def test_over_the_api(self, case):
        """Not even the shop's own: whoever has its key need not be who talks with the mediator."""
        caller = keys.caller(of=case.shop)
        told = caller.ask(f"disputes/{case.pk}").text + caller.ask("disputes").text
        assert "Dat valt buiten de garantie." in told
        assert not [words for words in SECRETS if words in told]

    def test_by_letter(self, case):
        drain()
        letters = SentLetter.objects.filter(letter="disputes/private_message")
        assert sorted(each.to for each in letters) == ["jan@example.com", "owner@example.com"]
        everything = "".join(f"{each.subject} {each.text}" for each in SentLetter.objects.all())
        assert not [words for words in SECRETS if words in everything]

    def test_not_even_that_it_was_written(self, now, owner):
        """A private message to one makes no letter and no news for the other."""
        dispute = disputes.mediated(at=now, shop=members.full_shop(owner=owner))
        drain()
        letters, news = SentLetter.objects.count(), WebhookMessage.objects.count()
        dispute.confide(Party.MEDIATOR, "x", only_for=Party.CONSUMER, actor="user:2", at=now)
        dispute.confide(Party.CONSUMER, "y", only_for=Party.CONSUMER, actor="consumer", at=now)
        drain()
        assert list(SentLetter.objects.order_by("-pk").values_list("to", flat=True)[:1]) == ["jan@example.com"]
        assert (SentLetter.objects.count(), WebhookMessage.objects.count()) == (letters + 1, news)

    def test_in_the_trail_of_the_dispute(self, case):
        events = Event.objects.filter(name="message.confided")
        assert {each.subject_type for each in events} == {"disputes.message"}
        assert not [each.payload for each in events if each.payload]

    def test_after_the_end_either(self, client, case, owner):
        case.settle("Akkoord.", actor="user:2", at=case.mediation_at)
        assert seen(client.get(reverse("consumer:dispute", args=[case.token]))) == {
            SECRET[Party.CONSUMER],
            ASKED[Party.CONSUMER],
        }


class TestDoors:
    def test_of_each_room_write_to_its_own_talk(self, client, case, owner):
        client.post(reverse("consumer:confide", args=[case.token]), {"private-consumer-text": "Van mij"})
        client.force_login(owner)
        client.post(reverse("dashboard:confide", args=[case.shop_id, case.pk]), {"private-shop-text": "Van ons"})
        client.force_login(members.user(staff_role="mediator"))
        client.post(reverse("desk:confide", args=[case.pk, "shop"]), {"private-shop-text": "Aan jullie"})
        written = Message.private.order_by("pk").values_list("author", "only_for", "text")
        assert list(written)[-3:] == [
            ("CONSUMER", "CONSUMER", "Van mij"),
            ("SHOP", "SHOP", "Van ons"),
            ("MEDIATOR", "SHOP", "Aan jullie"),
        ]

    def test_cannot_be_used_for_the_talk_of_another(self, client, case, owner):
        client.force_login(owner)
        page = client.post(
            reverse("dashboard:confide", args=[case.shop_id, case.pk]), {"private-consumer-text": "Namens de klant"}
        )
        assert page.status_code == 422
        assert not Message.private.filter(text="Namens de klant").exists()
        assert client.post(reverse("desk:confide", args=[case.pk, "shop"]), {}).status_code == 404
        stranger = members.full_shop(owner=members.user())
        client.force_login(stranger.owner())
        for shop in (stranger.pk, case.shop_id):
            door = reverse("dashboard:confide", args=[shop, case.pk])
            assert client.post(door, {"private-shop-text": "x"}).status_code == 404

    def test_know_two_parties(self, client, case):
        client.force_login(members.user(staff_role="mediator"))
        assert client.post(reverse("desk:confide", args=[case.pk, "mediator"])).status_code == 404

    def test_are_closed_after_the_end_and_say_so(self, client, case):
        case.settle("Akkoord.", actor="user:2", at=case.mediation_at)
        door = reverse("consumer:confide", args=[case.token])
        page = client.post(door, {"private-consumer-text": "Toch nog"}, follow=True)
        assert "alleen tijdens bemiddeling" in page.content.decode()
        assert not Message.private.filter(text="Toch nog").exists()

    def test_keep_what_was_typed_harmless(self, client, case):
        door = reverse("consumer:confide", args=[case.token])
        page = client.post(door, {"private-consumer-text": "<script>1</script>"}, follow=True).content.decode()
        assert "&lt;script&gt;1" in page
        assert "<script>1" not in page


def test_private_messages_are_forgotten_with_the_rest(case):
    case.settle("Akkoord.", actor="user:2", at=case.mediation_at)
    forget(now=case.mediation_at.replace(year=case.mediation_at.year + 6))
    assert not Message.private.exclude(text="").exists()
