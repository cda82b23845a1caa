"""A statement of reasons lacks nothing that DSA article 17 asks."""

from dataclasses import fields, replace

import pytest

from reviews.grounds import Grounds
from reviews.moderation.outcomes import Outcome
from reviews.moderation.statement import NotComplete, Statement, statement_of
from tests.factories import moderation

pytestmark = pytest.mark.django_db


@pytest.fixture
def removed(now):
    review = moderation.answered_review(at=now, verified=False)
    notice = moderation.request_of_shop(about=review, at=now)
    return moderation.decided(notice, Outcome.REMOVE, by=moderation.moderator(), at=now)


class TestStatement:
    @pytest.mark.parametrize("name", [each.name for each in fields(Statement)])
    def test_cannot_be_made_without_one_of_its_fields(self, removed, name):
        with pytest.raises(NotComplete, match=name):
            replace(statement_of(removed), **{name: () if name == "redress" else ""})

    @pytest.mark.parametrize("outcome", [Outcome.REMOVE, Outcome.EDIT])
    @pytest.mark.parametrize("grounds", sorted(set(Grounds) - {Grounds.UNLAWFUL}))
    def test_is_whole_for_every_restriction_and_ground(self, now, outcome, grounds):
        notice = moderation.notice_of_visitor(at=now, grounds=grounds)
        made = moderation.decided(notice, outcome, by=moderation.moderator(), at=now)
        assert str(statement_of(made).reference)

    def test_names_the_law_where_that_is_the_ground(self, now):
        notice = moderation.notice_of_visitor(at=now, grounds=Grounds.UNLAWFUL)
        law = "Wetboek van Strafrecht, art. 285"
        made = moderation.decided(notice, Outcome.REMOVE, by=moderation.moderator(), at=now, law=law)
        assert statement_of(made).reference == law

    def test_points_to_three_ways_of_redress(self, removed):
        assert len(statement_of(removed).redress) == 3

    def test_nothing_is_restricted_when_it_stays(self, now):
        made = moderation.decided(moderation.request_of_shop(at=now), "KEEP", by=moderation.moderator(), at=now)
        with pytest.raises(NotComplete):
            statement_of(made)
