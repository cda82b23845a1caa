"""What stands on a shop's page of our code, and what is wrong with it: from the page alone, without asking anyone."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from frontend.widgets.check import policy, scripts
from frontend.widgets.check.found import Found
from frontend.widgets.check.page import KINDS, Ours, Seen, asked, link_around, number_of, said
from members.hosts import NotAHost, host_of

THERE = {"element", "injected", "picture", "frame", "sidebar", "picture_still"}  # with one of these something shows
PICTURE = r"/w/(?:seal|badge|reviews)/(\d+)(?:\.en)?\.svg"
FRAME = r"/w/frame/(\d+)(?:\.en)?\.html"
SIDEBAR = re.compile(r"/sidebar\.js\?id=(\d{1,18})\b")
HOST_BEFORE = re.compile(r"((?:https?:)?//[\w.:-]{1,253})[^\s\"'<>()]*$")
MOST_CALLS = 20  # of one script on one page
INJECTED = re.compile(r"(?:\\u003c|<)keur-(seal|badge|reviews|sidebar)\b[^>]{0,80}?shop=\\?[\"'](\d{1,18})")
AS_TEXT = re.compile(r"<keur-(?:seal|badge|reviews|sidebar)\b")


def findings(seen: Seen, ours: Ours) -> list[Found]:
    """Everything there is to say of this page, what stands there first, each thing once."""
    found = [*_elements(seen, ours), *scripts.found(seen, ours), *_injected(seen, ours), *_pictures(seen, ours),
             *_frames(seen, ours), *_sidebar(seen, ours)]  # fmt: skip
    if found:
        found += _blocked(seen, ours, {each.code for each in found})
    found = [*found, *_as_a_whole(seen, ours, found)]
    unique = {(each.code, *each.facts.values()): each for each in found}
    return sorted(unique.values(), key=lambda each: each.kind != "ok")


def shown(found: list[Found]) -> bool:
    """Does a mark of this shop stand there, with its link, on the host it was granted for (terms 5.7)?"""
    codes = {each.code for each in found}
    runs = "script" in codes and not codes & {"blocked_script", "blocked_sandbox"}
    stands = any(each.code != "element" or runs or each.facts["inside"] for each in found if each.code in THERE)
    return stands and "host" not in codes


def _elements(seen: Seen, ours: Ours) -> Iterator[Found]:
    for tag in seen.elements():
        kind, number = tag.name.removeprefix("keur-"), said(tag, "shop")
        if number != str(ours.shop):
            yield Found("other_shop" if number else "no_number", facts={"what": f"<{tag.name}>", "number": number[:20]})
            continue
        link = tag.find("a", href=True)
        inside = link is not None and tag.find("img") is not None
        yield Found("element", "ok", {"what": f"<{tag.name}>", "inside": "yes" if inside else ""})
        if kind == "sidebar":  # a button for the script alone
            continue
        if not inside:
            yield Found("no_fallback", "warn", {"what": f"<{tag.name}>"})
        elif link and not ours.is_certificate(seen.address(link, "href")):
            yield Found("wrong_link", "warn", {"what": f"<{tag.name}>"})


def _injected(seen: Seen, ours: Ours) -> Iterator[Found]:
    """Our code for tag managers, in a script of the page."""
    for kind, number in INJECTED.findall(seen.inline):
        if number == str(ours.shop):
            yield Found("injected", "ok", {"what": f"<keur-{kind}>"})
        else:
            yield Found("other_shop", facts={"what": f"<keur-{kind}>", "number": number})


def _pictures(seen: Seen, ours: Ours) -> Iterator[Found]:
    """Our pictures outside an element: from our host, or copied to another."""
    for image, address in seen.images():
        inside = image.find_parent([f"keur-{kind}" for kind in KINDS]) is not None
        link = link_around(image)
        linked = link is not None and ours.is_certificate(seen.address(link, "href"))
        if ours.is_here(address):
            yield from _from_us(address, ours, inside=inside, linked=linked)
        elif ours.is_picture(seen.picture(address)):
            where = "" if address.startswith("data:") else urlsplit(address).netloc
            yield Found("picture_still", "warn", {"host": where}) if linked else Found("copied", facts={"host": where})


def _from_us(address: str, ours: Ours, *, inside: bool, linked: bool) -> Iterator[Found]:
    number = number_of(address, PICTURE)
    if number and number != str(ours.shop):
        yield Found("other_shop", facts={"what": urlsplit(address).path, "number": number})
    elif inside:  # it was judged with its element
        return
    elif number and linked:
        yield Found("picture", "ok", {"what": urlsplit(address).path})
    elif number or urlsplit(address).path == "/w/mark.svg":
        yield Found("unlinked", facts={"what": urlsplit(address).path})


def _frames(seen: Seen, ours: Ours) -> Iterator[Found]:
    for tag in seen.all("iframe"):
        address = seen.address(tag, "src") or seen.address(tag, "data-src")
        if not ours.is_here(address):
            continue
        number = number_of(address, FRAME)
        if urlsplit(address).path == "/webshops/widget_html":
            number = asked(address, "id")
        if number == str(ours.shop):
            yield Found("frame", "ok", {"what": urlsplit(address).path})
        elif number:
            yield Found("other_shop", facts={"what": "<iframe>", "number": number[:20]})


def _sidebar(seen: Seen, ours: Ours) -> Iterator[Found]:
    """The script of older plugins, as an address or written into the page by another script (plugin API 3.1)."""
    sources = [seen.address(each, "src") for each in seen.all("script")]
    for text in [*sources, seen.inline]:
        for host, number in _calls(text):
            away = bool(host) and not ours.is_here(f"https:{host}" if host.startswith("//") else host)
            if number != str(ours.shop):
                if not away:
                    yield Found("other_shop", facts={"what": "sidebar.js", "number": number})
            elif away:
                yield Found("sidebar_elsewhere", "warn", {"host": host.split("//")[-1]})
            else:
                yield Found("sidebar", "ok", {"what": "sidebar.js"})


def _calls(text: str) -> Iterator[tuple[str, str]]:
    """Host and number of each call of sidebar.js in this address or script; "" for an address without a host."""
    for found in islice(SIDEBAR.finditer(text), MOST_CALLS):
        before = HOST_BEFORE.search(text[max(0, found.start() - 300) : found.start()])
        yield before[1] if before else "", found[1]


def _blocked(seen: Seen, ours: Ours, codes: set[str]) -> Iterator[Found]:
    """What the page's own policy keeps out, by header or by element."""
    for where, texts in (("header", [seen.headers.get("content-security-policy", "")]), ("meta", seen.meta_policies)):
        held = policy.policies(texts)
        for wanted in _wanted(seen, ours, codes):
            directive = policy.refusing(held, wanted, seen.url)
            if directive:
                kind = "warn" if wanted.kind == "picture" and "script" in codes else "bad"
                facts = {"directive": directive, "host": urlsplit(ours.site).netloc, "where": where}
                yield Found(f"blocked_{'sandbox' if directive == 'sandbox' else wanted.kind}", kind, facts)


