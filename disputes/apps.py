"""The disputes app."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"

    def ready(self) -> None:
        from disputes.jobs import complaints_about, dispute_stands_against
        from inspections.audits import COMPLAINTS
        from members.jobs import HINDRANCES

        if dispute_stands_against not in HINDRANCES:
            HINDRANCES.append(dispute_stands_against)
        if complaints_about not in COMPLAINTS:
            COMPLAINTS.append(complaints_about)
