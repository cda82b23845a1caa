"""The table of rules is read from what the code and its tests say of themselves."""

import pytest

from keurmerk.rules import rows

CODE = '''
def claim():
    """Interest from the first day (terms 12.8)."""


def keep():
    """No longer than needed (processing agreement, review: retention)."""
'''


@pytest.fixture
def tree(tmp_path):
    for folder in ("docs", "tests", "billing"):
        (tmp_path / folder).mkdir()
    listed = ["article,rule", '"12.7-12.9",interest', '"17.1-17.5",force majeure', '"PA review: retention",kept']
    (tmp_path / "docs" / "articles.csv").write_text("\n".join(listed) + "\n")
    (tmp_path / "billing" / "claims.py").write_text(CODE)
    return tmp_path


def held(tree, mark):
    (tree / "tests" / "test_it.py").write_text(f"import pytest\n@pytest.mark.rule({mark})\ndef test_it(): ...\n")
    return {row.article for row in rows(tree) if row.tests}


@pytest.mark.parametrize("mark", ['"12.8"', '"12.7-12.9"', '"1.1", "12.9"'])
def test_a_mark_holds_the_row_of_each_article_that_it_names(tree, mark):
    assert held(tree, mark) == {"12.7-12.9"}


def test_a_mark_of_a_span_holds_the_row_of_that_span(tree):
    assert held(tree, '"17.1-17.5"') == {"17.1-17.5"}


def test_a_mark_of_the_processing_agreement_holds_its_part(tree):
    assert held(tree, '"PA review: retention"') == {"PA review: retention"}


def test_a_row_is_held_only_where_the_code_names_it_too(tree):
    assert held(tree, '"12.8", "17.2"') == {"12.7-12.9", "17.1-17.5"}
    assert {row.article for row in rows(tree) if row.is_held} == {"12.7-12.9"}
