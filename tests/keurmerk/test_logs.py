"""No key is written into a log, whoever writes the line."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from keurmerk.logs import Formatter, JsonFormatter, clean, without_keys

SECRET = "abc123def456abc123def456abc12345"


@pytest.mark.parametrize(
    "line",
    [
        f"GET /api/1.0/invitations.json?id=1&code={SECRET} HTTP/1.1",
        f"/api/1.0/ratings.json?public_code={SECRET}&id=1",
        f"/api.php?id=1&password={SECRET}&order=2",
        f"/webshops/fetch.json?token={SECRET}",
        f'{{"webshop_id": 1, "api_key": "{SECRET}"}}',
        f"{{'api_key': '{SECRET}'}}",
        f"DETAIL:  Key (code)=({SECRET}) already exists.",
        f"https%3A//host/%3Fcode%3D{SECRET}",
        f"signature={SECRET}",
    ],
)
def test_a_secret_is_left_out(line):
    assert SECRET not in without_keys(line)


@pytest.mark.parametrize("line", ["Sweep reviews.push fell over row 3", "code 200 in 3 ms", "GET /shops/1/?stars=5"])
def test_other_words_stay(line):
    assert without_keys(line) == line


def test_a_traceback_is_cleaned_too():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter("%(message)s"))
    logger = logging.getLogger("test.keys")
    logger.addHandler(handler)
    try:
        try:
            int(f"code={SECRET}")
        except ValueError:
            logger.exception("It failed")
    finally:
        logger.removeHandler(handler)
    assert "ValueError" in stream.getvalue()
    assert SECRET not in stream.getvalue()


def test_the_web_servers_own_access_log_is_cleaned():
    """Granian names it so; its arguments hold the address with its query."""
    assert settings.LOGGING["loggers"]["granian.access"]["handlers"] == ["console"]
    record = logging.LogRecord(
        "granian.access",
        logging.INFO,
        "",
        0,
        "%(path)s?%(query_string)s",
        ({"path": "/api.php", "query_string": f"password={SECRET}"},),
        None,
    )
    assert SECRET not in Formatter("%(message)s").format(record)


def test_every_handler_of_the_house_cleans():
    formatters = {
        name
        for name, facts in settings.LOGGING["formatters"].items()
        if issubclass(import_string(facts["()"]), Formatter)
    }
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} <= formatters


@pytest.mark.parametrize(
    "line",
    [
        "DETAIL:  Key (email)=(anna.de-vries+shop@post.example.nl) already exists.",
        "GET /shops/?q=anna.de-vries%40example.nl",
        "Could not write to <o'neill@example.ie>",
    ],
)
def test_an_address_is_left_out(line):
    assert "example" not in clean(line).replace("[address]", "")


def test_as_json_it_is_one_line_that_can_be_read(caplog):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("test.json")
    logger.addHandler(handler)
    try:
        try:
            int(f"password={SECRET}\nof anna@example.nl")
        except ValueError:
            logger.exception("Row %s of %s", 3, "bram@example.nl")
    finally:
        logger.removeHandler(handler)
    assert stream.getvalue().count("\n") == 1
    told = json.loads(stream.getvalue())
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "test.json", "Row 3 of [address]")
    assert told["fault"] == "ValueError"
    assert "Traceback" in told["traceback"]
    assert SECRET not in stream.getvalue()
    assert "@" not in stream.getvalue()


def test_a_secret_that_is_part_of_the_address_is_cleaned():
    said = without_keys(f'"POST /webhooks/newsletter/{SECRET}?x=1 HTTP/1.1" 200')
    assert said == '"POST /webhooks/newsletter/[…]?x=1 HTTP/1.1" 200'
