"""Which rule of the terms is enforced where, and which tests hold it: read from docstrings and test marks.

A function that enforces a rule names it in its docstring as "terms 12.8" ("terms 4.1, 5.4" for several; "PA register"
for a part of the processing agreement); a test names it in its mark, `@pytest.mark.rule("12.8")`.
"""

import ast
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

APPS = ("keurmerk", "members", "inspections", "reviews", "disputes", "billing", "frontend")
_NAMED = re.compile(r"terms ((?:\d{1,2}\.\d{1,2}(?:-\d{1,2}\.\d{1,2})?(?:, (?:and )?| and )?)+)")
_PA = re.compile(r"(?:\bPA|processing agreement),? ([a-zA-Z ]+(?:/ [a-z]+|: [a-z]+)?)")
_ARTICLE = re.compile(r"\d{1,2}\.\d{1,2}")
_HEADING = "| article | rule | enforced in | held by |"


@dataclass
class Row:
    """One row of the rulebook: its articles, what it asks, where it is enforced, what holds it."""

    article: str
    rule: str
    enforced: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        return bool(self.enforced and self.tests)

    def names(self) -> set[str]:
        if self.article.startswith("PA "):
            return {self.article.lower()}
        return set(_spread(self.article))


def _spread(articles: str) -> Iterator[str]:
    """`3.7, 4.2` and `2.6-2.9` as single articles."""
    for each in articles.split(", "):
        first, _, last = each.partition("-")
        chapter, number = first.split(".")
        until = int(last.split(".")[1]) if last else int(number)
        yield from (f"{chapter}.{paragraph}" for paragraph in range(int(number), until + 1))


def rows(base: Path) -> list[Row]:
    with (base / "docs" / "articles.csv").open(encoding="utf-8", newline="") as file:
        listed = [Row(each["article"], each["rule"]) for each in csv.DictReader(file)]
    enforced, tests = _enforced(base), _held(base)
    for row in listed:
        row.enforced = sorted({place for name in row.names() for place in enforced[name]})
        row.tests = sorted({place for name in row.names() for place in tests[name]})
    return listed


def _enforced(base: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for app in APPS:
        for file in sorted((base / app).rglob("*.py")):
            if "migrations" in file.parts or file == Path(__file__):
                continue
            module = ".".join(file.relative_to(base).with_suffix("").parts)
            for name, words in _documented(file):
                for article in _mentioned(words):
                    found[article].append(f"{module}.{name}".rstrip("."))
    return found


def _documented(file: Path) -> Iterator[tuple[str, str]]:
    """(qualified name, docstring) of everything in a file; comments count for the file itself."""
    source = file.read_text(encoding="utf-8")
    yield "", "\n".join(line.partition("#")[2] for line in source.splitlines() if "#" in line)

    def walk(node: ast.AST, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield path, ast.get_docstring(node) or ""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.ClassDef, ast.FunctionDef)):
                yield from walk(child, f"{path}.{child.name}".lstrip("."))

    yield from walk(ast.parse(source), "")


def _mentioned(words: str) -> set[str]:
    joined = " ".join(words.split())
    articles = {article for group in _NAMED.findall(joined) for article in _ARTICLE.findall(group)}
    agreement = {f"pa {part.strip().lower()}" for part in _PA.findall(joined)}
    return articles | agreement


def _held(base: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((base / "tests").rglob("test_*.py")):
        place = str(file.relative_to(base / "tests"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        for name in _named_by(str(argument.value)):
                            found[name].append(place)
    return found


def _named_by(mark: str) -> set[str]:
    """What a test's mark holds: one article, a span of them, or a part of the processing agreement."""
    return set(_spread(mark)) if mark[:1].isdigit() else {mark.lower()}


def page(listed: list[Row]) -> str:
    """docs/rules.md."""
    held = sum(row.is_held for row in listed)
    lines = [
        "# Rules of the terms, where they are enforced, and which tests hold them",
        "",
        "Written by `python manage.py rules`; `make check` fails when it is stale or when a held row is open again.",
        "",
        f"{held} of {len(listed)} rows are held.",
        "",
        _HEADING,
        "|---|---|---|---|",
    ]
    for row in listed:
        enforced = ", ".join(f"`{place}`" for place in _few(row.enforced)) or "open"
        tests = ", ".join(f"`{place}`" for place in _few(row.tests)) or "open"
        lines.append(f"| {row.article} | {row.rule} | {enforced} | {tests} |")
    return "\n".join(lines) + "\n"


def _few(places: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(places))
    return distinct[:4]


def held_in(text: str) -> set[str]:
    """The articles that an earlier docs/rules.md shows as held."""
    cells = [line.split(" | ") for line in text.splitlines() if line.startswith("| ") and line != _HEADING]
    return {
        each[0].removeprefix("| ") for each in cells if len(each) >= 4 and each[-2] != "open" and each[-1] != "open |"
    }
