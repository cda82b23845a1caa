"""The letters about a membership and its shops: each function gathers the facts of one."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from keurmerk import links
from keurmerk.calendar import amsterdam_date
from keurmerk.mail import send
from members import account_mails, applicant_mails, breach_letters, change_mails, data_link, thread_letters
from members.applicant_mails import page
from members.grounds import GROUNDS
from members.models import DataAudit, MarkComplaint, Membership, Seat, User, WebhookEndpoint
from members.sub_processors import SubProcessor
from members.team import mails as team_mails
from members.terms import WEBHOOK_KEPT

ACCOUNT_LINKS = ("activate_url", "password_reset_url", "signup_url")


def membership_established(membership: Membership, *, at: datetime) -> None:
    """Welcome: what an aspirant may do, until when, and on which hosts (terms 5.2, 5.4, 5.7)."""
    _tell("members/membership_established", membership, at=at)


def held(membership: Membership, *, at: datetime) -> None:
    """Approved, but an invoice is late: the membership begins when it is paid (terms 5.6)."""
    _tell("members/held", membership, at=at, about=_this_time(membership, at))


def promoted(membership: Membership, *, at: datetime) -> None:
    """Four months are over: a full member (terms 5.2)."""
    _tell("members/promoted", membership, at=at)


def promotion_postponed(membership: Membership, *, at: datetime, again: datetime) -> None:
    """Something open stands against promotion; each time it is postponed is told (terms 5.2, A2)."""
    about = f"members.membership:{membership.pk}:until:{again:%Y-%m-%d}"
    _tell("members/promotion_postponed", membership, at=at, about=about, again=again)


def renewal_notice(membership: Membership, first: date, last: date, *, at: datetime) -> None:
    """The next term, from `first` to `last`, and until when and how to give notice (terms 13.3, 13.5)."""
    about = f"members.membership:{membership.pk}:next:{first}:on:{amsterdam_date(at)}"
    days = {"term_end": first - timedelta(days=1), "next_start": first, "next_end": last}
    _tell("members/renewal_notice", membership, at=at, about=about, **days)


def term_chosen(membership: Membership, months: int, first: date, last: date, *, at: datetime) -> None:
    """How long the next term is, from which day to which (terms 13.4)."""
    days = {"months": months, "next_start": first, "next_end": last}
    _tell("members/term_chosen", membership, at=at, about=_this_time(membership, at), **days)


def notice_given(membership: Membership, last: date, *, at: datetime) -> None:
    """Notice came in, the membership ends after `last`, and what goes on until then (terms 13.5-13.7, 10.4)."""
    _tell("members/notice_given", membership, at=at, about=_this_time(membership, at), term_end=last)


def notice_withdrawn(membership: Membership, last: date, *, at: datetime) -> None:
    """The membership goes on after `last`, the last day of this term (terms 13.3)."""
    _tell("members/notice_withdrawn", membership, at=at, about=_this_time(membership, at), term_end=last)


def suspended(membership: Membership, *, at: datetime) -> None:
    """Suspended, and for which article (terms 14.1)."""
    _tell("members/suspended", membership, at=at, about=_this_time(membership, at))


def reinstated(membership: Membership, *, at: datetime) -> None:
    """The cause of the suspension is gone (terms 14.1)."""
    _tell("members/reinstated", membership, at=at, about=_this_time(membership, at))


def ended(membership: Membership, *, at: datetime) -> None:
    """Ended: on which ground, that the mark must go, and by which day (terms 10.2, 10.4, 14.3)."""
    ground = GROUNDS.get(membership.end_reason)
    facts = {"ground": ground.words, "article": ground.article} if ground else {"ground": "", "article": ""}
    _tell("members/ended", membership, at=at, **facts)


def complaint_received(complaint: MarkComplaint, *, at: datetime) -> None:
    """To who owns the member's shops (terms 11.11)."""
    _of_complaint("members/mark_complaint_received", complaint, at=at)


def complaint_answered(complaint: MarkComplaint, *, at: datetime) -> None:
    """Our answer in writing, and what puts it right (terms 11.11, 11.12)."""
    _of_complaint("members/mark_complaint_answered", complaint, at=at)


