"""People, companies and shops for tests: give what matters to the test, the rest is believable."""

from datetime import datetime
from itertools import count
from typing import Any

from keurmerk.calendar import AMSTERDAM
from members import documents
from members.models import Acceptance, Application, HostProof, MarkGrant, Member, Membership, Seat, Shop, User

NUMBER = count(1)
LONG_AGO = datetime(2025, 1, 6, 9, 0, tzinfo=AMSTERDAM)
PASSWORD = "Fiets-bel-21"  # of people who exist in tests only


def user(*, email: str = "", name: str = "Anna de Vries", **fields: Any) -> User:
    return User.objects.create_user(email or f"person{next(NUMBER)}@example.com", PASSWORD, name=name, **fields)


def inspector(**fields: Any) -> User:
    return user(name="Ingrid Spectra", staff_role=User.StaffRole.INSPECTOR, **fields)


def member(**fields: Any) -> Member:
    defaults = {
        "legal_name": "Fietsgoed B.V.",
        "kvk_number": "12345678",
        "vat_number": "NL864379213B01",
        "street": "Voorbeeldkade",
        "house_number": "12",
        "postcode": "8011 AB",
        "city": "Zwolle",
        "phone": "038 123 45 67",
        "email": "info@fietsgoed.example",
    }
    return Member.objects.create(**{**defaults, **fields})


def shop(*, owner: User | None = None, of: Member | None = None, host: str = "", **fields: Any) -> Shop:
    """A registered shop without a mark yet."""
    host = host or f"shop{next(NUMBER)}.example"
    defaults = {"name": "Fietsgoed", "url": f"https://{host}/", "registered_at": LONG_AGO}
    made = Shop.objects.create(member=of or member(), host=host, **{**defaults, **fields})
    if owner:
        Seat.objects.create(user=owner, shop=made, since=LONG_AGO)
    return made


def colleague(shop: Shop, *duties: str, **fields: Any) -> User:
    """Somebody in the team of this shop with these duties."""
    person = user(**{"name": "Bea Bakker", **fields})
    Seat.objects.create(user=person, shop=shop, role=Seat.Role.STAFF, duties=list(duties), since=LONG_AGO)
    return person


def aspirant_shop(*, at: datetime = LONG_AGO, **fields: Any) -> Shop:
    """A shop with the mark, whose member is an aspirant since `at`."""
    made = shop(**fields)
    Membership.contract(made.member, actor="test", at=at).establish(actor="test", at=at)
    MarkGrant.grant(made, actor="test", at=at)
    return Shop.objects.with_standing().get(pk=made.pk)


def full_shop(*, at: datetime = LONG_AGO, **fields: Any) -> Shop:
    """A shop with the mark, whose member is a full member."""
    made = aspirant_shop(at=at, **fields)
    membership = made.membership
    assert membership is not None
    membership.promote(actor="test", at=at)
    return Shop.objects.with_standing().get(pk=made.pk)


def proven(application: Application, *, at: datetime = LONG_AGO) -> HostProof:
    """The applicant put our tag on the home page."""
    proof = HostProof.of(application, at=at)
    proof.prove(HostProof.Method.META, seen_at=application.shop_url, seen="<meta>", actor="test", at=at)
    return proof


def application(*, applicant: User | None = None, complete: bool = True, **fields: Any) -> Application:
    """A draft; complete unless told otherwise, so that `submit` works."""
    host = f"shop{next(NUMBER)}.example"
    answers: dict[str, Any] = {
        "shop_name": "Fietsgoed",
        "shop_url": f"https://{host}/",
        "shop_host": host,
        "owns_shop": True,
        "answers_are_true": True,
        "material_is_ours": True,
        "knows_requirements": True,
    }
    if complete and "member" not in fields:
        fields["member"] = member()
    made = Application.objects.create(
        applicant=applicant or user(),
        started_at=LONG_AGO,
        **{**(answers if complete else {}), **fields},
    )
    if complete:
        Acceptance.give(made, documents.CURRENT, at=LONG_AGO)
    return made
