"""The installation's settings, for a throw-away installation in which the peers have addresses too."""

import os

from keurmerk.settings import *  # noqa: F403
from keurmerk.settings import ALLOWED_HOSTS, DATABASES, STORAGES

ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing collected
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
PLUGIN_CALLS_PER_KEY = PLUGIN_CALLS_PER_ADDRESS = 10**9  # one shop calls here as often as it can
