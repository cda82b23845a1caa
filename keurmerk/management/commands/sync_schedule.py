"""Writes the table of recurring jobs into django-q2's schedule."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django_q.models import Schedule

from keurmerk import clock
from keurmerk.schedule import EVERY, load


class Command(BaseCommand):
    help = "Makes the queue's schedule equal to the jobs in the code; a paused job (repeats=0) stays paused."

    def handle(self, *args: Any, **options: Any) -> None:
        load()
        with transaction.atomic():
            Schedule.objects.exclude(name__in=EVERY).delete()
            for name, job in EVERY.items():
                Schedule.objects.update_or_create(
                    name=name,
                    defaults={
                        "func": "keurmerk.schedule.run",
                        "args": repr((name,)),
                        "schedule_type": Schedule.MINUTES,
                        "minutes": job.minutes,
                    },
                    create_defaults={
                        "func": "keurmerk.schedule.run",
                        "args": repr((name,)),
                        "schedule_type": Schedule.MINUTES,
                        "minutes": job.minutes,
                        "next_run": clock.real(),
                        "repeats": -1,
                    },
                )
        self.stdout.write(f"{len(EVERY)} recurring jobs")
