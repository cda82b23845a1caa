"""The inspections app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"

    def ready(self) -> None:
        from inspections.jobs import remedy_stands_against
        from members.jobs import HINDRANCES

        if remedy_stands_against not in HINDRANCES:
            HINDRANCES.append(remedy_stands_against)
