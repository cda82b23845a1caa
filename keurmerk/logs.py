"""A log holds no key and no e-mail address: both stand in what others call us with, or complain of.

LOG_FORMAT=json gives a line of JSON for each record, for whoever gathers logs.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

_SECRETS = "code|public_code|password|token|api_key|signature"
_SAID = re.compile(
    rf"""(?P<name>(?:\b|(?<=%3f)|(?<=%26))(?:{_SECRETS})["']?\)?\s*(?:=|:|%3d)\s*\(?["']?)"""
    r"""(?P<secret>[^\s&"',;)}}\]]+)""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+'-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.)+[a-z]{2,}", re.IGNORECASE)
_IN_PATH = re.compile(r"(?P<name>/webhooks/newsletter/)(?P<secret>[^\s\"'?]+)")  # the vendor signs nothing


def without_keys(text: str) -> str:
    """The same text, each secret in it replaced: in an address, in JSON, and as PostgreSQL quotes a row."""
    return _IN_PATH.sub(r"\g<name>[…]", _SAID.sub(r"\g<name>[…]", text))


def clean(text: str) -> str:
    """Without secrets, and without e-mail addresses, which PostgreSQL quotes when a row is not taken."""
    return _ADDRESS.sub("[address]", without_keys(text))


class Formatter(logging.Formatter):
    """Formats a line, its traceback included, without what is secret or personal; every handler uses it."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


class JsonFormatter(Formatter):
    """The same as one line of JSON. The arguments of a record are in its message, and nowhere else."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean(record.getMessage()),
            "process": record.process,
        }
        if record.exc_info:
            facts["fault"] = getattr(record.exc_info[0], "__name__", "")
            facts["traceback"] = clean(self.formatException(record.exc_info))
        return json.dumps(facts, ensure_ascii=False)
