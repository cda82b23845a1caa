"""What an application waits for: information asked with a last day, and the nudge after a rejection."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0014_notice_and_choice_of_term'),
    ]

    operations = [
        migrations.CreateModel(
            name='InformationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('PDF', 'PDF'), ('JPEG', 'JPEG'), ('PNG', 'PNG'), ('WEBP', 'WebP')], max_length=8)),
                ('size', models.PositiveIntegerField()),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='InformationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('OPEN', 'Asked'), ('ANSWERED', 'Answered'), ('TAKEN_BACK', 'Taken back'), ('UNANSWERED', 'Not answered')], default='OPEN', max_length=10)),
                ('question', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('lapses_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='application',
            name='held_from',
            field=models.CharField(blank=True, max_length=14),
        ),
        migrations.AddField(
            model_name='application',
            name='nudged_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='postponed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='unanswered',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='application',
            name='waits_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='application',
            name='state',
            field=models.CharField(choices=[('DRAFT', 'Draft'), ('SUBMITTED', 'Sent'), ('READY', 'Waiting for inspection'), ('ON_HOLD', 'Waiting for information'), ('IN_INSPECTION', 'In inspection'), ('REJECTED', 'To be improved'), ('APPROVED', 'Approved'), ('WITHDRAWN', 'Withdrawn'), ('REFUSED', 'Refused'), ('LAPSED', 'Lapsed')], default='DRAFT', max_length=14),
        ),
        migrations.RunSQL(
            "UPDATE members_application SET waits_until = decided_at + interval '14 days' WHERE state = 'REJECTED'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ON_HOLD'), _negated=True), models.Q(('held_from', ''), _negated=True), _connector='OR'), name='hold_knows_where_it_began'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'REJECTED'), _negated=True), ('waits_until__isnull', False), _connector='OR'), name='rejection_has_a_next_day'),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='information_requests', to='members.application'),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='information_requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='informationfile',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='members.informationrequest'),
        ),
        migrations.AddIndex(
            model_name='informationrequest',
            index=models.Index(condition=models.Q(('state', 'OPEN')), fields=['due_at'], name='information_due'),
        ),
        migrations.AddConstraint(
            model_name='informationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'OPEN'), ('settled_at__isnull', False), _connector='OR'), name='settled_information_says_when'),
        ),
        migrations.AddConstraint(
            model_name='informationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reminded_at__isnull', True), ('lapses_at__isnull', False), _connector='OR'), name='reminder_gives_a_last_day'),
        ),
        migrations.AddConstraint(
            model_name='informationfile',
            constraint=models.CheckConstraint(condition=models.Q(('size__lte', 10485760)), name='information_file_is_small_enough'),
        ),
    ]
