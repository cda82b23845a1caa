"""Is it a fact that can be shown to be wrong, or an opinion? An opinion stays (numbers.md 6.1: the objective test).

Pure: a few answers in, one verdict out. The form asks them before anything is sent.
"""

from dataclasses import dataclass
from enum import Enum

from reviews.grounds import Grounds

OPINION = "OPINION"  # what somebody may choose as the reason, though it is none


class Verdict(Enum):
    """What the answers come to."""

    GROUND = "ground"  # it may be reported on this ground
    OPINION = "opinion"  # it stays: how somebody experienced it
    NOT_CHECKABLE = "not_checkable"  # it stays: nobody could establish it
    NOT_SHOWN = "not_shown"  # it stays until it is shown to be wrong


@dataclass(frozen=True)
class Answers:
    """What was chosen as wrong; the three questions are asked only of a fact."""

    reason: str
    is_experience: bool | None = None  # does it say how it was for the writer: slow, rude, expensive?
    is_checkable: bool | None = None  # could somebody who was not there check it?
    can_be_shown: bool | None = None  # is there something that shows it is wrong?


def verdict(answers: Answers) -> Verdict:
    """In doubt it stays: a question that was not answered does not count as yes."""
    if answers.reason == OPINION:
        return Verdict.OPINION
    if answers.reason != Grounds.FALSE_FACTS:
        return Verdict.GROUND
    if answers.is_experience is not False:
        return Verdict.OPINION
    if not answers.is_checkable:
        return Verdict.NOT_CHECKABLE
    return Verdict.GROUND if answers.can_be_shown else Verdict.NOT_SHOWN
