"""Makes an installation ready to be looked at: `python -m keurmerk.local.prepare words|data|static`.

Several commands in one process, because starting Django takes longer than most of them.
"""

import os
import sys

import django
from django.core.management import call_command

STEPS: dict[str, list[tuple[str, list[str]]]] = {
    "words": [
        ("messages", ["--compile-only"]),
    ],
    "data": [
        ("migrate", ["--no-input", "--verbosity=0"]),
        ("createcachetable", []),
        ("sync_schedule", []),
        ("demo", []),
    ],
    "static": [
        ("collectstatic", ["--no-input", "--verbosity=0"]),
    ],
}


def main(part: str) -> None:
    """Runs the steps of one part in their order. Each may be repeated; the first that fails ends it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keurmerk.settings")
    django.setup()
    for name, options in STEPS[part]:
        print(f"  {name}", flush=True)
        call_command(name, *options)


if __name__ == "__main__":
    main(sys.argv[1])
