import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keurmerk', '0007_events_of_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(db_index=True, max_length=64)),
                ('asked_at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='sentletter',
            index=models.Index(django.db.models.functions.text.Upper('to'), name='letter_reader'),
        ),
    ]
