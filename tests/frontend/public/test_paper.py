"""The pages in prose: there in both languages, true to the database and to each other."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from billing.models import Period, Price
from disputes import terms as dispute_terms
from frontend.public import clause
from frontend.public.paper import PAGES
from inspections import editions
from inspections.models import Checklist
from keurmerk import clock, retention
from members import documents
from members import terms as member_terms
from members.sub_processors import SUB_PROCESSORS
from reviews import terms as review_terms
from tests.factories import billing, inspections
from tests.inspections.probes.looking import outcome

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "frontend/templates/public/paper"
ARTICLES = [16, 12, 11, 11, 7, 5, 4, 2, 1, 6, 13, 12, 8, 4, 2, 11, 5, 3, 5]  # how many paragraphs each article has
LANGUAGES = ("nl", "en")


def address(page: str, language: str) -> str:
    with override(language):
        return reverse(f"public:{page.replace('-', '_')}")


def read(client: Client, page: str, language: str = "nl") -> str:
    """The page's text, each run of spaces one space."""
    answer = client.get(address(page, language))
    assert answer.status_code == 200, page
    return " ".join(answer.text.split())


PUBLISHED = {
    f"/ledger/{name}" for name in ("verify_ledger.py", "heads/index.json", "keys.json")
}  # files in front of Django


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("page", PAGES)
    def test_answer_in_both_languages(self, client, page, language):
        html = read(client, page, language)
        assert f'<html lang="{language}"' in html
        assert html.count("<h1>") == 1
        assert f" – {settings.BRAND['name']}</title>" in html

    def test_have_a_template_each_and_no_others(self):
        expected = {f"{page.replace('-', '_')}.{language}.html" for page in PAGES for language in LANGUAGES}
        shared = {"base.html", "clause.html", "criteria.html", "versions_link.html"}
        assert {file.name for file in FOLDER.glob("*.html")} == expected | shared

    @pytest.mark.parametrize("page", PAGES)
    def test_have_the_same_parts_in_both_languages(self, client, page):
        dutch, english = (read(client, page, language) for language in LANGUAGES)
        for element in ("<h2", "<h3", "<li", "<p", "<tr", "<table"):
            assert dutch.count(element) == english.count(element), element

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("page", PAGES)
    def test_lead_nowhere_that_does_not_exist(self, client, page, language):
        html = read(client, page, language)
        for target in set(re.findall(r'href="([/#][^"]*)"', html.partition("</header>")[2])) - PUBLISHED:
            path, _, fragment = target.partition("#")
            there = client.get(path).text if path else html
            assert client.get(path or "/").status_code == 200, target
            assert not fragment or fragment in ids(there), target

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("page", PAGES)
    def test_name_the_mark_by_its_setting_only(self, client, settings, page, language):
        settings.BRAND = {**settings.BRAND, "name": "Kwaliteitsteken", "legal_name": "Stichting Kwaliteitsteken"}
        text = read(client, page, language).partition("<article")[2].partition("</article>")[0]
        assert "Keurtegel" not in text.replace("Geschillencommissie Keurtegel", "").replace("@keurtegel", "")

    @pytest.mark.parametrize("page", PAGES)
    def test_stay_short_files(self, page):
        stem = page.replace("-", "_")
        files = [*FOLDER.glob(f"{stem}.*.html"), *(FOLDER / stem).rglob("*.html")]
        assert all(len(file.read_text().splitlines()) <= 150 for file in files)


class TestVersions:
    @pytest.mark.rule("1.12", "2.10")
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_the_agreement_are_named_where_members_read_them(self, client, monkeypatch, language):
        monkeypatch.setitem(documents.CURRENT, documents.PROCESSING, "2031-07")
        assert "2031-07" in read(client, "sub-processors", language)


class TestTerms:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_have_the_numbers_that_letters_and_rules_refer_to(self, client, language):
        html = read(client, "terms", language)
        expected = {f"a{article}-{n}" for article, most in enumerate(ARTICLES, 1) for n in range(1, most + 1)}
        assert {each for each in ids(html) if re.fullmatch(r"a\d+-\d+", each)} == expected
        assert all(f"<b>{each[1:].replace('-', '.')}</b>" in html for each in expected)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_list_their_articles_on_top(self, client, language):
        html = read(client, "terms", language)
        assert [f"a{n}" for n in range(1, 20)] == re.findall(r'<a href="#(a\d+)">', html)


