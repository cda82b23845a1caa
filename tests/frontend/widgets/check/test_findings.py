"""What is told of a shop's page: from its text, its headers and the shop's facts alone."""

import hashlib
from base64 import b64encode
from typing import Any

import pytest

from frontend.widgets.check.findings import findings, shown
from frontend.widgets.check.page import Ours, Seen, suspects

SITE, PAGE, SCRIPT = "https://keurtegel.example", "https://fietsgoed.example/", b"export {}"
SRI = "sha384-" + b64encode(hashlib.sha384(SCRIPT).digest()).decode()
DRAWING = '<path d="M1 2h3"/>'
COPY = f"<svg xmlns='http://www.w3.org/2000/svg'><svg>{DRAWING}</svg></svg>".encode()

RUN = f'<script type="module" async crossorigin src="{SITE}/w/1.0.0/w.js" integrity="{SRI}"></script>'
LINK = f'<a href="{SITE}/certificate/7#fietsgoed.example"><img src="{SITE}/w/badge/7.svg" alt="Fietsgoed"></a>'
BADGE = f'<keur-badge shop="7" lang="nl">{LINK}</keur-badge>'
SIDEBAR = '<keur-sidebar shop="7"></keur-sidebar>'
FRAME = f'<iframe src="{SITE}/w/frame/7.html"></iframe>'


def ours(**other: Any) -> Ours:
    facts = {
        "shop": 7,
        "host": "fietsgoed.example",
        "shows": True,
        "site": SITE,
        "name": "Keurtegel",
        "script": SCRIPT,
        "pinned": "1.0.0",
        "following": "1",
        "drawing": DRAWING,
        "pictures": frozenset({hashlib.sha256(b"ours").hexdigest()}),
    }
    return Ours(**{**facts, **other})


def seen(body: str, *, url: str = PAGE, policy: str = "", head: str = "", **more: Any) -> Seen:
    headers = {"content-security-policy": policy} if policy else {}
    html = f"<!doctype html><html><head><title>Winkel</title>{head}</head><body>{body}</body></html>"
    return Seen(url, html, headers, **more)


def told(page: Seen, **other: Any) -> dict[str, str]:
    """Code -> kind of everything that is found."""
    return {each.code: each.kind for each in findings(page, ours(**other))}


def wrong(page: Seen, **other: Any) -> set[str]:
    return {code for code, kind in told(page, **other).items() if kind != "ok"}


def stands(page: Seen, **other: Any) -> bool:
    return shown(findings(page, ours(**other)))


class TestWhatIsRight:
    @pytest.mark.parametrize(
        ("body", "codes"),
        [
            (RUN + BADGE, {"script", "element"}),
            (RUN.replace("1.0.0", "1").replace(f' integrity="{SRI}"', "") + BADGE, {"script", "element"}),
            (RUN + SIDEBAR, {"script", "element"}),
            (RUN + BADGE.replace("/certificate/7#", "/certificate/7.en#"), {"script", "element"}),
            (LINK, {"picture"}),
            (FRAME, {"frame"}),
            (f'<iframe src="{SITE}/webshops/widget_html?id=7&amp;layout=x"></iframe>', {"frame"}),
            (f'<script src="{SITE}/sidebar.js?id=7&amp;c=1" async></script>', {"sidebar"}),
            (f'<script>var s = "{SITE}/sidebar.js?id=7&c=" + c;</script>', {"sidebar"}),
            (f'<script>s.src="{SITE}/w/1.0.0/w.js";x("\\u003ckeur-badge shop=\\"7\\"")</script>', {"injected"}),
            ("<KEUR-BADGE SHOP=7>" + LINK + "</KEUR-BADGE>" + RUN, {"script", "element"}),
        ],
    )
    def test_is_named_and_nothing_else(self, body: str, codes: set[str]) -> None:
        assert told(seen(body)) == dict.fromkeys(codes, "ok")
        assert stands(seen(body))

    def test_on_a_page_with_www_and_a_base(self) -> None:
        body = RUN + BADGE.replace(SITE, "//keurtegel.example")
        assert wrong(seen(body, url="https://www.fietsgoed.example/nl/", head=f'<base href="{PAGE}x/">')) == set()


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("body", "code", "kind"),
        [
            ("<p>Winkel</p>", "nothing", "bad"),
            ("", "nothing", "bad"),
            (f"<!-- {RUN}{BADGE} -->", "in_comment", "bad"),
            ("<p>&lt;keur-badge shop=&quot;7&quot;&gt;</p>", "as_text", "bad"),
            (f"<template>{BADGE}</template>", "nothing", "bad"),
            (BADGE, "no_script", "bad"),
            (RUN, "no_element", "bad"),
            (RUN + '<keur-badge shop="7"></keur-badge>', "no_fallback", "warn"),
            (RUN + f'<keur-badge shop="7"><img src="{SITE}/w/badge/7.svg"></keur-badge>', "no_fallback", "warn"),
            (RUN + BADGE.replace("/certificate/7", "/shops/7"), "wrong_link", "warn"),
            (RUN + BADGE.replace('shop="7"', ""), "no_number", "bad"),
        ],
    )
    def test_is_told(self, body: str, code: str, kind: str) -> None:
        assert told(seen(body))[code] == kind

    def test_may_be_in_a_tag_manager(self) -> None:
        page = seen('<script src="https://www.googletagmanager.com/gtm.js?id=GTM-AB12CD"></script>')
        assert told(page) == {"nothing": "warn", "tag_manager": "info"}

    @pytest.mark.parametrize(
        ("body", "there"),
        [
            ("", False),
            (BADGE, True),  # the picture inside is a mark too
            ('<keur-badge shop="7"></keur-badge>', False),
            (RUN + '<keur-badge shop="7"></keur-badge>', True),
            (BADGE + '<keur-seal shop="7"></keur-seal>', True),
            (SIDEBAR, False),
            (BADGE.replace('shop="7"', 'shop="8"').replace("/7", "/8"), False),
        ],
    )
    def test_decides_whether_the_mark_stands_there(self, body: str, there: bool) -> None:
        assert stands(seen(body)) is there


