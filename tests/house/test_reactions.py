"""One may listen downward and sideways, never upward; a name in a string is a dependency too."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from keurmerk.copies import FOLLOWED
from keurmerk.outbox import REACTIONS, reaction_at

# Who records which news, by the first word of the event's name.
SPEAKERS = {
    "thread": "members", "second_factor": "members", "recovery_code": "members", "login_session": "members", "device": "members",
    "seat": "members", "seat_offer": "members", "succession": "members", "viewing": "members",
    "circumstance": "members", "company_change": "members", "takeover": "members", "breach": "members", "breach_letter": "members", "data_audit": "members", "mark_complaint": "members", "newsletter": "members", "application": "members", "documents": "members", "membership": "members", "mark": "members", "shop": "members",
    "webhook": "members", "user": "members", "member": "members", "information": "members", "register": "members",
    "inspection": "inspections", "finding": "inspections", "misuse": "inspections", "watch": "inspections", "remedy": "inspections",
    "scan": "inspections", "campaign": "inspections", "edition": "inspections", "audit": "inspections",
    "invitation": "reviews", "review": "reviews", "reply": "reviews", "rating": "reviews", "ledger": "reviews", "plugin_key": "reviews",
    "product_review": "reviews", "sync_address": "reviews", "consent": "reviews", "partner": "reviews",
    "order_import": "reviews", "order_mail": "reviews", "order_mailbox": "reviews", "review_export": "reviews",
    "review_import": "reviews",
    "letter_text": "reviews", "sender": "reviews", "letter": "keurmerk", "erasure": "keurmerk", "address": "keurmerk", "opt_out": "reviews",
    "notice": "reviews", "decision": "reviews", "appeal": "reviews", "filing_right": "reviews", "flagger": "reviews",
    "open_review": "reviews", "review_message": "reviews", "review_photo": "reviews",
    "proposal": "disputes", "settlement": "disputes",
    "dispute_mail": "disputes", "dispute": "disputes", "message": "disputes", "extension": "disputes", "handover": "disputes",
    "referral": "disputes", "ruling": "disputes", "sharing": "disputes",
    "arrears": "billing", "objection": "billing", "discount": "billing",
    "passkey": "members",
    "invoice": "billing", "payment": "billing", "subscription": "billing", "credit_note": "billing",
}  # fmt: skip
FLOORS = {"keurmerk": 0, "members": 1, "inspections": 2, "reviews": 2, "disputes": 3, "billing": 3, "frontend": 4}


@pytest.mark.parametrize("event", sorted(REACTIONS))
def test_news_goes_up_only(event):
    speaker = SPEAKERS[event.split(".")[0]]
    for reaction in REACTIONS[event]:
        assert FLOORS[reaction.split(".")[0]] >= FLOORS[speaker], f"{reaction} listens to {event}"


@pytest.mark.parametrize("event", sorted(REACTIONS))
def test_every_reaction_can_be_found_by_its_name(event):
    assert all(callable(reaction_at(reaction)) for reaction in REACTIONS[event])


NAME = re.compile(r"^[a-z_]+\.[a-z_]+$")


def recorded_names() -> set[str]:
    """Every event name in the code outside what listens; one that is composed (`f"payment.{…}"`) as its beginning."""
    names = set()
    for app in FLOORS:
        for file in Path(settings.BASE_DIR / app).rglob("*.py"):
            if file.name in {"reactions.py", "telling.py"}:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.match(node.value):
                    names.add(node.value)
                if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    names.add(str(node.values[0].value))
    return names


def test_nobody_waits_for_news_that_is_never_told():
    told = recorded_names()
    beginnings = tuple(name for name in told if name.endswith("."))
    assert [event for event in [*REACTIONS, *FOLLOWED] if event not in told and not event.startswith(beginnings)] == []
