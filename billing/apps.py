"""The billing app."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing.jobs import default_stands_against, is_late_with_paying
        from members.gate import LATE
        from members.jobs import HINDRANCES

        if default_stands_against not in HINDRANCES:
            HINDRANCES.append(default_stands_against)
        if is_late_with_paying not in LATE:
            LATE.append(is_late_with_paying)