def _of_complaint(letter: str, complaint: MarkComplaint, *, at: datetime) -> None:
    shop = complaint.member.shops.order_by("pk").first()
    seats = {"seats__shop__member": complaint.member_id, "seats__role": Seat.Role.OWNER}
    for owner in User.objects.filter(is_active=True, **seats).distinct().order_by("pk"):
        with translation.override(owner.language):
            remedy = complaint.get_remedy_display()
        facts = {
            "name": owner.name,
            "answer": complaint.answer,
            "remedy": remedy,
            "invoice_number": complaint.invoice_number,
            "page": page(f"/dashboard/shops/{shop.pk}/complaints/", owner.language) if shop else "",
        }
        send(letter, to=owner.email, language=owner.language, about=complaint, at=at, facts=facts)


def webhook_disabled(endpoint: WebhookEndpoint, reason: str, *, at: datetime, about: str) -> None:
    """We stopped sending news to the shop's own software, why, and what its owner can do."""
    seats = {"seats__shop": endpoint.shop_id, "seats__role": Seat.Role.OWNER}
    for owner in User.objects.filter(is_active=True, **seats).distinct().order_by("pk"):
        facts = {
            "name": owner.name,
            "shop": endpoint.shop.name,
            "address": endpoint.url,
            "gone": reason == WebhookEndpoint.Reason.GONE,
            "kept": WEBHOOK_KEPT.days,
            "page": page(f"/dashboard/shops/{endpoint.shop_id}/keys/webhooks/{endpoint.pk}/", owner.language),
        }
        send("members/webhook_disabled", to=owner.email, language=owner.language, about=about, at=at, facts=facts)


def data_audit_answered(audit: DataAudit, *, at: datetime) -> None:
    """To the owners: the day is agreed, or we propose another (processing agreement, audit by member)."""
    agreed = audit.state == DataAudit.State.AGREED
    seats = {"seats__shop__member": audit.member_id, "seats__role": Seat.Role.OWNER}
    shop = audit.member.shops.order_by("pk").first()
    for owner in User.objects.filter(is_active=True, **seats).distinct().order_by("pk"):
        facts = {
            "name": owner.name,
            "agreed": agreed,
            "day": audit.agreed_on if agreed else audit.proposed_on,
            "why": " ".join(audit.proposal.split()),
            "page": page(f"/dashboard/shops/{shop.pk if shop else 0}/data-audits/", owner.language),
        }
        about = f"members.dataaudit:{audit.pk}:{audit.state}"
        send("members/data_audit_answered", to=owner.email, language=owner.language, about=about, at=at, facts=facts)


def sub_processor_added(added: SubProcessor, owner: User, *, at: datetime) -> None:
    """Another company will process personal data for us: which, from when, and how to object (terms 1.16)."""
    with translation.override(owner.language):
        facts = {
            "name": owner.name,
            "company": added.name,
            "purpose": str(added.purpose),
            "data": str(added.data),
            "place": str(added.place),
            "clauses": added.clauses,
            "starts_on": added.starts_on,
            "page": links.absolute(reverse("public:sub_processors")),
        }
    about = f"sub_processor:{added.code}:{added.starts_on}"
    send("members/sub_processor_added", to=owner.email, language=owner.language, about=about, at=at, facts=facts)


def account_facts(context: dict[str, Any], *, name: str, email: str, password_reset: str) -> dict[str, Any]:
    """What the letters of an account may say; their links lie on our public address, whatever host was asked."""
    found = {key: links.absolute(urlsplit(context[key]).path) for key in ACCOUNT_LINKS if key in context}
    return {"name": name, "email": email, "password_reset_url": links.absolute(password_reset), **found}


def _tell(letter: str, membership: Membership, *, at: datetime, about: str = "", **facts: Any) -> None:
    for owner in owners(membership):
        send(
            letter,
            to=owner.email,
            language=owner.language,
            about=about or membership,
            at=at,
            facts={**_facts(membership, owner), **facts},
        )


def owners(membership: Membership) -> list[User]:
    """Everybody who owns a seat in a shop of this member."""
    seats = {"seats__shop__member": membership.member_id, "seats__role": Seat.Role.OWNER}
    return list(User.objects.filter(is_active=True, **seats).distinct().order_by("pk"))


def _facts(membership: Membership, reader: User) -> dict[str, Any]:
    hosts = _hosts(membership)
    return {
        "name": reader.name,
        "company": membership.member.legal_name,
        "kvk_number": membership.member.kvk_number,
        "hosts": ", ".join(hosts),
        "promotion": membership.promotion_due_at,
        "term_end": membership.term_ends_on,
        "ended": membership.last_day,
        "remove_by": _remove_by(membership),
        "reason": _ground(membership.suspension_reason, reader.language),
        "page": page("/dashboard/", reader.language),
    }


