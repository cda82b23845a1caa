from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keurmerk', '0006_published_copies'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('actor__startswith', 'user:')), fields=['happened_at', 'id'], name='event_of_people'),
        ),
    ]
