"""Lists in pages: by the last row seen, so that a page deep down costs no more than the first."""

import functools
import operator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from frontend.paging import page_of
from reviews.models import Invitation
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop()


def page(shop, address="/"):
    return page_of(shop.invitations.all(), RequestFactory().get(address), by="received_at", size=3)


def walk(shop, way):
    found, shown = [], page(shop)
    while True:
        found.append([row.pk for row in shown.rows])
        if not getattr(shown, way):
            return found
        shown = page(shop, f"/{getattr(shown, way)}")


class TestPageOf:
    def test_shows_every_row_once_also_of_those_that_came_at_one_moment(self, shop, now):
        made = [reviews.invitation(of=shop, at=now - timedelta(minutes=n // 4)).pk for n in range(10)]
        newest_first = list(Invitation.objects.newest_first().values_list("pk", flat=True))
        pages = walk(shop, "older")
        assert [len(each) for each in pages] == [3, 3, 3, 1]
        assert functools.reduce(operator.iadd, pages, []) == newest_first
        assert sorted(newest_first) == sorted(made)

    def test_leads_back(self, shop, now):
        for n in range(7):
            reviews.invitation(of=shop, at=now - timedelta(minutes=n))
        second = page(shop, f"/{page(shop).older}")
        assert [row.pk for row in page(shop, f"/{second.newer}").rows] == [row.pk for row in page(shop).rows]

    @pytest.mark.parametrize(("way", "bound"), [("older", "<="), ("newer", ">=")])
    def test_begins_in_the_index_at_the_row_that_was_seen_last(self, shop, now, way, bound):
        for n in range(7):
            reviews.invitation(of=shop, at=now - timedelta(minutes=n))
        second = page(shop, f"/{page(shop).older}")
        with CaptureQueriesContext(connection) as asked:
            page(shop, f"/{getattr(second, way)}")
        assert f'"received_at" {bound} ' in asked[-1]["sql"]
