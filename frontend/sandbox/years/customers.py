"""Customers: they order, review or stay silent, change their minds, take it back, opt out and quarrel."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from disputes.admission import Complaint, NotAdmissible
from disputes.models import Dispute, Kind, Party, Proposal
from frontend.sandbox.town import words
from frontend.sandbox.years.world import World
from keurmerk.calendar import amsterdam_date
from members.models import Shop
from reviews.models import Invitation, OpenReview, Opinion, Review
from reviews.models.invited_order import AlreadyInvited
from reviews.models.review import AlreadyWritten
from reviews.orders import Order

RETURNING = 0.25  # of the orders, by somebody who ordered here before


@dataclass
class Customers:
    """Those of one company. `orders` is how many come in a month."""

    world: World
    orders: int
    _known: list[str] = field(default_factory=list)  # addresses that ordered here

    def frequent(self, shop: Shop) -> None:
        self.world.later("order", lambda at: self._order(shop, at), days=(0, 30 // max(self.orders, 1)))

    def _order(self, shop: Shop, at: datetime) -> None:
        shop.refresh_from_db()
        if shop.ended_at:
            return
        number = next(self.world.numbers)
        order = Order(email=self._buyer(number), number=f"o{number}", customer_name="Sanne de Koning")
        try:
            invitation = Invitation.schedule(shop, order, actor="plugin", at=at)
            if self.world.happens(0.05):  # the plugin tells it again
                Invitation.schedule(shop, order, actor="plugin", at=at)
        except AlreadyInvited:
            self.world.refused["order"] += 1
            invitation = Invitation.objects.get(shop=shop, order_number=order.number)
        self.world.later("review", lambda then: self._review(invitation, then), days=(8, 40))
        if self.world.happens(0.06):
            self.world.later("complain", lambda then: self._complain(shop, number, at, then), days=(12, 40))
        self.frequent(shop)

    def _buyer(self, number: int) -> str:
        if self._known and self.world.happens(RETURNING):
            return self.world.chance.choice(self._known)
        self._known.append(f"klant{number}@example.com")
        return self._known[-1]

    def _review(self, invitation: Invitation, at: datetime) -> None:
        invitation.refresh_from_db()
        if invitation.state != Invitation.State.SENT:
            return
        if self.world.happens(0.03):
            invitation.opt_out(everywhere=self.world.happens(0.3), at=at)
            return
        if not self.world.happens(0.5):
            return
        review = Review.publish(invitation, self._opinion(), actor="visitor", at=at)
        if self.world.happens(0.1):
            self.world.later("edit", lambda then: self._edit(review, then), days=(1, 200))
        if self.world.happens(0.06):
            self.world.later("take back", lambda then: self._take_back(review, then), days=(1, 400))

    def _opinion(self) -> Opinion:
        chance = self.world.chance
        stars = words.stars(chance)
        title, text = words.opinion(chance, stars, "nl", "thee")
        return Opinion(stars=stars, title=title, text=text, display_name="Sanne K.")

    def _edit(self, review: Review, at: datetime) -> None:
        review.refresh_from_db()
        if review.is_public:
            review.edit(self._opinion(), actor="visitor", at=at)

    def _take_back(self, review: Review, at: datetime) -> None:
        review.refresh_from_db()
        if review.is_public:
            review.remove_by_author(actor="visitor", at=at)

    def write_uninvited(self, shop: Shop, at: datetime) -> None:
        """Somebody passes by; the address is confirmed, or never."""
        waiting = OpenReview.begin(shop, origin="OPEN", language="nl", at=at)
        address = f"bezoeker{next(self.world.numbers)}@example.com"
        waiting.send(self._opinion(), address, consent_version="2026-11", actor="visitor", at=at)
        if self.world.happens(0.7):
            self.world.later("confirm", lambda then: self._confirm(waiting, then), days=(0, 3))

    def _confirm(self, waiting: OpenReview, at: datetime) -> None:
        waiting.refresh_from_db()
        try:
            Review.publish_confirmed(waiting, actor="visitor", at=at)
        except AlreadyWritten:  # the link was clicked twice
            self.world.refused["confirm"] += 1

    def _complain(self, shop: Shop, number: int, ordered_at: datetime, at: datetime) -> None:
        day = amsterdam_date(ordered_at)
        complaint = Complaint(
            is_consumer=True, consumer_name="Mehmet Aydin", consumer_email=f"klant{number}@example.com", ordered_on=day,
            happened_on=day + timedelta(days=3), complained_on=day + timedelta(days=5), kind=Kind.NOT_DELIVERED,
            story="Nooit gekomen.", wish="Geld terug.", amount=Decimal("40.00"), order_number=f"o{number}",
        )  # fmt: skip
        try:
            Dispute.file(shop, complaint, actor="visitor", at=at, filing_key=f"o{number}")
        except NotAdmissible:
            self.world.refused["complain"] += 1

    def react(self, dispute: Dispute, at: datetime) -> None:
        """Accepts, declines, writes, asks us, comes back, or lets it go."""
        dispute.refresh_from_db()
        proposal = Proposal.objects.open().filter(dispute=dispute, by=Party.SHOP).first()
        what = self.world.chance.choice(("accept", "accept", "write", "mediate", "mediate", "silent", "settle"))
        if dispute.state == Dispute.State.CLOSED and self.world.happens(0.1):
            dispute.reopen(actor="visitor", at=at)
        elif not dispute.is_open or what == "silent":
            return
        elif proposal and what in {"accept", "settle"}:
            proposal.accept(Party.CONSUMER, actor="visitor", at=at)
        elif proposal and what == "write":
            proposal.decline(Party.CONSUMER, actor="visitor", at=at)
        elif what == "mediate" and dispute.may_ask_mediation(at):
            dispute.ask_mediation(actor="visitor", at=at)
        elif what == "settle":
            dispute.settle("Opgelost.", actor="visitor", at=at)
        elif dispute.turn == Party.CONSUMER:
            dispute.reply("Ik wacht nog.", actor="visitor", at=at)
