"""A browser in words, from what it says of itself."""

import pytest
from django.utils import translation

from members.browsers import Browser

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome op Windows"),
        (CHROME + " Edg/131.0.0.0", "Edge op Windows"),
        (CHROME + " OPR/115.0.0.0", "Opera op Windows"),
        (SAFARI, "Safari op iPhone"),
        (SAFARI.replace("Version/18.1", "CriOS/131.0"), "Chrome op iPhone"),
        (FIREFOX, "Firefox op Linux"),
        (FIREFOX.replace("X11; Linux x86_64", "Android 15; Mobile"), "Firefox op Android"),
        ("Firefox/133.0", "Firefox"),
        ("curl/8.11", "Een onbekende browser"),
        ("", "Een onbekende browser"),
        ("\x00<script>" * 1000, "Een onbekende browser"),
    ],
)
def test_a_browser_in_words(said, words):
    assert Browser.of(said).in_words() == words


def test_in_the_readers_language():
    with translation.override("en"):
        assert Browser.of(CHROME).in_words() == "Chrome on Windows"


def test_no_name_is_too_long_for_its_column():
    assert max(len(part) for said in (CHROME, SAFARI, FIREFOX, "SamsungBrowser") for part in Browser.of(said)) <= 20
