"""Pages about reviews ask the database as much for thirty rows as for three: moderation, doubt, keys, products, lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from keurmerk import clock
from members.models import ApiKey, Scope, Shop, User
from reviews.models import Notice, PluginKey, Product, Rating, Suspicion, TrustedFlagger
from reviews.moderation.outcomes import Outcome
from reviews.suspicion import Signal
from tests.factories import members, moderation, order_lists, reviews
from tests.factories.members import LONG_AGO
from tests.house.test_budgets import asked, most_asked

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 30


@dataclass
class Desk:
    """A shop with its owner, the people who read its pages, and one of each thing that pages are about."""

    shop: Shop
    people: Mapping[str, User]
    facts: dict[str, Any] = field(default_factory=dict)

    def notices(self) -> None:
        """Of the shop and of visitors: open, decided, appealed, and more about the one case that is looked at."""
        judge = self.people["moderator"]
        for refused in (moderation.request_of_shop(about=self._answered()), self._reported()):
            moderation.decided(refused, Outcome.KEEP, by=judge, at=LONG_AGO)
        moderation.appeal(refused, "NOTIFIER", at=LONG_AGO)
        first = self.facts.setdefault("case", self._reported())
        moderation.notice_of_visitor(about=first.review, at=clock.now())

    def _reported(self) -> Notice:
        return moderation.notice_of_visitor(about=self._answered(), at=LONG_AGO)

    def _answered(self) -> Any:
        review = reviews.review(of=self.shop)
        reviews.reply(to=review)
        return type(review).objects.select_related("shop", "reply").get(pk=review.pk)

    def suspicions(self) -> None:
        signs = [Signal("THROWAWAY", 40), Signal("DEVICE_HERE", 40, 2)]
        Suspicion.raise_about(reviews.review(of=self.shop), signs, actor="rules", at=clock.now())

    def keys(self) -> None:
        number = ApiKey.objects.count()
        for _ in range(2):
            key, _secret = ApiKey.issue(
                self.shop, name=f"Kassa {number}", scopes=Scope.values, actor="test", at=LONG_AGO
            )
        key.revoke(actor="test", at=LONG_AGO)
        PluginKey.issue(self.shop, actor="test", at=LONG_AGO).revoke(actor="test", at=LONG_AGO)

    def products(self) -> None:
        """One more product, and one more review of the product that is looked at."""
        reviews.product_review(of=self.shop, at=clock.now())
        review = reviews.product_review(of=self.shop, at=clock.now(), product=self.facts["ordered"])
        moderation.notice_of_visitor(about=review, at=clock.now(), subject="PRODUCT").admit(
            actor="user:1", at=clock.now()
        )
        self.facts["product"] = Product.objects.get(external_id=self.facts["ordered"].external_id)

    def lists(self) -> None:
        order_lists.taken_in("E-mail\nbuyer@example.com\nverkeerd\n", of=self.shop, at=clock.now())
        order_lists.mail_in("Bedankt voor je bestelling", "Geen nummer.", of=self.shop, at=clock.now())

    def flaggers(self) -> None:
        number = TrustedFlagger.objects.count()
        TrustedFlagger.admit(f"Meldpunt {number}", actor="test", at=LONG_AGO)
        TrustedFlagger.admit(f"Oud meldpunt {number}", actor="test", at=LONG_AGO).end(actor="test", at=clock.now())
        Rating.objects.filter(shop=reviews.review().shop).update(corrected_at=clock.now())


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    owner = members.user()
    people = {role: members.user(staff_role=role) for role in ("moderator", "manager")}
    facts = {"ordered": reviews.ordered(name="Fietsbel")}
    return Desk(reviews.inviting_shop(owner=owner), {**people, "owner": owner}, facts)


PAGES: dict[Callable[[Desk], None], list[tuple[str, str]]] = {  # what there is more of; who looks, at which pages
    Desk.notices: [
        ("moderator", "desk:notices"),
        ("moderator", "desk:appeals"),
        ("moderator", "desk:notice case"),
        ("manager", "desk:home"),
        ("owner", "dashboard:notices shop"),
        ("owner", "dashboard:reviews shop"),
        ("", "public:moderation shop"),
        ("", "public:transparency"),
        ("", "public:shop shop"),
        ("", "public:shop_ledger shop"),
    ],
    Desk.suspicions: [("moderator", "desk:suspicions")],
    Desk.keys: [("owner", "dashboard:keys shop"), ("owner", "dashboard:api_keys shop")],
    Desk.products: [
        ("owner", "dashboard:product_reviews shop"),
        ("", "public:products shop"),
        ("", "public:product shop product"),
        ("", "public:shop shop"),
        ("", "public:shop_ledger shop"),
        ("", "/api/v1/shops/{shop.pk}/ledger"),
    ],
    Desk.lists: [("owner", "dashboard:order_imports shop"), ("owner", "dashboard:order_mails shop")],
    Desk.flaggers: [("manager", "desk:flaggers"), ("manager", "desk:corrections")],
}


@pytest.mark.parametrize("grow", PAGES, ids=lambda grow: grow.__name__)
def test_thirty_rows_cost_no_more_than_three(client: Client, desk: Desk, grow: Callable[[Desk], None]) -> None:
    few, many = ({page: opened(client, desk, page) for page in PAGES[grow]} for _ in grown(desk, grow))
    dearer = {
        page: (len(few[page]), len(many[page]), most_asked(many[page]))
        for page in PAGES[grow]
        if len(few[page]) != len(many[page])
    }
    assert not dearer


def grown(desk: Desk, grow: Callable[[Desk], None]) -> Any:
    """First with few rows, then with many."""
    for number in (FEW, MANY - FEW):
        for _ in range(number):
            grow(desk)
        yield number


def opened(client: Client, desk: Desk, page: tuple[str, str]) -> list[str]:
    role, place = page
    client.logout()
    if role:
        client.force_login(desk.people[role])
    if place.startswith("/"):
        return asked(client, place.format(shop=desk.shop))
    name, *facts = place.split()
    known = {"shop": desk.shop, **desk.facts}
    return asked(client, reverse(name, args=[known[fact].pk for fact in facts]))
