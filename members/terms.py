"""How long things take in a membership, with the article each duration comes from."""

from datetime import timedelta

ASPIRANT_MONTHS = 4  # terms 1.4, 5.2
TERM_MONTHS = 12  # terms 13.1
TERM_CHOICE = (3, 12)  # terms 13.4: what the next term may be, in months, after the first year
RENEWAL_NOTICES = (60, 14)  # days before the next term starts; our own advice beside terms 13.3
INSPECTION_TARGET_WORKDAYS = 2  # terms 4.4
REGISTER_ANSWER_LASTS = timedelta(days=30)  # how long what a register said need not be asked again; our own
REGISTER_ASKED_AGAIN = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
INFORMATION_DUE = timedelta(days=14)  # terms 3.2: our own advice
INFORMATION_GRACE = timedelta(days=14)  # after the reminder; terms 4.3: then there is no cooperation
IMPROVEMENT_NUDGE = timedelta(days=14)  # after a rejection, reading A5
IMPROVEMENT_POSTPONED = timedelta(days=14)  # reading A5: once per round, on request
IMPROVEMENT_GRACE = timedelta(days=14)  # after the nudge; terms 4.3
INFORMATION_KEPT_MONTHS = 24  # of an ended application: terms 3.10, our own advice
RISK_DOCUMENT_KEPT = timedelta(days=28)  # checklist 3.7, PA: for the check alone, and no longer than this
NEWSLETTER_TOLD_AGAIN = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))  # when the list is away
NEWSLETTER_LOOKED_AT_AGAIN = timedelta(days=30)  # by itself, for what no news was about
THREAD_CLOSES = timedelta(days=30)  # after our answer, when nothing comes back; our own
THREAD_KEPT_MONTHS = 24  # correspondence, as what members ask and are told otherwise; our own
MARK_REMOVAL = timedelta(days=7)  # terms 10.4, reading A7
EVALUATION_RETRY = timedelta(days=30)  # reading A2: an aspirant who cannot be promoted is looked at again
SHOPS_PER_MEMBER = 5  # reading A20
REINSPECTION_LINK = timedelta(days=60)  # terms 4.10: how long the link in the letter works
FORMER_PASSWORDS = 3  # processing agreement, Security: password; reading A23
API_CALLS = 600  # calls of our own API per key ...
API_WINDOW = timedelta(minutes=1)  # ... in this time
API_KEY_OVERLAPS = (timedelta(0), timedelta(hours=24), timedelta(days=7))  # how long a replaced key works on
API_KEY_LIVES = (timedelta(days=90), timedelta(days=365))  # a key may end by itself; without, it works until withdrawn
RECOVERY_CODES = 10  # how many there are of, each for once
CODE_GUESSES = 5  # wrong codes of the app in a row ...
CODE_PAUSE = timedelta(minutes=15)  # ... close that door for so long, and twice as long each time again ...
CODE_PAUSE_MOST = timedelta(days=1)  # ... but no longer than this
DEVICE_KNOWN = timedelta(days=365)  # how long a browser itself remembers who logged in from it
DEVICE_MONTHS = 12  # how long a device is remembered after it was last seen (numbers.md 6.2)

# How often an outgoing webhook is offered anew: the pauses that Standard Webhooks recommends, just over three days
WEBHOOK_BACK_OFF = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
WEBHOOK_LASTING = timedelta(days=5)  # without one delivery ...
WEBHOOK_LASTING_ATTEMPTS = 7  # ... in at least so many attempts: the endpoint is switched off
WEBHOOK_SECRET_OVERLAP = timedelta(hours=24)  # how long both secrets sign
WEBHOOK_ENDPOINTS = 5  # per shop
WEBHOOK_ANSWER = 1024  # of what a shop's server answers so much is kept, in characters
WEBHOOK_KEPT = timedelta(days=30)  # how long the log goes back, and so how far can be replayed
MARK_COMPLAINT_WITHIN = timedelta(days=5)  # terms 11.11, reading A12: later ones are handled, and marked
BREACH_REPORT = timedelta(hours=72)  # PA data breach; GDPR 33(1)
AUDIT_NOTICE = timedelta(days=14)  # PA audit by member
AUDIT_ANSWER_WORKDAYS = 5  # our own advice: the agreement names no term for our answer

TAKEOVER_LINK_LIFE = timedelta(days=60)  # our own: a sale takes its time
PAYMENT_GATE = True  # terms 5.6: we may, and do; off, a late invoice holds back no establishment
SEAT_OFFER_LIFE = timedelta(days=7)  # how long the link in an invitation to a team works
SEAT_OFFER_LETTERS = 5  # how often one invitation may be sent, the first time included
SEAT_OFFERS_OPEN = 20  # per shop
SUCCESSION_LIFE = timedelta(days=7)  # within which both confirm that a webshop gets another owner
VIEWING_LASTS = timedelta(minutes=30)  # how long one of us may look along as somebody else
