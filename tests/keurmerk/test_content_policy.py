"""Reports of browsers about our content policy: told once in the log, without whose page it was."""

import json
import logging

import pytest

from keurmerk.content_policy import ADDRESS, LARGEST, MOST_KINDS

pytestmark = pytest.mark.django_db
REPORT = {
    "document-uri": "https://keurtegel.example/r/geheim-van-sanne/",
    "blocked-uri": "https://evil.example/x.js?token=1",
    "effective-directive": "script-src-elem",
}


def send(client, **changed):
    body = json.dumps({"csp-report": {**REPORT, **changed}})
    return client.post(ADDRESS, body, content_type="application/csp-report")


def test_every_page_names_the_address(client):
    assert f"report-uri {ADDRESS}" in client.get("/terms/")["Content-Security-Policy"]


def test_a_report_is_told_once_by_the_name_of_the_page(client, caplog):
    with caplog.at_level(logging.WARNING, "keurmerk.content_policy"):
        assert [send(client).status_code for _ in range(2)] == [204, 204]
    told = [each.getMessage() for each in caplog.records if each.name == "keurmerk.content_policy"]
    assert told == ["The content policy stopped script-src-elem from evil.example on consumer:write_review"]


def test_a_flood_of_kinds_fills_no_log(client, caplog):
    with caplog.at_level(logging.WARNING, "keurmerk.content_policy"):
        for number in range(MOST_KINDS + 5):
            send(client, **{"blocked-uri": f"https://evil{number}.example/"})
    assert len([each for each in caplog.records if each.name == "keurmerk.content_policy"]) == MOST_KINDS


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"7", b'{"csp-report": 7}', b"[" * 5000, b'{"csp-report": {"a": "' + b"x" * LARGEST + b'"}}',
     b'{"csp-report": {"document-uri": "http://[", "blocked-uri": "http://[", "effective-directive": ["\\n"]}}'],
)  # fmt: skip
def test_whatever_comes_in_is_answered_the_same(client, body):
    answer = client.post(ADDRESS, body, content_type="application/csp-report")
    assert (answer.status_code, answer.content) == (204, b"")


def test_nothing_of_a_report_begins_a_line_of_its_own(client, caplog):
    with caplog.at_level(logging.WARNING, "keurmerk.content_policy"):
        send(client, **{"effective-directive": "script-src\nERROR forged", "blocked-uri": "inline\r\n"})
    assert all("\n" not in each.getMessage() for each in caplog.records)


def test_it_is_not_there_to_read(client):
    assert client.get(ADDRESS).status_code == 405
