#!/usr/bin/env python3
"""Checks the public ledger of reviews of a trust mark: chain, signed heads, rules, words and scores.

    python3 verify_ledger.py https://mark.example                every shop of the newest head
    python3 verify_ledger.py https://mark.example --shop 12      this shop (may be given more than once)
    python3 verify_ledger.py FOLDER                              what was kept earlier with --keep FOLDER

Needs Python 3.9 or newer and nothing else; it shares no code with the mark's own software. The rule it follows is on
the mark's page "the ledger". Keep the keys and heads you have seen (--keep, --keys): the more people do, the less
anybody can tell another story later.

Exit status: 0 everything holds, 1 something differs, 2 it could not be read.
"""

import argparse
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

START = "0" * 64
PARTS = ("delivery", "service", "price", "aftersales")
OPINION = ("stars", *PARTS, "recommends")
FIXED = ("verified", "origin", "published_at", "counts_until")
FIRST = {"published", "imported"}
SHOWS = {"published", "imported", "released", "reinstated"}
ENDS = ("removed_by_author", "withdrawn")
HIDES = {"held", "removed", *ENDS}
ANSWERS = {"replied", "reply_edited", "reply_held", "reply_released", "reply_removed", "reply_reinstated"}
RESTRICTS = {"held", "removed", "reply_held", "reply_removed"}
KINDS = FIRST | SHOWS | HIDES | ANSWERS | {"edited"}
PRODUCT = "product_"  # what happened to a review of a product: the same kinds, after this word
PRODUCT_KINDS = KINDS - ANSWERS - {"imported", "withdrawn"}
PRODUCT_FIXED = ("verified", "product", "published_at")
BY = {
    "published": {"writer"},
    "edited": {"writer"},
    "removed_by_author": {"writer"},
    "imported": {"shop"},
    "withdrawn": {"shop"},
    "replied": {"shop"},
    "reply_edited": {"shop"},
}
MARK = {"mark", "law"}  # by whom everything else happens
A_YEAR, A_BIT = timedelta(days=365, hours=12), timedelta(hours=14)  # leap days and summer time


class Unreadable(Exception):
    """What should be there is not, or is not what it should be."""


# --- Where it comes from: the mark's site, or a folder in which its files were kept ------------------------------


class Site:
    """The mark's own site, over HTTP. With `keep`, everything that is read is kept in that folder too."""

    def __init__(self, address, keep=None):
        self.address = address.rstrip("/")
        self.keep = Path(keep) if keep else None

    def document(self, path):
        text = b"".join(self._open(path, "application/json"))
        self._save(path if path.endswith(".json") else path + ".json", [text])
        return text.decode("utf-8")

    def lines(self, path, length):
        """The lines of a ledger up to this length, however many answers it takes."""
        number, kept = 0, []
        while number < length:
            before = number
            for line in self._open(f"{path}?after={number}", "application/jsonl, application/problem+json"):
                if number >= length:
                    break
                number += 1
                if self.keep:
                    kept.append(line)
                yield line.decode("utf-8").rstrip("\n")
            if number == before:
                break
        self._save(path + ".jsonl", kept)

    def _open(self, path, accept):
        request = urllib.request.Request(self.address + path, headers={"Accept": accept, "User-Agent": "verify-ledger"})
        for attempt in range(10):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    yield from answer
                return
            except urllib.error.HTTPError as fault:
                if fault.code != 429:
                    raise Unreadable(f"{path}: {fault}") from fault
                time.sleep(float(fault.headers.get("Retry-After") or 2**attempt))  # asked to come back later
            except OSError as fault:
                raise Unreadable(f"{path}: {fault}") from fault
        raise Unreadable(f"{path}: asked to come back later ten times")

    def _save(self, path, pieces):
        if self.keep:
            file = self.keep / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"".join(pieces))


