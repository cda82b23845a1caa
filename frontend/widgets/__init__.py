"""Other people's houses: what a shop's visitors read, rendered to files when it changes.

A visit costs no query, no template and no session: publish.py writes, files.py serves.
"""
