"""Who can log in to the demo: one person per role, each with a password that is no secret."""

from datetime import datetime

from allauth.account.models import EmailAddress

from members.models import User

PASSWORD = "Keur-tegel-26"  # noqa: S105  # printed by `make demo`, on loopback, in sandbox mode only

_STAFF = {
    "inspector": "Ingrid Spectra",
    "moderator": "Mo Deraad",
    "mediator": "Mia Bemiddel",
    "finance": "Fin Ansen",
    "manager": "Mana Gerritsen",
}


def person(email: str, name: str, *, role: str = "", at: datetime) -> User:
    """A person with a confirmed address."""
    user = User.objects.create_user(email, PASSWORD, name=name, staff_role=role, date_joined=at)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def staff(at: datetime) -> dict[str, User]:
    return {role: person(f"{role}@keurtegel.example", name, role=role, at=at) for role, name in _STAFF.items()}
