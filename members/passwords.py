"""What a password must hold (processing agreement, Security): eight characters, a letter, a number and a symbol."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LetterDigitSymbolValidator:
    """At least one letter, one number and one symbol (processing agreement, Security: password)."""

    def validate(self, password: str, user: Any = None) -> None:
        if not (re.search(r"[^\W\d_]", password) and re.search(r"\d", password) and re.search(r"[\W_]", password)):
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("Use at least one letter, one number and one symbol, such as ! or ?.")