def _wanted(seen: Seen, ours: Ours, codes: set[str]) -> Iterator[policy.Wanted]:
    yield from scripts.wanted(seen, ours)
    if "injected" in codes:
        yield policy.Wanted("script", f"{ours.site}/w/{ours.pinned}/w.js", added=True)
    if "sidebar" in codes:
        yield policy.Wanted("script", f"{ours.site}/sidebar.js", added=True)
    if codes & {"element", "injected"}:
        yield policy.Wanted("data", f"{ours.site}/w/v1/{ours.shop}.json")
    if codes & {"element", "injected", "picture", "sidebar"}:
        yield policy.Wanted("picture", f"{ours.site}/w/mark.svg")
    if codes & {"frame", "sidebar"}:
        yield policy.Wanted("frame", f"{ours.site}/w/frame/{ours.shop}.html")


def _as_a_whole(seen: Seen, ours: Ours, found: list[Found]) -> Iterator[Found]:
    codes = {each.code for each in found}
    there = bool(codes & THERE)
    if there and not _at_home(seen.url, ours.host):
        yield Found("host", facts={"host": urlsplit(seen.url).netloc, "own": ours.host})
    if "element" in codes and "script" not in codes and not any(code.startswith("script_") for code in codes):
        yield Found("no_script", "warn" if _tag_manager(seen) else "bad")
    if "script" in codes and not codes & {"element", "injected", "no_number", "other_shop"}:
        yield Found("no_element", "warn" if _tag_manager(seen) else "bad")
    if not ours.shows:
        marked = there or codes & {"copied", "unlinked"}
        yield Found("not_now") if marked else Found("rightly_gone", "ok")
    elif not there:
        yield from _why_nothing(seen, codes)


def _why_nothing(seen: Seen, codes: set[str]) -> Iterator[Found]:
    if "keur-" in seen.comments and AS_TEXT.search(seen.comments):
        yield Found("in_comment")
    elif AS_TEXT.search(seen.soup.get_text()):
        yield Found("as_text")
    elif not codes:
        yield Found("nothing", "warn" if _tag_manager(seen) else "bad")
    if _tag_manager(seen):
        yield Found("tag_manager", "info")


def _tag_manager(seen: Seen) -> bool:
    return "googletagmanager.com/gtm" in seen.html or bool(re.search(r"\bGTM-[A-Z0-9]{4,10}\b", seen.html))


def _at_home(url: str, host: str) -> bool:
    try:
        return host_of(url) == host
    except NotAHost:
        return False
