"""How often and how long in an inspection; what S leaves open is our own default."""

from datetime import timedelta

WATCH_DAYS = (3, 7, 8)  # after a demand, beside the day itself (rulebook 2.5, terms 10.4)
WATCH_TWICE = timedelta(hours=24)  # seen gone twice, so far apart (rulebook 2.5)
WATCH_EVERY = timedelta(days=7)  # a host that may not carry the mark
WATCH_LEASE = timedelta(minutes=10)  # a look that takes longer died with its worker
NIGHT_MINUTES = 8 * 60  # from 23:00 to 7:00: when members' shops are looked at
SCAN_LEASE = timedelta(minutes=10)
SCANS_A_MINUTE = 60  # our own: 20,000 shops fit in a night of eight hours
SCANS_TOGETHER = 20  # our own: side by side in one worker, for most of a visit is waiting; each shop keeps its own pace
SCAN_FAILURES_TOLD = 3  # nights in a row
REMEDY = timedelta(days=14)  # terms 6.5 "reasonable", reading A6
REMEDY_URGENT = timedelta(days=2)  # reading A6: safety and fraud
URGENT_SECTIONS = {"PC", "PS", "SE", "TM"}  # prohibited content, product safety, security, the mark itself
REMEDY_FLAPS = timedelta(days=7)  # a point that breaks again within these is the same trouble
CHANGE_MONTHS = 2  # terms 6.3, reading A3
CHANGE_REMINDERS = (30, 14, 3)  # days before the last one (rulebook 2.2)
AUDIT_SHARE = 0.02  # of all members a month, and one at least (terms 6.4); our own
MISUSE_REMOVAL = timedelta(days=7)  # terms 10.4, by analogy: after a warning
MISUSE_PROOFS_KEPT_MONTHS = 84  # of a closed case: as long as a claim lives
REFERRER_AGAIN = timedelta(days=30)  # our own: a host that fetches our files and showed no mark is looked at again
REFERRER_KEPT = timedelta(days=90)  # our own: a host that fetches nothing any more is forgotten
WATCH_ENOUGH = 3  # looks in a row without a mark, at a host that never had one of us
REPORTS_A_DAY = 8  # our own: a member that reports change after change is asked to put them together (terms 7.4)
READINGS_A_DAY = 8  # our own: an owner who has us read the shop again and again is asked to wait
UNDO = timedelta(minutes=10)  # frontend.md: no letter leaves and no mark is granted before it
RISKS_FOR_TWO = frozenset(  # rulebook 2.2: four eyes for risk shops; by the machine, and by checklist 3.7
    {"unreadable", "prohibited", "other_company"}
    | {"expensive", "electronics", "travel", "trend_goods", "prepaid", "lookalike", "misuse_before"}
)
SELF_CHECKS_A_DAY = 10  # our own, per person: a look before sending is free, and costs a minute of a worker
REPORT_LINK = timedelta(days=60)  # our own: how long the report opens from the letter, as the link to re-inspection
SNAPSHOT_MONTHS = 24  # our own, as long as what is sent with an application: a year's term and the year after it
