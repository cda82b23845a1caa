"""Changes of the requirements, told to each member, and the two kinds of inspection that follow a change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0007_self_checks'),
        ('members', '0017_host_proofs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='inspection',
            name='kind',
            field=models.CharField(choices=[('ADMISSION', 'New application'), ('REINSPECTION', 'Re-inspection'), ('AUDIT_RANDOM', 'Random check'), ('AUDIT_SIGNAL', 'Check after a signal'), ('REQUIREMENT_CHANGE', 'Change of requirements'), ('DATA_CHANGE', 'Reported change')], default='ADMISSION', max_length=18),
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('codes', models.JSONField()),
                ('announced_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField()),
                ('checklist', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign', to='inspections.checklist')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CampaignCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('WAITING', 'To be told'), ('TOLD', 'Told'), ('MET', 'Meets it'), ('OVERDUE', 'Past the last day')], default='WAITING', max_length=7)),
                ('next_step_at', models.DateTimeField()),
                ('affected', models.JSONField(default=list)),
                ('left_over', models.JSONField(default=list)),
                ('reminded', models.PositiveSmallIntegerField(default=0)),
                ('told_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='inspections.campaign')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaign_cases', to='members.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['WAITING', 'TOLD'])), fields=['next_step_at'], name='campaign_case_due')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'shop'), name='campaign_tells_a_shop_once'), models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'MET']), ('told_at__isnull', False), _connector='OR'), name='told_campaign_says_when')],
            },
        ),
    ]
