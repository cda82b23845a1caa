from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('keurmerk', '0008_erasures'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='sentletter',
            index=models.Index(condition=models.Q(('vendor_id', ''), _negated=True), fields=['vendor_id'], name='letter_at_vendor'),
        ),
    ]
