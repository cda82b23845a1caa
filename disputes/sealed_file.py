"""A dispute as one file for the disputes committee: what was said, offered and agreed, with a hash of every part.

Nothing in it that the two did not read themselves; the mediator's own notes are no part of it (PA, disputes).
"""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from disputes.agreement import what
from disputes.models import Dispute, Evidence, Party, Proposal
from keurmerk.bundle import as_json, bundle
from keurmerk.calendar import in_words
from keurmerk.models import Event
from members.documents import TERMS
from members.models.application import Acceptance

_TEMPLATE = Path(__file__).with_name("sealed_file.typ")


def sealed_file(dispute: Dispute, *, at: datetime, without: Collection[str] = ()) -> bytes:
    """A zip with case.json, messages, proposals, the settlement if there is one, the chronology, a readable PDF, and
    the evidence as it was kept.

    `without` names items (see shared_items) that are left out; the file says which numbers, and nothing of them.
    """
    with translation.override(dispute.language):
        facts = _facts(dispute, without)
        paper = _paper(facts, at)
    shared = [each for each in dispute.evidence.all() if f"evidence:{each.pk}" not in without]
    kept = {_place(each): each.content() for each in shared}
    files = {place: content for place, content in kept.items() if content is not None}
    return bundle({"case.json": as_json(facts), "case.pdf": paper, **files}, at=at)


def _place(evidence: Evidence) -> str:
    return f"evidence/{evidence.file_name}"


def _facts(dispute: Dispute, without: Collection[str]) -> dict[str, Any]:
    """Moments in ISO 8601, amounts as text."""
    shop = dispute.shop
    return {
        "number": dispute.number,
        "state": dispute.state,
        "language": dispute.language,
        "parties": {
            "consumer": {"name": dispute.consumer_name, "email": dispute.consumer_email},
            "shop": {
                "name": shop.name,
                "host": shop.host,
                "company": shop.member.legal_name,
                "kvk_number": shop.member.kvk_number,
            },
        },
        "order": {
            "number": dispute.order_number,
            "ordered_on": dispute.ordered_on,
            "happened_on": dispute.happened_on,
            "complained_on": dispute.complained_on,
            "amount": dispute.amount,
        },
        "positions": {
            "about": str(dispute.get_kind_display()),
            "what_happened": dispute.story,
            "tried_before": dispute.tried,
            "wanted": dispute.wish,
        },
        "accepted_terms": _accepted_terms(dispute),
        "left_out": _left_out(dispute, without),
        "messages": [
            {"number": number, "by": each.author, "at": each.written_at, "text": each.text}
            for number, each in enumerate(dispute.messages.all(), 1)
            if f"message:{each.pk}" not in without
        ],
        "evidence": [
            {
                "number": each.mark,
                "by": each.by,
                "kind": each.kind,
                "what": str(each.get_kind_display()),
                "shows": each.shows,
                "added_at": each.added_at,
                "file": _place(each),
                "sha256": each.digest,
            }
            for each in dispute.evidence.all()
            if f"evidence:{each.pk}" not in without
        ],
        "proposals": [
            {
                "by": each.by,
                "kind": each.kind,
                "amount": each.amount,
                "in_words": what(each),
                "done_by": each.do_by,
                "made_at": each.made_at,
                "outcome": each.state,
                "ended_at": each.ended_at,
            }
            for each in dispute.proposals.order_by("pk")
            if f"proposal:{each.pk}" not in without
        ],
        "settlement": _settlement(dispute),
        "outcome": dispute.outcome,
        "chronology": _chronology(dispute),
    }


def _accepted_terms(dispute: Dispute) -> dict[str, Any] | None:
    """By which terms the shop is bound to the rules of the committee, and since when (terms 11.5, 11.6)."""
    of_member = Acceptance.objects.filter(application__member=dispute.shop.member_id, document=TERMS)
    last = of_member.order_by("-accepted_at").first()
    return {"version": last.version, "accepted_at": last.accepted_at, "article": "11.6"} if last else None


def _left_out(dispute: Dispute, without: Collection[str]) -> list[str]:
    """What is not shared because somebody objected: that it is there, and by whom; never what it says."""
    numbered = [
        *((f"message:{each.pk}", f"message {n}", each.author) for n, each in enumerate(dispute.messages.all(), 1)),
        *((f"evidence:{each.pk}", f"evidence {each.mark}", each.by) for each in dispute.evidence.all()),
        *(
            (f"proposal:{each.pk}", f"proposal {n}", each.by)
            for n, each in enumerate(dispute.proposals.order_by("pk"), 1)
        ),
    ]
    return [f"{name} of {by}" for key, name, by in numbered if key in without]


