"""One thing that a check of a shop's page tells."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Found:
    """One thing that stands there, or that is wrong. `kind` is ok, info, warn or bad; `facts` fill its words."""

    code: str
    kind: str = "bad"
    facts: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "kind": self.kind, "facts": self.facts}
