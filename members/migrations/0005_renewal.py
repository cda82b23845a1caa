from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from keurmerk.calendar import start_of_day

STANDING = ["ASPIRANT", "FULL", "SUSPENDED"]


def fill_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each membership that stands knows when its next term starts; a term that is over is renewed by the sweep."""
    memberships = apps.get_model("members", "Membership").objects.filter(state__in=STANDING)
    for membership in memberships.iterator():
        after = membership.term_ends_on + timedelta(days=1)
        membership.renews_at = start_of_day(after)
        membership.renewal_notice_due_at = start_of_day(after - timedelta(days=60))
        membership.save(update_fields=["renews_at", "renewal_notice_due_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0004_former_password'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='renewal_notice_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='renews_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('state__in', ['ASPIRANT', 'FULL', 'SUSPENDED'])), fields=['renews_at'], name='membership_renewal_due'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('state__in', ['ASPIRANT', 'FULL', 'SUSPENDED'])), fields=['renewal_notice_due_at'], name='membership_renewal_notice_due'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PENDING', 'ENDED']), ('renews_at__isnull', False), _connector='OR'), name='membership_established_knows_its_renewal'),
        ),
    ]
