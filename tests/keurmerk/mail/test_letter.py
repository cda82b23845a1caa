"""A letter is one text file; its HTML is made from the same words."""

import pytest

from keurmerk.mail import letter as letters

SOURCE = """Onderwerp: Hoe was je bestelling   bij {{ shop }}?

Beste {{ name }},

# Wat je krijgt

- een link
- een knop

> Je hebt 14 dagen.

[Schrijf je review](https://example.com/r/abc)

Met groet,
{{ brand.name }}
"""


@pytest.fixture
def rendered(monkeypatch):
    from django.template import engines

    template = engines["letters"].from_string(SOURCE)
    monkeypatch.setattr(engines["letters"], "get_template", lambda _name: template)
    return letters.render("test/hello", "nl", {"shop": "Fiets & <Goed>", "name": "O'Neill"})


class TestRender:
    def test_takes_the_subject_from_the_first_line(self, rendered):
        assert rendered.subject == "Hoe was je bestelling bij Fiets & <Goed>?"

    def test_greets_mrs_o_neill_by_her_own_name_in_the_text(self, rendered):
        assert "Beste O'Neill," in rendered.text

    def test_writes_a_button_as_words_and_address_in_the_text(self, rendered):
        assert "Schrijf je review:\nhttps://example.com/r/abc" in rendered.text

    def test_escapes_in_the_html(self, rendered):
        assert "<Goed>" not in rendered.html
        assert 'href="https://example.com/r/abc"' in rendered.html

    def test_loads_nothing_from_elsewhere_in_the_html(self, rendered):
        assert "src=" not in rendered.html.replace('src="data:', "")
        assert "@import" not in rendered.html
