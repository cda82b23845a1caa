import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0005_seen'),
        ('members', '0025_breaches_and_data_audits'),
        ('reviews', '0037_who_asks_what_we_hold'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('SHOP', 'Webshop'), ('CONSUMER', 'Consumer'), ('MEDIATOR', 'Mediator')], max_length=8)),
                ('state', models.CharField(choices=[('ASKED', 'Asked'), ('GRANTED', 'Granted'), ('REFUSED', 'Refused'), ('LAPSED', 'No longer needed')], default='ASKED', max_length=10)),
                ('until', models.DateField(verbose_name='Until which day?')),
                ('reason', models.TextField(verbose_name='Why do you need more time?')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, verbose_name='Your answer, for both parties')),
                ('answered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True, verbose_name='What must your colleague know?')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('REPAIR', 'A repair, delivery or return is under way'), ('AWAY', 'One of the parties is away or ill'), ('EXPERT', 'Somebody else looks into it first'), ('OTHER', 'Something else')], max_length=10, verbose_name='Why?')),
                ('began_at', models.DateTimeField()),
                ('resumes_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='dispute',
            name='mediator',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mediations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='dispute',
            name='paused_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('paused_until', None), models.Q(('due_at__gte', models.F('paused_until')), ('state', 'MEDIATION')), _connector='OR'), name='no_date_falls_in_a_pause'),
        ),
        migrations.AddField(
            model_name='extension',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='disputes.dispute'),
        ),
        migrations.AddField(
            model_name='handover',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='disputes.dispute'),
        ),
        migrations.AddField(
            model_name='handover',
            name='giver',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='handover',
            name='taker',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pause',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='disputes.dispute'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('dispute',), name='one_extension_is_asked_in_a_dispute'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'ASKED')), models.Q(models.Q(('state', 'ASKED'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='answered_extension_says_when'),
        ),
        migrations.AddIndex(
            model_name='pause',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['resumes_at'], name='pause_resumes'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('dispute',), name='one_pause_runs_in_a_dispute'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('resumes_at__gt', models.F('began_at'))), name='pause_takes_time'),
        ),
    ]
