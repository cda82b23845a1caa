"""Two whole tenants side by side, for a module of tests, and what each person gets to see of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation

from keurmerk import clock
from keurmerk.models import Event
from members.models import User
from tests.factories import members
from tests.factories.tenants import Tenant, tenant

OURS, THEIRS = "kwibuszorg", "zolderplank"
STAFF = tuple(User.StaffRole.values)


def last_event() -> int:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


class Browser(Client):
    """Of one person: made once, and every time it begins with the same cookies."""

    def __init__(self, person: User | None = None) -> None:
        super().__init__(raise_request_exception=False)
        if person:
            self.force_login(person)
        self.start = str(self.cookies["sessionid"].value) if person else ""

    def fresh(self) -> "Browser":
        self.cookies.clear()
        if self.start:
            self.cookies["sessionid"] = self.start
        return self


@dataclass
class House:
    ours: Tenant
    theirs: Tenant
    browsers: dict[str, "Browser"]  # of who is logged in; that of "" is nobody's

    def ask(self, who: str, method: str, address: str, said: dict[str, Any] | None = None, **headers: str) -> "Answer":
        """What this person gets to see. Whatever it did is undone."""
        return self._asked(who, method, address, said or {}, headers=headers)

    def post(self, who: str, address: str, body: bytes, kind: str, **headers: str) -> "Answer":
        return self._asked(who, "post", address, body, content_type=kind, headers=headers)

    def _asked(self, who: str, method: str, address: str, said: Any, **more: Any) -> "Answer":
        with transaction.atomic():
            cache.clear()
            before = last_event()
            answer = getattr(self.browsers[who].fresh(), method)(address, said, **more)
            text = answer.getvalue().decode("utf-8", "replace") + str(answer.headers)
            did = not connection.needs_rollback and last_event() != before
            transaction.set_rollback(True)
        fault = getattr(answer, "exc_info", None)
        question = f"{who or 'nobody'} {method.upper()} {address}"
        return Answer(question, answer.status_code, text, answer.get("Location", ""), did, fault and fault[1])


@dataclass
class Answer:
    """`did` is whether it recorded an event."""

    question: str
    status: int
    text: str
    to: str
    did: bool
    fault: Any

    @property
    def is_broken(self) -> bool:
        """Plugins hear of a fault with 200. One address says 503 as it should, for no worker runs here."""
        hidden = "Unexpected error while processing" in self.text
        return hidden or (self.status >= 500 and "/readyz" not in self.question)

    @property
    def leak(self) -> str:
        """What is wrong whoever asks."""
        if self.is_broken:
            return f"{self.question}: {self.status} {self.fault!r}"
        if THEIRS in self.text.replace(self.question, ""):
            where = self.text.index(THEIRS)
            return f"{self.question}: {self.status} shows {self.text[max(where - 80, 0) : where + 20]!r}"
        return ""

    def other_than(self, allowed: set[int]) -> str:
        """What is wrong for who should be refused."""
        if self.leak:
            return self.leak
        if self.status not in allowed:
            return f"{self.question}: {self.status} {self.to}"
        return f"{self.question}: {self.status}, but it changed something" if self.did else ""


@contextmanager
def private_files(folder: Path) -> Iterator[None]:
    """As `quick_and_private` of tests/conftest.py, for as long as the tenants live."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        MEDIA_ROOT=folder / "media",
        PUBLISHED_ROOT=folder / "published",
        STATIC_ROOT=folder,
        BACKUP_ROOT=folder / "backups",
        ERASURE_LIST=folder / "erasures.jsonl",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    ):
        yield


@contextmanager
def standing_house() -> Iterator[House]:
    """In one transaction, that is undone at the end."""
    with translation.override("nl"), transaction.atomic():
        at = clock.now()
        ours, theirs = tenant(OURS, at=at), tenant(THEIRS, at=at)
        staff = {role: members.user(name=role.title(), staff_role=role) for role in STAFF}
        people = {"": None, "ours": ours.owner, "theirs": theirs.owner, "reader": theirs.reader, **staff}
        yield House(ours, theirs, {who: Browser(person) for who, person in people.items()})
        transaction.set_rollback(True)
