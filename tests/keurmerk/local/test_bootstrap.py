import ast
import json
import sys

import pytest

from keurmerk.local import bootstrap, paths


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment that exists, with two lock files beside it."""
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "installed.json")
    locks = {False: tmp_path / "requirements.txt", True: tmp_path / "requirements-dev.txt"}
    monkeypatch.setattr(bootstrap, "LOCKS", locks)
    for lock in locks.values():
        lock.write_text("thing==1\n")
    (tmp_path / "python").touch()
    return tmp_path


class TestIsInstalled:
    def test_needs_a_stamp(self, venv):
        assert not bootstrap._is_installed(dev=False)

    def test_is_enough_for_running_after_the_development_packages(self, venv):
        bootstrap._remember(dev=True)
        assert bootstrap._is_installed(dev=True)
        assert bootstrap._is_installed(dev=False)

    def test_is_not_enough_for_development_after_the_running_packages(self, venv):
        bootstrap._remember(dev=False)
        assert bootstrap._is_installed(dev=False)
        assert not bootstrap._is_installed(dev=True)

    def test_ends_when_a_lock_changes(self, venv):
        bootstrap._remember(dev=False)
        bootstrap.LOCKS[False].write_text("thing==2\n")
        assert not bootstrap._is_installed(dev=False)

    @pytest.mark.parametrize("scribble", ["", "{", json.dumps({})])
    def test_ends_when_the_stamp_makes_no_sense(self, venv, scribble):
        bootstrap.STAMP.write_text(scribble)
        assert not bootstrap._is_installed(dev=False)


class TestBootstrap:
    def test_needs_nothing_but_the_standard_library(self):
        tree = ast.parse((paths.ROOT / "keurmerk" / "local" / "bootstrap.py").read_text())
        imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)

    def test_every_package_is_locked_by_hash(self):
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
            lines = (paths.ROOT / name).read_text().splitlines()
            pinned = [line for line in lines if line and not line.startswith((" ", "#", "-"))]
            hashed = sum(line.endswith("\\") for line in pinned)
            assert pinned
            assert hashed == len(pinned)

    def test_no_lock_names_a_place_to_fetch_from(self):
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
            assert "://" not in (paths.ROOT / name).read_text()