def _settlement(dispute: Dispute) -> dict[str, Any] | None:
    settlement = getattr(dispute, "settlement", None)
    if settlement is None:
        return None
    return {
        "text": settlement.text,
        "signed_by_shop_at": settlement.shop_signed_at,
        "signed_by_consumer_at": settlement.consumer_signed_at,
        "done_by": settlement.do_by,
        "state": settlement.state,
    }


def _chronology(dispute: Dispute) -> list[dict[str, Any]]:
    """What happened, by the events that were written with each change; never who of us did it."""
    own = Event.objects.filter(subject_type="disputes.dispute", subject_id=dispute.pk)
    of_proposals = Event.objects.filter(subject_type="disputes.proposal", payload__dispute=dispute.pk)
    of_settlement = Event.objects.filter(subject_type="disputes.settlement", payload__dispute=dispute.pk)
    events = sorted([*own, *of_proposals, *of_settlement], key=lambda each: (each.happened_at, each.pk))
    return [{"event": each.name, "at": each.happened_at} for each in events]


def _paper(facts: dict[str, Any], at: datetime) -> bytes:
    """The same for people, on paper, in the language of the dispute."""
    shop, consumer = facts["parties"]["shop"], facts["parties"]["consumer"]
    names = {Party.SHOP.value: shop["name"], Party.CONSUMER.value: consumer["name"]}
    told = {
        "language": facts["language"],
        "title": _("File of dispute %(number)s") % {"number": facts["number"]},
        "made": _("Made on %(moment)s by %(who)s") % {"moment": _moment(at), "who": settings.BRAND["legal_name"]},
        "sections": [
            [_("Parties"), [consumer["name"], f"{shop['name']}, {shop['company']}"]],
            [_("The complaint"), _complaint(facts)],
            [_("What was said"), _said(facts, names)],
            [_("Evidence"), _evidence(facts, names)],
            [_("What was proposed"), _proposed(facts, names)],
            [_("Left out after an objection"), facts["left_out"]],
            [_("Settlement"), (facts["settlement"] or {}).get("text", "").split("\n") if facts["settlement"] else []],
            [_("Outcome"), [facts["outcome"]] if facts["outcome"] and not facts["settlement"] else []],
        ],
    }
    made: bytes = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"facts": as_json(told).decode()},
        format="pdf",
        pdf_standards="a-3a",
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    return made


def _complaint(facts: dict[str, Any]) -> list[str]:
    order, told = facts["order"], facts["positions"]
    day = in_words(order["ordered_on"])
    of_order = _("Order %(number)s of %(day)s") % {"number": order["number"] or "–", "day": day}
    lines = [
        f"{told['about']}. {of_order}.",
        told["what_happened"],
    ]
    if told["tried_before"]:
        lines.append(_("Tried before: %(text)s") % {"text": told["tried_before"]})
    return [*lines, _("Wanted: %(text)s") % {"text": told["wanted"]}]


def _said(facts: dict[str, Any], names: dict[str, str]) -> list[str]:
    mediator = _("The mediator")
    return [f"{_moment(each['at'])}, {names.get(each['by'], mediator)}: {each['text']}" for each in facts["messages"]]


def _evidence(facts: dict[str, Any], names: dict[str, str]) -> list[str]:
    mediator = _("The mediator")
    return [
        f"{each['number']}. {each['what']}: {each['shows']} ({names.get(each['by'], mediator)}, "
        f"{_moment(each['added_at'])}, SHA-256 {each['sha256'][:16]}…)"
        for each in facts["evidence"]
    ]


def _proposed(facts: dict[str, Any], names: dict[str, str]) -> list[str]:
    return [
        f"{_moment(each['made_at'])}, {names[each['by']]}: {each['in_words']} ({Proposal.State(each['outcome']).label})"
        for each in facts["proposals"]
    ]


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "j F Y, H:i", use_l10n=False)


@cache
def _fonts() -> typst.Fonts:
    """The house's own; the machine's would make every installation's paper look different."""
    return typst.Fonts(include_system_fonts=False, font_paths=[settings.BASE_DIR / "billing" / "fonts"])
