"""Hosts that may not carry the mark, the cases about them, and the proof of each look."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0003_mark_looks'),
        ('members', '0015_information_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Misuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=253)),
                ('state', models.CharField(choices=[('REPORTED', 'To be judged'), ('CONFIRMED', 'Confirmed'), ('WARNED', 'Warned'), ('FINED', 'Fined'), ('AT_AUTHORITY', 'Reported to an authority'), ('GONE', 'The mark is gone'), ('UNFOUNDED', 'No misuse')], default='REPORTED', max_length=12)),
                ('source', models.CharField(choices=[('DEMANDED', 'Was asked to take the mark off'), ('FORMER', 'Former member'), ('REFUSED', 'Did not become a member'), ('REFERRER', 'Fetched our files'), ('LISTED', 'From a list'), ('REPORTED', 'Reported by somebody')], max_length=8)),
                ('story', models.TextField(blank=True)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('opened_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('warned_at', models.DateTimeField(null=True)),
                ('deadline_at', models.DateTimeField(null=True)),
                ('ignored_at', models.DateTimeField(null=True)),
                ('fine', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('authority', models.CharField(blank=True, choices=[('ACM', 'ACM, the consumer authority'), ('FRAUD_HELPDESK', 'Fraud helpdesk'), ('POLICE', 'Police')], max_length=14)),
                ('published_at', models.DateTimeField(null=True)),
                ('public_text', models.TextField(blank=True)),
                ('take_down_on', models.DateTimeField(null=True)),
                ('taken_down_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='misuses_decided', to=settings.AUTH_USER_MODEL)),
                ('fine_approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fines_approved', to=settings.AUTH_USER_MODEL)),
                ('fined_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fines', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='misuses_published', to=settings.AUTH_USER_MODEL)),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='misuses', to='members.shop')),
            ],
        ),
        migrations.CreateModel(
            name='MisuseProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=1000)),
                ('seen_at', models.DateTimeField()),
                ('signs', models.JSONField(default=list)),
                ('html', models.TextField(blank=True)),
                ('sha256', models.CharField(max_length=64)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='inspections.misuse')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=253)),
                ('why', models.CharField(choices=[('DEMANDED', 'Was asked to take the mark off'), ('FORMER', 'Former member'), ('REFUSED', 'Did not become a member'), ('REFERRER', 'Fetched our files'), ('LISTED', 'From a list'), ('REPORTED', 'Reported by somebody')], max_length=8)),
                ('begun_at', models.DateTimeField()),
                ('next_look_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(null=True)),
                ('looks', models.PositiveSmallIntegerField(default=0)),
                ('gone_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('closed_at', models.DateTimeField(null=True)),
                ('grant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='members.markgrant')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='members.shop')),
            ],
        ),
        migrations.AddIndex(
            model_name='misuse',
            index=models.Index(condition=models.Q(('state', 'WARNED')), fields=['deadline_at'], name='misuse_deadline'),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['GONE', 'UNFOUNDED']), _negated=True), fields=('host',), name='misuse_one_open_per_host'),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['REPORTED', 'GONE']), ('decided_by__isnull', False), ('source', 'DEMANDED'), _connector='OR'), name='misuse_is_judged_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'WARNED'), _negated=True), models.Q(('deadline_at__isnull', False), ('warned_at__isnull', False)), _connector='OR'), name='warning_gives_a_last_day'),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.CheckConstraint(condition=models.Q(('fine__isnull', True), models.Q(('fine_approved_by__isnull', False), ('fined_by__isnull', False), ('shop__isnull', False), models.Q(('fined_by', models.F('fine_approved_by')), _negated=True)), _connector='OR'), name='fine_by_two_persons_on_a_contract'),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(('published_by__isnull', False), ('take_down_on__isnull', False), models.Q(('public_text', ''), _negated=True)), _connector='OR'), name='publication_says_who_what_and_until_when'),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['GONE', 'UNFOUNDED']), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='ended_misuse_says_when'),
        ),
        migrations.AddIndex(
            model_name='watch',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['next_look_at'], name='watch_due'),
        ),
        migrations.AddConstraint(
            model_name='watch',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('host',), name='watch_once_per_host'),
        ),
        migrations.AddConstraint(
            model_name='watch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('why', 'DEMANDED'), _negated=True), ('grant__isnull', False), _connector='OR'), name='watch_of_a_demand_has_its_grant'),
        ),
    ]
