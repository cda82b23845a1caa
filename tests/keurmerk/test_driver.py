"""The database is PostgreSQL 15 to 18, and its driver is psycopg2."""

import importlib.util

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3


def test_django_speaks_through_psycopg2():
    """Django silently prefers psycopg 3 as soon as some package pulls it in."""
    assert not is_psycopg3
    assert importlib.util.find_spec("psycopg") is None


@pytest.mark.django_db
def test_the_server_is_one_we_support():
    assert 150000 <= connection.cursor().connection.server_version < 190000
