"""A committee that takes files over HTTP, with a bearer token and an Idempotency-Key.

`POST cases` takes the zip and answers `{"reference"}`; `GET cases/<reference>` answers `{"state": "pending"}`, or
`"decided"` with `outcome`, `decided_on`, `comply_by` and `words`; `GET cases/<reference>/ruling` gives the PDF.
"""

from datetime import date
from typing import Any
from urllib.parse import quote

import requests
from django.conf import settings

from disputes import terms
from disputes.committee import Refused, Told, Unavailable

_PATIENCE = (5, 30)  # seconds to connect, and between two bytes
_OUTCOMES = {
    "for_consumer": "CONSUMER",
    "partly": "PARTLY",
    "for_shop": "SHOP",
    "not_admissible": "INADMISSIBLE",
}


class ByHttp:
    """Follows no redirects: elsewhere nobody may see the token or the file."""

    def hand_over(self, number: str, file: bytes, *, digest: str, key: str) -> str:
        heads = {"Content-Type": "application/zip", "Idempotency-Key": key, "X-Case": number, "X-SHA256": digest}
        answer = self._ask("POST", "cases", data=file, headers=heads)
        reference = _json(answer).get("reference")
        if not isinstance(reference, str) or not 0 < len(reference) <= terms.LONGEST_REFERENCE:
            raise Unavailable("no reference")
        return reference

    def look_up(self, reference: str) -> Told | None:
        place = f"cases/{quote(reference, safe='')}"
        said = _json(self._ask("GET", place))
        if said.get("state") != "decided":
            return None
        paper = self._ask("GET", f"{place}/ruling").content
        try:
            comply_by = said.get("comply_by")
            return Told(
                outcome=_OUTCOMES[said["outcome"]],
                decided_on=date.fromisoformat(said["decided_on"]),
                comply_by=date.fromisoformat(comply_by) if comply_by else None,
                words=str(said.get("words") or ""),
                paper=paper,
            )
        except (KeyError, ValueError, TypeError) as nonsense:
            raise Unavailable("unreadable ruling") from nonsense

    @staticmethod
    def _ask(method: str, place: str, *, data: bytes | None = None, headers: Any = None) -> requests.Response:
        try:
            answer = requests.request(
                method,
                f"{settings.COMMITTEE_URL.rstrip('/')}/{place}",
                data=data,
                headers={"Authorization": f"Bearer {settings.COMMITTEE_TOKEN}", **(headers or {})},
                timeout=_PATIENCE,
                allow_redirects=False,
            )
        except OSError as fault:  # of requests too
            raise Unavailable(type(fault).__name__) from fault
        if 400 <= answer.status_code < 500 and answer.status_code not in {401, 403, 408, 409, 425, 429}:
            raise Refused(f"HTTP {answer.status_code}")
        if answer.status_code >= 300:  # wrong keys are ours to put right, and then it goes out after all
            raise Unavailable(f"HTTP {answer.status_code}")
        return answer


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError as nonsense:
        raise Unavailable("unreadable answer") from nonsense
    if not isinstance(said, dict):
        raise Unavailable("unreadable answer")
    return said
