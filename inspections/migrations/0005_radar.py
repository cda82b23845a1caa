"""The radar: what key pages said last, what changed, what is to be mended, and the draws of checks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0004_misuse_of_the_mark'),
        ('members', '0016_register_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True)),
                ('drawn_at', models.DateTimeField()),
                ('seed', models.BigIntegerField()),
                ('weights', models.JSONField(default=dict)),
                ('drawn', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_scan_at', models.DateTimeField()),
                ('scanned_at', models.DateTimeField(null=True)),
                ('verdicts', models.JSONField(default=dict)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('asked_on', models.DateField(null=True)),
                ('asked_times', models.PositiveSmallIntegerField(default=0)),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scan', to='members.shop')),
            ],
        ),
        migrations.CreateModel(
            name='ScanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=1000)),
                ('kind', models.CharField(max_length=20)),
                ('seen_at', models.DateTimeField()),
                ('pieces', models.JSONField(default=list)),
                ('codes', models.JSONField(default=list)),
                ('improvements', models.JSONField(default=list)),
                ('looked_at', models.DateTimeField(null=True)),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='inspections.scan')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ScanPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=1000)),
                ('kind', models.CharField(max_length=20)),
                ('sha256', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('seen_at', models.DateTimeField()),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='inspections.scan')),
            ],
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('OPEN', 'To be mended'), ('OVERDUE', 'Its day has passed'), ('MENDED', 'Mended'), ('DROPPED', 'Dropped')], default='OPEN', max_length=8)),
                ('why', models.CharField(choices=[('RADAR', 'Seen at night'), ('AUDIT', 'Check by an inspector')], max_length=5)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('page', models.URLField(blank=True, max_length=1000)),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('advice', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='inspections.criterion')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies_decided', to=settings.AUTH_USER_MODEL)),
                ('inspection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='inspections.inspection')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='members.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'OPEN')), fields=['due_at'], name='remedy_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['OPEN', 'OVERDUE'])), fields=('shop', 'code'), name='remedy_once_per_point'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DROPPED'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='dropped_remedy_says_why'), models.CheckConstraint(condition=models.Q(('state__in', ['OPEN', 'OVERDUE']), ('closed_at__isnull', False), _connector='OR'), name='ended_remedy_says_when')],
            },
        ),
        migrations.AddIndex(
            model_name='scan',
            index=models.Index(fields=['next_scan_at'], name='scan_due'),
        ),
        migrations.AddIndex(
            model_name='scanchange',
            index=models.Index(condition=models.Q(models.Q(('codes', []), _negated=True), ('looked_at__isnull', True)), fields=['seen_at'], name='change_to_see'),
        ),
        migrations.AddConstraint(
            model_name='scanpage',
            constraint=models.UniqueConstraint(fields=('scan', 'url'), name='scan_page_once'),
        ),
    ]