class TestHowReviewsWork:
    def test_says_the_times_that_the_software_keeps(self, client):
        text = read(client, "how-reviews-work")
        assert f"{review_terms.DELAY_DAYS} dagen na de bestelling" in text
        assert f"werkt {review_terms.INVITATION_LIFE.days} dagen" in text
        assert f"na {review_terms.REMINDER_AFTER.days} dagen één herinnering" in text
        assert f"laatste {review_terms.SCORE_MONTHS} maanden" in text

    @pytest.mark.parametrize(
        ("language", "labels"),
        [("nl", ("Gecontroleerde aankoop", "Zonder uitnodiging")), ("en", ("Verified purchase", "Without invitation"))],
    )
    def test_explains_the_labels_as_a_review_shows_them(self, client, language, labels):
        from django.utils.translation import gettext

        with override(language):
            assert labels == (gettext("Verified purchase"), gettext("Without invitation"))
        assert all(label in read(client, "how-reviews-work", language) for label in labels)


class TestHowInspectionWorks:
    def test_lists_the_edition_of_the_code_before_there_is_another(self, client):
        html = read(client, "how-inspection-works")
        criteria = editions.edition().criteria
        assert Checklist.objects.count() == 0  # looking loads nothing
        assert all(f">{each.code}</th>" in html for each in criteria)
        assert f"met {len(criteria)} punten" in html

    @pytest.mark.rule("4.2", "4.11")
    def test_lists_the_newest_edition_in_force(self, client):
        inspections.checklist(edition="2", valid_from=date(2026, 1, 1))
        inspections.checklist(edition="3", valid_from=date(2099, 1, 1))
        Checklist.draft("4", actor="test", at=clock.now())
        html = read(client, "how-inspection-works", "en")
        assert "edition 2 of our checklist, with 7 points" in html
        assert "Is there a phone number?" in html
        assert "Required" in html

    def test_names_each_section(self, client):
        html = read(client, "how-inspection-works")
        for name in editions.edition().groups.values():
            assert f"<caption>{name['nl']}</caption>" in html

    @pytest.mark.parametrize("count", [7, 94])
    def test_asks_the_database_as_often_for_any_number_of_points(self, client, django_assert_max_num_queries, count):
        if count == 7:
            inspections.checklist()
        else:
            Checklist.load(editions.edition(), valid_from=date(2025, 1, 1))
        with django_assert_max_num_queries(3):  # the moment, the edition, its points
            read(client, "how-inspection-works")


class TestClause:
    @pytest.mark.rule("18.2", "18.3")
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_what_our_own_inspection_accepts(self, language):
        text = clause.in_each_language()[language]
        assert outcome("PR-15", f"Privacyverklaring\n\n{text}", "privacy") == "met"

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("page", ["how-inspection-works", "for-shops"])
    def test_is_there_to_copy_in_both_languages(self, client, page, language):
        html = read(client, page, language)
        assert all(text in html for text in clause.in_each_language().values())


class TestPrices:
    @pytest.mark.rule("12.1", "12.3")
    def test_come_from_the_database_without_and_with_vat(self, client):
        plan = billing.plan()
        Price.objects.filter(plan=plan).delete()
        billing.price(plan=plan, period=Period.YEAR, amount=Decimal("211.10"))
        billing.price(plan=plan, period=Period.QUARTER, amount=Decimal("60.00"), surcharge=Decimal("7.50"))
        dutch, english = (read(client, "prices", language).replace("\xa0", " ") for language in LANGUAGES)
        assert all(amount in dutch for amount in ("€ 211,10", "€ 44,33", "€ 255,43", "€ 67,50", "€ 14,18", "€ 81,68"))
        assert all(amount in english for amount in ("€211.10", "€255.43", "€67.50", "€81.68", "€7.50"))

    def test_of_today_and_what_will_change(self, client):
        plan = billing.plan()
        billing.price(plan=plan, period=Period.YEAR, amount=Decimal(500), valid_from=date(2020, 1, 1))
        billing.price(plan=plan, period=Period.YEAR, amount=Decimal(777), valid_from=date(2099, 1, 1))
        html = read(client, "prices").replace("\xa0", " ")
        assert "€ 500,00" in html
        assert "€ 120,00" not in html
        assert "Vanaf 1 januari 2099" in html.partition("€ 777,00")[0]

    def test_are_promised_when_there_are_none(self, client):
        Price.objects.all().delete()
        assert "Nog geen prijzen" in read(client, "prices")

    def test_say_the_payment_term(self, client):
        from billing import terms

        assert f"binnen {terms.PAYMENT_TERM.days} dagen na de factuurdatum" in read(client, "prices")


