"""What an owner of a shop decides alone, and what others with a seat there read instead."""

import pytest
from django.urls import reverse

from keurmerk import clock
from members.models import ApiKey, Scope, Seat
from reviews.models import LetterText, PluginKey, ReviewExport, Sender
from tests.factories import members, reviews
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop(owner=members.user(name="Femke Gerards"))


@pytest.fixture
def colleague(client, shop):
    """Somebody with a seat of staff, who is logged in."""
    person = members.user()
    Seat.objects.create(user=person, shop=shop, role=Seat.Role.STAFF, duties=Seat.Duty.values, since=LONG_AGO)
    client.force_login(person)
    return person


@pytest.fixture
def things(shop):
    """Of each kind one that exists, so that only the seat can be in the way."""
    api_key, _secret = ApiKey.issue(shop, name="Kassa", scopes=Scope.values, actor="test", at=LONG_AGO)
    text = LetterText.write(
        shop, "INVITATION", "nl", subject="Vraag", body="{sterren} {knop}", actor="test", at=clock.now()
    )
    export = ReviewExport.ask(shop, actor="test", at=clock.now())
    return {
        "key_id": PluginKey.issue(shop, actor="test", at=LONG_AGO).pk,
        "api_key_id": api_key.pk,
        "text_id": (text or LetterText.objects.get()).pk,
        "export_id": export.pk,
    }


DECISIONS = [
    ("post", "issue_key", {}),
    ("post", "rotate_key", {"key_id": "key_id"}),
    ("post", "revoke_key", {"key_id": "key_id"}),
    ("get", "new_api_key", {}),
    ("post", "new_api_key", {}),
    ("post", "rotate_api_key", {"key_id": "api_key_id"}),
    ("post", "revoke_api_key", {"key_id": "api_key_id"}),
    ("post", "invitation_letter", {}),
    ("post", "reset_letter", {}),
    ("post", "restore_letter", {"text_id": "text_id"}),
    ("post", "sender", {}),
    ("post", "check_sender", {}),
    ("post", "ask_sender", {}),
    ("post", "stop_sender", {}),
    ("post", "ask_export", {}),
    ("get", "download_export", {"export_id": "export_id"}),
]
PAGES = ["keys", "api_keys", "invitation_letter", "sender", "review_transfer"]


def state(shop) -> list:
    """Everything these doors could change."""
    return [
        list(PluginKey.objects.order_by("pk").values()),
        list(ApiKey.objects.order_by("pk").values()),
        list(LetterText.objects.order_by("pk").values()),
        list(Sender.objects.values()),
        ReviewExport.objects.count(),
    ]


class TestDecisions:
    @pytest.mark.parametrize(("method", "name", "needs"), DECISIONS)
    def test_are_refused_to_a_colleague_who_reads_why_and_whom_to_ask(
        self, client, shop, colleague, things, method, name, needs
    ):
        before = state(shop)
        url = reverse(
            f"dashboard:{name}", kwargs={"shop_id": shop.pk, **{key: things[each] for key, each in needs.items()}}
        )
        answer = getattr(client, method)(url)
        assert answer.status_code == 403
        assert "Femke Gerards" in answer.text
        assert state(shop) == before

    @pytest.mark.parametrize(("method", "name", "needs"), DECISIONS)
    def test_do_not_exist_for_the_owner_of_another_shop(self, client, shop, things, method, name, needs):
        """Neither under the shop's own address, nor with its things under another's."""
        other = reviews.inviting_shop(owner=members.user())
        client.force_login(other.owner())
        before = state(shop)
        named = {key: things[each] for key, each in needs.items()}
        assert (
            getattr(client, method)(reverse(f"dashboard:{name}", kwargs={"shop_id": shop.pk, **named})).status_code
            == 404
        )
        if named:
            url = reverse(f"dashboard:{name}", kwargs={"shop_id": other.pk, **named})
            assert getattr(client, method)(url).status_code == 404
        assert state(shop) == before


class TestPages:
    @pytest.mark.parametrize("name", PAGES)
    def test_can_be_read_by_a_colleague(self, client, shop, colleague, things, name):
        answer = client.get(reverse(f"dashboard:{name}", kwargs={"shop_id": shop.pk}))
        assert answer.status_code == 200
        assert "eigenaar" in answer.text.lower()

    def test_show_a_colleague_no_secret_key(self, client, shop, colleague, things):
        key = PluginKey.objects.get()
        html = client.get(reverse("dashboard:keys", kwargs={"shop_id": shop.pk})).text
        assert (key.code in html, key.public_code in html) == (False, True)
        assert "rotate" not in html

    def test_show_the_owner_everything(self, client, shop, things):
        client.force_login(shop.owner())
        html = client.get(reverse("dashboard:keys", kwargs={"shop_id": shop.pk})).text
        assert PluginKey.objects.get().code in html
