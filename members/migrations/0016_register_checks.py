"""What the public registers said of a company, and when."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0015_information_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(choices=[('KVK', 'Trade register (KvK)'), ('VAT', 'VAT numbers (VIES)')], max_length=3)),
                ('number', models.CharField(max_length=20)),
                ('result', models.CharField(choices=[('WAITING', 'Not verified yet'), ('FOUND', 'Found'), ('NOT_FOUND', 'Not found')], default='WAITING', max_length=9)),
                ('answer', models.JSONField(default=dict)),
                ('source', models.CharField(blank=True, max_length=20)),
                ('reference', models.CharField(blank=True, max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField()),
                ('problem', models.CharField(blank=True, max_length=80)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_checks', to='members.member')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['next_attempt_at'], name='register_check_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('member', 'register', 'number'), name='register_asked_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('result', 'WAITING')), models.Q(('answered_at__isnull', False), models.Q(('result', 'WAITING'), _negated=True)), _connector='OR'), name='register_result_is_an_answer')],
            },
        ),
    ]
