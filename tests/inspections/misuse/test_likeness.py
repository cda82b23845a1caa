"""A copied mark is recognised in another size, format and colour, and another mark is not taken for it."""

from random import Random

import pytest

from inspections.misuse.likeness import hashes
from inspections.misuse.mark import our_mark
from inspections.misuse.signs import looks_like
from tests.inspections.misuse import pictures


@pytest.mark.parametrize("copy", pictures.COPIES, ids=lambda copy: copy.__name__)
def test_a_copy_is_recognised(copy):
    assert looks_like(copy(), our_mark())


def test_other_marks_and_products_are_not_taken_for_ours():
    chance, mark = Random(11), our_mark()
    taken = [n for n in range(600) if looks_like((pictures.other_mark if n % 2 else pictures.product)(chance), mark)]
    assert taken == []


@pytest.mark.parametrize("nonsense", [b"", b"<html>", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"GIF89a"])
def test_what_is_no_picture_has_no_likeness(nonsense):
    assert hashes(nonsense) == ()


def test_a_drawing_is_recognised_whatever_its_colours():
    svg = '<svg viewBox="0 0 48 48">' + "".join(f'<path fill="#0a0" d="{d}"/>' for d in our_mark().drawing) + "</svg>"
    assert looks_like(svg.encode(), our_mark())
    assert not looks_like(b'<svg viewBox="0 0 9 9"><path d="M14 24l6 6L34 17"/></svg>', our_mark())
