from django.db import migrations

EVERYTHING = ["REVIEWS", "DISPUTES", "BILLING"]  # what somebody with a seat of staff could do until now


def give(apps, schema_editor):
    apps.get_model("members", "Seat").objects.filter(role="STAFF").update(duties=EVERYTHING)


def take(apps, schema_editor):
    apps.get_model("members", "Seat").objects.update(duties=[])


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0030_teams'),
    ]

    operations = [
        migrations.RunPython(give, take),
    ]
