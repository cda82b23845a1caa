"""Readers of what strangers send, tried with what is nearly right."""
