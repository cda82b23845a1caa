"""`make fuzz`: every reader of what strangers send, for so many seconds in all, from another start each time."""

import os
import secrets
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keurmerk.settings")


def main(seconds: float) -> int:
    """Returns the exit status: 1 when something was found."""
    django.setup()
    from tests.fuzz.targets import targets
    from tests.fuzz.trying import attempt_for

    start, found, known = int(os.environ.get("FUZZ_START") or secrets.randbelow(1_000_000)), 0, targets()
    print(f"Start {start}; {seconds:.0f} seconds over {len(known)} readers")
    for each in known:
        tried, fault = attempt_for(each, seconds / len(known), start=start)
        found += bool(fault)
        print(f"  {each.name:28} {tried:8} tried  {fault or 'nothing found'}", flush=True)
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
