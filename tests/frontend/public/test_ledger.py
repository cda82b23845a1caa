"""The ledger for people: the rule is true of the code, and a shop's entries are told without a word of a review."""

import json
import re
from html import unescape
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from frontend.public.ledger import STARS, example
from reviews.models import LedgerEntry, LedgerHead
from reviews.models.ledger import Kind
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def script():
    """The script that anybody can run: it knows nothing of us, so it may judge what we tell about ourselves."""
    spec = spec_from_file_location("verify_ledger", Path(settings.BASE_DIR) / "docs" / "verify_ledger.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestExample:
    def test_is_what_the_independent_script_finds(self):
        told, theirs = example(), script()
        assert theirs.digest(told.words) == told.commitment
        before = theirs.START
        for number, (body, hash_) in enumerate(zip(told.bodies, told.hashes, strict=True), start=1):
            line = json.loads(body) | {"hash": hash_, "shown": None}
            text = theirs.canonical(line)
            assert list(theirs.entry_faults(text, line, 1, number, before)) == []
            assert list(theirs.rule_faults(line, None)) == []
            before = hash_
        assert theirs.mean(STARS) == told.score

    def test_has_the_form_of_a_real_entry(self, now):
        review = reviews.review(at=now)
        assert json.loads(example().bodies[0]).keys() == LedgerEntry.objects.get(review=review).told.keys()
        assert json.loads(example().bodies[0])["facts"].keys() == LedgerEntry.objects.get().told["facts"].keys()


class TestLedger:
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_shows_the_example_letter_for_letter(self, client, language):
        with override(language):
            text = unescape(client.get(reverse("public:ledger")).text)
        told = example()
        for words in (told.words, told.commitment, *told.bodies[:2], told.hashes[0]):
            assert words in text
        assert {"nl": "4,3333", "en": "4.3333"}[language] in text

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_names_every_kind_that_there_is(self, client, language):
        with override(language):
            text = client.get(reverse("public:ledger")).text
        assert not [kind for kind in Kind.values if f">{kind}<" not in text]

    def test_leads_to_what_one_needs_to_check(self, client, now):
        LedgerHead.make(actor="clock", at=now)
        text = client.get(reverse("public:ledger")).text
        for address in ("/ledger/verify_ledger.py", "/ledger/keys.json", "/ledger/heads/index.json"):
            assert f'href="{address}"' in text
        assert "2 maart 2026" in text

    @pytest.mark.parametrize("page", ["public:how_reviews_work"])
    def test_is_found_from_where_people_read_about_reviews(self, client, page):
        assert f'href="{reverse("public:ledger")}"' in client.get(reverse(page)).text


class TestShopLedger:
    def page(self, client, shop, **query) -> str:
        return client.get(reverse("public:shop_ledger", args=[shop.pk]), query).text

    def test_tells_what_happened_by_whom_and_why(self, client, now):
        review = reviews.review(at=now, stars=2)
        review.remove("INSULT", actor="user:1", at=now)
        text = " ".join(re.sub(r"<[^>]+>", " ", self.page(client, review.shop)).split())
        assert f"2 2 maart 2026 Verwijderd het keurmerk Beledigt of scheldt {review.pk} 2" in text
        assert f"1 2 maart 2026 Gepubliceerd de schrijver – {review.pk} 2" in text

    def test_names_a_review_of_a_product_by_its_own_number(self, client, now):
        for _ in range(2):
            review = reviews.product_review(at=now, stars=3)
            reviews.review(at=now)  # so that the numbers of the two kinds differ
        text = " ".join(re.sub(r"<[^>]+>", " ", self.page(client, review.shop)).split())
        assert f"2 2 maart 2026 Productreview gepubliceerd de schrijver – {review.pk} 3" in text

    def test_tells_no_word_of_a_review(self, client, now):
        review = reviews.review(at=now, text="Geheim verhaal.", title="Titel")
        reviews.reply(to=review, text="Geheim antwoord.", at=now)
        text = self.page(client, review.shop)
        assert not [word for word in ("Geheim", "Titel", "Sanne") if word in text]

    def test_is_found_from_the_member_page(self, client, now):
        shop = reviews.review(at=now).shop
        text = client.get(reverse("public:shop", args=[shop.pk])).text
        assert f'href="{reverse("public:shop_ledger", args=[shop.pk])}"' in text

    def test_goes_on_page_by_page(self, client, now):
        review = reviews.review(at=now)
        for number in range(60):
            reviews.reply(to=review, text=f"Antwoord {number}.", at=now)
        first = self.page(client, review.shop)
        assert first.count("<tr><th") == 50 + 1
        older = re.search(r"\?after=(\d+)", first)[1]
        assert self.page(client, review.shop, after=older).count("<tr><th") == 11 + 1

    def test_says_so_where_nothing_happened(self, client):
        assert "Er is nog niets gebeurd" in self.page(client, reviews.inviting_shop())

    def test_is_not_there_for_a_shop_that_was_never_approved(self, client):
        assert client.get(reverse("public:shop_ledger", args=[members.shop().pk])).status_code == 404
