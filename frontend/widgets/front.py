"""The configuration of an nginx before the product: it serves the published files as files.py does, without Python."""

import os
from pathlib import Path

from django.conf import settings

from frontend.widgets import files

TEMPLATE = Path(__file__).with_name("nginx.conf")


def configuration(*, listen: str, inner: str) -> str:
    """For an nginx that runs in the foreground and keeps what it needs in the installation's folder.

    `listen` is where it listens, `inner` where the web server behind it does, both as host:port.
    """
    words = {
        "HOME": str(settings.LOCAL),
        # Its workers give up root, and must still be able to read the files.
        "USER": f"user {settings.LOCAL.owner()};" if os.geteuid() == 0 else "",
        "LISTEN": listen,
        "INNER": inner,
        "PUBLISHED": str(settings.PUBLISHED_ROOT),
        "REFERRERS": str(settings.REFERRERS_ROOT),
        "STATIC": str(settings.STATIC_ROOT),
        "PAGE_POLICY": files.PAGE_POLICY,
        "FRAME_POLICY": files.FRAME_POLICY,
        "PICTURE_POLICY": files.PICTURE_POLICY,
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    return text
