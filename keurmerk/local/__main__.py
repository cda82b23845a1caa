"""The launcher: `python -m keurmerk.local demo|serve|test|fuzz|simulate|check|postgres start|stop|status|url`."""

import argparse
import sys
from collections.abc import Callable

from keurmerk.local import gates, suite
from keurmerk.local.postgres import server
from keurmerk.local.processes import Demo
from keurmerk.local.serve import Serve


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m keurmerk.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="the whole installation in the foreground")
    commands.add_parser("serve", help="the same with nginx in front, as in production")
    commands.add_parser("test", help="every test, journeys in the browser included", add_help=False)
    commands.add_parser("fuzz", help="readers and API with what is nearly right", add_help=False)
    commands.add_parser("simulate", help="years of the platform in one run", add_help=False)
    commands.add_parser("check", help="everything that is checked without running the product")
    postgres = commands.add_parser("postgres", help="the private PostgreSQL alone")
    postgres.add_argument("action", choices=["start", "stop", "status", "url"])
    postgres.add_argument("--test", action="store_true", help="the throw-away one of the tests")
    asked, rest = parser.parse_known_args()
    doings: dict[str, Callable[[], int]] = {
        "demo": lambda: Demo().run(),
        "serve": lambda: Serve().run(),
        "test": lambda: suite.run(rest),
        "fuzz": lambda: suite.fuzz(rest),
        "simulate": lambda: suite.simulate(rest),
        "check": gates.run,
        "postgres": lambda: _postgres(asked.action, test=asked.test),
    }
    return doings[asked.command]()


def _postgres(action: str, *, test: bool) -> int:
    ours = server(test=test)
    if action == "start":
        print(ours.start())
    elif action == "stop":
        print("stopped" if ours.stop() else "nothing was running")
    elif action == "url":
        print(ours.libpq_url)
    else:
        mark = ours.running()
        print(f"running, process {mark.pid}" if mark else "not running")
        return 0 if mark else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
