"""Markdown of our own people on our own pages: nothing in it can do harm, every heading can be linked to."""

import pytest

from frontend import prose


def html(markdown: str) -> str:
    return prose.read(markdown, host="mark.example").html


class TestRead:
    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>",
            "a <b onclick=x>b</b>",
            "[a](javascript:alert(1))",
            "[a](<java\nscript:alert(1)>)",
            "[a](data:text/html,x)",
            "![a](https://elsewhere.example/pixel.png)",
            "![a](/x.png)",
            '[a](/ "x\\" onmouseover=\\"y")',
            "| a |\n|:-:|\n| <i>x</i> |",
            "# <img src=x>",
        ],
    )
    def test_lets_no_markup_script_picture_or_style_through(self, hostile):
        found = html(hostile)
        for never in ("<script", "<b ", "<i>", "<img", 'href="javascript', 'href="data', " style=", '" onmouseover'):
            assert never not in found

    @pytest.mark.parametrize(
        ("address", "away"),
        [
            ("/guides/", False),
            ("#text-a", False),
            ("https://mark.example/x", False),
            ("mailto:a@mark.example", False),
            ("https://elsewhere.example", True),
            ("//elsewhere.example", True),
            ("https:elsewhere.example", True),
            ("https://mark.example@elsewhere.example", True),
            ("https://[broken", True),
        ],
    )
    def test_gives_nothing_for_links_to_elsewhere(self, address, away):
        assert ('rel="nofollow' in html(f"[a]({address})")) is away

    def test_starts_headings_at_the_second_level_with_an_id_of_their_own(self):
        found = html("# Één kop\n\n## content\n\n## content\n\n### Dieper\n\n## ???")
        assert '<h2 id="text-een-kop">' in found
        assert '<h2 id="text-content">' in found
        assert '<h2 id="text-content-2">' in found
        assert '<h3 id="text-dieper">' in found
        assert '<h2 id="text-part">' in found

    def test_lists_the_headings_of_a_long_text_alone(self):
        assert prose.read("## A\n\n## B\n\n## C", host="x").contents == []
        long = prose.read("## A `b` *c*\n\n### no\n\n## B\n\n## C\n\n## D", host="x").contents
        assert [each.words for each in long] == ["A b c", "B", "C", "D"]

    def test_scrolls_a_table_in_its_own_box(self):
        found = html("| a | b |\n|---|---|\n| 1 | 2 |")
        assert '<div class="tablebox" tabindex="0" role="group"' in found
        assert '<th scope="col">a</th>' in found
