"""Standard texts with which a shop begins its answers."""

from typing import ClassVar

from django.db import models

from members.models import Shop


class ReplyTemplate(models.Model):
    """A text of the shop, with placeholders such as {name}; put into the form of an answer, and edited there."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="reply_templates")
    title = models.CharField(max_length=60)
    text = models.TextField(max_length=2000)

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop", "title"], name="reply_template_titled_once"),
        ]

    def __str__(self) -> str:
        return self.title
