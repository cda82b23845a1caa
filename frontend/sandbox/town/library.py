"""News and guides of the town: short articles on the law for webshops, by the same verbs as in life.

Their texts are files in `articles/`: the title, the summary, and the Markdown. `.en.md` is the English, where it is there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from inspections.models import Article, ArticleText, Audience
from members.models import User

FOLDER = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class Piece:
    """One article: its files, for whom, which points it explains, and how many days ago it was written."""

    file: str
    kind: str
    audience: str
    points: tuple[str, ...]
    days: int
    published: bool = True


PIECES = (
    Piece("odr-link-weg", Article.Kind.NEWS, Audience.SHOPS, ("TC-05",), 200),
    Piece("herroepingsknop", Article.Kind.NEWS, Audience.SHOPS, ("WD-05a", "WD-05b", "WD-13"), 90),
    Piece("kvk-en-btw-nummer", Article.Kind.GUIDE, Audience.SHOPS, ("ID-05", "ID-06", "ID-07"), 300),
    Piece("nepwinkel-herkennen", Article.Kind.GUIDE, Audience.CONSUMERS, ("TM-01", "OR-09"), 250),
    Piece("pakket-niet-bezorgd", Article.Kind.GUIDE, Audience.CONSUMERS, ("DL-01", "DL-02", "DL-03"), 180),
    Piece("hoe-we-reviews-controleren", Article.Kind.GUIDE, Audience.BOTH, ("RV-01", "RV-02"), 150),
    Piece("van-voor-prijs", Article.Kind.GUIDE, Audience.SHOPS, ("OR-02", "OR-03", "OR-10"), 120),
    Piece(
        "bedenktijd",
        Article.Kind.GUIDE,
        Audience.BOTH,
        ("WD-01", "WD-02", "WD-04", "WD-06", "WD-07", "WD-08", "WD-10", "WD-12"),
        100,
    ),
    Piece("bestelknop", Article.Kind.GUIDE, Audience.SHOPS, ("OR-01",), 2, published=False),
)


def write_history(staff: dict[str, User], *, now: datetime) -> None:
    """Eight that everybody reads, and one that a moderator is still writing, in Dutch alone."""
    for piece in PIECES:
        at = now - timedelta(days=piece.days)
        made = Article.draft(piece.kind, _text(piece), by=staff["moderator"], at=at)
        if piece.published:
            made.publish(made.newest, by=staff["manager"], at=at + timedelta(hours=2))


def _text(piece: Piece) -> ArticleText:
    dutch, english = _read(piece.file, "nl"), _read(piece.file, "en")
    return ArticleText(*dutch, *english, audience=piece.audience, criteria=piece.points)


def _read(name: str, language: str) -> tuple[str, str, str]:
    """Title, summary and body; three times nothing where the file is not there."""
    file = FOLDER / f"{name}.{language}.md"
    if not file.exists():
        return "", "", ""
    title, summary, body = file.read_text(encoding="utf-8").split("\n", 2)
    return title, summary, body.strip()
