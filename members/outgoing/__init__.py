"""Outgoing webhooks: news for the software of a shop, by the rules of Standard Webhooks (docs/webhooks.md)."""
