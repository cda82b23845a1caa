"""The words of an HTML mail, as lines: what a person sees, with the cells of a row on one line."""

from lxml import etree

_MOST = 500_000  # characters
_UNSEEN = {"script", "style", "head", "title", "noscript", "template", "svg"}
_BLOCKS = {
    "address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul",
}  # fmt: skip
_CELLS = {"td", "th"}
CELL = "\t"


class _Listener:
    """Hears tags and words as they pass by: no tree is built, so depth and size do not matter."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._unseen or tag in _UNSEEN or _is_hidden(attributes):
            self._unseen += 1
        elif tag in _BLOCKS:
            self.words.append("\n")
        elif tag in _CELLS:
            self.words.append(CELL)

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif tag in _BLOCKS:
            self.words.append("\n")

    def data(self, words: str) -> None:
        if not self._unseen:
            self.words.append(words.replace("\n", " ").replace("\t", " "))

    def close(self) -> str:
        return "".join(self.words)


def _is_hidden(attributes: dict[str, str]) -> bool:
    """The line that mail programs show in the list, and nobody in the mail."""
    style = attributes.get("style", "").replace(" ", "").lower()
    return "display:none" in style or "hidden" in attributes


def page_text(html: str) -> str:
    """Its lines; cells of a row are parted by a tab. Whatever is no HTML gives what words there are."""
    if not html.strip():
        return ""
    parser = etree.HTMLParser(target=_Listener(), encoding="utf-8", no_network=True, remove_comments=True)
    try:
        parser.feed(html[:_MOST].encode("utf-8", "replace"))
        words = str(parser.close())
    except (etree.LxmlError, ValueError):
        return ""
    lines = (_line(line) for line in words.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _line(words: str) -> str:
    cells = (" ".join(cell.split()) for cell in words.split(CELL))
    return CELL.join(cell for cell in cells if cell)
