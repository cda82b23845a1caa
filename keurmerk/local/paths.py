"""Where an installation on one machine keeps what is its own: the `.local` folder.

Settings read the environment for everything that runs inside Django; the launcher runs before that,
so the four variables that a person may type before `make demo` are read here.
"""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST_LOG = 5_000_000  # bytes


def local(base: Path, name: str) -> Path:
    """The folder of this installation's state; made when missing. `name` is relative to the project or absolute."""
    folder = (base / name).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def home() -> Path:
    """The same folder, for what runs before the settings are read."""
    return local(ROOT, os.environ.get("KEURMERK_LOCAL", ".local"))


def given_database() -> str:
    """The URL of a database that somebody else looks after, or an empty string."""
    return os.environ.get("DATABASE_URL", "")


def port() -> int:
    """Where the demo's web server listens."""
    return int(os.environ.get("PORT") or 8000)


def reset_wanted() -> bool:
    """Whether `make demo RESET=1` was typed."""
    return os.environ.get("RESET", "") not in {"", "0"}


def database_url(folder: Path) -> str:
    """The URL that the launcher wrote for this installation's private PostgreSQL."""
    written = folder / "database_url"
    return written.read_text().strip() if written.exists() else "postgres:///keurmerk"


def sandbox_secret(folder: Path, name: str = "secret_key") -> str:
    """A secret of the sandbox, made once per installation; production takes it from the environment."""
    kept = folder / name
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text()


def run_file(folder: Path, name: str) -> Path:
    """A file that says which process runs now; its folder is made when missing."""
    (folder / "run").mkdir(parents=True, exist_ok=True)
    return folder / "run" / name


def log_file(folder: Path, name: str) -> Path:
    """The log of one process; a big one of earlier days is put aside first."""
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    log = folder / "logs" / f"{name}.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log


def write(file: Path, text: str) -> None:
    """Replaces a small file in one step, so that a reader never sees half of it."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)
