"""The installation's WSGI entry: published files first, Django behind them."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from frontend.widgets.files import Published
from keurmerk.proxy import BehindProxy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keurmerk.settings")

application = Published(BehindProxy(get_wsgi_application(), settings.TRUSTED_PROXIES), settings.PUBLISHED_ROOT)
