"""What a script may rely on: `.local/demo.json` (operating.md, Demo)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from frontend.sandbox.town import people
from frontend.sandbox.town.town import APPLICANT, OWNER
from frontend.widgets import publish as publishing
from members.hosts import host_of
from members.models import ApiKey, MarkGrant, Scope, Shop, User
from reviews.models import PluginKey


def publish(now: datetime) -> None:
    """Everything that visitors of shops read."""
    publishing.everything(now=now)


def move_in(shops: dict[str, str], *, at: datetime) -> None:
    """The two fixture shops live where the demo serves them, whose ports may be others at each start."""
    for name, url in (("Theeplank", shops["good"]), ("Lampenlade", shops["faulty"])):
        shop, host = Shop.objects.get(name=name), host_of(url)
        if shop.host != host:
            Shop.objects.filter(pk=shop.pk).update(host=host, url=url)
            MarkGrant.objects.filter(shop=shop).update(host=host)
    publish(at)  # every address in it may be another


def gather(url: str, shops: dict[str, str], *, at: datetime) -> dict[str, Any]:
    key = PluginKey.objects.filter(shop_id=1, revoked_at=None).latest("pk")
    return {
        "url": url,
        "logins": [
            {"role": "owner", "email": OWNER, "password": people.PASSWORD},
            {"role": "applicant", "email": APPLICANT, "password": people.PASSWORD},
            *(
                {"role": role, "email": user.email, "password": people.PASSWORD}
                for role in User.StaffRole.values
                for user in User.objects.filter(staff_role=role)[:1]
            ),
        ],
        "plugin": {"id": 1, "code": key.code, "public_code": key.public_code},
        "api": {"shop": 1, "key": _api_key(at)},
        "shops": shops,
        "published": str(settings.PUBLISHED_ROOT.relative_to(settings.BASE_DIR))
        if settings.PUBLISHED_ROOT.is_relative_to(settings.BASE_DIR)
        else str(settings.PUBLISHED_ROOT),
    }


def _api_key(at: datetime) -> str:
    """The key of our own API that scripts use, the same at each start. It is shown once, so the sandbox keeps it."""
    kept: Path = settings.LOCAL / "api_key"
    secret = kept.read_text(encoding="utf-8") if kept.exists() else ""
    if not ApiKey.objects.admitting(secret, at):
        shop = Shop.objects.get(pk=1)
        _key, secret = ApiKey.issue(shop, name="Voorraadsysteem", scopes=Scope.values, actor="demo", at=at)
        kept.touch(mode=0o600)
        kept.write_text(secret, encoding="utf-8")
    return secret
