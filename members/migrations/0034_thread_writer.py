import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0033_viewings'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(django.db.models.functions.text.Upper('email'), name='thread_writer'),
        ),
    ]
