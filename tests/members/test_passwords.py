"""What a password must hold (processing agreement, Security: password)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from members.models import User

ANNA = User(email="anna.devries@example.com", name="Anna de Vries")


@pytest.mark.rule("PA security: password")
@pytest.mark.parametrize("password", ["Zee-paard-88", "één2drie!", "x9x9x9x9 ?"])
def test_a_letter_a_number_and_a_symbol_in_eight_characters_will_do(password):
    validate_password(password, ANNA)


@pytest.mark.rule("PA security: password")
@pytest.mark.parametrize(
    "password", ["Zee-8", "Zeepaard-", "12345678!", "Zeepaard8", "Anna-de-Vries1", "anna.devries1", ""]
)
def test_anything_less_will_not(password):
    with pytest.raises(ValidationError):
        validate_password(password, ANNA)
