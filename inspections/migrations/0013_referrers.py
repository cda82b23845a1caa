from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0012_reported_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Referrer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=253, unique=True)),
                ('requests', models.PositiveBigIntegerField(default=0)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('watched_on', models.DateField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['last_on'], name='referrer_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='referrer_days_in_order')],
            },
        ),
    ]
