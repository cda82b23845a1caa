"""How something can end, how long that lasts, and who is meant by each side."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    """What is decided on a notice."""

    KEEP = "KEEP", _("It stays")
    EDIT = "EDIT", _("The writer is asked to change it")
    REMOVE = "REMOVE", _("It is removed")
    HOLD = "HOLD", _("It is hidden until we have decided")
    DISMISS = "DISMISS", _("The notice is not taken up")


class Duration(models.TextChoices):
    """How long a restriction lasts (DSA 17, third paragraph, a)."""

    LASTING = "LASTING", _("For good, unless an appeal is granted")
    UNTIL_DECIDED = "UNTIL_DECIDED", _("Until a person has decided")
    UNTIL_CHANGED = "UNTIL_CHANGED", _("Until the words are changed")


LASTS: dict[str, str] = {
    Outcome.REMOVE: Duration.LASTING,
    Outcome.HOLD: Duration.UNTIL_DECIDED,
    Outcome.EDIT: Duration.UNTIL_CHANGED,
}


class Result(models.TextChoices):
    """What it came to for whoever asked."""

    GRANTED = "GRANTED", pgettext_lazy("notice", "Granted")
    REFUSED = "REFUSED", pgettext_lazy("notice", "Refused")


class Side(models.TextChoices):
    """Whose words were reported, and who reported them."""

    WRITER = "WRITER", _("The writer")
    NOTIFIER = "NOTIFIER", _("Who reported it")
