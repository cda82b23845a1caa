"""A page asks the database as much for a dozen rows as for three: no query per row, in any room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.figures.quarters import Quarter
from billing.intake import take_in
from disputes.evidence_file import FileKind, Taken
from disputes.models import Dispute, Evidence, Party
from inspections.models import Checklist, Criterion, Finding, Inspection
from keurmerk import clock
from keurmerk.calendar import amsterdam_date, start_of_day
from members.models import Member, Seat, Shop, User
from reviews.models import Invitation, PluginKey
from tests.factories import billing, disputes, inspections, members, order_lists, reviews
from tests.factories.members import LONG_AGO
from tests.factories.statements import Movement, camt

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 12


@dataclass
class House:
    """One shop with an owner and a key, one dispute and one case at the desk; the tests let each of them grow."""

    owner: User
    shop: Shop
    key: PluginKey
    dispute: Dispute
    case: Inspection

    def address(self, page: str) -> str:
        """The address of "room:page fact fact", where a fact is one below; an API's address comes with its braces."""
        if page.startswith("/"):
            return page.format(house=self)
        name, *facts = page.split()
        known = {"shop": self.shop, "dispute": self.dispute, "case": self.case, "member": self.shop.member}
        return reverse(name, args=[{**known, "shop_of_case": self.case.shop}[fact].pk for fact in facts])

    def reviews(self) -> None:
        reviews.reply(to=reviews.review(of=self.shop, at=clock.now()))
        reviews.unverified_review(of=self.shop, at=clock.now())

    def invitations(self) -> None:
        reviews.sent_invitation(of=self.shop, at=clock.now())
        reviews.invitation(of=self.shop, at=clock.now())

    def order_lists(self) -> None:
        order_lists.taken_in("E-mail\nbuyer@example.com\n", of=self.shop, at=clock.now())

    def order_mails(self) -> None:
        order_lists.mail_in("Bedankt voor je bestelling", "Geen nummer.", of=self.shop, at=clock.now())
        order_lists.mail_in(
            "Orderbevestiging 7", f"Bestelnummer: {Invitation.objects.count()}7", of=self.shop, at=clock.now()
        )

    def disputes(self) -> None:
        disputes.mediated(at=clock.now(), shop=self.shop)
        disputes.mediated(at=clock.now())

    def messages(self) -> None:
        for author in Party:
            self.dispute.messages.create(author=author, text="Hallo.", written_at=clock.now())
            file = Taken(f"{self.dispute.evidence.count()}".encode(), FileKind.TEXT)
            facts = {"kind": "OTHER", "shows": "Iets", "name": "x", "actor": "test", "at": clock.now()}
            Evidence.add(self.dispute, author, file, **facts)

    def invoices(self) -> None:
        billing.transfer(billing.invoice(at=clock.now(), of=self.shop.member), at=clock.now())
        billing.overdue_invoice(at=LONG_AGO, of=self.shop.member)
        billing.invoice(at=clock.now())

    def supplies(self) -> None:
        company = members.member(country="BE", vat_number=f"BE{Member.objects.count():010}")
        ended = start_of_day(Quarter.of(amsterdam_date(clock.now())).before.last)
        made = billing.invoice(at=ended, of=company, country="BE", confirmed=True)
        old = billing.invoice(at=ended - timedelta(days=100), of=company, country="BE", confirmed=True)
        for each in (made, old):
            billing.credit_note(of=each, at=ended)

    def money(self) -> None:
        invoice = billing.invoice(at=clock.now())
        take_in(camt(Movement(text=str(invoice.number)), Movement(text="?")), actor="test", at=clock.now())

    def shops(self) -> None:
        """Companies of their own, each with a shop that has a review."""
        reviews.review(at=clock.now())

    def shops_of_one_company(self) -> None:
        mine = members.shop(of=self.shop.member, owner=members.user())
        Seat.objects.create(user=self.owner, shop=mine, since=LONG_AGO)

    def cases(self) -> None:
        inspections.inspection(at=clock.now())
        inspections.inspection(at=clock.now(), inspector=members.inspector())

    def findings(self) -> None:
        number = Criterion.objects.count()
        words = {
            "question_nl": "Klopt het?",
            "question_en": "Is it right?",
            "advice_nl": "Pas aan.",
            "advice_en": "Fix.",
        }
        draft = Checklist.objects.create(edition=f"draft {number}")
        criterion = Criterion.objects.create(
            checklist=draft, code=f"XX-{number:02}", position=number, severity="B", auto="A", **words
        )
        Finding.objects.create(inspection=self.case, criterion=criterion, verdict="NOT_MET", quote="Nee.")

    def everything(self) -> None:
        for grow in (self.reviews, self.invitations, self.disputes, self.invoices, self.cases):
            grow()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """People are made by the dozen here, and none of them logs in with a password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def house() -> House:
    owner = members.user()
    shop = reviews.inviting_shop(owner=owner)
    dispute = disputes.mediated(at=clock.now(), shop=shop)
    case = inspections.inspection(at=clock.now(), outcomes={"WD-01": "not_met"})
    Seat.objects.create(user=owner, shop=case.shop, since=LONG_AGO)
    return House(owner, shop, PluginKey.issue(shop, actor="test", at=LONG_AGO), dispute, case)


PLUGIN = "id={house.shop.pk}&code={house.key.code}"
PAGES: list[tuple[str, str, Callable[[House], None]]] = [  # who, which page of the house, and what there is more of
    ("", "public:home", House.shops),
    ("", "public:register", House.shops),
    ("", "public:shop shop", House.reviews),
    ("", "/api/v1/register?domain={house.shop.host}", House.shops),
    ("", "/api/v1/shops/{house.shop.pk}", House.reviews),
    ("", "/api/v1/shops/{house.shop.pk}/reviews", House.reviews),
    ("", "/api/1.0/ratings.json?" + PLUGIN, House.reviews),
    ("", "/api/1.0/ratings_summary.json?" + PLUGIN, House.reviews),
    ("", "/api/1.0/invitations.json?" + PLUGIN, House.invitations),
    ("owner", "dashboard:home shop", House.everything),
    ("owner", "dashboard:home shop", House.shops_of_one_company),
    ("owner", "dashboard:reviews shop", House.reviews),
    ("owner", "dashboard:invitations shop", House.invitations),
    ("owner", "dashboard:order_imports shop", House.order_lists),
    ("owner", "dashboard:order_mails shop", House.order_mails),
    ("owner", "dashboard:disputes shop", House.disputes),
    ("owner", "dashboard:dispute shop dispute", House.messages),
    ("owner", "dashboard:invoices shop", House.invoices),
    ("owner", "dashboard:account shop", House.invoices),
    ("owner", "dashboard:membership shop", House.invoices),
    ("owner", "dashboard:inspection shop_of_case", House.findings),
    ("owner", "dashboard:widgets shop", House.reviews),
    ("owner", "dashboard:team shop", House.shops_of_one_company),
    ("manager", "desk:home", House.everything),
    ("inspector", "desk:inspections", House.cases),
    ("inspector", "desk:inspection case", House.findings),
    ("inspector", "desk:inspection case", House.cases),
    ("inspector", "desk:applications", House.cases),
    ("finance", "desk:members", House.shops),
    ("manager", "desk:member member", House.shops_of_one_company),
    ("finance", "desk:invoices", House.invoices),
    ("finance", "desk:money", House.money),
    ("finance", "desk:account member", House.invoices),
    ("finance", "desk:figures", House.invoices),
    ("finance", "desk:supplies", House.supplies),
    ("mediator", "desk:disputes", House.disputes),
    ("mediator", "desk:dispute dispute", House.messages),
    ("moderator", "desk:reviews", House.reviews),
    ("moderator", "desk:reviews", House.shops),
    ("owner", "dashboard:coverage shop", House.invitations),
    ("owner", "dashboard:statistics shop", House.reviews),
    ("owner", "dashboard:statistics shop", House.everything),
]


def name_of(value: Any) -> str:
    return value.__name__ if callable(value) else value or "anybody"


@pytest.mark.parametrize(("role", "page", "grow"), PAGES, ids=name_of)
def test_a_dozen_rows_cost_no_more_than_three(client: Client, house: House, role: str, page: str, grow: Any) -> None:
    if role:
        client.force_login(house.owner if role == "owner" else members.user(staff_role=role))
    for _ in range(FEW):
        grow(house)
    few = asked(client, house.address(page))
    for _ in range(MANY - FEW):
        grow(house)
    many = asked(client, house.address(page))
    extra = "\n".join(sorted(set(many) - set(few))) or "the same, more often: " + most_asked(many)
    assert len(many) == len(few), f"{page} asked {len(few)} times, then {len(many)}:\n{extra}"


def asked(client: Client, address: str) -> list[str]:
    """The queries of a page that was opened once before, so that what is kept between requests counts for neither."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured.captured_queries]


def most_asked(queries: list[str]) -> str:
    beginnings = [query[:400] for query in queries]
    return max(beginnings, key=beginnings.count)
