"""Billing periods are counted from the establishment of the membership, so that no clamped day becomes the anchor."""

from zoneinfo import ZoneInfo

from django.db import migrations, models

MONTHS = {"QUARTER": 3, "YEAR": 12}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def count(apps, schema_editor):
    subscriptions = apps.get_model("billing", "Subscription").objects.select_related("membership")
    for subscription in subscriptions.iterator():
        anchor, established = subscription.anchor_on, subscription.membership.established_at
        before = _months(established.astimezone(AMSTERDAM).date(), anchor) if established else 0
        subscription.months_invoiced = before + subscription.periods_invoiced * MONTHS[subscription.period]
        subscription.save(update_fields=["months_invoiced"])


def count_back(apps, schema_editor):
    subscriptions = apps.get_model("billing", "Subscription").objects.select_related("membership")
    for subscription in subscriptions.iterator():
        subscription.anchor_on = subscription.membership.established_at.astimezone(AMSTERDAM).date()
        subscription.periods_invoiced = subscription.months_invoiced // MONTHS[subscription.period]
        subscription.save(update_fields=["anchor_on", "periods_invoiced"])


def _months(first, last):
    return (last.year - first.year) * 12 + last.month - first.month


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_first_prices"), ("members", "0005_renewal")]

    operations = [
        migrations.AddField("subscription", "months_invoiced", models.PositiveIntegerField(default=0)),
        migrations.AlterField("subscription", "anchor_on", models.DateField(null=True)),
        migrations.RunPython(count, count_back),
        migrations.RemoveField("subscription", "anchor_on"),
        migrations.RemoveField("subscription", "periods_invoiced"),
    ]
