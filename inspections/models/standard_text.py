"""What inspectors write to webshops again and again, in both languages: inserted, then edited, never sent by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    def fitting(self, code: str) -> "StandardTextQuerySet":
        """For this point first, then for its section, then for any."""
        section = code.partition("-")[0]
        return self.filter(Q(code__in=[code, section]) | Q(code="")).order_by("-code", "name")


class StandardText(models.Model):
    """One text. `code` is a point such as WD-04, a section such as WD, or empty: for every point."""

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=10, blank=True)
    text_nl = models.TextField()
    text_en = models.TextField()

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("name"), name="standard_text_name_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(text_nl="") & ~Q(text_en=""), name="standard_text_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def text_in(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_nl
