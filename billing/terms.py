"""Billing periods and payment terms, with the article each comes from."""

from datetime import time, timedelta

MONTHS = {"QUARTER": 3, "YEAR": 12}  # terms 12.1
PAYMENT_TERM = timedelta(days=14)  # terms 12.6
REMINDER_TIME = time(9, 0)  # reading A19: a reminder waits for the morning of a working day
PAY_LINK_LIFE = timedelta(days=400)  # as long as a yearly invoice can be open and argued about
