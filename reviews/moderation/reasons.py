"""Why something is decided: what a person writes down, before it is a decision."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.content import cleaned, one_line
from reviews.grounds import RULES, Rule


class Evidence(models.TextChoices):
    """What the facts rest on; told to both sides, the documents themselves to neither."""

    WORDS = "WORDS", _("The words themselves")
    ORDER = "ORDER", _("The order as the webshop reported it to us")
    PROOF = "PROOF", _("Proof of the writer")
    NO_PROOF = "NO_PROOF", _("No proof, though we asked")
    DOCUMENT = "DOCUMENT", _("A document of who reported it")
    PUBLIC = "PUBLIC", _("A public source")
    AUTHORITY = "AUTHORITY", _("A judge or an authority")
    NONE = "NONE", _("Nothing was shown")


@dataclass(frozen=True)
class Reasons:
    """Cleaned on the way in. `facts` and `reasoning` are read by both sides, the private note by colleagues only.

    `law` names the article where the rule is one of the law; without it the rule's own is taken.
    """

    grounds: str
    facts: str
    reasoning: str
    evidence: str
    law: str = ""
    private_note: str = ""
    manifestly_unfounded: bool = False

    def __post_init__(self) -> None:
        for name in ("facts", "reasoning", "private_note"):
            object.__setattr__(self, name, cleaned(getattr(self, name))[:5000])
        object.__setattr__(self, "law", one_line(self.law, 200) or self.rule.law)

    @property
    def rule(self) -> Rule:
        return RULES[self.grounds]
