"""Loads every app's reactions, jobs and personal data, and this package's system checks and lookups."""

import importlib
import importlib.util

from django.apps import AppConfig, apps


class KeurmerkConfig(AppConfig):
    name = "keurmerk"
    verbose_name = "Keurmerk"

    def ready(self) -> None:
        from keurmerk import checks, forgetting, letters_held, lookups, schedule  # noqa: F401  # models exist only now

        for config in apps.get_app_configs():
            for subject in ("reactions", "personal_data"):
                if importlib.util.find_spec(f"{config.name}.{subject}"):
                    importlib.import_module(f"{config.name}.{subject}")
        schedule.load()
