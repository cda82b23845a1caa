"""Orders that come in as files and as copied mails, read with patience and believed with care."""
