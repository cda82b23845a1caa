"""The smallest task that a queue worker can run: it leaves a file as proof."""

from pathlib import Path


def touch(path: str) -> None:
    Path(path).touch()
