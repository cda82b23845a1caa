"""Standard texts of a shop: for itself alone."""

import pytest

from reviews.models import ReplyTemplate
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
THANKS = {"title": "Dank", "text": "Dag {naam}, dank je wel."}


@pytest.fixture
def shop(client):
    owner = members.user()
    client.force_login(owner)
    return reviews.inviting_shop(owner=owner)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/reviews/texts/{rest}"


class TestReplyTemplates:
    def test_are_written_changed_and_removed(self, client, shop):
        assert client.post(url(shop), THANKS).status_code == 302
        made = ReplyTemplate.objects.get()
        client.post(url(shop, f"{made.pk}/"), {**THANKS, "text": "Hallo {name}."})
        assert "Hallo {name}." in client.get(url(shop)).text
        client.post(url(shop, f"{made.pk}/remove/"))
        assert not ReplyTemplate.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"text": "Dag {achternaam}"}, "We kennen {achternaam} niet"),
            ({"text": ""}, "Schrijf eerst de tekst"),
            ({"title": ""}, "Controleer je antwoorden"),
            ({"text": "x" * 2001}, "Schrijf hoogstens 2000 tekens, je hebt er nu 2001"),
        ],
    )
    def test_say_what_is_wrong(self, client, shop, wrong, says):
        assert says in client.post(url(shop), {**THANKS, **wrong}).text
        assert not ReplyTemplate.objects.exists()

    def test_have_titles_of_their_own(self, client, shop):
        client.post(url(shop), THANKS)
        assert "Je hebt al een tekst met deze titel" in client.post(url(shop), THANKS).text
        made = ReplyTemplate.objects.get()
        assert client.post(url(shop, f"{made.pk}/"), {**THANKS, "text": "Anders."}).status_code == 302

    def test_of_another_shop_do_not_exist(self, client, shop):
        other = ReplyTemplate.objects.create(shop=reviews.inviting_shop(), title="Dank", text="Van een ander")
        assert "Van een ander" not in client.get(url(shop)).text
        assert client.post(url(shop, f"{other.pk}/"), THANKS).status_code == 404
        client.post(url(shop, f"{other.pk}/remove/"))
        assert ReplyTemplate.objects.filter(pk=other.pk).exists()
