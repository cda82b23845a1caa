"""Every letter can be rendered, in both languages, with its example facts."""

import importlib.util
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from keurmerk.mail.letter import render

APPS = ("members", "inspections", "reviews", "disputes", "billing")


def examples() -> dict[str, dict]:
    found = {}
    for app in APPS:
        if importlib.util.find_spec(f"{app}.mails"):
            found |= getattr(importlib.import_module(f"{app}.mails"), "EXAMPLES", {})
    return found


def files() -> list[Path]:
    return sorted(file for app in APPS for file in (settings.BASE_DIR / app / "templates" / app / "mail").glob("*.txt"))


def name_of(file: Path) -> str:
    return f"{file.parents[1].name}/{file.name.split('.')[0]}"


@pytest.mark.parametrize("file", files(), ids=lambda file: f"{name_of(file)}.{file.name.split('.')[1]}")
class TestLetter:
    def test_has_a_subject_and_words_with_every_fact_filled_in(self, file, settings):
        settings.TEMPLATES[1]["OPTIONS"]["string_if_invalid"] = "UNKNOWN(%s)"
        facts = examples()[name_of(file)]
        letter = render(name_of(file), file.name.split(".")[1], facts)
        assert letter.subject
        assert not letter.subject.startswith(("Onderwerp", "Subject"))
        assert len(letter.text.split()) > 10
        assert "UNKNOWN(" not in letter.text
        assert "{{" not in letter.text

    def test_exists_in_the_other_language_too(self, file, settings):
        stem, language, _ = file.name.split(".")
        assert file.with_name(f"{stem}.{'en' if language == 'nl' else 'nl'}.txt").exists()

    def test_says_who_writes(self, file, settings):
        letter = render(name_of(file), file.name.split(".")[1], examples()[name_of(file)])
        assert settings.BRAND["name"] in letter.html


def test_no_example_is_kept_for_a_letter_that_is_gone():
    assert set(examples()) == {name_of(file) for file in files()}


def test_rendering_a_letter_leaves_the_language_of_the_page_alone():
    with translation.override("en"):
        render(*next((name_of(file), "nl", examples()[name_of(file)]) for file in files()))
        assert translation.get_language() == "en"
