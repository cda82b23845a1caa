"""The sandbox's vendor: records in the shape of the real ones, and nothing to wait for."""

import base64
import hashlib

from keurmerk.mail.domains import Domain, Refused


class Provider:
    """A domain whose name begins with `refused.` is refused, to try that."""

    def register(self, domain: str) -> Domain:
        if domain.startswith("refused."):
            raise Refused(domain)
        digest = hashlib.sha512(domain.encode()).digest()
        key = base64.b64encode(digest * 2).decode()
        return Domain(
            vendor_id=f"sandbox-{digest.hex()[:12]}",
            dkim_host=f"20260105090000pm._domainkey.{domain}",
            dkim_value=f"k=rsa;p={key}",
            return_path_host=f"pm-bounces.{domain}",
            return_path_value="pm.mtasv.net",
        )

    def is_accepted(self, vendor_id: str) -> bool:
        return True
