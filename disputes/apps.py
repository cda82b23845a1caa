"""The disputes app."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"

    def ready(self) -> None:
        from disputes.jobs import dispute_stands_against
        from members.jobs import HINDRANCES

        if dispute_stands_against not in HINDRANCES:
            HINDRANCES.append(dispute_stands_against)
