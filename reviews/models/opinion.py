"""The words and stars of a review, before they are one."""

from dataclasses import dataclass, fields

from reviews import terms
from reviews.content import cleaned, one_line, public_name


@dataclass(frozen=True)
class Opinion:
    """The words and stars of a review, cleaned on the way in. Sub-scores are 1 to 5, or None when not given;
    `recommends` is None when the writer did not say.
    """

    stars: int
    text: str
    title: str = ""
    display_name: str = ""
    delivery: int | None = None
    service: int | None = None
    price: int | None = None
    aftersales: int | None = None
    recommends: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", cleaned(self.text)[: terms.MOST_CHARACTERS])
        object.__setattr__(self, "title", one_line(self.title, 120))
        object.__setattr__(self, "display_name", public_name(self.display_name))


OPINION = tuple(field.name for field in fields(Opinion))  # the same names in a review and its earlier versions
