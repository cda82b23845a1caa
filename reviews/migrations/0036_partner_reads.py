"""What partners were given of the register (terms 8.2)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0035_index_of_unanswered'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('LIST', 'A list of webshops'), ('ONE', 'One webshop, by its address')], max_length=4)),
                ('rows', models.PositiveIntegerField()),
                ('facts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('shops', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='reviews.partner')),
            ],
            options={
                'indexes': [models.Index(fields=['partner', '-read_at'], name='partner_read_of'), models.Index(fields=['-read_at'], name='partner_read_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('shops__len', models.F('rows'))), name='partner_read_names_each_shop')],
            },
        ),
    ]
