"""Billing periods and payment terms, with the article each comes from."""

from datetime import time, timedelta

MONTHS = {"QUARTER": 3, "YEAR": 12}  # terms 12.1
FIRST_TERM_MONTHS = 12  # terms 13.1: what a discount for the first term lasts
PAYMENT_TERM = timedelta(days=14)  # terms 12.6
WORD_OF_PAYMENT = timedelta(minutes=20)  # an iDEAL payment is over in fifteen; then we ask
PAYMENT_GIVEN_UP = timedelta(days=2)  # nobody finishes a payment after that
REMINDER_TIME = time(9, 0)  # reading A19: a reminder waits for the morning of a working day
PAY_LINK_LIFE = timedelta(days=400)  # as long as a yearly invoice can be open and argued about

# The ladder of a default, in days with the first day in default as day 1 (terms 12.10, reading A17). The reminder of
# day 1 is above. A suspension and an ending are asked of the manager, and never happen by themselves.
FORMAL_NOTICE_DAY = 10
SUSPENSION_DAY = 21
TERMINATION_DAY = 35
LEAST_BETWEEN_STEPS = timedelta(days=7)  # also where a step came late: our own, so that a letter can be answered
VAT_BACK_MONTHS = 12  # Wet OB art. 29: after its due date the VAT of an unpaid invoice comes back at the latest
LIABILITY_TIMES = 2  # terms 16.8: the invoice of the chosen period, so many times
LIABILITY_MONTHS = 12  # terms 16.9: after that nothing can be claimed
MOST_INSTALMENTS = 12  # our own
OBJECTION_WITHIN = timedelta(
    days=5
)  # terms 12.5 has no term: that of complaints about us, 11.11; never refused as late
JUSTIFIED_HOLD = timedelta(days=30)  # terms 11.11: no step while a justified complaint is put right; our own
