"""What runs an installation on one machine: packages, PostgreSQL, the processes, the watchdog.

Everything here works before, beside or outside Django, so that it can look after it.
"""
