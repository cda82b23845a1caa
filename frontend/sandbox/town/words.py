"""What customers of the town write: sentences that fit together, by how many stars they go with."""

from random import Random

_OPENINGS = {
    "nl": {
        5: [
            "Heel tevreden met mijn {goods}.",
            "Snel geleverd en netjes verpakt.",
            "Precies wat ik zocht.",
            "Tweede keer besteld, weer top.",
        ],
        4: [
            "Prima {goods} voor dit geld.",
            "Goede ervaring, op een kleinigheid na.",
            "Alles klopte, alleen duurde het iets langer.",
        ],
        3: ["Het {goods} is in orde, de levering minder.", "Gemengde gevoelens.", "Niet slecht, niet bijzonder."],
        2: [
            "Ik had er meer van verwacht.",
            "Twee keer moeten bellen voordat er iets gebeurde.",
            "De foto op de site is mooier dan wat ik kreeg.",
        ],
        1: [
            "Na drie weken nog niets ontvangen.",
            "Beschadigd aangekomen en daarna bleef het stil.",
            "Dit doe ik niet nog eens.",
        ],
    },
    "en": {
        5: ["Very happy with my {goods}.", "Fast delivery, carefully packed.", "Exactly what I was looking for."],
        4: ["Good {goods} for the price.", "Everything was right, it just took a day longer."],
        3: ["The {goods} is fine, delivery less so.", "Mixed feelings."],
        2: ["I expected more.", "Had to call twice before anything happened."],
        1: ["Three weeks later and still nothing.", "Arrived damaged, and then silence."],
    },
}
_MIDDLES = {
    "nl": {
        5: [
            "Vrijdag besteld, zaterdag in huis.",
            "Op mijn vraag kreeg ik binnen een uur antwoord.",
            "De kwaliteit is beter dan ik dacht.",
            "Er zat zelfs een handgeschreven kaartje bij.",
        ],
        4: [
            "De verpakking had iets steviger gemogen.",
            "De bezorger belde niet aan, maar de buren waren thuis.",
            "De maat valt iets klein uit.",
        ],
        3: [
            "Er stond twee dagen, het werden er zes.",
            "Retour sturen ging wel, maar de uitleg was onduidelijk.",
            "De klantenservice was vriendelijk, maar kon weinig doen.",
        ],
        2: [
            "Het {goods} werkte pas na lang proberen.",
            "Het geld kreeg ik terug, na veel mailen.",
            "De kleur klopte niet met de omschrijving.",
        ],
        1: [
            "Op mijn mails kwam geen antwoord.",
            "Telefonisch kreeg ik niemand te pakken.",
            "De retourkosten moest ik zelf betalen, terwijl het stuk was.",
        ],
    },
    "en": {
        5: [
            "Ordered on Friday, delivered on Saturday.",
            "They answered my question within the hour.",
            "The quality is better than I thought.",
        ],
        4: ["The box could have been sturdier.", "It runs slightly small."],
        3: ["It said two days and took six.", "Returning it worked, but the explanation was unclear."],
        2: ["I did get my money back, after many mails.", "The colour did not match the description."],
        1: ["My mails went unanswered.", "Nobody picked up the phone."],
    },
}
_ENDINGS = {
    "nl": {
        5: ["Aanrader.", "Hier bestel ik vaker.", "Dank jullie wel.", ""],
        4: ["Verder niets dan lof.", "Ik zou er weer bestellen.", ""],
        3: ["Volgende keer kijk ik ook ergens anders.", "Hopelijk was het pech.", ""],
        2: ["Jammer.", "Dat kan beter.", ""],
        1: ["Ik raad het niemand aan.", "Ik wil gewoon mijn geld terug.", ""],
    },
    "en": {
        5: ["Recommended.", "Will order again.", ""],
        4: ["Nothing but praise otherwise.", ""],
        3: ["Perhaps it was bad luck.", ""],
        2: ["A pity.", ""],
        1: ["I cannot recommend it.", ""],
    },
}
_TITLES = {
    "nl": {
        5: ["Snel en netjes", "Top", "Precies goed", "Blij mee", ""],
        4: ["Prima", "Goed, met een kanttekening", ""],
        3: ["Kan beter", "Gaat wel", ""],
        2: ["Tegengevallen", "Matig", ""],
        1: ["Nooit meer", "Slechte ervaring", ""],
    },
    "en": {
        5: ["Great", "Lovely", ""],
        4: ["Good", ""],
        3: ["Could be better", ""],
        2: ["Disappointing", ""],
        1: ["Never again", ""],
    },
}
_REPLIES = {
    True: ["Dank je wel voor je review. Fijn dat je er blij mee bent.", "Wat leuk om te lezen. Veel plezier ermee."],
    False: [
        "Dat had beter gemoeten, excuses. We hebben je vandaag een mail gestuurd om het op te lossen.",
        "Wat vervelend. De vervoerder had die week een storing. Je verzendkosten krijg je terug.",
    ],
}


def opinion(chance: Random, stars: int, language: str, goods: str) -> tuple[str, str]:
    """(title, text) of one review."""
    parts = [chance.choice(kind[language][stars]) for kind in (_OPENINGS, _MIDDLES, _ENDINGS)]
    text = " ".join(part for part in parts if part).replace("{goods}", goods)
    return chance.choice(_TITLES[language][stars]), text


def reply(chance: Random, stars: int) -> str:
    return chance.choice(_REPLIES[stars > 3])


def stars(chance: Random) -> int:
    """Most people who write are content, and some are not."""
    return chance.choices((5, 4, 3, 2, 1), weights=(58, 24, 8, 5, 5))[0]
