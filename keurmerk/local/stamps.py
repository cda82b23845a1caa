"""Has this been done for exactly these files? A second start skips what would change nothing."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from keurmerk.local import paths


def code() -> Iterator[Path]:
    """Everything that decides what the preparation of an installation makes: code, catalogues, letters, fixtures."""
    for package in sorted(paths.ROOT.iterdir()):
        if (package / "__init__.py").exists() and package.name != "tests":
            yield from _files(package, {".py", ".po", ".txt", ".json", ".csv", ".yaml", ".toml"})
    yield paths.ROOT / "requirements.txt"


def styled() -> Iterator[Path]:
    """Everything that collectstatic gathers from us, and the lock that says what others bring."""
    for folder in sorted(paths.ROOT.glob("[!.]*/static")):
        yield from _files(folder, set())
    yield paths.ROOT / "requirements.txt"
    yield paths.ROOT / "keurmerk" / "settings.py"


def words() -> str:
    """The fingerprint of our catalogues, and of which have their compiled form beside them."""
    catalogues = [file for file in code() if file.suffix == ".po"]
    compiled = [str(file) for file in catalogues if file.with_suffix(".mo").exists()]
    return digest(catalogues, *compiled)


def digest(files: Iterable[Path], *facts: str) -> str:
    """One fingerprint of files, names and contents, and of facts beside them."""
    whole = hashlib.sha256("\0".join(facts).encode())
    for file in files:
        whole.update(f"{file}\0".encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()


def is_done(name: str, fingerprint: str) -> bool:
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint


def note_done(name: str, fingerprint: str) -> None:
    paths.write(_stamp(name), fingerprint)


def _stamp(name: str) -> Path:
    folder = paths.home() / "stamps"
    folder.mkdir(exist_ok=True)
    return folder / name


def _files(folder: Path, suffixes: set[str]) -> list[Path]:
    found = (file for file in folder.rglob("*") if not suffixes or file.suffix in suffixes)
    return sorted(file for file in found if file.is_file() and "__pycache__" not in file.parts)
