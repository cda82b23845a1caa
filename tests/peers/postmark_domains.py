"""Postmark's account API for domains: creates, lists, verifies, and refuses what the specification refuses."""

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import yaml
from openapi_core import OpenAPI

from tests.peers.contract import shared
from tests.peers.server import Peer

TOKEN = "peer-account-token"


@cache
def _specification() -> OpenAPI:
    told = yaml.safe_load(shared("peers", "postmark", "postmark-account-swagger2.yml").read_text())
    return OpenAPI.from_dict({**told, "servers": [{"url": PostmarkDomains.host}]})  # theirs names no scheme


class PostmarkDomains(Peer):
    host = "https://api.postmarkapp.com"

    def __init__(self) -> None:
        self.spec = _specification()
        self.domains: dict[int, dict] = {}
        self.verified: set[int] = set()
        self.refused: set[str] = set()
        self.calls: list[tuple[str, str]] = []
        super().__init__()

    def refuse(self, why: str) -> tuple[int, object]:
        return 422, {"ErrorCode": 500, "Message": why}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        if headers.get("X-Postmark-Account-Token") != TOKEN:
            return 401, {"ErrorCode": 10, "Message": "No Account or Server API tokens were supplied"}
        path = urlsplit(target).path
        self.calls.append((method, path))
        number = int(found[1]) if (found := re.match(r"/domains/(\d+)", path)) else 0
        if method == "POST":
            return self.create(content)
        if not number:
            return 200, self.listed(parse_qs(urlsplit(target).query))
        if number not in self.domains:
            return 422, {"ErrorCode": 510, "Message": "This domain does not exist"}
        seen = number in self.verified
        return 200, {**self.domains[number], "DKIMVerified": seen, "ReturnPathDomainVerified": seen}

    def create(self, content: dict) -> tuple[int, object]:
        name = content["Name"]
        if name in self.refused or any(each["Name"] == name for each in self.domains.values()):
            return 422, {"ErrorCode": 503, "Message": "Refused, or there already"}
        number = 36735 + len(self.domains)
        self.domains[number] = {
            "Name": name,
            "SPFVerified": True,
            "SPFHost": name,
            "SPFTextValue": "v=spf1 a mx include:spf.mtasv.net ~all",
            "DKIMVerified": False,
            "WeakDKIM": False,
            "DKIMHost": "",
            "DKIMTextValue": "",
            "DKIMPendingHost": f"20260105090000pm._domainkey.{name}",
            "DKIMPendingTextValue": "k=rsa;p=MIGfMA0GCSqGSIb3",
            "ReturnPathDomain": content["ReturnPathDomain"],
            "ReturnPathDomainVerified": False,
            "ReturnPathDomainCNAMEValue": "pm.mtasv.net",
            "ID": number,
        }
        return 200, self.domains[number]

    def listed(self, query: dict[str, list[str]]) -> dict:
        first, most = int(query["offset"][0]), int(query["count"][0])
        rows = list(self.domains.values())[first : first + most]
        return {"TotalCount": len(self.domains), "Domains": [{"Name": row["Name"], "ID": row["ID"]} for row in rows]}
