"""How the web server is run, here and wherever it is measured."""

from pathlib import Path

from keurmerk.local import ports

PROCESSES = 2
THREADS = 2  # of each process: fewer answer faster, but a slow page must not hold up the next visitor


def granian(python: str, port: int) -> list[str]:
    """Granian beside this Python, with our WSGI application at this port of loopback."""
    command = [str(Path(python).with_name("granian")), "--interface", "wsgi", "--host", ports.HOST, "--port", str(port)]
    command += ["--workers", str(PROCESSES), "--blocking-threads", str(THREADS)]
    return [*command, "--respawn-failed-workers", "--no-ws", "keurmerk.wsgi:application"]
