"""Pages of the API are walked to the end and back, also where many rows came in at one moment."""

import pytest

from keurmerk.keyset import Place
from reviews.intake import take_in
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop()


def walk(client, first, link):
    found, answer = [], first
    while True:
        found.append([row["id"] for row in answer["results"]])
        if not answer[link]:
            return found
        answer = client.get(answer[link].removeprefix(keys.HOST)).json()


class TestPageOf:
    def test_gives_every_row_once_though_all_came_at_one_moment(self, shop, now):
        taken = take_in(shop, [reviews.order() for _ in range(25)], actor="test", at=now)
        client = keys.caller(of=shop)
        pages = walk(client, client.ask("invitations", page_size=4).json(), "next")
        assert [len(each) for each in pages] == [4, 4, 4, 4, 4, 4, 1]
        assert [row for page in pages for row in page] == sorted((each.invitation.pk for each in taken), reverse=True)

    def test_leads_back_the_way_it_came(self, shop, now):
        take_in(shop, [reviews.order() for _ in range(10)], actor="test", at=now)
        client = keys.caller(of=shop)
        answer = client.ask("invitations", page_size=4).json()
        there = [answer]
        while answer["next"]:
            answer = client.get(answer["next"].removeprefix(keys.HOST)).json()
            there.append(answer)
        back = walk(client, answer, "previous")
        assert back == [[row["id"] for row in each["results"]] for each in reversed(there)]

    def test_stays_true_while_rows_come_in(self, shop, now):
        take_in(shop, [reviews.order() for _ in range(6)], actor="test", at=now)
        client = keys.caller(of=shop)
        first = client.ask("invitations", page_size=3).json()
        take_in(shop, [reviews.order() for _ in range(5)], actor="test", at=now)
        seen = [row["id"] for row in first["results"]]
        seen += [row["id"] for row in client.get(first["next"].removeprefix(keys.HOST)).json()["results"]]
        assert len(set(seen)) == 6

    def test_keeps_the_filter_in_its_links(self, shop, now):
        take_in(shop, [reviews.order() for _ in range(3)], actor="test", at=now)
        client = keys.caller(of=shop)
        link = client.ask("invitations", page_size=1, state="SCHEDULED").json()["next"]
        assert "state=SCHEDULED" in link
        assert "page_size=1" in link

    @pytest.mark.parametrize("cursor", ["x", "broken!", "é", "Zg", "Znx4fDE", "Znwyd" * 40])
    def test_refuses_a_cursor_that_is_not_ours(self, shop, cursor):
        answer = keys.caller(of=shop).ask("invitations", cursor=cursor)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "cursor"

    @pytest.mark.parametrize("words", ["f|2026-03-02T10:00:00|1", "f|2026-03-02T10:00:00+01:00|-1", "f|x|1", "f|1"])
    def test_refuses_a_cursor_that_was_tampered_with(self, shop, words):
        import base64

        cursor = base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")
        assert keys.caller(of=shop).ask("invitations", cursor=cursor).status_code == 400

    @pytest.mark.parametrize("size", ["0", "-1", "x", "", "101", "99999999999", "²", ["1", "2"]])
    def test_refuses_odd_page_sizes(self, shop, size):
        answer = keys.caller(of=shop).ask("invitations", page_size=size)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "page_size")


class TestPlace:
    def test_reads_what_it_wrote(self, now):
        for place in (Place(now, 7), Place(now, 2**62, back=True)):
            assert Place.read(str(place)) == place
