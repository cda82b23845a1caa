"""Secrets that we must be able to read again: sealed in the database, so that a copy of it alone opens nothing.

The seal is made of SECRET_KEY; keys in SECRET_KEY_FALLBACKS still open what was sealed before a new one came.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(secret: str) -> str:
    return _lock().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises cryptography's InvalidToken when none of our keys fits."""
    return _lock().decrypt(sealed.encode()).decode()


def _lock() -> MultiFernet:
    return MultiFernet([_of(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _of(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"keurmerk.sealing:" + key.encode()).digest()))
