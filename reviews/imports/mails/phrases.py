"""The phrases by which mails of shops tell what they are about, in Dutch and English."""

import re

_YOUR = "(?:je|jouw|uw|your)"
_ORDER = "(?:bestelling|order|aankoop|purchase)"
_NUMBER = r"(?: #?[\w/-]{1,40})?"
_SHOP = r"(?: [\w.&'’-]{1,30}){0,4}"


def _any_of(*phrases: str) -> re.Pattern[str]:
    """One pattern for all of them; a space is any white space."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})(?!\w)".replace(" ", r"\s{1,3}"), re.IGNORECASE)


CONFIRMS = _any_of(
    f"(?:bedankt|dank je|dank u|dank je wel|dank u wel|dankjewel|dankuwel) voor {_YOUR} {_ORDER}",
    f"(?:bedankt|dank je|dank u) voor (?:het bestellen|het plaatsen van {_YOUR} {_ORDER})",
    "(?:order|bestel|bestellings)[- ]?bevestiging",
    f"bevestiging (?:van )?(?:{_YOUR} |de )?{_ORDER}",
    f"ontvangst van {_YOUR} {_ORDER}",
    f"(?:{_YOUR}{_SHOP} )?(?:bestelling|order){_NUMBER} (?:is|werd) (?:goed |succesvol |in goede orde )?"
    "(?:ontvangen|bevestigd|geplaatst)",
    f"(?:we|wij) hebben {_YOUR} {_ORDER}{_NUMBER} (?:goed |in goede orde )?ontvangen",
    f"hebben (?:we|wij) {_YOUR} {_ORDER}{_NUMBER} (?:goed |in goede orde )?ontvangen",
    "nieuwe (?:klant)?(?:bestelling|order)",
    f"thank(?:s|s a lot| you| you very much| you so much) for (?:placing )?(?:your |an )?(?:recent )?{_ORDER}",
    f"thank(?:s| you) for (?:shopping|ordering|your{_SHOP} {_ORDER})",
    f"confirmation of (?:your )?{_ORDER}",
    "order confirmation",
    "new (?:customer )?order",
    f"order{_NUMBER} (?:has been |is |was )?(?:received|confirmed|placed)",
    f"(?:we have|we['’]ve|have) (?:received|got) your {_ORDER}",
)
TELLS_THE_SHOP = _any_of(
    "nieuwe (?:klant)?(?:bestelling|order)",
    "new (?:customer )?order",
    "you(?:['’]ve| have) received (?:an|a new|the following) order",
    "(?:je|u) (?:hebt|heeft) een (?:nieuwe )?(?:bestelling|order) ontvangen",
    "(?:heeft|has) (?:zojuist |just )?(?:een bestelling geplaatst|placed an order)",
    "(?:bestelling|order) ontvangen van",
)
LATER_NEWS = _any_of(  # about an order, but not that it was placed
    "verzonden", "verstuurd", "verzending", "verzendbevestiging", "onderweg", "track(?: ?(?:&|and|en) ?trace)?",
    "tracking", "(?:af)?geleverd", "bezorgd", "bezorgstatus", "klaar om", "klaar voor", "ligt (?:voor je )?klaar",
    "afgehaald", "retour(?:neren|zending|nummer|label|nering)?", "geretourneerd", "terugbeta(?:ald|ling)",
    "teruggestort", "geannuleerd", "annuler(?:ing|en)", "gewijzigd", "wijziging", "mislukt",
    "niet (?:gelukt|voltooid|afgerond|betaald)", "nog niet (?:betaald|ontvangen)", "openstaande?", "herinnering",
    "aanmaning", "offerte", "winkel(?:wagen|mand|mandje)", "vergeten", "creditnota", "nalevering", "backorder",
    "vertraagd", "vertraging", "uitverkocht",
    "shipped", "shipment", "shipping (?:confirmation|update)", "dispatched", "on (?:its|the) way", "out for delivery",
    "delivered", "delivery (?:update|status)", "ready (?:for|to)", "returns?", "returned", "refund(?:ed)?",
    "cancel(?:l?ed|lation)", "changed", "updated", "failed", "declined", "unpaid", "on hold", "reminder", "overdue",
    "quote", "quotation", "cart", "basket", "forgot", "abandoned", "credit (?:note|memo)", "delayed",
    "back[- ]?ordered", "out of stock",
)  # fmt: skip
OTHER_NEWS = _any_of(  # about something else, unless the mail confirms an order all the same
    "factuur", "invoice", "nieuwsbrief", "newsletter", "korting(?:scode)?", "discount", "aanbieding(?:en)?", "actie",
    "sale", "black friday", "wachtwoord", "password", "account", "welkom", "welcome", "beoorde(?:el|ling)", "review",
    "mening", "feedback", "cadeaubon", "gift ?card", "contactformulier", "contact form", "vraag over",
    "question about", "betaling ontvangen", "payment received", "verify", "bevestig je e-?mail(?:adres)?",
    "spaarpunten", "wishlist", "verlanglijst(?:je)?", "bericht van",
)  # fmt: skip
