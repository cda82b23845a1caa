"""`make sbom`: what it is made of, as CycloneDX 1.6, from the lock alone: the same lock gives the same bytes.

Needs nothing but Python, so it can be made where nothing is installed. Licences are those that installed packages
declare; without them the field is left out rather than guessed.
"""

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from keurmerk.local import paths

LOCK = paths.ROOT / "requirements.txt"
_PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ROOT = "keurmerk"


@dataclass
class Package:
    """One pinned package: for which machines, which files are accepted, and who asked for it."""

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def locked(text: str) -> list[Package]:
    """The packages of a lock in its order. Raises ValueError for a line that pins nothing."""
    found: list[Package] = []
    for line in text.splitlines():
        if line.startswith("    #"):
            asked = line.strip("# ").removeprefix("via").strip()
            found[-1].via += [asked.partition(" ")[0]] if asked else []
        elif hashed := _HASH.search(line):
            found[-1].hashes.append(hashed[1])
        elif pinned := _PINNED.match(line):
            found.append(Package(pinned["name"], pinned["version"], (pinned["marker"] or "").strip()))
        elif line.strip():
            raise ValueError(f"Not pinned: {line}")
    return found


def document(text: str, project: dict[str, Any]) -> dict[str, Any]:
    packages = locked(text)
    root = f"pkg:generic/{_ROOT}@{project['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(hashlib.sha256(text.encode()).hexdigest()[:32], version=4)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": _ROOT,
                "version": project["version"],
                "description": project["description"],
            }
        },
        "components": [_component(package) for package in packages],
        "dependencies": list(_dependencies(packages, root)),
    }


def _component(package: Package) -> dict[str, Any]:
    facts = [{"name": "keurmerk:sha256", "value": value} for value in package.hashes]
    if package.marker:
        facts.append({"name": "keurmerk:marker", "value": package.marker})
    licence = _licence(package)
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "scope": "required",
        **({"licenses": [licence]} if licence else {}),
        "properties": facts,
    }


def _licence(package: Package) -> dict[str, Any] | None:
    """As the installed package declares it: an SPDX expression, or the name in its classifier."""
    try:
        said = metadata.metadata(package.name)
    except metadata.PackageNotFoundError:
        return None
    if said["Version"] != package.version:
        return None
    if "License-Expression" in said:
        return {"expression": said["License-Expression"]}
    names = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or [] if each.startswith("License ::")]
    return {"license": {"name": names[0]}} if names else None


def _dependencies(packages: list[Package], root: str) -> Iterator[dict[str, Any]]:
    """Who needs whom, from the lock's own "via"; those that we ask for ourselves stand under the application."""
    refs = {package.name: package.purl for package in packages} | {_ROOT: root}
    needs: dict[str, list[str]] = {ref: [] for ref in [root, *refs.values()]}
    for package in packages:
        for asker in package.via:
            if asker in refs:
                needs[refs[asker]].append(package.purl)
    yield from ({"ref": ref, "dependsOn": sorted(set(wanted))} for ref, wanted in needs.items())


def main(out: Path) -> None:
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = document(LOCK.read_text(encoding="utf-8"), project)
    out.parent.mkdir(parents=True, exist_ok=True)
    paths.write(out, json.dumps(found, indent=1) + "\n")
    print(f"{out}: {len(found['components'])} packages")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else paths.home() / "sbom.cdx.json")
