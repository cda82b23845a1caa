"""Reviews from elsewhere: shown and labelled, outside every figure, each once, and taken back as a whole."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from reviews.imports.elsewhere import work
from reviews.jobs import FORGET_REVIEW_FILES
from reviews.models import ImportedReview, LedgerEntry, Notice, Rating, RatingMonth, Review, ReviewImport, Suspicion
from reviews.verification import shop_faults
from tests.factories import foreign, members, reviews

pytestmark = pytest.mark.django_db
State = ReviewImport.State


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 10)


class TestCheck:
    def test_publishes_nothing(self, now):
        made = foreign.checked(foreign.text(3), at=now)
        assert (made.state, made.lines, made.forecast) == (State.READY, 4, {"NEW": 3})
        assert not Review.objects.exists()

    def test_says_what_is_here_already_and_what_waits_for_a_look(self, now):
        shop = reviews.inviting_shop()
        foreign.taken_in(foreign.text(2), of=shop, at=now)
        text = foreign.text(3) + "r9;2025-11-01;Jan;1;;Bel mij op 06-12345678\nr3;2025-11-02;Jan;1;;Twee keer zo.\n"
        made = foreign.checked(text, of=shop, at=now)
        assert made.forecast == {"ALREADY": 2, "NEW": 1, "HELD": 1, "TWICE": 1}

    @pytest.mark.usefixtures("small_chunks")
    def test_meets_a_review_again_chunks_later(self, now):
        made = foreign.checked(foreign.text(25) + foreign.text(3, start=2).partition("\r\n")[2], at=now)
        assert made.forecast == {"NEW": 25, "TWICE": 3}

    def test_keeps_no_words_of_a_faulty_line(self, now):
        made = foreign.checked(f"{foreign.HEADS}\nr1;ooit;geheim;5;geheim;geheim\n", at=now)
        assert (made.forecast, made.faults.get().code) == ({"FAULTY": 1}, "DATE_WRONG")
        assert "geheim" not in str(list(made.faults.values())) + str(list(Event.objects.values()))


class TestCarryOut:
    def test_shows_them_with_where_they_come_from(self, now):
        made = foreign.taken_in(foreign.text(2), at=now)
        first = Review.objects.public().earliest("pk")
        assert (made.state, made.outcome) == (State.DONE, {"NEW": 2})
        assert (first.origin, first.source, first.verified) == ("IMPORTED", "Trustpilot", False)
        assert (first.stars, first.display_name, first.text) == (2, "Sanne K.", "Nummer 1 was netjes ingepakt.")
        assert first.email == first.email_hash == ""

    def test_leaves_every_figure_as_it_was(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now, stars=5)
        before = Rating.objects.values().get(shop=shop), list(RatingMonth.objects.values())
        foreign.taken_in(foreign.text(20), of=shop, at=now)
        after = Rating.objects.get(shop=shop)
        for name in ("count", "mean", "distribution", "count_all", "mean_all", "distribution_all", "public_count"):
            assert getattr(after, name) == before[0][name]
        assert list(RatingMonth.objects.values()) == before[1]
        assert after.is_exact()

    def test_enters_each_in_the_ledger_with_its_origin(self, now):
        shop = reviews.inviting_shop()
        foreign.taken_in(foreign.text(3), of=shop, at=now)
        told = [entry.told for entry in LedgerEntry.objects.filter(shop=shop).order_by("number")]
        assert [(each["kind"], each["by"], each["facts"]["origin"]) for each in told] == [
            ("imported", "shop", "IMPORTED")
        ] * 3
        assert list(shop_faults(shop.pk)) == []

    def test_writes_to_nobody_and_doubts_nothing(self, now):
        foreign.taken_in(foreign.text(30), at=now)
        assert not SentLetter.objects.filter(letter__startswith="reviews/").exists()
        assert not Suspicion.objects.exists()

    def test_holds_what_the_rules_hold_for_a_person_to_look_at(self, now):
        text = f"{foreign.HEADS}\nr1;2025-11-01;Jan;5;;Top, bel me op 06-12345678\n"
        made = foreign.taken_in(text, at=now)
        held = Review.objects.get()
        assert (made.outcome, held.state, held.grounds) == ({"HELD": 1}, "HELD", "PERSONAL")
        assert Notice.objects.get().review == held
        assert list(shop_faults(held.shop_id)) == []

    def test_takes_the_same_file_once(self, now):
        shop = reviews.inviting_shop()
        foreign.taken_in(foreign.text(5), of=shop, at=now)
        assert foreign.taken_in(foreign.text(5), of=shop, at=now).outcome == {"ALREADY": 5}
        assert Review.objects.count() == 5

    def test_knows_a_review_again_without_its_number(self, now):
        shop = reviews.inviting_shop()
        foreign.taken_in(foreign.text(2), of=shop, at=now)
        bare = "Datum;Naam;Sterren;Tekst\n2025-11-02;Sanne de Koning;2;nummer 1  was netjes ingepakt.\n"
        assert foreign.taken_in(bare, of=shop, at=now).outcome == {"ALREADY": 1}

    def test_takes_them_for_each_shop_apart(self, now):
        for _ in range(2):
            foreign.taken_in(foreign.text(2), at=now)
        assert Review.objects.count() == 4

    def test_keeps_the_answer_of_the_shop(self, now):
        text = "Datum;Sterren;Tekst;Reactie\n2025-11-01;4;Netjes verpakt;Dank je wel!\n"
        foreign.taken_in(text, at=now)
        review = Review.objects.get()
        assert review.reply.text == "Dank je wel!"
        assert list(shop_faults(review.shop_id)) == []

    @pytest.mark.usefixtures("small_chunks")
    def test_does_nothing_for_an_errand_that_comes_again(self, now):
        foreign.taken_in(foreign.text(25), at=now)
        for event in Event.objects.filter(name="review_import.confirmed"):
            work.carry_out(event, at=now)
        assert Review.objects.count() == 25

    def test_is_begun_once_by_two_tabs(self, now):
        from keurmerk.lifecycle import IllegalMove

        made = foreign.checked(foreign.text(2), at=now)
        other = ReviewImport.objects.get(pk=made.pk)
        made.start(actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            other.start(actor="user:1", at=now)

    def test_forgets_the_file(self, now):
        path = foreign.checked(foreign.text(2), at=now).path
        made = foreign.taken_in(foreign.text(2), at=now)
        assert (made.path, default_storage.exists(path)) == ("", True)
        FORGET_REVIEW_FILES.run(now + timedelta(days=8))
        assert not default_storage.exists(path)


class TestUndo:
    @pytest.mark.usefixtures("small_chunks")
    def test_takes_all_of_it_back_and_leaves_the_lines_of_the_ledger(self, now):
        shop = reviews.inviting_shop()
        made = foreign.taken_in(foreign.text(25), of=shop, at=now)
        reviews.reply(to=Review.objects.earliest("pk"), at=now)
        made.undo(actor="user:1", at=now)
        drain()
        made.refresh_from_db()
        assert (made.state, made.position) == (State.UNDONE, 25)
        assert not Review.objects.public().exists()
        assert set(Review.objects.values_list("state", "text", "display_name", "salt")) == {("WITHDRAWN", "", "", "")}
        assert set(ImportedReview.objects.values_list("record", "words_key")) == {("", "")}
        assert LedgerEntry.objects.filter(kind="withdrawn").count() == 25
        assert list(shop_faults(shop.pk)) == []

    def test_lets_the_same_file_in_again(self, now):
        shop = reviews.inviting_shop()
        made = foreign.taken_in(foreign.text(2), of=shop, at=now)
        made.undo(actor="user:1", at=now)
        drain()
        assert foreign.taken_in(foreign.text(2), of=shop, at=now).outcome == {"NEW": 2}

    def test_does_not_bring_back_what_we_removed(self, now):
        shop = reviews.inviting_shop()
        made = foreign.taken_in(foreign.text(2), of=shop, at=now)
        Review.objects.earliest("pk").remove("OFF_TOPIC", actor="user:2", at=now)
        made.undo(actor="user:1", at=now)
        drain()
        assert foreign.taken_in(foreign.text(2), of=shop, at=now).outcome == {"NEW": 1, "ALREADY": 1}
        assert list(shop_faults(shop.pk)) == []


class TestTheDatabase:
    @pytest.mark.parametrize(
        "change", [{"verified": True}, {"source": ""}, {"email": "x@example.com"}, {"state": "WITHDRAWN"}]
    )
    def test_refuses_an_imported_review_that_is_not_what_it_should_be(self, now, change):
        foreign.taken_in(foreign.text(1), at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.update(**change)

    def test_refuses_one_twice(self, now):
        foreign.taken_in(foreign.text(2), at=now)
        key = ImportedReview.objects.earliest("pk").words_key
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportedReview.objects.update(words_key=key)

    def test_refuses_that_a_shop_takes_back_what_its_customers_wrote(self, now):
        review = reviews.review(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(
                state="WITHDRAWN", text="", title="", display_name="", salt="", removed_at=now
            )


def test_another_shops_import_is_not_there(now):
    made = foreign.taken_in(foreign.text(1), at=now)
    assert not members.full_shop().review_imports.filter(pk=made.pk).exists()
    assert json.loads(ImportedReview.objects.get().record)["origin"] == "IMPORTED"
