"""Standard texts: what stands between braces becomes a fact."""

import pytest

from reviews.placeholders import filled, unknown

FACTS = {"name": "Sanne K.", "shop": "Fietsgoed", "stars": "4"}


class TestFilled:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Hallo {naam}, dank voor {sterren} sterren. {webshop}", "Hallo Sanne K., dank voor 4 sterren. Fietsgoed"),
            ("Dear { name }, {shop}", "Dear Sanne K., Fietsgoed"),
            ("{Naam}: {iets} {", "Sanne K.: {iets} {"),
        ],
    )
    def test_has_the_facts_in_their_places(self, text, said):
        assert filled(text, FACTS) == said

    def test_greets_who_gave_no_name_without_a_gap(self):
        assert filled("Hallo {naam}, dank je.", {**FACTS, "name": ""}) == "Hallo, dank je."

    def test_is_not_filled_twice(self):
        assert filled("{naam}", {**FACTS, "name": "{shop}"}) == "{shop}"


class TestUnknown:
    def test_are_named(self):
        assert unknown("{naam} {achternaam} {order}") == ["achternaam", "order"]
