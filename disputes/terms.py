"""How long each party has in a dispute, with the source of each number (numbers 7.3)."""

from datetime import timedelta

MOST_AGE_MONTHS = 12  # terms 11.2
SHOP_ANSWERS = timedelta(days=7)  # the shop is heard first (terms 11.1)
CONSUMER_ANSWERS = timedelta(days=14)  # then closed, with a link to reopen
SHOP_ANSWERS_MEDIATOR_WORKDAYS = 5  # one reminder, then "no cooperation"
MEDIATOR_ANSWERS_WORKDAYS = 5  # what both parties are told to expect of us
REMINDER_BEFORE = timedelta(days=2)
SETTLEMENT_CHECK = timedelta(days=7)  # to do after all what was not done by its day; our own
MANY_COMPLAINTS = 3  # in mediation within a year; terms 11.13 gives no number, this one is our own
COMPLAINTS_WITHIN = timedelta(days=365)
MAIL_KEPT = timedelta(days=14)  # for a stranger to confirm what he wrote; our own
LONGEST_MESSAGE = 5000  # characters of a message; our own
MOST_EVIDENCE = 30  # files of one party in one dispute; our own
LARGEST_EVIDENCE = 10 * 1024 * 1024  # bytes of each; our own
EVIDENCE_KEPT_MONTHS = 60  # five years after the end, as the rest of the case (A22; BW 3:307)
OBJECTIONS_WORKDAYS = 5  # before anything is shared with the committee (PA, disputes)
OBJECTION_ANSWER_WORKDAYS = 2  # for us, when somebody objected; our own
RULING_CHECK = timedelta(days=14)  # after the day of a ruling, silence is taken for a yes (numbers 7.3)
LONGEST_REFERENCE = 60
LONGEST_PAUSE = timedelta(days=28)  # a mediation takes thirty days, ninety at most; our own share of that
LONGEST_EXTENSION = timedelta(days=14)  # as long as a consumer's own term; our own
MOST_EXTENSIONS = 3  # that one party may ask for in one dispute; our own
REFUSED_EXTENSION_WORKDAYS = 2  # to answer after all, when the refusal came near or after the date; our own
FEWEST_TOLD = 5  # disputes of a shop before numbers of them are public: fewer could be recognised; our own