class TestAnotherShopsNumber:
    @pytest.mark.parametrize(
        "body",
        [
            RUN + BADGE.replace('shop="7"', 'shop="8"'),
            LINK.replace("/7", "/8"),
            FRAME.replace("7", "8"),
            f'<iframe src="{SITE}/webshops/widget_html?id=8"></iframe>',
            f'<script src="{SITE}/sidebar.js?id=8"></script>',
            f'<script>x("{SITE}/w/1/w.js", "\\u003ckeur-badge shop=\\"8\\"")</script>',
            RUN + BADGE.replace("/w/badge/7", "/w/badge/8"),
        ],
    )
    def test_is_told(self, body: str) -> None:
        assert "other_shop" in wrong(seen(body))


class TestTheScript:
    @pytest.mark.parametrize(
        ("script", "codes"),
        [
            (RUN.replace(SITE, "https://cdn.example"), {"script_elsewhere"}),
            (RUN.replace("1.0.0", "0.9.0"), {"script_version"}),
            (RUN.replace("https:", "http:"), {"script_insecure"}),
            (RUN.replace(' type="module"', ""), {"script_type"}),
            (RUN.replace(' type="module"', ' type="text/plain"'), {"script_type"}),
            (RUN.replace(SRI, SRI[:-4]), {"script_integrity"}),
            (RUN.replace(SRI, f"sha256-AAAA {SRI}"), set()),  # only the strongest counts
            (RUN.replace(SRI, f"sha512-AAAA {SRI}"), {"script_integrity"}),
            (RUN.replace(SRI, "md5-AAAA"), set()),  # no browser knows it, so none checks
            (RUN.replace("1.0.0", "1"), {"script_will_change"}),
        ],
    )
    def test_that_a_browser_refuses_is_told(self, script: str, codes: set[str]) -> None:
        assert wrong(seen(script + BADGE)) == codes

    def test_of_somebody_else_at_a_like_address_is_no_business_of_ours(self) -> None:
        assert wrong(seen(LINK + '<script src="https://cdn.example/w/1/w.js"></script>')) == set()

    def test_of_a_plugin_at_another_host_is_told(self) -> None:
        assert "sidebar_elsewhere" in wrong(seen('<script src="https://old.example/sidebar.js?id=7"></script>'))

    def test_sidebar_of_the_shops_own_theme_is_not_ours(self) -> None:
        assert wrong(seen(LINK + '<script src="/theme/sidebar.js?v=3"></script>')) == set()