def _hosts(membership: Membership) -> list[str]:
    """Where the mark may be shown, or could be until the membership ended."""
    shops = membership.member.shops.filter(grants__isnull=False)
    mine = shops.filter(ended_at=membership.ended_at)
    return sorted(set(mine.values_list("host", flat=True)))


def _remove_by(membership: Membership) -> date | None:
    days = membership.member.shops.filter(ended_at=membership.ended_at).values_list("grants__remove_by", flat=True)
    last = max((day for day in days if day), default=None)
    return amsterdam_date(last) if last else None


def _ground(article: str, language: str) -> str:
    """The article behind a decision in plain words; empty when there are none for it."""
    with translation.override(language):
        words = {
            "10.3": gettext("your webshop does not meet the requirements at this moment."),
            "12.10": gettext("an invoice was not paid in time."),
            "14.1": gettext("you do not meet the obligations of the membership at this moment."),
        }
        return words.get(article, "")


def _this_time(membership: Membership, at: datetime) -> str:
    return f"members.membership:{membership.pk}:on:{at:%Y-%m-%dT%H:%M}"


_MEMBERSHIP = {
    "name": "Anna de Vries",
    "company": "Fietsgoed B.V.",
    "kvk_number": "12345678",
    "hosts": "fietsgoed.example",
    "promotion": date(2026, 7, 2),
    "term_end": date(2027, 3, 1),
    "next_start": date(2027, 3, 2),
    "next_end": date(2028, 3, 1),
    "months": 12,
    "ended": date(2027, 3, 1),
    "remove_by": date(2027, 3, 8),
    "reason": "een factuur is niet op tijd betaald.",
    "again": date(2026, 8, 1),
    "page": "https://keurtegel.example/dashboard/",
}
_ACCOUNT = {
    "name": "Anna de Vries",
    "email": "anna@fietsgoed.example",
    "activate_url": "https://keurtegel.example/accounts/confirm-email/abc/",
    "password_reset_url": "https://keurtegel.example/accounts/password/reset/",
    "signup_url": "https://keurtegel.example/accounts/signup/",
}
ABOUT_A_MEMBERSHIP = (
    "held",
    "membership_established",
    "promoted",
    "promotion_postponed",
    "renewal_notice",
    "term_chosen",
    "notice_given",
    "notice_withdrawn",
    "suspended",
    "reinstated",
    "ended",
)
ABOUT_AN_ACCOUNT = (
    "email_confirmation",
    "email_confirmation_signup",
    "password_reset_key",
    "account_already_exists",
    "unknown_account",
    "password_changed",
    "password_reset",
    "password_set",
    "email_changed",
    "email_confirm",
    "email_deleted",
)
EXAMPLES: dict[str, dict[str, Any]] = {
    **applicant_mails.EXAMPLES,
    **account_mails.EXAMPLES,
    **data_link.EXAMPLES,
    **breach_letters.EXAMPLES,
    **change_mails.EXAMPLES,
    **thread_letters.EXAMPLES,
    **team_mails.EXAMPLES,
    "members/data_audit_answered": {
        "name": "Anna de Vries",
        "agreed": False,
        "day": date(2026, 6, 1),
        "why": "Die week is ons kantoor dicht.",
        "page": "https://keurtegel.example/dashboard/shops/1/data-audits/",
    },
    "members/sub_processor_added": {
        "name": "Anna de Vries",
        "company": "Doosje B.V.",
        "purpose": "Opslag van foto's",
        "data": "Foto's bij reviews",
        "place": "Nederland",
        "clauses": False,
        "starts_on": date(2026, 6, 1),
        "page": "https://keurtegel.example/sub-processors/",
    },
    "members/webhook_disabled": {
        "name": "Anna de Vries",
        "shop": "Fietsgoed",
        "address": "https://fietsgoed.example/hooks",
        "gone": False,
        "kept": 30,
        "page": "https://keurtegel.example/dashboard/shops/1/keys/webhooks/1/",
    },
    **{
        f"members/{name}": {
            "name": "Anna de Vries",
            "answer": "U heeft gelijk: de factuur was dubbel.",
            "remedy": "De factuur wordt aangepast",
            "invoice_number": "F2026-00017",
            "page": "https://keurtegel.example/dashboard/shops/1/complaints/",
        }
        for name in ("mark_complaint_received", "mark_complaint_answered")
    },
    **{f"members/{name}": _MEMBERSHIP for name in ABOUT_A_MEMBERSHIP},
    **{f"members/{name}": _ACCOUNT for name in ABOUT_AN_ACCOUNT},
}
