"""A VIES that knows one number, and answers with the faults of a member state inside status 200 when told to."""

from tests.peers.contract import specification
from tests.peers.server import Peer

KNOWN = "NL864379213B01"


class Vies(Peer):
    """`state_fault` is the code that the member state's own register gives, "" for none."""

    host = "https://ec.europa.eu/taxation_customs/vies/rest-api"

    def __init__(self) -> None:
        self.spec = specification("vies", "vies-rest-peer.json")
        self.state_fault = ""
        self.asked: list[object] = []
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        return super().handle(method, f"/taxation_customs/vies/rest-api{target}", headers, body)

    def refuse(self, why: str) -> tuple[int, object]:
        return 400, {"actionSucceed": False, "errorWrappers": [{"error": "INVALID_INPUT", "message": why}]}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        self.asked.append(content)
        if self.state_fault:
            return 200, {"actionSucceed": False, "errorWrappers": [{"error": self.state_fault}]}
        valid = f"{content['countryCode']}{content['vatNumber']}" == KNOWN
        reference = "WAPIAAAAXyz" if content.get("requesterNumber") else ""
        told = {"name": "FIETSGOED B.V.", "address": "VOORBEELDKADE 00012\n8011AB ZWOLLE\n"} if valid else {}
        return 200, {
            "countryCode": content["countryCode"], "vatNumber": content["vatNumber"], "valid": valid,
            "requestIdentifier": reference, "name": "---", "address": "---", **told,
        }  # fmt: skip
