"""Makes `.venv` with the locked packages: `python3 keurmerk/local/bootstrap.py [--dev]`.

Standard library only, because it runs before anything is installed. A second run that finds
nothing to do takes no noticeable time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "uv"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
LOCKS = {False: ROOT / "requirements.txt", True: ROOT / "requirements-dev.txt"}
DEBIAN_PACKAGES = ("python3-venv", "python3-pip")


def main(*, dev: bool) -> int:
    """Brings `.venv` up to the lock file. Returns the exit status; says what a person can do when it fails."""
    if sys.version_info < OLDEST:
        return _run_again_with_a_newer_python()
    if _is_installed(dev=dev):
        return 0
    try:
        _make_venv()
        _install(LOCKS[dev])
    except (OSError, subprocess.CalledProcessError, RuntimeError) as problem:
        print(f"Could not set up .venv: {problem}", file=sys.stderr)
        return 1
    _remember(dev=dev)
    return 0


def _run_again_with_a_newer_python() -> int:
    for minor in range(OLDEST[1] + 4, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            return subprocess.call([newer, *sys.argv])
    print(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
    return 1


def _is_installed(*, dev: bool) -> bool:
    """The development lock holds everything of the other one, so either stamp will do for running."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    wanted = _digest(LOCKS[dev])
    return PYTHON.exists() and (stamp.get(LOCKS[dev].name) == wanted)


def _remember(*, dev: bool) -> None:
    names = (LOCKS[False], LOCKS[True]) if dev else (LOCKS[False],)
    STAMP.write_text(json.dumps({lock.name: _digest(lock) for lock in names}, indent=1), encoding="utf-8")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _make_venv() -> None:
    """Without pip inside: that saves seconds, and works where Debian has split ensurepip off."""
    if PYTHON.exists() and _quiet([str(PYTHON), "-c", "import encodings"]):
        return
    print("Making .venv ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], check=True)


def _install(lock: Path) -> None:
    pip = _pip()
    uv = _uv(pip)
    print(f"Installing the packages of {lock.name} ...", flush=True)
    if uv and _loud([uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]):
        return
    command = [*pip, "--python", str(PYTHON), "install", "--quiet", "--require-hashes", "-r", str(lock)]
    subprocess.run(command, check=True, env=_pip_environment())


def _uv(pip: list[str]) -> str | None:
    """A fast installer, fetched by hash; pip does its work where it cannot be had."""
    uv, lock = UV / "bin" / "uv", ROOT / "requirements-uv.txt"
    if not uv.exists() or not _quiet([str(uv), "--version"]):
        shutil.rmtree(UV, ignore_errors=True)
        command = [*pip, "install", "--quiet", "--no-deps", "--require-hashes", "--target", str(UV), "-r", str(lock)]
        if subprocess.run(command, check=False, env=_pip_environment()).returncode:
            return None
    return str(uv)


def _pip() -> list[str]:
    """Any working pip will do: this Python's, one made by ensurepip, or Debian's after installing it."""
    own = [sys.executable, "-m", "pip"]
    if _quiet([*own, "--version"]):
        return own
    inside = [str(PYTHON), "-m", "pip"]
    if _quiet([*inside, "--version"]) or _quiet([str(PYTHON), "-m", "ensurepip"]):
        return inside
    if _install_debian_packages() and _quiet([*own, "--version"]):
        return own
    raise RuntimeError(
        "Python has no pip here. On Debian and Ubuntu: apt-get install " + " ".join(DEBIAN_PACKAGES),
    )


def _install_debian_packages() -> bool:
    """Only as root: an ordinary user is told what to ask for instead."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing " + " and ".join(DEBIAN_PACKAGES) + " ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _quiet(["apt-get", "update"])
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN_PACKAGES]
    return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def _pip_environment() -> dict[str, str]:
    return {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def _quiet(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _loud(command: list[str]) -> bool:
    environment = {**os.environ, "UV_SYSTEM_CERTS": "1"}  # a proxy's own certificate is known to the machine alone
    return subprocess.run(command, check=False, env=environment).returncode == 0


if __name__ == "__main__":
    sys.exit(main(dev="--dev" in sys.argv[1:]))
