"""Backups: the database and the files, locked, kept for a year, and put back whole.

A backup is a folder named after its moment (UTC) with a signed `manifest.json` and two locked parts: what `pg_dump`
says of the database, and the media files as tar. docs/operations/backups.md says how they are made and put back.
"""
