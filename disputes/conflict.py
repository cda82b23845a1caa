"""Who cannot mediate about a shop: whoever inspected it, and whoever works in it (numbers 7.4)."""

from inspections.models import Inspection
from members.models import Shop, User


def is_partial(person: User, shop: Shop) -> bool:
    """Has judged the shop, is judging it, or has a seat in it: one side could not trust the mediator."""
    judged = Inspection.objects.of(person).filter(shop=shop)
    return judged.exists() or Shop.objects.run_by(person).filter(pk=shop.pk).exists()
