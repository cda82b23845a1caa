"""The letters about a change of company and of owner: each function gathers the facts of one."""

from datetime import datetime
from typing import Any

from keurmerk.mail import send
from members.applicant_mails import page
from members.links import takeover_link
from members.models import CompanyChange, Seat, Takeover, User

EXAMPLES: dict[str, dict[str, Any]] = {
    "members/company_change_decided": {
        "name": "Anna de Vries",
        "granted": True,
        "legal_name": "Fietsgoed B.V.",
        "kvk_number": "12345678",
        "answer": "",
        "page": "https://keurtegel.example/dashboard/shops/1/company-change/",
    },
    "members/takeover_asked": {
        "shop": "Fietsgoed",
        "host": "fietsgoed.example",
        "company": "Fietsgoed B.V.",
        "url": "https://keurtegel.example/dashboard/takeover/abc/",
    },
    "members/takeover_decided": {
        "shop": "Fietsgoed",
        "company": "Wielerhuis B.V.",
        "granted": True,
        "is_new_owner": True,
        "answer": "",
        "gives_notice": False,
    },
}


def company_change_decided(change: CompanyChange, *, at: datetime) -> None:
    """To the owners: the company is called so from now on, or why not (terms 7.1)."""
    shop = change.member.shops.order_by("pk").first()
    seats = {"seats__shop__member": change.member_id, "seats__role": Seat.Role.OWNER}
    for owner in User.objects.filter(is_active=True, **seats).distinct().order_by("pk"):
        facts = {
            "name": owner.name,
            "granted": change.state == CompanyChange.State.GRANTED,
            "legal_name": change.legal_name,
            "kvk_number": change.kvk_number,
            "answer": change.answer,
            "page": page(f"/dashboard/shops/{shop.pk if shop else 0}/company-change/", owner.language),
        }
        letter = "members/company_change_decided"
        send(letter, to=owner.email, language=owner.language, about=change, at=at, facts=facts)


def takeover_asked(takeover: Takeover, *, at: datetime) -> None:
    """To the new owner: what is taken over, and where to accept it (terms 2.1, 1.5)."""
    language = takeover.shop.language
    facts = {
        "shop": takeover.shop.name,
        "host": takeover.shop.host,
        "company": takeover.old_member.legal_name,
        "url": takeover_link(takeover, language),
    }
    letter = "members/takeover_asked"
    send(letter, to=takeover.to_email, language=language, about=takeover, at=at, facts=facts)


def takeover_decided(takeover: Takeover, *, at: datetime) -> None:
    """To the company that had it, and to who takes it over, if anybody accepted."""
    facts = {
        "shop": takeover.shop.name,
        "company": takeover.new_member.legal_name if takeover.new_member else "",
        "granted": takeover.state == Takeover.State.GRANTED,
        "answer": takeover.answer,
        "gives_notice": takeover.gives_notice,
    }
    letter, new = "members/takeover_decided", takeover.accepted_by
    old_facts = {**facts, "is_new_owner": False}
    old_email, language = takeover.old_member.email, takeover.shop.language
    send(letter, to=old_email, language=language, about=takeover, at=at, facts=old_facts)
    if new and new.email.lower() != old_email.lower():
        new_facts = {**facts, "is_new_owner": True}
        send(letter, to=new.email, language=new.language, about=takeover, at=at, facts=new_facts)
