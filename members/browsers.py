"""What a browser says of itself, as people call it: enough to recognise a device of one's own, and no more."""

from typing import NamedTuple

from django.utils.translation import gettext as _

# In the order in which they are looked for: many say the name of an older one as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


class Browser(NamedTuple):
    """The family of the browser and the system it runs on; empty where it does not say."""

    family: str
    system: str

    @classmethod
    def of(cls, user_agent: str) -> "Browser":
        return cls(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))

    def in_words(self) -> str:
        """In the reader's language, such as "Firefox on Windows"."""
        if self.family and self.system:
            return _("%(browser)s on %(system)s") % {"browser": self.family, "system": self.system}
        return self.family or self.system or _("An unknown browser")


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")
