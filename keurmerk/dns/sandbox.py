"""The sandbox's name servers: records that somebody sets on a page, and an outage that they can turn on."""

from keurmerk.dns import Unavailable
from keurmerk.models import SandboxRecord

OUTAGE = "OUTAGE"  # the kind of a record that silences its name and all names below it


class Provider:
    """Asks nobody outside this installation."""

    def txt(self, name: str) -> list[str]:
        return _values(name, "TXT")

    def cname(self, name: str) -> list[str]:
        return [value.lower().rstrip(".") for value in _values(name, "CNAME")]


def _values(name: str, kind: str) -> list[str]:
    labels = name.split(".")
    above = [".".join(labels[place:]) for place in range(len(labels))]
    if SandboxRecord.objects.filter(host__in=above, kind=OUTAGE).exists():
        raise Unavailable
    return list(SandboxRecord.objects.filter(host=name, kind=kind).values_list("value", flat=True))
