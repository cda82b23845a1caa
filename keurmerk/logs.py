"""What is written into a log carries no key: credentials stand in the addresses that shop plugins call."""

import logging
import re

_SECRETS = "code|public_code|password|token|api_key|signature"
_SAID = re.compile(
    rf"""(?P<name>(?:\b|(?<=%3f)|(?<=%26))(?:{_SECRETS})["']?\)?\s*(?:=|:|%3d)\s*\(?["']?)"""
    r"""(?P<secret>[^\s&"',;)}}\]]+)""",
    re.IGNORECASE,
)


def without_keys(text: str) -> str:
    """The same text, each secret in it replaced: in an address, in JSON, and as PostgreSQL quotes a row."""
    return _SAID.sub(r"\g<name>[…]", text)


class Formatter(logging.Formatter):
    """Formats a line, its traceback included, without the secrets in it. Every handler of the house uses it."""

    def format(self, record: logging.LogRecord) -> str:
        return without_keys(super().format(record))
