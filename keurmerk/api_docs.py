"""Our own API as a page to read: what the schema says, put as a developer asks it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from drf_spectacular.generators import SchemaGenerator

from keurmerk.links import absolute

_GOOD = "2"
_FIRST = ("PUT", "POST", "GET", "DELETE")  # of one address: first what changes it
_CHAPTERS = ("Your webshop", "Orders", "Invitations", "Reviews", "Moderation", "Disputes", "Invoices", "Public")
_NUMBERS = {"{shop_id}": "1"}
_DEEPEST = 4


@dataclass(frozen=True)
class Fact:
    """A parameter or a field: what it is called, what it is, and what it means."""

    name: str
    kind: str
    text: SafeString
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One call."""

    id: str
    method: str
    path: str
    chapter: str
    summary: str
    description: SafeString
    scope: str
    parameters: list[Fact]
    asked: list[Fact]
    answered: list[Fact]
    curl: str
    example: str
    problems: list[tuple[str, SafeString]] = field(default_factory=list)


@cache
def chapters() -> list[tuple[str, list[Operation]]]:
    """Every call of the schema, by what it is about; the public ones last."""
    maker: Any = SchemaGenerator  # it has no types
    schema: dict[str, Any] = maker().get_schema(public=True)
    parts = schema["components"]["schemas"]
    found = [
        _operation(path, method, facts, parts)
        for path, methods in schema["paths"].items()
        for method, facts in sorted(methods.items(), key=lambda pair: _FIRST.index(pair[0].upper()))
    ]
    names = [*_CHAPTERS, *sorted({each.chapter for each in found} - set(_CHAPTERS))]
    grouped = [(name, [each for each in found if each.chapter == name]) for name in names]
    return [(name, calls) for name, calls in grouped if calls]


def _operation(path: str, method: str, facts: dict[str, Any], parts: dict[str, Any]) -> Operation:
    sent = _first(facts.get("requestBody", {}))
    good = next(answer for status, answer in facts["responses"].items() if status.startswith(_GOOD))
    answer = _first(good)
    scopes = [name for need in facts.get("security", []) for name in need.get("key", [])]
    return Operation(
        id=facts["operationId"],
        method=method.upper(),
        path=path,
        chapter=facts["tags"][0],
        summary=facts.get("summary", ""),
        description=_coded(facts.get("description", "")),
        scope=scopes[0] if scopes else "",
        parameters=[_parameter(each) for each in facts.get("parameters", [])],
        asked=list(_fields(sent.get("schema", {}), parts)),
        answered=list(_fields(answer.get("schema", {}), parts)),
        curl=_curl(facts["operationId"], path, method.upper(), keyed=bool(scopes), body=_example(sent)),
        example=_pretty(_example(answer)),
        problems=[(status, _coded(each["description"])) for status, each in facts["responses"].items() if status > "3"],
    )


def _first(body: dict[str, Any]) -> dict[str, Any]:
    """Of a body in several media types the first; there is one."""
    found: dict[str, Any] = next(iter(body.get("content", {}).values()), {})
    return found


def _parameter(facts: dict[str, Any]) -> Fact:
    return Fact(
        name=facts["name"],
        kind={"path": "in the path", "query": "in the query", "header": "header"}[facts["in"]],
        text=_coded(facts.get("description", "") + _choices(facts.get("schema", {}))),
        required=facts.get("required", False),
    )


def _fields(part: dict[str, Any], parts: dict[str, Any], above: str = "", depth: int = 0) -> Iterator[Fact]:
    """Every field with those within it, named by its way in: `results[].invitation.id`."""
    part = _resolved(part, parts)
    for name, facts in part.get("properties", {}).items():
        inner = _resolved(facts, parts)
        many = inner.get("type") == "array"
        way = f"{above}{name}{'[]' if many else ''}"
        text = _coded(_meaning(facts, inner) + _choices(inner))
        yield Fact(way, _kind(inner), text, required=name in part.get("required", []))
        below = _resolved(inner.get("items", {}), parts) if many else inner
        if depth < _DEEPEST and below.get("properties"):
            yield from _fields(below, parts, f"{way}.", depth + 1)


def _resolved(part: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """The part itself, where the schema points to it, alone or as one of "this or null"."""
    nullable = False
    while True:
        if "$ref" in part:
            part = parts[part["$ref"].rpartition("/")[2]]
        elif len(part.get("allOf", [])) == 1:
            part = part["allOf"][0]
        elif one := [each for each in part.get("oneOf", part.get("anyOf", [])) if each.get("type") != "null"]:
            nullable, part = True, one[0]
        else:
            return {**part, "nullable": True} if nullable else part


def _meaning(facts: dict[str, Any], inner: dict[str, Any]) -> str:
    return str(facts.get("description") or inner.get("description", "")).partition("\n\n")[0]


def _choices(facts: dict[str, Any]) -> str:
    values = [f"`{each}`" for each in facts.get("enum", []) if each not in {"", None}]
    return f" One of {', '.join(values)}" if values else ""


def _kind(facts: dict[str, Any]) -> str:
    kinds = facts.get("type", "object")
    names = list(kinds) if isinstance(kinds, list) else [kinds]
    name = {"date-time": "moment", "decimal": "decimal string", "binary": "file", "email": "e-mail address"}.get(
        facts.get("format", ""), names[0]
    )
    return f"{name} or null" if "null" in names or facts.get("nullable") else name


def _example(content: dict[str, Any]) -> Any:
    return next((each["value"] for each in content.get("examples", {}).values()), None)


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) if value is not None else ""


def _curl(name: str, path: str, method: str, *, keyed: bool, body: Any) -> str:
    """The call as a line for the shell; what the reader fills in is in capitals."""
    address = re.sub(r"\{(\w+)\}", lambda found: _NUMBERS.get(found[0], found[1].upper()), path)
    lines = [f"curl{'' if method == 'GET' else f' -X {method}'} '{absolute(address)}'"]
    if keyed:
        lines.append("-H 'Authorization: Bearer KEY'")
    if method != "GET":
        lines.append(f"-H 'Idempotency-Key: {name}-1'")
    if body is not None:
        quoted = _pretty(body).replace("'", "'\\''")
        lines += ["-H 'Content-Type: application/json'", f"-d '{quoted}'"]
    return " \\\n  ".join(lines)


def _coded(text: str) -> SafeString:
    """Words with `code` in them."""
    joined = " ".join(text.split())
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(joined)))
