"""How a probe is written: a function from a site to an answer, registered under its criterion's code."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inspections.pages import Kind, Passage, pattern
from inspections.site import Site
from inspections.verdicts import Outcome

MOST_QUOTES = 4
ANSWER = 250  # characters after a question in which it is answered
ELSEWHERE = (
    r"(?:vindt|vind|vinden|leest|lees|staan|staat|zie|verwijzen|see|found|find|listed|read|refer)\b.{0,80}(?:pagina|colofon"
    r"|onderaan|footer|page\b|imprint|voettekst|elders|elsewhere|in (?:de|onze|mijn) (?:algemene "
    r"|leverings)?voorwaarden|in (?:the|our) (?:general )?terms|terms and conditions)|printed in (?:the|our)"
    r"|onderaan (?:iedere|elke|deze)"
)


@dataclass(frozen=True)
class Answer:
    """What a probe found. `sure` is False where a person must confirm even what a machine may decide otherwise."""

    outcome: Outcome
    proof: tuple[Passage, ...] = ()
    note: str = ""
    sure: bool = True


Probe = Callable[[Site], Answer]
PROBES: dict[str, Probe] = {}


def probe(*codes: str) -> Callable[[Probe], Probe]:
    """Registers a function as the probe of these criteria."""

    def register(function: Probe) -> Probe:
        for code in codes:
            PROBES[code] = function
        return function

    return register


def met(*proof: Passage | None, note: str = "", sure: bool = True) -> Answer:
    return Answer(Outcome.MET, _shown(proof), note, sure)


def not_met(*proof: Passage | None, note: str = "", sure: bool = True) -> Answer:
    return Answer(Outcome.NOT_MET, _shown(proof), note, sure)


def unknown(*proof: Passage | None, note: str = "") -> Answer:
    return Answer(Outcome.UNKNOWN, _shown(proof), note)


def not_applicable(*proof: Passage | None, note: str = "") -> Answer:
    return Answer(Outcome.NOT_APPLICABLE, _shown(proof), note)


def _shown(proof: Iterable[Passage | None]) -> tuple[Passage, ...]:
    return tuple(one for one in proof if one is not None)[:MOST_QUOTES]


def first(passages: Iterable[Passage], source: str) -> Passage | None:
    """The sentence of the first match of a signal in these passages."""
    return saying(passages, source)


def every(passages: Iterable[Passage], source: str) -> Iterator[Passage]:
    """The sentences in which a signal matches, in order."""
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.find(source):
                yield sentence


def saying(passages: Iterable[Passage], *sources: str, never: str = "") -> Passage | None:
    """The first sentence in which all these signals match, and the one that takes them back does not."""
    found = [
        sentence
        for passage in passages
        for sentence in passage.sentences
        if sentence.has(*sources) and not (never and sentence.find(never))
    ]
    # A heading announces; the sentence under it says.
    return next((one for one in found if not one.page.is_heading(one)), found[0] if found else None)


def answered(sentence: Passage) -> Passage:
    """The sentence after a question, as in "Who pays? You do."; any other sentence itself."""
    if not sentence.text.endswith("?"):
        return sentence
    text = sentence.page.text
    rest = Passage(sentence.page, sentence.end, min(len(text), sentence.end + ANSWER))
    end = rest.find(r"[.!?\n](?=\s|$)")
    return Passage(rest.page, rest.start, end.end if end else rest.end).trimmed() if rest.text.strip() else sentence


def told_elsewhere(passages: Iterable[Passage], topic: str, site: Site) -> Passage | None:
    """A sentence that sends the reader to another page for this; nothing where the whole site was read.

    A claim that something exists elsewhere proves nothing, either way (checklist 3.8).
    """
    return None if site.whole else saying(passages, topic, ELSEWHERE)


def near(passages: Iterable[Passage], word: str, other: str, distance: int) -> Passage | None:
    """The sentence of a match of `word` with `other` within so many characters on either side."""
    for passage in passages:
        for found in passage.find_all(word):
            around = found.around(distance)
            inside = Passage(around.page, max(around.start, passage.start), min(around.end, passage.end))
            if inside.find(other):
                return found.sentence
    return None


def led_to(site: Site, label: str) -> Answer:
    """Of a home page by itself: it leads to a page of this kind, by a link or by words with an address beside them."""
    for page in site.of(Kind.HOME):
        for link in page.links:
            if pattern(label).search(link.text):
                return met(next((one for one in page.blocks if link.text in one.text), None))
        told = page.whole.find(rf"[\w ]{{0,30}}(?:{label})[\w ]{{0,30}}\((?:/|https?://)[^)\s]+\)")
        if told:
            return met(told)
    return unknown()


def is_label(passage: Passage) -> bool:
    """The few words of a button, a link or a heading: they name a thing, and tell nothing about it."""
    return len(passage.text.split()) < 4
