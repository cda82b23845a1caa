"""How long and how much in reviews, with the article each comes from."""

from datetime import time, timedelta

from django.conf import settings

DELAY_DAYS = settings.INVITATION_DELAY_DAYS  # days between the order and the invitation, unless the shop says other
MOST_DELAY_DAYS = 90
INVITATION_LIFE = timedelta(days=settings.INVITATION_LIFE_DAYS)  # rulebook 2.6: a link works 90 days
FREQUENCY = timedelta(days=30)  # one invitation per address per shop in this time
TRIAL_LETTERS_AN_HOUR = 5  # to one's own mailbox, per shop
SENDER_LOOKS = timedelta(days=1)  # at the records of a shop's own sender address
SENDER_LOOKS_SOON = timedelta(hours=1)  # while they are being set, and when nobody answered
SENDER_LOOKS_SOON_FOR = timedelta(days=2)
SENDER_TRIES_FOR = timedelta(days=30)  # then only when the shop asks
SENDER_MISSES = 2  # looks in a row that find a record gone, before letters come from our address again
SENDER_ASKS_AGAIN = timedelta(minutes=15)  # between two letters that ask to confirm an address
SENDER_ASKED_A_DAY = 5  # such letters of one shop, to whatever addresses
SENDER_CONFIRM_WITHIN = timedelta(days=7)
REMINDER_AFTER = timedelta(days=7)
OLDEST_ORDER = timedelta(days=365)  # nobody can still judge an older one, and it would not count in the score
LATEST_ORDER = timedelta(days=90)  # a day of delivery may lie ahead as far as an invitation may wait
IMPORT_FILE_KEPT = timedelta(days=7)  # a file of orders that nobody confirmed
ORDER_MAIL_KEPT = timedelta(days=14)  # a copied order mail that waits to be settled by hand
FIRST_HOUR, LAST_HOUR = 8, 21  # no message to a buyer between nine in the evening and eight in the morning, Amsterdam
MOST_WRITTEN_PER_DAY = 40  # reviews from one link of a shop in a day: more than a counter sees, fewer than a flood
SCORE_MONTHS = 12  # verified reviews of the last twelve months make the score
RATING_CHECK = timedelta(hours=20)  # how long a stored score may go without being held against its reviews
RATINGS_AT_ONCE = 500  # of these; a quarter of an hour later come the next
SIGNING_HABIT = timedelta(days=90)  # a shop whose plugin signed its consents in this time signs always
GUARD_MONTHS = 36  # processing agreement, invitation: three years
FEWEST_CHARACTERS = 20
MOST_CHARACTERS = 2000
CONSENT_VERSION = "2026-01"  # the permission that a writer gives (processing agreement, review)

# Moderation (rulebook 2.7)
WRITER_PROVES = timedelta(days=7)  # product.md: the time to prove the purchase, or to change the text
WRITER_EDITS = timedelta(days=7)
WRITER_REMINDED_AFTER = timedelta(days=5)
UNDO = timedelta(minutes=10)  # frontend.md: no letter leaves and no review changes before it
CLAIM = timedelta(minutes=20)  # a case in somebody's hands comes free after this
DECIDE_WORKDAYS = 5  # "timely" of DSA 16, sixth paragraph
DECIDE_URGENT_WORKDAYS = 1  # unlawful, personal data, trusted flaggers (DSA 22)
DECIDE_APPEAL_WORKDAYS = 10
APPEAL_MONTHS = 6  # DSA 20
UNFOUNDED_MONTHS = 12  # DSA 23: what is counted
UNFOUNDED_WARNS = 3
UNFOUNDED_SUSPENDS = 5
SUSPENSION_MONTHS = 3
MOST_OPEN_REQUESTS = 25  # of one shop at a time
DRAFT_FILES_KEPT = timedelta(days=1)
GAP_WINDOW = timedelta(days=90)  # of order numbers that are looked at for gaps
GAPS_EVERY = timedelta(days=7)
MORE_GAPS = 0.05  # of the numbers: so much more than what was explained raises the question anew
CONSENT_VERSION = "2026-11"  # of consent.py: the permission that a writer gives today
MOST_PHOTOS = 5
LARGEST_PHOTO = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000  # of a telephone of today; more is refused before it is unpacked
LONGEST_ALT = 200
PHOTO_WAITS = timedelta(days=settings.INVITATION_LIFE_DAYS)  # with a draft, as long as its link works
CONFIRM_WITHIN = timedelta(days=7)  # an open review waits for its writer's answer
CONFIRMATIONS_A_DAY = 3  # letters to one address that ask whether it wrote a review
OPEN_REVIEW_EVERY = timedelta(days=30)  # one review per address per shop in this time, without an invitation
LONGEST_MESSAGE = 2000
MESSAGES_IN_A_ROW = 3  # without an answer, then a day of rest
MESSAGES_A_DAY = 10
MESSAGE_DAY = timedelta(days=1)
DIGEST_AT = time(7, 30)  # in Amsterdam
TEXTING_VERSION = "2026-11"  # the statement with which a shop turns text messages on
STOP_WORDS = frozenset({"STOP", "STOPP", "STOPPEN", "AFMELDEN", "UIT", "UNSUBSCRIBE", "END", "CANCEL", "QUIT"})
EXPORT_KEPT = timedelta(days=7)  # product.md B9: how long a shop can fetch its export
TRACE_MONTHS = 12  # how long the traces of a review are kept, for abuse only (numbers.md 6.2)
