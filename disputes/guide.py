"""What the law gives in each kind of case, and a letter to the shop: read before a complaint is filed (terms 11.1).

General information, not advice on one case; the articles are those of the Dutch Civil Code (BW).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models.party import Kind

_CONFORM = (
    "BW 7:17",
    gettext_lazy("A product must do what you may expect of it, also after the guarantee of the maker has ended."),
)
_PRESUMED = (
    "BW 7:18a",
    gettext_lazy("Does a fault show within a year? Then it was there at delivery, unless the shop proves otherwise."),
)
_REPAIR = (
    "BW 7:21",
    gettext_lazy("The shop repairs or replaces it within a reasonable time, and pays all of that, postage included."),
)
_DISSOLVE = (
    "BW 7:22",
    gettext_lazy("Does that not work? Then you may end the purchase or get part of the price back."),
)
_IN_TIME = (
    "BW 7:23",
    gettext_lazy("Tell the shop soon: within two months after you found out is always in time."),
)
_MORE_TIME = (
    "BW 7:19a",
    gettext_lazy("Give the shop a reasonable last term in writing. If it passes, you may end the purchase."),
)
_THIRTY_DAYS = (
    "BW 7:9",
    gettext_lazy("A shop delivers on the day that was agreed, and within thirty days if nothing was agreed."),
)
_REFUND = (
    "BW 6:230r",
    gettext_lazy(
        "The shop pays back within fourteen days after you withdrew, with the ordinary costs of delivery. "
        "It may wait until it has the product, or you prove that you sent it."
    ),
)
_LAW: dict[str, tuple[tuple[str, Promise], ...]] = {
    Kind.NOT_DELIVERED: (
        _THIRTY_DAYS,
        ("BW 7:11", gettext_lazy("Until you have the parcel, what happens to it is the risk of the shop.")),
        _MORE_TIME,
    ),
    Kind.LATE: (
        _THIRTY_DAYS,
        _MORE_TIME,
        ("BW 6:74", gettext_lazy("Did the delay cost you money? Then the shop may have to pay for it.")),
    ),
    Kind.BROKEN: (_CONFORM, _PRESUMED, _REPAIR, _DISSOLVE, _IN_TIME),
    Kind.NOT_AS_DESCRIBED: (
        ("BW 7:17", gettext_lazy("A product must be what the shop said and showed that it was.")),
        _REPAIR,
        _DISSOLVE,
        _IN_TIME,
    ),
    Kind.WITHDRAWAL_REFUSED: (
        (
            "BW 6:230o",
            gettext_lazy(
                "You may withdraw within fourteen days after delivery, without a reason. If the shop did not tell "
                "you so, you have up to a year longer."
            ),
        ),
        (
            "BW 6:230p",
            gettext_lazy(
                "There are exceptions, such as what was made to your own wishes, or was sealed for hygiene and "
                "is opened."
            ),
        ),
        (
            "BW 6:230s",
            gettext_lazy(
                "You send it back within fourteen days. You may try it as in a shop; only for more use than that "
                "the shop may keep something."
            ),
        ),
        _REFUND,
    ),
    Kind.REFUND_LATE: (
        _REFUND,
        ("BW 6:119", gettext_lazy("Is the shop too late with the money? Then you may ask statutory interest.")),
    ),
    Kind.WARRANTY: (
        ("BW 7:6a", gettext_lazy("A guarantee comes on top of what the law gives you, and never in its place.")),
        _CONFORM,
        _PRESUMED,
        _REPAIR,
        _DISSOLVE,
    ),
    Kind.PRICE: (
        ("BW 6:230m", gettext_lazy("The shop tells the whole price, with taxes and costs, before you order.")),
        ("BW 6:230n", gettext_lazy("Costs that were not told before you ordered you do not have to pay.")),
        (
            "BW 6:230j",
            gettext_lazy(
                "What is extra you pay only if you said yes to it yourself; a box that was ticked for you is no yes."
            ),
        ),
    ),
    Kind.OTHER: (
        ("BW 6:74", gettext_lazy("Who does not do what was agreed pays for the damage, unless it is not to blame.")),
        ("BW 6:82", gettext_lazy("Mostly you first give the shop a reasonable term in writing to do it after all.")),
        ("BW 6:265", gettext_lazy("If it still does not, you may end the agreement, unless it is about a trifle.")),
    ),
}


@dataclass(frozen=True)
class Guide:
    """The articles with what they say, and a letter that can be sent to the shop as it is."""

    law: tuple[tuple[str, Promise], ...]
    letter: str


def guide_to(kind: str, *, shop: str, order: str = "", name: str = "") -> Guide:
    """In the active language; what is not known is left open to fill in."""
    words = {"shop": shop, "order": order or _("[order number]"), "name": name or _("[your name]")}
    letter = "\n\n".join(
        (_("Dear %(shop)s,"), _asked(kind), _("Please answer me within seven days."), _("Kind regards,\n%(name)s"))
    )
    return Guide(_LAW[kind], letter % words)


def _asked(kind: str) -> str:
    """What happened and what is asked, with the article."""
    return {
        Kind.NOT_DELIVERED: _(
            "I did not receive my order %(order)s, although the day of delivery has passed. Please "
            "deliver it within fourteen days. If that does not happen, I end the purchase and want all "
            "my money back (article 7:19a of the Dutch Civil Code)."
        ),
        Kind.LATE: _(
            "My order %(order)s is later than agreed. Please deliver it within fourteen days. If that "
            "does not happen, I end the purchase and want all my money back (article 7:19a of the Dutch"
            " Civil Code)."
        ),
        Kind.BROKEN: _(
            "The product of my order %(order)s is broken: [what is wrong, and since when]. Please "
            "repair or replace it free of charge, within a reasonable time (articles 7:17 and 7:21 of "
            "the Dutch Civil Code)."
        ),
        Kind.NOT_AS_DESCRIBED: _(
            "What I received of my order %(order)s is not what you described: [what is different]. "
            "Please send what I ordered, free of charge, or take it back and refund me (articles 7:17, "
            "7:21 and 7:22 of the Dutch Civil Code)."
        ),
        Kind.WITHDRAWAL_REFUSED: _(
            "I withdrew from my order %(order)s within fourteen days, and you refused. I have that "
            "right without giving a reason (article 6:230o of the Dutch Civil Code). Please confirm "
            "that I can send it back, and pay back what I paid."
        ),
        Kind.REFUND_LATE: _(
            "I withdrew from my order %(order)s on [day] and sent it back on [day]. You had to pay back"
            " within fourteen days, with the costs of delivery (article 6:230r of the Dutch Civil "
            "Code). Please pay now."
        ),
        Kind.WARRANTY: _(
            "The product of my order %(order)s has a fault: [what is wrong, and since when]. You refuse"
            " to repair or replace it. You are the one who has to, also when there is no guarantee any "
            "more (articles 7:17 and 7:21 of the Dutch Civil Code). Please do so free of charge."
        ),
        Kind.PRICE: _(
            "For my order %(order)s I paid more than was told before I ordered: [which costs]. I do not"
            " have to pay those (article 6:230n of the Dutch Civil Code). Please pay them back."
        ),
        Kind.OTHER: _(
            "With my order %(order)s something went wrong: [what happened]. Please put it right within "
            "fourteen days: [what you want]. If that does not happen, you are in default (article 6:82 "
            "of the Dutch Civil Code)."
        ),
    }[Kind(kind)]
