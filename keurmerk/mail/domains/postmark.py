"""Postmark's domains, through the same client as its letters (account API, /domains)."""

from typing import Any, cast

from django.conf import settings

from keurmerk.mail.domains import Domain, Refused, Unavailable
from keurmerk.mail.postmark import FAULTS, client_for, response_behind

_RETURN_PATH = "pm-bounces"
_A_PAGE, _MOST_PAGES = 500, 20


class Provider:
    """Creates a domain once; one that is there already is looked up by its name."""

    def __init__(self) -> None:
        self.client = client_for(account_token=settings.POSTMARK_ACCOUNT_TOKEN)

    def register(self, domain: str) -> Domain:
        wanted = {"Name": domain, "ReturnPathDomain": f"{_RETURN_PATH}.{domain}"}
        try:
            return _domain(self._call("POST", "/domains", data=wanted), domain)
        except Refused:
            known = self._number_of(domain)
            if known is None:
                raise
            return _domain(self._call("GET", f"/domains/{known}"), domain)

    def is_accepted(self, vendor_id: str) -> bool:
        """Postmark looks when it is asked to; both records have to be seen by it."""
        signed = self._call("PUT", f"/domains/{vendor_id}/verifydkim")
        bounces = self._call("PUT", f"/domains/{vendor_id}/verifyreturnpath")
        return bool(signed.get("DKIMVerified")) and bool(bounces.get("ReturnPathDomainVerified"))

    def _number_of(self, domain: str) -> int | None:
        for page in range(_MOST_PAGES):
            listed = self._call("GET", "/domains", count=_A_PAGE, offset=page * _A_PAGE).get("Domains") or []
            for each in listed:
                if str(each.get("Name", "")).lower() == domain:
                    return int(each["ID"])
            if len(listed) < _A_PAGE:
                break
        return None

    def _call(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self.client.call(method, address, token_type="account", **more)  # noqa: S106  # a kind, no secret
        except FAULTS as fault:
            response = response_behind(fault)
            if response is not None and response.status_code == 422:
                raise Refused(str(getattr(fault, "error_code", ""))) from fault
            raise Unavailable from fault
        if not isinstance(answer, dict):
            raise Unavailable
        return cast("dict[str, Any]", answer)


def _domain(told: dict[str, Any], domain: str) -> Domain:
    """A key that still has to be found is the one to show. The official file spells the name of its text two ways."""
    pending = bool(told.get("DKIMPendingHost"))
    host = told.get("DKIMPendingHost") if pending else told.get("DKIMHost")
    key = told.get("DKIMPendingTextValue") if pending else told.get("DKIMTextValue") or told.get("DKIMTestValue")
    target = told.get("ReturnPathDomainCNAMEValue")
    if not (told.get("ID") and host and key and target):
        raise Unavailable
    return Domain(
        vendor_id=str(told["ID"]),
        dkim_host=str(host).lower(),
        dkim_value=str(key),
        return_path_host=str(told.get("ReturnPathDomain") or f"{_RETURN_PATH}.{domain}").lower(),
        return_path_value=str(target).lower(),
    )
