"""Loads every app's reactions and jobs, and this package's system checks and lookups."""

import importlib
import importlib.util

from django.apps import AppConfig, apps


class KeurmerkConfig(AppConfig):
    name = "keurmerk"
    verbose_name = "Keurmerk"

    def ready(self) -> None:
        from keurmerk import checks, lookups, schedule  # noqa: F401  # models exist only now

        for config in apps.get_app_configs():
            if importlib.util.find_spec(f"{config.name}.reactions"):
                importlib.import_module(f"{config.name}.reactions")
        schedule.load()
