import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0011_snapshot_pictures'),
        ('members', '0020_mark_complaints'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField(max_length=2000, verbose_name='What did you change?')),
                ('changed_on', models.DateField(verbose_name='Since when is it on your webshop?')),
                ('reported_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(null=True)),
                ('looked_by', models.CharField(blank=True, max_length=60)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reported_changes', to='members.shop')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('looked_at', None)), fields=['reported_at'], name='reported_change_to_see')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('looked_at', None), ('looked_by', '')), models.Q(('looked_at__isnull', False), models.Q(('looked_by', ''), _negated=True)), _connector='OR'), name='seen_report_says_by_whom')],
            },
        ),
    ]
