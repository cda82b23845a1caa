"""Letters. `send` renders one, remembers it, and leaves the hand-over to the post."""

from keurmerk.mail.sending import send

__all__ = ["send"]
