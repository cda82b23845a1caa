"""Advice with the reader's own data in it: `{{ point.advice|for_shop:request.shop }}`."""

from django import template

from inspections import pasting
from members.models import Application, Shop

register = template.Library()


@register.filter
def for_shop(text: str, shop: Shop) -> str:
    return pasting.for_shop(text, shop)


@register.filter
def for_application(text: str, draft: Application) -> str:
    return pasting.for_application(text, draft)
