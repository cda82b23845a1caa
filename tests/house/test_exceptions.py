"""An exception to the linter's security rules (bandit's) says why, where it stands."""

import re
import tomllib
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
APPS = ("keurmerk", "members", "inspections", "reviews", "disputes", "billing", "frontend")
EXCEPTION = re.compile(r"# noqa: (?=[A-Z0-9, ]*\bS\d)[A-Z0-9, ]+(?P<reason>.*)$", re.MULTILINE)


def exceptions() -> list[tuple[str, str]]:
    files = sorted(file for app in APPS for file in (BASE / app).rglob("*.py"))
    return [
        (str(file.relative_to(BASE)), found["reason"])
        for file in files
        for found in EXCEPTION.finditer(file.read_text())
    ]


def test_each_says_why():
    assert [file for file, reason in exceptions() if not re.match(r"\s*# \w", reason)] == []


def test_there_are_few_enough_to_read():
    assert 0 < len(exceptions()) < 60


def test_the_rules_are_on():
    chosen = tomllib.loads((BASE / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in chosen["select"]
    assert {rule for rule in chosen["ignore"] if re.fullmatch(r"S\d+", rule)} == {"S101", "S308"}


# S308 is off for all, so whoever calls text safe stands here, and was read.
SAFE = {
    "frontend/account/second_factor.py",
    "frontend/linked_data.py",
    "frontend/prose.py",
    "frontend/sandbox/phone.py",
    "frontend/widgets/embed.py",
    "frontend/widgets/pictures.py",
    "keurmerk/api_docs.py",
}


def test_text_is_called_safe_by_those_that_were_read():
    files = [file for app in APPS for file in (BASE / app).rglob("*.py")]
    callers = {str(file.relative_to(BASE)) for file in files if "mark_safe(" in file.read_text()}
    assert callers == SAFE
