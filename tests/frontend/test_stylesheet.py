"""One style sheet from many files, within its weight."""

import gzip
import re
from pathlib import Path

from frontend import stylesheet

STATIC = stylesheet.SOURCE
SHEETS = sorted((STATIC / "css").rglob("*.css"))
MODULES = sorted((STATIC / "js" / "components").glob("*.js"))


class TestJoined:
    def test_leaves_no_import_to_fetch(self) -> None:
        assert "@import" not in stylesheet.joined()

    def test_holds_every_part(self) -> None:
        source = (STATIC / stylesheet.SHEET).read_text()
        named = {STATIC / "css" / path for path in re.findall(r'@import url\("([^"]+)"\)', source)}
        assert named == {sheet for sheet in SHEETS if sheet.name != "app.css"}

    def test_points_at_files_that_exist(self) -> None:
        for path in re.findall(r'url\("([^"]+)"\)', stylesheet.joined()):
            assert (STATIC / "css" / path).resolve().exists(), path

    def test_is_offered_by_the_finder(self) -> None:
        finder = stylesheet.StylesheetFinder()
        assert Path(finder.find(stylesheet.SHEET)).read_text() == stylesheet.joined()
        assert finder.find("css/tokens.css") == []
        assert [path for path, _storage in finder.list([])] == [stylesheet.SHEET]


class TestWeight:
    def test_of_the_style_is_at_most_10_kb(self) -> None:
        assert len(gzip.compress(stylesheet.joined().encode(), 9)) <= 10_000

    def test_of_our_scripts_is_at_most_6_kb(self) -> None:
        assert sum(len(gzip.compress(module.read_bytes(), 9)) for module in MODULES) <= 6_000

    def test_of_the_fonts_is_at_most_50_kb(self) -> None:
        assert sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")) <= 50_000

    def test_of_the_fonts_licences_is_carried_along(self) -> None:
        for font in (STATIC / "fonts").glob("*.woff2"):
            assert "SIL OPEN FONT LICENSE" in font.with_suffix(".OFL.txt").read_text().upper()


class TestColours:
    def test_are_tokens_or_come_in_a_pair_for_light_and_dark(self) -> None:
        """Outside the tokens a colour is white on a blue band, or names both themes."""
        allowed = {"#fff", "#000", "#0000", "#999"}
        for sheet in SHEETS:
            if sheet.name in {"tokens.css", "print.css"} or sheet.stem in {"side_nav", "hero"}:
                continue
            text = re.sub(r"light-dark\([^)]*\)", "", sheet.read_text())
            loose = {colour for colour in re.findall(r"#[0-9a-f]{3,8}\b", text) if len(colour) < 9} - allowed
            assert loose <= {"#0f162999"}, (sheet.name, loose)
