"""A list is worked through in chunks: nothing twice and nothing lost, whoever is killed; stopped and undone at will."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from keurmerk import clock, outbox
from keurmerk.mail.suppression import suppress
from keurmerk.models import Delivery, Event
from keurmerk.outbox import drain
from reviews.imports import work
from reviews.jobs import FORGET_LISTS
from reviews.models import Invitation, OptOut, OrderImport, OrderImportFault, OrderImportKey
from tests.factories import members, order_lists, reviews

pytestmark = pytest.mark.django_db
State = OrderImport.State


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 10)


def deliver_one() -> bool:
    """What one worker does with the oldest errand."""
    return outbox.deliver(Delivery.objects.waiting().earliest("pk").pk)


class TestCheck:
    def test_invites_nobody(self, now):
        made = order_lists.checked(order_lists.text(3), at=now)
        assert (made.state, made.lines, made.forecast) == (State.READY, 4, {"SCHEDULED": 3})
        assert not Invitation.objects.exists()

    def test_says_who_will_not_be_invited_and_why(self):
        shop, now = reviews.inviting_shop(), clock.now()
        reviews.invitation(of=shop, at=now, email="already@example.com", number="1")
        reviews.sent_invitation(of=shop, at=now, email="lately@example.com")
        reviews.sent_invitation(of=shop, at=now, email="never@example.com").opt_out(everywhere=False, at=now)
        suppress("bounced@example.com", reason="HardBounce", at=now)
        orders = [
            ("1", "already"), ("2", "lately"), ("3", "never"), ("4", "bounced"), ("5", "new"), ("5", "new"),
            ("6", "new"), ("7", "two"),
        ]  # fmt: skip
        text = "Nummer;E-mail\n" + "".join(f"{number};{name}@example.com\n" for number, name in orders)
        made = order_lists.checked(text + "8;x\n", of=shop, at=now)
        assert made.forecast == {
            "ALREADY": 1, "FREQUENCY": 2, "OPTED_OUT": 1, "UNREACHABLE": 1, "TWICE": 1, "SCHEDULED": 2, "FAULTY": 1,
        }  # fmt: skip

    def test_foretells_what_comes_true(self, now):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, at=now, email="buyer1@example.com", number="1")
        OptOut.note(reviews.invitation(of=shop, at=now, email="buyer2@example.com").email_hash, shop=None, at=now)
        made = order_lists.taken_in(order_lists.text(5) + "6;geen\r\n", of=shop, at=now)
        assert made.outcome == made.forecast == {"ALREADY": 1, "OPTED_OUT": 1, "SCHEDULED": 3, "FAULTY": 1}

    @pytest.mark.rule("18.2")
    def test_says_what_will_wait_for_the_sharing_clause(self, now):
        made = order_lists.checked(order_lists.text(2), of=members.full_shop(), at=now)
        assert made.forecast == {"NO_CLAUSE": 2}

    @pytest.mark.usefixtures("small_chunks")
    def test_meets_an_order_again_chunks_later(self, now):
        made = order_lists.checked(
            order_lists.text(15) + "1;buyer1@example.com;x\r\n99;buyer2@example.com;x\r\n", at=now
        )
        assert made.forecast == {"SCHEDULED": 15, "TWICE": 1, "FREQUENCY": 1}
        assert not OrderImportKey.objects.exists()

    def test_begins_anew_with_other_columns(self, now):
        text = "a;b\nx@example.com;y@example.com\nz;z@example.com\n"
        made = order_lists.checked(text, at=now)
        assert made.columns == ["", "EMAIL"]
        made.lay_out({"columns": ["EMAIL", ""]}, actor="user:1", at=now)
        drain()
        made.refresh_from_db()
        assert (made.state, made.forecast) == (State.READY, {"SCHEDULED": 1, "FAULTY": 1})
        assert [(fault.line, fault.column) for fault in made.faults.all()] == [(3, 1)]

    @pytest.mark.usefixtures("small_chunks")
    def test_of_before_leaves_when_another_has_begun(self, now):
        made = order_lists.uploaded(order_lists.text(25), at=now)
        deliver_one()
        made.refresh_from_db()
        made.lay_out({"columns": made.columns}, actor="user:1", at=now)
        drain()
        made.refresh_from_db()
        assert (made.state, made.forecast) == (State.READY, {"SCHEDULED": 25})

    def test_keeps_no_words_of_a_faulty_line(self, now):
        made = order_lists.checked("Nummer;E-mail\n1;geheim\n", at=now)
        told = str(list(OrderImportFault.objects.values())) + str(list(Event.objects.values()))
        assert "geheim" not in told
        assert made.faults.get().code == "EMAIL_WRONG"


class TestCarryOut:
    def test_invites_from_the_moment_of_confirmation(self, now):
        made = order_lists.confirmed(order_lists.text(2), at=now, delay_days=3)
        drain()
        sent = set(made.invitations.values_list("send_at", "received_at", "client"))
        assert sent == {(now + timedelta(days=3), now, "list")}

    @pytest.mark.usefixtures("small_chunks")
    def test_commits_each_chunk_with_its_place(self, now):
        made = order_lists.confirmed(order_lists.text(25), at=now)
        deliver_one()
        made.refresh_from_db()
        assert (made.line, made.outcome, Invitation.objects.count()) == (10, {"SCHEDULED": 9}, 9)

    @pytest.mark.usefixtures("small_chunks")
    def test_is_neither_doubled_nor_lost_by_whoever_falls_at_any_statement(self, now, monkeypatch):
        """The worker falls in every chunk after its work and before the commit; the errand comes again."""
        made = order_lists.confirmed(order_lists.text(45), at=now)
        fallen: Counter[int] = Counter()
        advance, finish = OrderImport.advance, OrderImport.finish

        def fall_once(verb):
            def falling(self, *args, **facts):
                verb(self, *args, **facts)
                fallen[facts["position"]] += 1
                if fallen[facts["position"]] == 1:
                    raise RuntimeError("killed")

            return falling

        monkeypatch.setattr(OrderImport, "advance", fall_once(advance))
        monkeypatch.setattr(OrderImport, "finish", fall_once(finish))
        while Delivery.objects.waiting().exists():
            Delivery.objects.update(next_attempt_at=now - timedelta(days=1))
            drain()
        made.refresh_from_db()
        assert len(fallen) == 5
        assert (made.state, made.outcome, made.invitations.count()) == (State.DONE, {"SCHEDULED": 45}, 45)

    @pytest.mark.usefixtures("small_chunks")
    def test_does_nothing_for_an_errand_that_comes_again(self, now):
        made = order_lists.taken_in(order_lists.text(25), at=now)
        for event in Event.objects.filter(name="order_import.confirmed"):
            work.carry_out(event, at=now)
        assert made.invitations.count() == 25

    def test_is_told_order_by_order_like_any_other_way(self, now):
        order_lists.taken_in(order_lists.text(2), at=now)
        assert Event.objects.filter(name="invitation.scheduled").count() == 2

    def test_takes_the_file_away(self, now):
        made = order_lists.taken_in(order_lists.text(2), at=now)
        assert (made.state, made.path) == (State.DONE, "")

    def test_stops_when_the_file_is_gone(self, now):
        made = order_lists.confirmed(order_lists.text(2), at=now)
        default_storage.delete(made.path)
        drain()
        made.refresh_from_db()
        assert (made.state, made.invitations.count()) == (State.CANCELLED, 0)


class TestCancel:
    @pytest.mark.usefixtures("small_chunks")
    def test_stops_after_the_chunk_at_hand(self, now):
        made = order_lists.confirmed(order_lists.text(25), at=now)
        deliver_one()
        OrderImport.objects.get().cancel(actor="user:1", at=now)
        drain()
        made.refresh_from_db()
        assert (made.state, made.path, made.invitations.count()) == (State.CANCELLED, "", 9)


class TestUndo:
    @pytest.mark.usefixtures("small_chunks")
    def test_takes_back_what_was_not_sent(self, now):
        made = order_lists.taken_in(order_lists.text(25), at=now)
        first = made.invitations.earliest("pk")
        assert first.mark_sent(actor="clock", at=now)
        made.undo(actor="user:1", at=now)
        drain()
        made.refresh_from_db()
        states = Counter(made.invitations.values_list("state", flat=True))
        assert (made.state, made.position, states) == (State.UNDONE, 24, {"CANCELLED": 24, "SENT": 1})
        assert Event.objects.filter(name="invitation.cancelled").count() == 24

    def test_lets_the_same_list_come_again(self, now):
        shop = reviews.inviting_shop()
        order_lists.taken_in(order_lists.text(3), of=shop, at=now).undo(actor="user:1", at=now)
        drain()
        again = order_lists.taken_in(order_lists.text(3), of=shop, at=now)
        assert again.outcome == {"SCHEDULED": 3}

    def test_leaves_other_orders_alone(self, now):
        shop = reviews.inviting_shop()
        other = reviews.invitation(of=shop, at=now)
        order_lists.taken_in(order_lists.text(3), of=shop, at=now).undo(actor="user:1", at=now)
        drain()
        other.refresh_from_db()
        assert other.state == Invitation.State.SCHEDULED


class TestForget:
    @pytest.mark.rule("PA")
    def test_takes_away_after_seven_days_what_nobody_confirmed(self, now):
        made = order_lists.checked(order_lists.text(2), at=now)
        path = made.path
        assert FORGET_LISTS.run(now + timedelta(days=6)) == 0
        assert FORGET_LISTS.run(now + timedelta(days=7)) == 1
        made.refresh_from_db()
        assert (made.state, made.path, default_storage.exists(path)) == (State.CANCELLED, "", False)
        assert FORGET_LISTS.run(now + timedelta(days=8)) == 0
