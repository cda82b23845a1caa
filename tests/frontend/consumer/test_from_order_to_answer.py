"""An order in a shop's plugin becomes a public review, and its answer comes back to the buyer."""

from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.schedule import EVERY
from reviews import terms
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def link_in(letter: SentLetter, start: str) -> str:
    """The first link of a letter that begins so, as a path."""
    return next(word for word in letter.text.split() if start in word).removeprefix("http://127.0.0.1:8000")


@pytest.mark.rule("9.1")
def test_from_order_to_answer(client):
    owner = members.user()
    key = reviews.plugin_key(of=reviews.inviting_shop(owner=owner))
    order = {"email": "sanne@example.com", "order": "40871", "customer_name": "Sanne de Koning", "delay": "2"}
    client.post(f"/api/1.0/invitations.json?id={key.shop_id}&code={key.code}", order)

    noon = (clock.now() + timedelta(days=3)).replace(hour=11)  # nothing leaves at night, whenever the test runs
    EVERY["reviews.send_invitations"].run(noon)
    invited = SentLetter.objects.get(letter="reviews/invitation", to="sanne@example.com")

    form = link_in(invited, "?stars=2")
    assert client.get(form).status_code == 200
    words = {"stars": "2", "text": "De band was na een dag al lek.", "display_name": "Sanne de Koning"}
    check = client.post(form.partition("?")[0], words).url
    client.post(check, {"consent": terms.CONSENT_VERSION})
    drain()

    shown = client.get(f"/api/v1/shops/{key.shop_id}/reviews").json()["results"][0]
    assert (shown["stars"], shown["name"], shown["verified"]) == (2, "Sanne K.", True)
    assert SentLetter.objects.filter(letter="reviews/new_review", to=owner.email).exists()

    client.force_login(owner)
    client.post(f"/dashboard/shops/{key.shop_id}/reviews/{shown['id']}/", {"text": "We sturen een nieuwe band."})
    drain()
    answered = SentLetter.objects.get(letter="reviews/reply_written", to="sanne@example.com")

    client.logout()
    manage = link_in(answered, "/review/")
    client.post(f"{manage}edit/", {**words, "stars": "4"})
    summary = client.get(f"/api/1.0/ratings_summary.json?id={key.shop_id}&public_code={key.public_code}").json()
    assert summary["data"]["rating_average"] == 8.0
