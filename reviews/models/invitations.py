"""Which invitations: those to send, to remind, to count; and the turn that each buyer's have to wait for."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Q

from reviews import fates
from reviews.models.days import any_of
from reviews.statistics.spans import Span

if TYPE_CHECKING:
    from reviews.models.invitation import Invitation

LEAVING = (
    "shop_id", "state", "way", "language", "email", "email_hash", "phone_hash", "customer_name", "order_number",
    "send_at", "token",
)  # fmt: skip


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def scheduled(self) -> "InvitationQuerySet":
        """Waiting for their day, with what is needed to judge whether they may go."""
        return self._to_mail().select_related("shop__member", "shop__invitation_settings")

    def to_text(self) -> "InvitationQuerySet":
        """The same for those that go by text message."""
        waiting = self.filter(state=fates.State.SCHEDULED, way=fates.Way.TEXT)
        return waiting.select_related("shop__member", "shop__invitation_settings", "shop__texting")

    def handed_over(self) -> "InvitationQuerySet":
        """Links for one order that the shop gave out by itself; we sent nothing."""
        return self.filter(way__in=fates.BY_HAND)

    def leaving(self) -> "InvitationQuerySet":
        """The same rows, with no more than their departure needs: `mark_all_sent` brings their shops, once each."""
        return self._to_mail().only(*LEAVING)

    def _to_mail(self) -> "InvitationQuerySet":
        return self.filter(state=fates.State.SCHEDULED, way=fates.Way.MAIL)

    def held(self) -> "InvitationQuerySet":
        return self.filter(state=fates.State.HELD)

    def unsent(self) -> "InvitationQuerySet":
        """What the shop can still take back."""
        return self.filter(state__in=[fates.State.HELD, fates.State.SCHEDULED])

    def guarding(self) -> "InvitationQuerySet":
        """Those that keep their order from coming in again: a list that was undone may."""
        return self.exclude(reason=fates.Reason.UNDONE)

    def lapsing(self) -> "InvitationQuerySet":
        """Whose end is near: sent and not used, or held and never released."""
        return self.filter(state__in=[fates.State.SENT, fates.State.HELD])

    def unreminded(self) -> "InvitationQuerySet":
        due = self.filter(state=fates.State.SENT, reminder_due_at__isnull=False)
        return due.select_related("text_message")

    def counted(self) -> "InvitationQuerySet":
        """Those that reach the buyer, or did: what "once per address" looks at."""
        return self.filter(state__in=fates.REACHING)

    def messaged_since(self, moment: datetime) -> "InvitationQuerySet":
        """Whose mail or text message left after this moment; a link that the shop handed over is no message."""
        return self.filter(sent_at__gt=moment, way__in=fates.OURS)

    def to_anyone_of(self, invitations: Iterable["Invitation"]) -> "InvitationQuerySet":
        """To an address or number of these, in any of their shops: the caller compares shop and buyer as a pair."""
        rows = list(invitations)
        numbers = {row.phone_hash for row in rows} - {""}
        same = Q(email_hash__any_of={row.email_hash for row in rows})
        same |= Q(phone_hash__in=numbers) if numbers else Q()
        return self.filter(same, shop_id__in={row.shop_id for row in rows})

    def received_in(self, *spans: Span) -> "InvitationQuerySet":
        """Whose order came in on a day of one of these spans."""
        return self.filter(any_of("received_at", spans))

    def with_review(self) -> "InvitationQuerySet":
        return self.select_related("review")

    def newest_first(self) -> "InvitationQuerySet":
        return self.order_by("-received_at", "-pk")


def one_at_a_time(persons: Iterable[tuple[int, str]]) -> None:
    """Invitations of a shop to one buyer are judged after each other, until the end of the transaction."""
    keys = sorted({(shop_id % 2**31, int(digest[:7], 16)) for shop_id, digest in persons})  # nobody waits in a circle
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(shop, buyer) FROM unnest(%s::int[], %s::int[]) AS keys (shop, buyer)",
            [[shop for shop, _ in keys], [buyer for _, buyer in keys]],
        )