class TestForConsumers:
    @pytest.mark.rule("11.1", "11.2")
    def test_says_how_long_each_party_has(self, client):
        text = read(client, "for-consumers", "en")
        assert f"The webshop gets {dispute_terms.SHOP_ANSWERS.days} days to answer" in text
        assert f"you get {dispute_terms.CONSUMER_ANSWERS.days} days" in text
        assert dispute_terms.MOST_AGE_MONTHS == 12
        assert "not older than twelve months" in text


class TestContact:
    @pytest.mark.rule("11.11")
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_where_to_write(self, client, language):
        text = read(client, "contact", language)
        assert settings.BRAND["email"] in text
        assert "DSA" in text or "Digital Services Act" in text


class TestSubProcessors:
    @pytest.mark.parametrize(("token", "tag"), [("", "Niet in gebruik"), ("secret", "In gebruik")])
    def test_are_in_use_only_with_a_key(self, client, settings, token, tag):
        for each in SUB_PROCESSORS:
            setattr(settings, each.setting, token)
        assert read(client, "sub-processors").count(tag) == len(SUB_PROCESSORS)

    @pytest.mark.parametrize(("bucket", "where"), [("", "onze eigen server"), ("public", "bij een opslagbedrijf")])
    def test_name_where_the_public_files_are(self, client, settings, bucket, where):
        settings.PUBLISHED_BUCKET = bucket
        assert where in read(client, "sub-processors")


class TestPrivacy:
    @pytest.mark.parametrize(
        ("model", "field", "said"),
        [
            ("reviews.Invitation", "email", "Adres en naam {} maanden"),
            ("reviews.TextMessage", "to", "Een sms {} maanden"),
            ("reviews.Notice", "notifier_email", "Naam en adres tot {} maanden na het einde"),
            ("reviews.Notice", "explanation", "de woorden tot {} maanden erna"),
            ("reviews.ReviewMessage", "text", "<td>{} maanden</td>"),
            ("keurmerk.SentLetter", "words", "bewaren we de inhoud {} maanden"),
            ("keurmerk.SentLetter", "opened_at", "bewaren we dat moment {} maanden"),
            ("members.Acceptance", "ip_address", "Het IP-adres {} maanden"),
        ],
    )
    def test_says_how_long_the_software_keeps_it(self, client, model, field, said):
        months = next(rule.months for rule in retention.rules_for(model) if field in rule.fields)
        assert said.format(months) in read(client, "privacy")

    def test_says_the_terms_that_are_kept_elsewhere(self, client):
        text = read(client, "privacy")
        assert f"afdruk van het adres en het bestelnummer {review_terms.GUARD_MONTHS // 12} jaar" in text
        assert f"niet herkennen {review_terms.ORDER_MAIL_KEPT.days} dagen" in text
        assert f"{review_terms.TRACE_MONTHS} maanden, of tot je de review verwijdert" in text
        assert f"{member_terms.DEVICE_MONTHS} maanden na de laatste keer" in text

    def test_names_every_cookie_that_is_set(self, client):
        """The session, the forms', and what Django's messages leave when they travel to the next page."""
        text = read(client, "privacy").partition("<h2>Cookies</h2>")[2].partition("<h2>")[0]
        assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.fallback.FallbackStorage"
        assert all(words in text for words in ("ingelogd te houden", "formulieren beveiligt", "korte melding"))
        for page in ("home", "register", "guides"):
            answer = client.get(reverse(f"public:{page}"))
            assert set(answer.cookies) <= {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "messages"}


class TestTransparency:
    def test_shows_no_figure_before_the_first_report(self, client):
        assert "Nog geen cijfers" in read(client, "transparency")