class TestThePolicy:
    FULL = f"default-src 'self'; script-src {SITE}; connect-src {SITE}; img-src {SITE}; frame-src {SITE}"

    @pytest.mark.parametrize(
        ("policy", "facts"),
        [
            (FULL, set()),
            (FULL.replace(f"script-src {SITE}; ", ""), {("blocked_script", "default-src")}),
            (FULL.replace(f"connect-src {SITE}", "connect-src 'self'"), {("blocked_data", "connect-src")}),
            (FULL.replace(f"img-src {SITE}", "img-src data:"), {("blocked_picture", "img-src")}),
            (FULL + "; script-src-elem 'none'", {("blocked_script", "script-src-elem")}),
            ("sandbox allow-forms", {("blocked_sandbox", "sandbox")}),
            (f"{FULL}, connect-src 'none'", {("blocked_data", "connect-src")}),
            ("default-src https:", set()),
            ("upgrade-insecure-requests", set()),
        ],
    )
    def test_in_the_header_is_told_with_its_directive(self, policy: str, facts: set[tuple[str, str]]) -> None:
        found = findings(seen(RUN + BADGE, policy=policy), ours())
        assert {(each.code, each.facts["directive"]) for each in found if each.code.startswith("blocked")} == facts

    def test_in_a_meta_element_is_told(self) -> None:
        meta = '<meta http-equiv="Content-Security-Policy" content="img-src \'self\'">'
        found = findings(seen(RUN + BADGE, head=meta), ours())
        assert [each.facts["where"] for each in found if each.code == "blocked_picture"] == ["meta"]

    def test_that_keeps_frames_out_is_told_for_a_frame(self) -> None:
        assert wrong(seen(FRAME, policy="child-src 'none'")) == {"blocked_frame"}
        assert wrong(seen(LINK, policy="child-src 'none'")) == set()

    def test_that_blocks_the_script_leaves_an_empty_widget_empty(self) -> None:
        assert not stands(seen(RUN + '<keur-badge shop="7"></keur-badge>', policy="script-src 'self'"))


class TestPictures:
    def test_of_ours_without_a_link_prove_nothing(self) -> None:
        page = seen(f'<img src="{SITE}/w/seal/7.svg"><a href="/over"><img src="{SITE}/w/mark.svg"></a>')
        assert wrong(page) == {"unlinked"}
        assert not stands(page)

    @pytest.mark.parametrize("data", [b"ours", COPY])
    def test_copied_to_the_shops_own_server_are_known_by_what_they_hold(self, data: bytes) -> None:
        copy = f"{PAGE}img/zegel.svg"
        page = seen('<img src="/img/zegel.svg">', pictures={copy: data})
        assert wrong(page) == {"copied"}
        assert not stands(page)
        assert suspects(page, ours()) == [copy]

    def test_copied_into_the_page_are_known_too(self) -> None:
        assert wrong(seen(f'<img src="data:image/svg+xml;base64,{b64encode(COPY).decode()}">')) == {"copied"}

    def test_copied_with_a_link_stand_still(self) -> None:
        page = seen(LINK.replace(f"{SITE}/w/badge/7.svg", "/zegel.svg"), pictures={f"{PAGE}zegel.svg": COPY})
        assert wrong(page) == {"picture_still"}

    def test_of_others_are_left_alone(self) -> None:
        page = seen('<img src="/zegel.svg">', pictures={f"{PAGE}zegel.svg": b"<svg/>"})
        assert wrong(page) == {"nothing"}

    def test_are_looked_up_in_small_number(self) -> None:
        many = "".join(f'<img src="/badge{n}.svg">' for n in range(50)) + '<img src="/fiets.jpg">'
        assert len(suspects(seen(many), ours())) == 6
        assert suspects(seen('<img src="/fiets.jpg">'), ours()) == []


class TestStanding:
    @pytest.mark.rule("5.7")
    def test_on_another_host_than_the_marks_own_is_told(self) -> None:
        page = seen(RUN + BADGE, url="https://fietsgoed.shop.example/")
        assert wrong(page) == {"host"}
        assert not stands(page)

    @pytest.mark.rule("10.2")
    def test_without_the_right_to_the_mark_it_must_go(self) -> None:
        assert wrong(seen(LINK), shows=False) == {"not_now"}
        assert told(seen(""), shows=False) == {"rightly_gone": "ok"}


class TestHostilePages:
    @pytest.mark.parametrize(
        "body",
        [
            "<" * 5000,
            "<div>" * 3000,
            '<img src="http://[">' + '<a href="http://[">' + f'<img src="{SITE}/w/badge/7.svg"></a>',
            '<keur-badge shop="' + "9" * 5000 + '">',
            '<script src="http://[/w/1/w.js"></script>',
            '<img src="data:image/svg+xml;base64,%%%">',
            "\0\ud7ff<keur-badge shop>",
            f'<iframe src="{SITE}/webshops/widget_html?id=7&id=8">',
            "keur-badge shop=" * 20_000,
            "<script>" + "//sidebar.js?id=" * 20_000 + "</script>",
        ],
    )
    def test_are_only_read(self, body: str) -> None:
        page = seen(body)
        assert all(len(str(each.as_json())) < 1000 for each in findings(page, ours()))
        suspects(page, ours())
