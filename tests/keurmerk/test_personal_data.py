"""What we hold about an address, in every app: found, erased where it may be, and kept with a reason where not."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from disputes.models import Dispute, Evidence, Message
from keurmerk import erasures, personal_data
from keurmerk.forgetting import forget
from keurmerk.mail import send
from keurmerk.mail.suppression import address_hash, suppress
from keurmerk.models import Erasure, Event, SentLetter
from keurmerk.outbox import drain
from keurmerk.personal_data import everything
from members.models import Member, User
from reviews.grounds import Grounds
from reviews.models import Invitation, Notice, OpenReview, OptOut, Review, Trace
from reviews.verification import shop_faults
from tests.factories import billing, disputes, members, moderation, reviews

pytestmark = pytest.mark.django_db
SANNE = "sanne@example.com"


def kinds(address: str = SANNE) -> list[str]:
    return sorted({each.sort.model for each in everything(address)})


def letter(now, to: str = SANNE, name: str = "reviews/review_published") -> SentLetter:
    facts = {"name": "Sanne", "shop": "Fietsgoed", "stars": 5, "manage_url": "https://example.com/"}
    return send(name, to=to, language="nl", about=f"test:{SentLetter.objects.count()}", at=now, facts=facts)


@pytest.fixture
def shop():
    return reviews.inviting_shop()


@pytest.fixture
def review(shop, now):
    sent = reviews.sent_invitation(of=shop, email="Sanne@Example.com", at=now - timedelta(days=9))
    return Review.publish(sent, reviews.opinion(), actor="test", at=now - timedelta(days=8))


class TestFinding:
    def test_reaches_every_app_whatever_the_case_of_the_letters(self, shop, review, now):
        reviews.open_review(of=shop, email=SANNE, at=now)
        moderation.notice_of_visitor(email=SANNE, at=now)
        disputes.dispute(at=now, consumer_email=SANNE)
        OptOut.note(address_hash(SANNE), shop=shop, at=now)
        suppress(SANNE, reason="complaint", at=now)
        members.user(email=SANNE)
        billing.invoice(at=now, of=members.member(email=SANNE))
        letter(now)
        assert kinds() == [
            "billing.Invoice", "disputes.Dispute", "keurmerk.SentLetter", "keurmerk.Suppression", "members.Member",
            "members.User", "reviews.Invitation", "reviews.Notice", "reviews.OpenReview", "reviews.OptOut",
            "reviews.Review",
        ]  # fmt: skip

    def test_shows_nothing_of_somebody_else(self, review, now):
        letter(now)
        assert kinds("sanne@example.co") == []
        assert kinds("anne@example.com") == []

    def test_says_until_when_by_the_rules_of_retention(self, review, now):
        invitation = next(each for each in everything(SANNE) if each.sort.model == "reviews.Invitation")
        assert invitation.until.date() == invitation.row.received_at.replace(year=2027).date()
        kept_for_ever = next(each for each in everything(SANNE) if each.sort.model == "reviews.Review")
        assert kept_for_ever.until is None


class TestErasing:
    def test_leaves_nothing_that_tells_who_it_was_and_a_ledger_that_verifies(self, shop, review, now):
        Trace.of(review, at=now)
        reviews.reply(to=review, at=now)
        letter(now)
        done = forget(SANNE, at=now)
        assert done.kept == []
        assert kinds() == []
        review.refresh_from_db()
        assert (review.state, review.text, review.email) == ("REMOVED_BY_AUTHOR", "", "")
        assert not Trace.objects.exists()
        assert Invitation.objects.get().customer_name == ""
        assert list(shop_faults(shop.pk)) == []

    def test_twice_is_once(self, review, now):
        forget(SANNE, at=now)
        told = Event.objects.exclude(name__startswith="erasure.").count()
        again = forget(SANNE, at=now + timedelta(minutes=1))
        assert (again.gone.total(), again.kept) == (0, [])
        assert Event.objects.exclude(name__startswith="erasure.").count() == told

    def test_an_order_that_waits_is_not_asked_about_any_more(self, shop, now):
        waiting = reviews.invitation(of=shop, email=SANNE, at=now)
        forget(SANNE, at=now)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.email, waiting.email_hash) == ("SUPPRESSED", "", address_hash(SANNE))

    def test_a_letter_that_waits_is_not_sent(self, now):
        waiting = letter(now)
        forget(SANNE, at=now)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.text, SANNE in waiting.to) == ("SKIPPED", "", False)

    def test_a_review_that_waits_to_be_confirmed_is_gone(self, shop, now):
        waiting = reviews.open_review(of=shop, email=SANNE, at=now)
        forget(SANNE, at=now)
        assert OpenReview.objects.get(pk=waiting.pk).state == "EXPIRED"

    def test_what_came_of_it_is_told_without_the_address(self, review, now):
        forget(SANNE, at=now)
        told = Event.objects.get(name="erasure.done")
        assert told.payload["gone"] == {"reviews.Review": 1, "reviews.Invitation": 1}
        assert not [each for each in Event.objects.all() if SANNE in str(each.payload).lower()]

    def test_an_account_without_a_shop_goes_and_never_logs_in_again(self, now, client):
        person = members.user(email=SANNE, name="Sanne de Koning")
        forget(SANNE, at=now)
        person.refresh_from_db()
        assert (person.name, person.is_active, person.has_usable_password()) == ("", False, False)
        assert not User.objects.filter(email__iexact=SANNE).exists()

    def test_a_closed_dispute_keeps_its_place_in_the_count_and_nothing_else(
        self, now, django_capture_on_commit_callbacks
    ):
        case = disputes.settled(at=now - timedelta(days=30))
        Dispute.objects.update(consumer_email=SANNE)
        Message.private.create(
            dispute=case, author="SHOP", only_for="SHOP", text="Alleen voor de bemiddelaar", written_at=now
        )
        assert "Alleen voor" not in str(everything(SANNE)[0].facts)
        path = default_storage.save("disputes/bon.txt", ContentFile(b"bon"))
        Evidence.objects.create(
            dispute=case, number=1, by="CONSUMER", kind="ORDER", shows="De bon", name="bon.pdf", path=path,
            file_kind="PDF", size=3, digest="d", added_at=now,
        )  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            forget(SANNE, at=now)
        case.refresh_from_db()
        assert not Message.private.exclude(text="").exists()
        words = [case.consumer_name, case.story, case.wish, case.outcome, *case.messages.values_list("text", flat=True)]
        assert set(words) == {""}
        assert case.state == "SETTLED"
        assert not Evidence.objects.exists()
        assert not default_storage.exists(path)

    def test_a_closed_notice_loses_its_notifier(self, now):
        notice = moderation.notice_of_visitor(email=SANNE, at=now)
        notice.withdraw(actor="test", at=now)
        forget(SANNE, at=now)
        notice.refresh_from_db()
        assert (notice.notifier_name, notice.notifier_email, notice.explanation) == ("", "", "")


class TestWhatStays:
    def stays(self, now) -> dict[str, str]:
        return {each.sort.model: str(each.kept) for each in forget(SANNE, at=now).kept}

    def test_a_running_dispute_and_its_letters(self, now):
        case = disputes.dispute(at=now, consumer_email=SANNE)
        drain()
        assert set(self.stays(now)) == {"disputes.Dispute", "keurmerk.SentLetter"}
        case.refresh_from_db()
        assert case.story
        assert SentLetter.objects.filter(to=SANNE).exists()

    def test_letters_of_what_went_do_not_stay_with_it(self, now, review):
        disputes.dispute(at=now, consumer_email=SANNE)
        letter(now)
        self.stays(now)
        assert not SentLetter.objects.filter(to=SANNE, letter__startswith="reviews/").exists()

    def test_a_review_that_a_running_dispute_refers_to(self, review, now):
        Dispute.objects.filter(pk=disputes.dispute(at=now).pk).update(review=review)
        assert "verwijst" in self.stays(now)["reviews.Review"]
        review.refresh_from_db()
        assert review.text

    def test_a_review_that_may_be_a_crime_while_its_case_is_open(self, review, now):
        reviews.reply(to=review, at=now)
        notice = moderation.notice_of_visitor(about=review, grounds=Grounds.UNLAWFUL, at=now)
        review.hold(Grounds.UNLAWFUL, actor="test", at=now)
        assert "strafbaar" in self.stays(now)["reviews.Review"]
        Notice.objects.filter(pk=notice.pk).update(
            state="CLOSED", turn="", due_at=None, closed_at=now, close_reason="appeal_decided"
        )
        assert "reviews.Review" not in self.stays(now)

    def test_invoices_for_seven_years_and_a_company_that_owes(self, now):
        company = members.member(email=SANNE)
        billing.overdue_invoice(at=now - timedelta(days=60), of=company)
        kept = self.stays(now)
        assert "zeven jaar" in kept["billing.Invoice"]
        assert "betaald" in kept["members.Member"]

    @pytest.mark.rule("PA register")
    @pytest.mark.rule("PA start / end")
    def test_the_contact_of_a_member_until_the_membership_ended(self, now):
        shop = members.full_shop(of=members.member(email=SANNE))
        assert "lid" in self.stays(now)["members.Member"]
        shop.membership.end(actor="test", at=now, reason="notice")
        assert self.stays(now) == {}
        assert Member.objects.get(pk=shop.member_id).email == ""

    def test_an_account_with_a_seat_and_one_of_ours(self, now):
        person = members.user(email=SANNE)
        members.full_shop(owner=person)
        assert "webwinkel" in self.stays(now)["members.User"]
        members.inspector(email="ingrid@example.com")
        assert [str(each.kept) for each in forget("ingrid@example.com", at=now).kept] == [
            "Je werkt bij ons. Vraag het de manager."
        ]

    def test_an_unsubscription_as_a_code(self, now):
        OptOut.note(address_hash(SANNE), shop=None, at=now)
        assert set(self.stays(now)) == {"reviews.OptOut"}

    def test_what_somebody_is_working_on_and_only_that(self, review, now, monkeypatch):
        SentLetter.objects.filter(pk=letter(now).pk).update(state="SENDING")
        done = forget(SANNE, at=now)
        assert [each.sort.model for each in done.kept] == ["keurmerk.SentLetter"]
        assert Review.objects.get().text == ""


class TestTheList:
    def test_holds_no_address_in_the_database_nor_in_the_file(self, review, now, settings):
        forget(SANNE, at=now)
        written = settings.ERASURE_LIST.read_text(encoding="utf-8")
        assert address_hash(SANNE) in written
        assert "sanne" not in written.lower()
        assert Erasure.objects.get().address_hash == address_hash(SANNE)

    def test_that_cannot_be_written_stops_the_erasure(self, review, now, settings, tmp_path):
        settings.ERASURE_LIST = tmp_path  # a folder
        with pytest.raises(OSError, match="directory"):
            forget(SANNE, at=now)
        assert Review.objects.get().text

    def test_erases_again_what_a_backup_brought_back(self, shop, now, capsys):
        forget(SANNE, at=now)
        reviews.sent_invitation(of=shop, email="SANNE@example.com", at=now - timedelta(days=9))
        kept = reviews.sent_invitation(of=shop, email="bob@example.com", at=now - timedelta(days=9))
        call_command("reapply_erasures")
        assert kinds() == []
        assert Invitation.objects.get(pk=kept.pk).email == "bob@example.com"
        assert "1 erased again" in capsys.readouterr().out
        call_command("reapply_erasures")
        assert "0 erased again" in capsys.readouterr().out

    def test_leaves_what_came_after_the_erasure(self, shop, now, settings):
        forget(SANNE, at=now)
        reviews.invitation(of=shop, email=SANNE, at=now + timedelta(days=40))
        assert erasures.apply(settings.ERASURE_LIST, now=now + timedelta(days=60)) == 0
        assert kinds() == ["reviews.Invitation"]

    def test_still_knows_an_address_when_the_key_was_changed(self, shop, now, settings):
        forget(SANNE, at=now)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        reviews.invitation(of=shop, email=SANNE, at=now - timedelta(days=9))
        assert erasures.apply(settings.ERASURE_LIST, now=now) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_erase_each_record_once(now):
    shop = reviews.inviting_shop()
    for _n in range(3):
        reviews.invitation(of=shop, email=SANNE, at=now)
    done, barrier = [], threading.Barrier(2)

    def erase() -> None:
        barrier.wait()
        try:
            done.append(personal_data.erase(SANNE, at=now).gone.total())
        finally:
            connection.close()

    both = [threading.Thread(target=erase) for _n in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sum(done) == 3
    assert Event.objects.filter(name="invitation.anonymised").count() == 3


class TestTheRegistry:
    def test_says_for_every_address_that_we_hold_who_tells_of_it(self):
        """A new field with an address belongs in a Sort of its app, or in `leave_out` with a reason."""
        named = {"email_hash", "notifier_hash", "address_hash"}
        ours = {"keurmerk", "members", "inspections", "reviews", "disputes", "billing"}
        fields = {
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models()
            if model._meta.app_label in ours
            for field in model._meta.concrete_fields
            if field.get_internal_type() == "CharField"
            and (type(field).__name__ == "EmailField" or field.name in named)
        }
        told = {f"{sort.model}.{name}" for sort in personal_data.SORTS.values() for name in sort.fields}
        assert fields - told - set(personal_data.LEFT_OUT) == set()
        assert len(fields) >= 15

    def test_names_fields_and_columns_that_exist(self):
        for sort in personal_data.SORTS.values():
            for name in filter(None, (*sort.fields, sort.since)):
                apps.get_model(sort.model)._meta.get_field(name)
        for path in personal_data.LEFT_OUT:
            model, _, field = path.rpartition(".")
            apps.get_model(model)._meta.get_field(field)

    def test_says_why_wherever_nothing_is_ever_erased(self):
        blank = SimpleNamespace(staff_role="")
        for sort in personal_data.SORTS.values():
            assert sort.erase or str(sort.keeps(blank)), sort.model

    def test_knows_one_sort_per_model(self):
        with pytest.raises(ValueError, match="Two sorts"):
            personal_data.Sort(**vars(personal_data.SORTS["reviews.Review"]))
