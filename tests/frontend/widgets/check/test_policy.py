"""A Content-Security-Policy is read as a browser reads it."""

import pytest

from frontend.widgets.check.policy import Wanted, policies, refusing

PAGE, OURS = "https://winkel.example/", "https://keurtegel.example/w/1.0.0/w.js"


def admits(sources: str, address: str = OURS, page: str = PAGE, **more: object) -> bool:
    wanted = Wanted("script", address, **more)  # type: ignore[arg-type]
    return not refusing(policies([f"script-src {sources}"]), wanted, page)


class TestSources:
    @pytest.mark.parametrize(
        ("sources", "admitted"),
        [
            ("", False),
            ("'none'", False),
            ("*", True),
            ("https:", True),
            ("http:", True),
            ("data:", False),
            ("'self'", False),
            ("keurtegel.example", True),
            ("KEURTEGEL.example", True),
            ("https://keurtegel.example", True),
            ("http://keurtegel.example", True),
            ("https://keurtegel.example:443", True),
            ("https://keurtegel.example:8443", False),
            ("https://keurtegel.example:*", True),
            ("*.example", True),
            ("*.keurtegel.example", False),
            ("https://keurtegel.example/w/", True),
            ("https://keurtegel.example/w", False),
            ("https://keurtegel.example/w/1.0.0/w.js", True),
            ("https://keurtegel.example/x/", False),
            ("'unsafe-inline' 'unsafe-eval'", False),
            ("https://nep-keurtegel.example", False),
        ],
    )
    def test_match_as_in_a_browser(self, sources: str, admitted: bool) -> None:
        assert admits(sources) is admitted

    def test_without_a_scheme_take_the_pages(self) -> None:
        assert not admits("keurtegel.example", "http://keurtegel.example/w/1/w.js")
        assert admits("keurtegel.example", page="http://winkel.example/")

    def test_self_is_the_same_scheme_host_and_port(self) -> None:
        assert admits("'self'", "https://winkel.example/x.js")
        assert not admits("'self'", "https://winkel.example:8443/x.js")


class TestScripts:
    def test_with_the_right_nonce_or_hash_come_in(self) -> None:
        assert admits("'nonce-abc'", nonce="abc")
        assert not admits("'nonce-abc'", nonce="abd")
        assert admits("'sha384-xyz'", integrity="sha384-xyz")
        assert not admits("'sha384-xyz'", integrity="sha384-xyz sha384-abc")

    def test_under_strict_dynamic_need_more_than_an_address(self) -> None:
        assert not admits("'strict-dynamic' https: *")
        assert admits("'strict-dynamic' 'nonce-a'", nonce="a")
        assert admits("'strict-dynamic'", added=True)


class TestPolicies:
    def test_hold_all_together(self) -> None:
        held = policies(["script-src *, script-src 'none'"])
        assert refusing(held, Wanted("script", OURS), PAGE) == "script-src"

    def test_count_the_first_of_a_name(self) -> None:
        assert policies(["script-src *; SCRIPT-SRC 'none'"]) == [{"script-src": ["*"]}]

    @pytest.mark.parametrize("text", ["", ";;;", " , ,", "script-src", ";" * 10_000, "a b" * 10_000])
    def test_may_be_nonsense(self, text: str) -> None:
        refusing(policies([text]), Wanted("data", OURS), PAGE)
