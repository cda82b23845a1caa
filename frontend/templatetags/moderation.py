"""What pages ask of a notice that needs a moment."""

from datetime import datetime

from django import template

from members.models import User
from reviews.models import Notice

register = template.Library()


@register.simple_tag
def in_hands(notice: Notice, now: datetime) -> User | None:
    """Who has the case now; nobody when the time of a claim has passed."""
    return notice.in_hands_of(now)
