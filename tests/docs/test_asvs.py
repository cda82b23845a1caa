"""Every file and test that the table names exists, and what is not done is said."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (BASE / "docs" / "asvs.md").read_text().splitlines()
    if line.startswith("| V")
]
NAMED = sorted({name for row in ROWS for cell in row for name in re.findall(r"`([\w./-]+\.\w+(?:::\w+)*)`", cell)})


def names_in(file: Path) -> set[str]:
    """`Class`, `Class::test` and `test` of a file."""
    found = set()
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.ClassDef):
            inner = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
            found |= {node.name} | {f"{node.name}::{name}" for name in inner}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return found


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_exists(name):
    path, _, inside = name.partition("::")
    assert (BASE / path).is_file()
    assert not inside or inside in names_in(BASE / path)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_held_by_a_test_or_says_that_it_is_a_gap(row):
    section, asked, met, held = row
    assert re.match(r"V\d+\.\d+", section)
    assert "**gap**" in asked or ("tests/" in held and "`" in met)


def test_every_chapter_that_applies_is_there():
    chapters = {int(number) for row in ROWS for number in re.findall(r"V(\d+)\.", row[0])}
    assert chapters == set(range(1, 17)) - {9, 10}
