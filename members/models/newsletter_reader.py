"""Who of the owners reads the newsletter, what they want of it, and what the list still has to be told."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from members import terms
from members.links import stop_link
from members.models.membership import Membership
from members.models.seat import Seat
from members.models.shop import Shop
from members.models.user import User
from members.newsletter import CATEGORIES, STANDINGS, Found, Reader, Refused, Unavailable, provider


class NewsletterReaderQuerySet(models.QuerySet["NewsletterReader"]):
    def to_tell(self) -> "NewsletterReaderQuerySet":
        """The column is `sync_due_at`."""
        return self.filter(sync_due_at__isnull=False)

    def known_by(self, email: str) -> "NewsletterReaderQuerySet":
        """By the address under which the list has them."""
        return self.filter(listed_as__iexact=email)

    def moved(self) -> "NewsletterReaderQuerySet":
        """The account has another address than the list, and the reader chose none at the list."""
        listed = self.filter(chosen_email="").exclude(listed_as="").exclude(state=NewsletterReader.State.UNSUBSCRIBED)
        return listed.exclude(listed_as__iexact=F("user__email"))


class NewsletterReader(Lifecycle):
    """One owner. Who unsubscribed reads again by their own act alone (processing agreement, newsletter).

    `listed_as` is the address the list was told of, or, CLEANED, the one at which nothing arrives.
    """

    class State(models.TextChoices):
        FOLLOWING = "FOLLOWING", _("Gets the newsletter")
        UNSUBSCRIBED = "UNSUBSCRIBED", _("Unsubscribed")
        CLEANED = "CLEANED", _("Address does not work")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.FOLLOWING: {State.UNSUBSCRIBED, State.CLEANED},
        State.UNSUBSCRIBED: {State.FOLLOWING},
        State.CLEANED: {State.FOLLOWING, State.UNSUBSCRIBED},
    }

    user = models.OneToOneField(User, models.CASCADE, related_name="newsletter")
    state = models.CharField(max_length=12, choices=State, default=State.FOLLOWING)
    listed_as = personal(models.EmailField(blank=True))
    chosen_email = personal(models.EmailField(blank=True))  # they gave the list another address than the account's
    asked_back_at = models.DateTimeField(null=True)  # they want it again, and the list has not been told
    sync_due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = NewsletterReaderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(asked_back_at=None) | Q(state="FOLLOWING"), name="newsletter_is_asked_back_to_read_it"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sync_due_at"], condition=Q(sync_due_at__isnull=False), name="newsletter_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    @classmethod
    def look_again(cls, user: User, *, at: datetime) -> None:
        """Something about this owner changed: the list is told soon, of whatever is so by then."""
        reader, fresh = cls.objects.get_or_create(user=user, defaults={"sync_due_at": at})
        if not fresh:
            cls.objects.filter(pk=reader.pk).update(sync_due_at=at, attempts=0)

    def unsubscribe(self, *, actor: str, at: datetime, told: bool = False) -> None:
        """They want no more of it; `told` by the list itself, which then needs no telling. Twice is once."""
        if self.state == self.State.UNSUBSCRIBED:
            return
        fields: dict[str, Any] = {"asked_back_at": None, "sync_due_at": None if told else at, "attempts": 0}
        if told:
            fields["listed_as"] = ""
        self._move(self.State.UNSUBSCRIBED, "newsletter.unsubscribed", actor=actor, at=at, **fields)

    def ask_back(self, *, actor: str, at: datetime) -> None:
        """Their own act, and the only way back. Twice is once."""
        if self.state == self.State.FOLLOWING:
            return
        fields: dict[str, Any] = {"asked_back_at": at, "sync_due_at": at, "attempts": 0}
        self._move(self.State.FOLLOWING, "newsletter.asked_back", actor=actor, at=at, **fields)

    def mark_cleaned(self, email: str, *, at: datetime) -> None:
        """Nothing arrives at this address. With another one they read again."""
        if self.state == self.State.FOLLOWING:
            fields: dict[str, Any] = {
                "listed_as": email,
                "chosen_email": "",
                "asked_back_at": None,
                "sync_due_at": None,
            }
            self._move(self.State.CLEANED, "newsletter.cleaned", actor="mailchimp", at=at, **fields)

    def choose(self, email: str, *, at: datetime) -> None:
        """They gave the list another address themselves."""
        self.chosen_email = self.listed_as = email
        self.sync_due_at = at
        self.save(update_fields=["chosen_email", "listed_as", "sync_due_at"])

    @property
    def address(self) -> str:
        return self.chosen_email or str(self.user.email)

    def as_reader(self) -> Reader | None:
        """As the list should know them; None for who owns no shop of a standing member."""
        owned = Seat.objects.filter(user=self.user, role=Seat.Role.OWNER).values("shop")
        standing = Membership.objects.standing().filter(member__shops__in=owned)
        states = {state.lower() for state in standing.values_list("state", flat=True)}
        if not states or not self.user.is_active:
            return None
        shops = Shop.objects.filter(pk__in=owned, ended_at=None, member__memberships__in=standing.values("pk"))
        codes = sorted(set(shops.values_list("category", flat=True)) & set(CATEGORIES))
        tags = (next(each for each in STANDINGS if each in states), *(CATEGORIES[code] for code in codes))
        return Reader(self.address, self.user.name, self.user.language, tags, stop_link(self.user))

    def tell(self, *, at: datetime) -> bool:
        """Makes the list say what is so, and says whether it answered; if not, it is told again later, for ever."""
        try:
            self._tell(at=at)
        except Refused:
            self._settle(at + terms.NEWSLETTER_LOOKED_AT_AGAIN, attempts=0)
        except IllegalMove:
            return True  # the reader did something meanwhile, which is told in its turn
        except Unavailable:
            waits = terms.NEWSLETTER_TOLD_AGAIN
            self._settle(at + waits[min(self.attempts, len(waits) - 1)], attempts=min(self.attempts + 1, len(waits)))
            return False
        return True

    def _tell(self, *, at: datetime) -> None:
        wanted, list_ = self.as_reader(), provider()
        if self.state == self.State.UNSUBSCRIBED:
            list_.unsubscribe(self.listed_as or self.address)
            self._settle(None, listed_as="")
            return
        here = wanted is not None and wanted.email.lower() == self.listed_as.lower()
        if self.state == self.State.CLEANED and wanted and not here:
            self._move(self.State.FOLLOWING, "newsletter.readdressed", actor="clock", at=at, listed_as="")
        elif self.state == self.State.FOLLOWING and self.listed_as and not here:
            if list_.part(self.listed_as) == Found.UNSUBSCRIBED:
                self.unsubscribe(actor="mailchimp", at=at, told=True)
                return
            self._settle(self.sync_due_at, listed_as="")
        if wanted is None or self.state == self.State.CLEANED:
            self._settle(None)
            return
        self._heed(list_.welcome(wanted, known=bool(self.listed_as), asked=bool(self.asked_back_at)), wanted, at=at)

    def _heed(self, found: Found, wanted: Reader, *, at: datetime) -> None:
        """Once a month it is looked at again, for what nobody told us of: a name, a word missed."""
        if found == Found.CLEANED:
            self.mark_cleaned(wanted.email, at=at)
        elif found == Found.READING:
            self._settle(at + terms.NEWSLETTER_LOOKED_AT_AGAIN, listed_as=wanted.email, asked_back_at=None)
        else:  # unsubscribed there, or put away by somebody else
            self.unsubscribe(actor="mailchimp", at=at, told=True)

    def _settle(self, due: datetime | None, *, attempts: int = 0, **fields: object) -> None:
        """The turn is over; only while nobody asked for another look meanwhile, for that one stays due."""
        mine = NewsletterReader.objects.filter(pk=self.pk)
        mine.update(attempts=attempts, **fields)
        mine.filter(sync_due_at=self.sync_due_at).update(sync_due_at=due)
        for name, value in {"attempts": attempts, **fields}.items():
            setattr(self, name, value)
