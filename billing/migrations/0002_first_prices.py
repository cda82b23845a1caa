"""The first plan and its prices, in euros without VAT; later prices are rows that finance adds, with their day."""

from datetime import date
from decimal import Decimal

from django.db import migrations

FIRST_DAY = date(2015, 1, 1)
PRICES = {"YEAR": (Decimal(120), Decimal(0)), "QUARTER": (Decimal(30), Decimal(9))}


def add(apps, schema_editor):
    plan = apps.get_model("billing", "Plan").objects.create(
        code="membership", name_nl="Lidmaatschap keurmerk", name_en="Trust mark membership"
    )
    for period, (amount, surcharge) in PRICES.items():
        apps.get_model("billing", "Price").objects.create(
            plan=plan, period=period, amount=amount, surcharge=surcharge, valid_from=FIRST_DAY
        )


def remove(apps, schema_editor):
    apps.get_model("billing", "Price").objects.filter(plan__code="membership", valid_from=FIRST_DAY).delete()
    apps.get_model("billing", "Plan").objects.filter(code="membership", prices=None, subscriptions=None).delete()


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_billing")]

    operations = [migrations.RunPython(add, remove)]