class Folder:
    """Files that were kept earlier."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def document(self, path):
        return self._file(path if path.endswith(".json") else path + ".json").read_text("utf-8")

    def lines(self, path, length):
        with self._file(path + ".jsonl").open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if number > length:
                    return
                yield line.rstrip("\n")

    def _file(self, path):
        file = self.folder / path.lstrip("/")
        if not file.is_file():
            raise Unreadable(f"{file} is not there")
        return file


# --- The exact form ---------------------------------------------------------------------------------------------


def parsed(text):
    def refuse(number):
        raise ValueError(f"{number} is a fraction")

    try:
        return json.loads(text, parse_float=refuse)
    except ValueError as fault:
        raise Unreadable(f"not JSON: {fault}") from fault


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def moment(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")


# --- Ed25519, as in RFC 8032 -------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Y = 4 * pow(5, P - 2, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def recovered(y, sign):
    """The x that belongs to this y; None when there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recovered(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


BASE = (recovered(Y, 0), Y, 1, recovered(Y, 0) * Y % P)


def signed(public_key, message, signature):
    """Is this the signature of this message by that key?"""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r, s = point(public_key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    return same(times(s, BASE), add(r, times(h, a)))


# --- The heads: once a day, all ledgers, signed -----------------------------------------------------------------


def heads(source, keys, most, report):
    """Checks the newest heads; returns for each shop the (head, number, hash) that they swear to."""
    days = parsed(source.document("/ledger/heads/index.json"))["heads"]
    chosen = days[-most:] if most else days
    sworn, before, newest = {}, None, []
    for day in chosen:
        text = source.document(f"/ledger/heads/{day['date']}.json")
        head = parsed(text)
        name = f"head of {day['date']}"
        for fault in head_faults(text, head, day, keys, before):
            report(f"{name}: {fault}")
        before, newest = (day["date"], digest(text)), [shop for shop, _, _ in head["shops"]]
        for shop, number, hash_ in head["shops"]:
            sworn.setdefault(shop, []).append((name, number, hash_))
    return sworn, newest, len(chosen)


def head_faults(text, head, day, keys, before):
    unsigned = {name: value for name, value in head.items() if name != "signature"}
    key = keys.get(head.get("key"))
    if key is None or not signed(key["bytes"], canonical(unsigned).encode(), unhex(head.get("signature", ""))):
        yield "its signature is not genuine"
    elif not key["since"] <= head["made_at"] <= (key["until"] or "9"):
        yield "its key was not in use then"
    if canonical(head) != text:
        yield "it is not in the canonical form"
    if digest(text) != day["hash"] or head["date"] != day["date"]:
        yield "it is not the one that the list names"
    if before and (head["previous"] != before[1] or head["date"] <= before[0]):
        yield "it does not follow the head before it"


def public_keys(text):
    keys = {}
    for key in parsed(text)["keys"]:
        if digest(key["public_key"])[:16] == key["name"]:
            keys[key["name"]] = {**key, "bytes": unhex(key["public_key"])}
    return keys


def unhex(text):
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


# --- One shop: its chain, its rules, its words, its score --------------------------------------------------------


def check_shop(source, shop, sworn, report):
    """Recomputes everything about one shop; returns how many entries it has."""
    facts = json.loads(source.document(f"/api/v1/shops/{shop}"), parse_float=Decimal)
    said, before, number, known = facts["ledger"], START, 0, {}
    promised = {number: [] for _, number, _ in sworn}
    for name, at, hash_ in sworn:
        promised[at].append((name, hash_))
    for text in source.lines(f"/api/v1/shops/{shop}/ledger", said["length"]):
        number += 1
        line = parsed(text)
        about = subject(line)
        faults = [*entry_faults(text, line, shop, number, before), *rule_faults(line, known.get(about))]
        before = line["hash"]
        faults += [f"the {name} swore to another one" for name, hash_ in promised.pop(number, ()) if hash_ != before]
        for fault in faults:
            report(f"shop {shop}, entry {number}: {fault}")
        if line["facts"]:
            known[about] = {**line["facts"], "gone": line["kind"].endswith(ENDS)}
    of_shop = {about: facts for about, facts in known.items() if not about[0]}
    for fault in end_faults(said, number, before, promised, of_shop, facts["rating"]):
        report(f"shop {shop}: {fault}")
    return number


def end_faults(said, number, head, promised, known, rating):
    for name, _ in (each for pair in promised.values() for each in pair):
        yield f"entries that the {name} swore to are gone"
    if (number, head) != (said["length"], said["head"]):
        yield f"the ledger has {number} entries, and is not the one that is announced, of {said['length']}"
    yield from score_faults(known.values(), rating)


def entry_faults(text, line, shop, number, before):
    body = {name: value for name, value in line.items() if name not in ("hash", "shown")}
    if canonical(line) != text:
        yield "it is not in the canonical form"
    if digest(canonical(body)) != line["hash"]:
        yield "its hash is not that of its contents"
    if line["previous"] != before:
        yield "it does not follow the entry before it"
    if (line["shop"], line["number"]) != (shop, number):
        yield f"it says it is entry {line['number']} of shop {line['shop']}"
    if line.get("shown") is not None and digest(canonical(line["shown"])) != line["words"]:
        yield "the words that are shown are not those that were committed to"


def subject(line):
    """What an entry is about: is it a review of a product, and its number among those of its kind."""
    if line["kind"].startswith(PRODUCT):
        return True, line["product_review"]
    return False, line["review"]


def rule_faults(line, before):
    """What may never happen to a review, whoever says so."""
    of_product = line["kind"].startswith(PRODUCT)
    kind = line["kind"][len(PRODUCT) :] if of_product else line["kind"]
    if line["by"] not in BY.get(kind, MARK):
        yield f"{kind} by {line['by']}"
    if kind in RESTRICTS and not line["reason"]:
        yield f"{kind} without a reason"
    if (line["review"] is None) != of_product or ("product_review" in line) != of_product:
        yield f"{line['kind']}, but it is not clear of which review"
    if kind not in (PRODUCT_KINDS if of_product else KINDS) or (line["facts"] is None) != (kind in ANSWERS):
        yield f"{line['kind']} is not something that can happen like this"
    elif (before is None) != (kind in FIRST):
        yield f"{kind} for a review that {'is there already' if before else 'was never published'}"
    elif kind not in ANSWERS:
        yield from (first_faults if before is None else change_faults)(kind, line["facts"], before)


def change_faults(kind, now, before):
    if before["gone"]:
        yield f"{kind} after it was taken back"
    if kind == "withdrawn" and now.get("origin") != "IMPORTED":
        yield "withdrawn by the shop, which did not bring it"
    of_product = "product" in before
    if any(now[name] != before[name] for name in (PRODUCT_FIXED if of_product else FIXED)):
        yield "a fact changed that never may"
    if kind != "edited" and any(now[name] != before[name] for name in (("stars",) if of_product else OPINION)):
        yield f"stars or answers changed, and the writer did not edit them: {kind}"
    if now["public"] != (kind in SHOWS or (kind not in HIDES and before["public"])):
        yield f"{kind}, but {'shown' if now['public'] else 'not shown'}"


def first_faults(kind, now, _before):
    if not now["public"]:
        yield f"{kind}, but not shown"
    if "product" in now:
        return
    age = moment(now["counts_until"]) - moment(now["published_at"])
    if abs(age - A_YEAR) > A_BIT:
        yield "it does not count for twelve months"
    if (kind == "imported") != (now["origin"] == "IMPORTED"):
        yield f"{kind}, with origin {now['origin']}"
    if now["verified"] and now["origin"] in ("OPEN", "IMPORTED"):
        yield f"verified, with origin {now['origin']}"


def score_faults(reviews, said):
    """The plain means of what is public, with the purchase checked, cut off after four decimals. What was brought from
    elsewhere counts nowhere."""
    public = [facts for facts in reviews if facts["public"] and facts["origin"] != "IMPORTED"]
    counted = [facts for facts in public if facts["verified"]]
    recent = [facts for facts in counted if said["as_of"] and facts["counts_until"] > said["as_of"]]
    stars = [facts["stars"] for facts in recent]
    found = {
        "count": len(recent),
        "score": mean(stars),
        "distribution": {str(n): stars.count(n) for n in range(1, 6)},
        "parts": {name: mean([facts[name] for facts in recent if facts[name] is not None]) for name in PARTS},
        "recommends": mean([int(facts["recommends"]) for facts in recent if facts["recommends"] is not None]),
        "count_all_time": len(counted),
        "score_all_time": mean([facts["stars"] for facts in counted]),
        "public_count": len(public),
    }
    for name, value in found.items():
        if as_number(said[name]) != value:
            yield f"{name} is {value} by the ledger, and {said[name]} by the mark"


def mean(values):
    return Decimal(sum(values) * 10000 // len(values)) / 10000 if values else None


def as_number(value):
    """Decimals may come as text or as number."""
    if isinstance(value, dict):
        return {name: as_number(each) for name, each in value.items()}
    return Decimal(value) if isinstance(value, (str, int, Decimal)) else value


# --- The command ------------------------------------------------------------------------------------------------


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="the mark's address, or a folder")
    parser.add_argument("--shop", type=int, action="append", help="this shop only; may be given more than once")
    parser.add_argument("--heads", type=int, default=30, metavar="N", help="check the newest N heads (30); 0: all")
    parser.add_argument("--keys", help="the keys.json you kept earlier, instead of the one that is served now")
    parser.add_argument("--keep", metavar="FOLDER", help="keep in this folder what is read")
    asked = parser.parse_args(words)
    remote = asked.source.startswith(("http://", "https://"))
    source = Site(asked.source, asked.keep) if remote else Folder(asked.source)
    try:
        return check(source, asked)
    except (Unreadable, KeyError, TypeError, ValueError, AttributeError) as fault:
        print(f"Cannot be read: {type(fault).__name__} {fault}", file=sys.stderr)
        return 2


def check(source, asked):
    faults = []

    def report(words):
        faults.append(1)
        print(words, file=sys.stderr)

    text = Path(asked.keys).read_text("utf-8") if asked.keys else source.document("/ledger/keys.json")
    sworn, newest, number = heads(source, public_keys(text), asked.heads, report)
    shops = asked.shop or newest
    entries = sum(check_shop(source, shop, sworn.get(shop, ()), report) for shop in shops)
    print(f"{len(shops)} shops, {entries} entries, {number} heads: {len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
