"""`make serve`: the production shape on one machine: nginx in front serves what is published, Granian the rest."""

import os
import shutil

from keurmerk.local import paths, ports
from keurmerk.local.child import Child
from keurmerk.local.processes import PYTHON, Demo, Failed
from keurmerk.local.web import granian

MISSING = "nginx is not on this machine. On Debian: apt-get install nginx-light"


def nginx_program() -> str:
    """Where nginx is; empty when there is none. Debian keeps it out of an ordinary user's path."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


class Serve(Demo):
    """The same installation as the demo's, with nginx at its door."""

    command = "serve"

    def _web(self) -> list[Child]:
        if not nginx_program():
            raise Failed(MISSING)
        inner = ports.next_free(self.port + 10, without={self.port})
        written = paths.run_file(self.home, "nginx.conf")
        places = ["--listen", f"{ports.HOST}:{self.port}", "--inner", f"{ports.HOST}:{inner}", "--out", str(written)]
        self._finish(self._errand("facts", "manage.py", "nginx", *places))
        nginx = [nginx_program(), "-e", "stderr", "-p", str(self.home), "-c", str(written)]
        behind = {**self._variables(), "TRUSTED_PROXIES": ports.HOST}
        return [
            Child("web", granian(PYTHON, inner), self.home, grace=5, variables=behind),
            Child("nginx", nginx, self.home, grace=5, variables=behind),
        ]
