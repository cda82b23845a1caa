"""What somebody wrote in an answer, without the history that mail programs put under it.

Careful rather than thorough: who answers between the quoted lines is kept whole, and where nothing would be left the
whole mail is. Line by line, and never a pattern that can hang.
"""

import re

_LONGEST_OPENING = 3  # lines over which "On … wrote:" may be broken
_LONGEST_LINE = 300
_OPENS = re.compile(r"(?i)^(?:op|on|am|le|el|il|em)\s")
_WROTE = re.compile(
    r"(?i)(?:schreef|heeft .{0,120} geschreven|wrote|schrieb|a écrit|escribió|ha scritto|escreveu)\b.{0,150}:\s*$"
)
_RULER = re.compile(
    r"(?i)^[-_*\s]{0,12}(?:oorspronkelijk bericht|original message|doorgestuurd bericht|forwarded message"
    r"|ursprüngliche nachricht|message d'origine|begin doorgestuurd bericht)[-_*\s:]{0,12}$"
)
_FROM = re.compile(r"(?i)^\*?(?:van|from|von|de)\s?:\*?\s")
_HEADS = re.compile(
    r"(?i)^\*?(?:verzonden|datum|sent|date|gesendet|envoyé|aan|to|an|à|onderwerp|subject|betreff|objet|cc)\s?:\*?(?:\s|$)"
)
_DEVICE = re.compile(
    r"(?i)^(?:verzonden (?:met|vanaf|via)|sent from|von meinem|envoyé de(?:puis)?|outlook voor) .{0,60}$"
)
_SIGNATURE = "--"


def without_history(text: str) -> str:
    """The new words of this answer; all of it where we cannot tell."""
    lines = text.split("\n")
    start = _history(lines)
    if start is None:
        return _unsigned(_without_quoted_end(lines)) or text.strip()
    if _answers_between(lines[start:]):
        return text.strip()
    return _unsigned(lines[:start]) or text.strip()


def _history(lines: list[str]) -> int | None:
    """The line on which somebody else's words begin."""
    for at, line in enumerate(lines):
        words = line.strip()
        if not words or len(words) > _LONGEST_LINE or words.startswith(">"):
            continue
        if _RULER.match(words) or _is_heads(lines, at) or _is_opening(lines, at):
            return at - 1 if at and _is_line(lines[at - 1]) else at
    return None


def _is_line(line: str) -> bool:
    """A line drawn from signs, as Outlook puts it above the history."""
    words = line.strip()
    return len(words) >= 5 and not words.strip("_-*=")


def _is_opening(lines: list[str], at: int) -> bool:
    """ "On Monday John wrote:", on one line or broken over a few."""
    if not _OPENS.match(lines[at].strip()):
        return False
    whole = ""
    for line in lines[at : at + _LONGEST_OPENING]:
        whole = f"{whole} {line.strip()[:_LONGEST_LINE]}"
        if _WROTE.search(whole):
            return True
        if not line.strip():
            return False
    return False


def _is_heads(lines: list[str], at: int) -> bool:
    """The heads of a mail in its text: from whom, and at least two more of them below."""
    if not _FROM.match(lines[at].strip()):
        return False
    below = [line.strip() for line in lines[at + 1 : at + 8] if line.strip()]
    return sum(bool(_HEADS.match(line)) for line in below) >= 2


def _answers_between(history: list[str]) -> bool:
    """Own words after a quoted line: the answer stands between the questions."""
    quoted = False
    for line in history:
        words = line.strip()
        if words.startswith(">"):
            quoted = True
        elif words and quoted:
            return words != _SIGNATURE and not _DEVICE.match(words)
    return False


def _without_quoted_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    return lines[:end]


def _unsigned(lines: list[str]) -> str:
    """Without what stands under the sign for a signature, and without the name of the telephone."""
    kept = list(lines)
    for at, line in enumerate(lines):
        if line.rstrip() == _SIGNATURE:
            kept = lines[:at]
            break
    while kept and (not kept[-1].strip() or _DEVICE.match(kept[-1].strip())):
        kept.pop()
    return "\n".join(kept).strip()
