"""Whatever somebody types: every form has an end to its texts. The forms are all that the resolver's views bring in."""

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver

from frontend.account import forms as account_forms
from frontend.email_field import LONGEST_ADDRESS
from tests.factories import members

OURS = ("frontend", "members", "reviews", "disputes", "billing", "inspections")


def below(kind: type) -> set[type]:
    return {each for sub in kind.__subclasses__() for each in {sub, *below(sub)}}


def is_ours(kind: type) -> bool:
    return kind.__module__.split(".")[0] in OURS


def our_forms() -> list[Any]:
    assert get_resolver().url_patterns  # brings in every view, and with it its forms
    found = [each for each in below(forms.BaseForm) if is_ours(each)]
    return sorted(found, key=lambda each: f"{each.__module__}.{each.__qualname__}")


def own_fields(form: Any) -> list[tuple[str, forms.Field]]:
    """Those that we wrote; what a library's form brings gets its end when it is made (frontend/account/forms.py)."""
    theirs = [
        vars(each)["base_fields"] for each in form.__mro__[1:] if "base_fields" in vars(each) and not is_ours(each)
    ]
    return [
        (name, field) for name, field in form.base_fields.items() if not any(each.get(name) is field for each in theirs)
    ]


class TestForms:
    def test_are_found(self) -> None:
        assert len(our_forms()) > 100

    def test_have_an_end_to_every_text(self) -> None:
        endless = [
            f"{form.__module__}.{form.__name__}.{name}"
            for form in our_forms()
            for name, field in own_fields(form)
            if isinstance(field, forms.CharField) and field.max_length is None
        ]
        assert not endless, "Give these a max_length:\n" + "\n".join(endless)

    def test_take_no_address_that_the_database_does_not_keep(self) -> None:
        longer = [
            f"{form.__module__}.{form.__name__}.{name}"
            for form in our_forms()
            for name, field in own_fields(form)
            if isinstance(field, forms.EmailField) and (field.max_length or 999) > LONGEST_ADDRESS
        ]
        assert not longer, "Make these an AddressField of frontend/email_field.py:\n" + "\n".join(longer)


@pytest.mark.django_db
class TestAccount:
    """Forms of a library, in our clothes."""

    LONG = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 50}.nl"  # right, and longer than any column

    @pytest.mark.parametrize("page", ["/accounts/password/reset/", "/accounts/signup/", "/accounts/login/"])
    def test_takes_no_address_that_the_database_does_not_keep(self, client: Client, page: str) -> None:
        assert LONGEST_ADDRESS < len(self.LONG) <= 320
        said = {"email": self.LONG, "login": self.LONG, "name": "Jan", "password": "x", "password1": "Fiets-bel-21!"}
        answer = client.post(page, {**said, "language": "nl"})
        assert answer.status_code == 200
        assert answer.context["form"].errors

    def test_hashes_no_password_without_end(self, client: Client) -> None:
        said = {"email": "jan@example.com", "name": "Jan", "password1": "Aa1!" * 5000, "language": "nl"}
        assert "password1" in client.post("/accounts/signup/", said).context["form"].errors

    def test_has_an_end_to_every_text(self) -> None:
        assert account_forms.ResetPasswordForm().fields["email"].max_length == LONGEST_ADDRESS


@pytest.mark.django_db
def test_the_last_day_of_all_is_no_day_of_a_flagger(client: Client) -> None:
    client.force_login(members.user(staff_role="manager"))
    said = {"name": "Meldpunt", "ground": "ACM", "until": "9999-12-31"}
    assert "until" in client.post("/desk/flaggers/", said).context["form"].errors
