"""Why a file as a whole cannot be used."""


class Unreadable(Exception):
    """The file is not a list that we can read; `code` says why, and the page has the words for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
