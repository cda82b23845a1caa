"""Copied order mails: read whatever their MIME looks like, and recognised only when we are sure."""
