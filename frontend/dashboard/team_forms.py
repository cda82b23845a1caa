"""What an owner fills in about the team: whom, and what that person may do."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, pgettext_lazy

from members.models import Duty, Role
from members.models.seat import Entitled

ROLES = [
    (Role.OWNER, pgettext_lazy("role in a team", "Owner: everything, also the team, keys and the membership")),
    (Duty.REVIEWS, pgettext_lazy("role in a team", "Reviews: reviews, invitations and figures")),
    (Duty.DISPUTES, pgettext_lazy("role in a team", "Disputes: read and answer them")),
    (Duty.BILLING, pgettext_lazy("role in a team", "Billing: invoices and payments")),
    (Duty.READ, pgettext_lazy("role in a team", "Read: look at all of it, change nothing")),
]


class RoleForm(forms.Form):
    """One role or several; an owner needs no other."""

    use_required_attribute = False

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What may this person do?"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one role.")},
    )

    @property
    def entitled(self) -> tuple[str, list[str]]:
        """As a seat keeps it: role and duties."""
        chosen = self.cleaned_data["roles"]
        return (Role.OWNER, []) if Role.OWNER in chosen else (Role.STAFF, chosen)

    @staticmethod
    def chosen(entitled: Entitled) -> list[str]:
        return [Role.OWNER] if entitled.is_owner else list(entitled.duties)


class OfferForm(RoleForm):
    """The address of a colleague, and the role."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of your colleague"), max_length=254)
    field_order = ("email", "roles")

    WORDS = {  # forms take no ClassVar that mypy knows
        "seated": gettext_lazy("This person is in the team already."),
        "offered": gettext_lazy("This address has an invitation already. You can send it again."),
        "too_many": gettext_lazy("Many invitations are open already. Wait for an answer, or withdraw one."),
    }

    def refuse(self, reason: str) -> None:
        self.add_error("email", ValidationError(str(self.WORDS[reason]), code=reason))


class SuccessionForm(forms.Form):
    """A tick, for it is no small thing."""

    use_required_attribute = False

    sure = forms.BooleanField(
        label=gettext_lazy("Yes, this person may decide about the webshop, and I no longer"),
        error_messages={"required": gettext_lazy("Tick the box if you are sure.")},
    )
