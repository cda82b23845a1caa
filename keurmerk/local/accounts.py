"""As whom PostgreSQL runs: it refuses root, so root lends it an unprivileged account that exists already.

No account is made and no folder of somebody else's is opened up. What the account cannot reach
(a checkout under root's home, say) gets a private place beside it instead.
"""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNPRIVILEGED = ("nobody", "daemon", "postgres")


@dataclass(frozen=True)
class Account:
    """Who PostgreSQL is to the machine. `lent` says that we are root and lower ourselves."""

    uid: int
    gid: int
    lent: bool

    @classmethod
    def for_data(cls, data: Path) -> "Account":
        """The owner of the data when there are any, so that a second start never changes hands."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), lent=False)
        if data.exists() and data.stat().st_uid != 0:
            return cls(data.stat().st_uid, data.stat().st_gid, lent=True)
        return cls._nobody()

    @classmethod
    def _nobody(cls) -> "Account":
        for name in UNPRIVILEGED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            if entry.pw_uid != 0:
                return cls(entry.pw_uid, entry.pw_gid, lent=True)
        raise RuntimeError(
            "PostgreSQL does not run as root and this machine has no unprivileged account. Set DATABASE_URL."
        )

    def for_subprocess(self) -> dict[str, Any]:
        """The arguments with which `subprocess` becomes this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def can_enter(self, folder: Path) -> bool:
        """Whether this account can pass through a folder, all its parents included."""
        return (
            subprocess.run(["test", "-x", str(folder)], check=False, cwd="/", **self.for_subprocess()).returncode == 0
        )

    def can_run(self, program: Path) -> bool:
        try:
            command = [str(program), "--version"]
            asked = subprocess.run(command, check=False, cwd="/", capture_output=True, **self.for_subprocess())
        except OSError:
            return False
        return asked.returncode == 0

    def make_private(self, folder: Path) -> Path:
        """A folder that is this account's alone."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.lent:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)
        return folder


def spare(home: Path) -> Path:
    """A place with a short name that every account can pass through, always the same one for `home`.

    It lies among everybody's temporary files, so it must be ours, and no link to elsewhere.
    """
    name = f"keurmerk-{os.geteuid()}-{hashlib.sha256(str(home).encode()).hexdigest()[:10]}"
    base = Path("/var/tmp")  # noqa: S108  # outlives a restart of the machine, unlike /tmp
    place = (base if os.access(base, os.W_OK) else Path(tempfile.gettempdir())) / name
    place.mkdir(mode=0o711, exist_ok=True)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise RuntimeError(f"{place} is somebody else's; remove it or set KEURMERK_LOCAL to another folder.")
    place.chmod(0o711)
    return place
