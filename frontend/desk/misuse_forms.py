"""What is filled in about a misuse of the mark, and which step is whose (terms 10.5, 10.6; rulebook 2.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.controls import DayInput
from frontend.email_field import AddressField
from frontend.templatetags.dutch import euro
from inspections.models import Misuse
from members.hosts import NotAHost, host_of
from members.models import User

MOST_HOSTS = 500


class HostsForm(forms.Form):
    """Websites to look at, one on a line."""

    hosts = forms.CharField(
        label=gettext_lazy("Websites to look at"),
        help_text=gettext_lazy("One on a line, such as fietsgoed.example. Who may carry the mark is left out."),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_hosts(self) -> list[str]:
        """Normalised and each once; a line that is no address is named."""
        lines = [line.strip() for line in self.cleaned_data["hosts"].splitlines() if line.strip()]
        if len(lines) > MOST_HOSTS:
            raise forms.ValidationError(_("At most %(n)d at a time.") % {"n": MOST_HOSTS})
        found: dict[str, None] = {}
        for number, line in enumerate(lines, start=1):
            try:
                found[host_of(line)] = None
            except NotAHost as fault:
                said = {"n": number, "line": line[:80]}
                raise forms.ValidationError(_("Line %(n)d is no address of a website: %(line)s") % said) from fault
        return list(found)


class WhyForm(forms.Form):
    """What the decision rests on; it fits the column that keeps it."""

    reason = forms.CharField(
        label=gettext_lazy("What did you see?"),
        help_text=gettext_lazy("For our own file, and for an authority that asks."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WarnForm(forms.Form):
    """To whom the warning goes."""

    email = AddressField(
        label=gettext_lazy("E-mail address of the website"),
        help_text=gettext_lazy("Leave it empty when the warning goes by post."),
        required=False,
    )


class AuthorityForm(forms.Form):
    """Who gets the dossier (reading A9)."""

    authority = forms.ChoiceField(
        label=gettext_lazy("Which authority?"),
        help_text=gettext_lazy("ACM for a misleading mark; the fraud helpdesk or the police for a swindle."),
        choices=Misuse.Authority,
        widget=forms.RadioSelect,
    )


class PublishForm(forms.Form):
    """What everybody reads, and until when."""

    text = forms.CharField(
        label=gettext_lazy("What everybody reads"),
        help_text=gettext_lazy(
            "Facts alone: what stood there, when we saw it and when we asked to remove it. No names of people."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    until = forms.DateField(label=gettext_lazy("Until"), widget=DayInput())
    legal = forms.BooleanField(
        label=gettext_lazy("I looked whether this is true, needed and not about a person who trades under a name")
    )


class FineForm(forms.Form):
    """An amount of the schedule in the contract (terms 10.5, reading A8)."""

    amount = forms.TypedChoiceField(
        label=gettext_lazy("Amount of the fine"),
        help_text=gettext_lazy("From the fine clause of the contract. Nobody owes it before a second person agrees."),
        choices=lambda: [(str(each), euro(each)) for each in settings.FINE_SCHEDULE],
        coerce=Decimal,
        widget=forms.RadioSelect,
    )


Verb = Callable[[Misuse, dict[str, Any], User, datetime], None]


@dataclass(frozen=True)
class Decision:
    """One step: its words, its form, what it does, and what is said when it is done. `roles` may take it."""

    name: str
    words: str | Promise
    done: str | Promise
    form: type[forms.Form]
    verb: Verb
    possible: Callable[[Misuse], bool]
    roles: tuple[str, ...] = ("inspector",)
    kind: str = ""


def _decision(name: str, *rest: Any, **options: Any) -> tuple[str, Decision]:
    return name, Decision(name, *rest, **options)


State = Misuse.State
DECISIONS: dict[str, Decision] = dict([
    _decision(
        "confirm", gettext_lazy("It is misuse"), gettext_lazy("Confirmed. Now the warning can go."), WhyForm,
        lambda case, said, who, at: case.confirm(by=who, actor=f"user:{who.pk}", at=at, reason=said["reason"]),
        lambda case: case.state == State.REPORTED, kind="bad",
    ),
    _decision(
        "dismiss", gettext_lazy("No misuse"), gettext_lazy("Closed. We do not look at it any more."), WhyForm,
        lambda case, said, who, at: case.dismiss(by=who, at=at, reason=said["reason"]),
        lambda case: case.may_move_to(State.UNFOUNDED),
    ),
    _decision(
        "warn", gettext_lazy("Warn, with seven days"),
        gettext_lazy("Warned. We look again when the days are over."), WarnForm,
        lambda case, said, who, at: case.warn(by=who, at=at, email=said["email"]),
        lambda case: case.state == State.CONFIRMED, kind="go",
    ),
    _decision(
        "fine", gettext_lazy("Propose a fine"), gettext_lazy("Proposed. Somebody else has to agree."), FineForm,
        lambda case, said, who, at: case.propose_fine(said["amount"], by=who, at=at),
        lambda case: case.may_be_fined and case.proposed_by_id is None,
    ),
    _decision(
        "agree", gettext_lazy("Impose the fine"), gettext_lazy("Imposed, by two persons."), forms.Form,
        lambda case, _said, who, at: case.agree_to_fine(by=who, at=at),
        lambda case: case.may_be_fined and case.proposed_by_id is not None, roles=("manager",), kind="bad",
    ),
    _decision(
        "report", gettext_lazy("Report to an authority"),
        gettext_lazy("Written down. Send the dossier along."), AuthorityForm,
        lambda case, said, who, at: case.report_to(said["authority"], by=who, at=at),
        lambda case: case.may_move_to(State.AT_AUTHORITY) and case.ignored_at is not None, roles=("manager",),
    ),
    _decision(
        "publish", gettext_lazy("Publish on our list"), gettext_lazy("It stands on our public list now."), PublishForm,
        lambda case, said, who, at: case.publish(said["text"], by=who, at=at, until=said["until"]),
        lambda case: case.state not in Misuse.FINAL and case.ignored_at is not None and case.published_at is None,
        roles=("manager",), kind="bad",
    ),
    _decision(
        "take-down", gettext_lazy("Take off our list"), gettext_lazy("It is off our public list."), forms.Form,
        lambda case, _said, who, at: case.take_down(actor=f"user:{who.pk}", at=at),
        lambda case: case.published_at is not None and case.taken_down_at is None, roles=("manager",),
    ),
])  # fmt: skip


def decisions_for(case: Misuse, user: User) -> list[Decision]:
    """What this person may do with the case now."""
    return [each for each in DECISIONS.values() if each.possible(case) and any(map(user.has_role, each.roles))]
