from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0010_standard_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='picture',
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
