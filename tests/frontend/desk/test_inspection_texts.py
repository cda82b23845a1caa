"""Standard texts: kept at the desk in both languages, and put into a finding without losing what was typed."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from inspections.models import StandardText
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
WORDS = {"name": "Termijn", "code": "WD", "text_nl": "Noem de 14 dagen.", "text_en": "Name the 14 days."}


@pytest.fixture
def inspector(client):
    person = members.inspector()
    client.force_login(person)
    return person


class TestTexts:
    def test_are_added_changed_and_removed(self, client, inspector):
        client.post(reverse("desk:standard_texts"), WORDS)
        made = StandardText.objects.get()
        assert "Termijn" in client.get(reverse("desk:standard_texts")).content.decode()
        client.post(reverse("desk:standard_text", args=[made.pk]), {**WORDS, "text_nl": "Veertien dagen."})
        made.refresh_from_db()
        assert made.text_nl == "Veertien dagen."
        client.post(reverse("desk:remove_standard_text", args=[made.pk]))
        assert not StandardText.objects.exists()

    def test_have_both_languages_and_a_name_of_their_own(self, client, inspector):
        client.post(reverse("desk:standard_texts"), {**WORDS, "text_en": ""})
        assert not StandardText.objects.exists()
        client.post(reverse("desk:standard_texts"), WORDS)
        client.post(reverse("desk:standard_texts"), {**WORDS, "name": "TERMIJN"})
        assert StandardText.objects.count() == 1
        with pytest.raises(IntegrityError):
            StandardText.objects.create(name="Leeg", text_nl="Ja.", text_en="")

    def test_are_the_inspectors(self, client):
        client.force_login(members.user(staff_role="finance"))
        assert client.get(reverse("desk:standard_texts")).status_code == 404


class TestInsert:
    def insert(self, client, case, text, **typed):
        address = reverse("desk:judge", kwargs={"pk": case.pk, "code": "WD-04"})
        return client.post(address, {"verdict": "insert", "text": text.pk, **typed})

    def test_puts_it_after_what_was_typed_and_judges_nothing(self, client, inspector, now):
        text = StandardText.objects.create(**WORDS)
        case = inspections.inspection(inspector=inspector, at=now)
        page = client.get(reverse("desk:inspection", kwargs={"pk": case.pk}), {"point": "WD-04"}).content.decode()
        assert 'data-key="t"' in page
        answer = self.insert(client, case, text, note="Al getypt.", private_note="Onder ons.")
        form = answer.context["judge_form"]
        assert form["note"].value() == "Al getypt.\n\nNoem de 14 dagen."
        assert form["private_note"].value() == "Onder ons."
        assert case.findings.get(criterion__code="WD-04").is_open

    def test_speaks_the_language_of_the_report(self, client, inspector, now):
        text = StandardText.objects.create(**WORDS)
        sent = inspections.submitted_application(applicant=members.user(language="en"), at=now)
        case = inspections.inspection(inspector=inspector, application=sent, at=now)
        assert self.insert(client, case, text).context["judge_form"]["note"].value() == "Name the 14 days."

    def test_offers_no_text_of_another_section(self, client, inspector, now):
        text = StandardText.objects.create(**{**WORDS, "code": "ID"})
        case = inspections.inspection(inspector=inspector, at=now)
        assert self.insert(client, case, text).context["judge_form"]["note"].value() == ""
