"""The parts of an application: what each asks, how far it is, and what was filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.dashboard.application_forms import DeclarationsForm, DocumentsForm, GoodsForm, ShopForm
from frontend.dashboard.company_form import CompanyForm
from inspections.risk_class import reasons_of
from members.models import Application, HostProof, RiskDocument, RiskFacts

NOT_STARTED, NOT_COMPLETE, DONE = "not_started", "not_complete", "done"
STATE_TAGS = {
    NOT_STARTED: (_("Not started"), ""),
    NOT_COMPLETE: (_("Not complete"), "warn"),
    DONE: (_("Done"), "ok"),
}


@dataclass(frozen=True)
class Part:
    """One task: its page, and whether the application holds a right answer to it."""

    name: str
    title: str | Promise
    hint: str | Promise
    is_done: Callable[[Application], bool]

    def state(self, draft: Application) -> str:
        """Typed but not right yet is something else than not begun: the owner must see which."""
        if self.name in (draft.unfinished or {}):
            return NOT_COMPLETE
        return DONE if self.is_done(draft) else NOT_STARTED


PARTS = {
    part.name: part
    for part in (
        Part(
            "company",
            _("Your company"),
            _("Name, KvK number, VAT number and address."),
            lambda draft: bool(draft.member_id),
        ),
        Part("shop", _("Your webshop"), _("Its address, name and language."), lambda draft: bool(draft.shop_host)),
        Part(
            "goods",
            _("What you sell"),
            _("Five questions; tick what applies."),
            lambda draft: RiskFacts.objects.filter(application=draft).exists(),
        ),
        Part(
            "declarations",
            _("Declarations"),
            _("Four things you confirm."),
            lambda draft: all(getattr(draft, name) for name in DeclarationsForm.Meta.fields),
        ),
        Part(
            "documents",
            _("Agreements"),
            _("The documents that bind us both."),
            lambda draft: not draft.missing_acceptances(),
        ),
    )
}


def tasks(draft: Application) -> list[dict[str, Any]]:
    """Each part with its state, for the task list."""
    rows = []
    for part in PARTS.values():
        words, kind = STATE_TAGS[part.state(draft)]
        rows.append({"name": part.name, "title": part.title, "hint": part.hint, "words": words, "kind": kind})
    return rows


def proof_task(mine: Application) -> dict[str, Any]:
    """That one runs the host may be shown at any time before approval, so it does not hold up sending."""
    words, kind = STATE_TAGS[DONE] if HostProof.holds_for(mine) else (_("Before approval"), "")
    return {"words": words, "kind": kind, "may_start": bool(mine.shop_host)}


def what_applies(mine: Application) -> list[str]:
    """What was ticked of the goods, in words."""
    return [str(RiskFacts._meta.get_field(name).verbose_name) for name in RiskFacts.reasons(mine)]  # type: ignore[union-attr]


def documents_task(mine: Application) -> dict[str, Any] | None:
    """Only a risk shop is asked for documents (checklist 3.7); None for every other."""
    if not reasons_of(mine):
        return None
    words, kind = STATE_TAGS[NOT_STARTED if wants_documents(mine) else DONE]
    return {"words": words, "kind": kind}


def wants_documents(mine: Application) -> bool:
    """A risk shop that did not send both."""
    given = set(mine.risk_documents.values_list("about", flat=True))
    return given != set(RiskDocument.About.values) and bool(reasons_of(mine))


def is_ready(draft: Application) -> bool:
    return all(part.state(draft) == DONE for part in PARTS.values())


def form_for(name: str, draft: Application, typed: QueryDict | None = None) -> forms.BaseForm:
    """The form of a part, with what was typed last time, right or not."""
    kept = (draft.unfinished or {}).get(name) or {}
    if name == "company":
        known = {} if draft.member else {"email": draft.applicant.email}
        return CompanyForm(typed, instance=draft.member, initial={**known, **kept})
    if name == "goods":
        facts = RiskFacts.objects.filter(application=draft).first() or RiskFacts(application=draft)
        return GoodsForm(typed, instance=facts)
    if name == "documents":
        return DocumentsForm(typed, application=draft, initial=kept)
    form = ShopForm if name == "shop" else DeclarationsForm
    return form(typed, instance=draft, initial=kept)


def save(name: str, draft: Application, form: Any, *, at: datetime, ip_address: str | None) -> None:
    """Puts right answers where they belong; `form` is valid. `ip_address` is kept with what is accepted."""
    if name == "company":
        draft.member = form.save()
        draft.save(update_fields=["member"])
    elif name == "goods":
        form.instance.answer(at=at)
    elif name == "documents":
        form.save(at=at, ip_address=ip_address)
    else:
        form.save()
    draft.keep(name, None)


def typed_on(form: forms.BaseForm) -> Mapping[str, str]:
    """What stands in the form as it was typed, to keep it while it is not right."""
    return {name: str(form.data.get(name, ""))[:2000] for name in form.fields}
