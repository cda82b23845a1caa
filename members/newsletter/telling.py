"""The mailing list is told of what is so: of each reader whose turn it is, and of those whom no news was about."""

from datetime import datetime, timedelta

from members.models import Membership, NewsletterReader, Seat, User

_AT_ONCE = 200  # readers per minute: with two or three questions each, within what the vendor bears
_CLAIMED = timedelta(minutes=5)


def tell_the_list(*, now: datetime) -> int:
    """Stops when the list does not answer: the others wait with it, and none of them is ever given up."""
    told = 0
    due = NewsletterReader.objects.to_tell().filter(sync_due_at__lte=now).order_by("sync_due_at", "pk")
    for reader in due.select_related("user")[:_AT_ONCE]:
        claimed = NewsletterReader.objects.filter(pk=reader.pk, sync_due_at=reader.sync_due_at)
        if not claimed.update(sync_due_at=now + _CLAIMED):
            continue  # another worker has it, or something changed
        reader.sync_due_at = now + _CLAIMED
        if not reader.tell(at=now):
            break
        told += 1
    return told


def look_over(*, now: datetime) -> int:
    """Owners the list has not heard of, other addresses, and who owns nothing any more."""
    standing = Membership.objects.standing().values("member")
    owners = Seat.objects.filter(role=Seat.Role.OWNER, shop__member__in=standing).values("user")
    strangers = User.objects.filter(pk__in=owners, is_active=True, newsletter=None)
    made = NewsletterReader.objects.bulk_create(
        (NewsletterReader(user=user, sync_due_at=now) for user in strangers), ignore_conflicts=True
    )
    readers = NewsletterReader.objects.filter(sync_due_at=None) | NewsletterReader.objects.filter(sync_due_at__gt=now)
    following = readers.filter(state=NewsletterReader.State.FOLLOWING, attempts=0)
    gone = following.exclude(listed_as="").exclude(user__in=owners)
    moved = readers.filter(attempts=0).moved()
    numbers = {*gone.values_list("pk", flat=True), *moved.values_list("pk", flat=True)}
    return len(made) + NewsletterReader.objects.filter(pk__in=numbers).update(sync_due_at=now)
