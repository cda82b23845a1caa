import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0018_risk_class'),
    ]

    operations = [
        migrations.CreateModel(
            name='Circumstance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('FORCE_MAJEURE', 'Force majeure (article 17)'), ('SEIZURE', 'Seizure (article 14.4)'), ('INSOLVENCY', 'Bankruptcy, suspension of payments or debt restructuring (article 14.4)'), ('COMPLAINTS', 'Several complaints (article 11.13)')], max_length=14, verbose_name='What is the matter?')),
                ('state', models.CharField(choices=[('NOTED', 'Noted'), ('ASKED', 'The manager decides'), ('CLOSED', 'Over')], default='NOTED', max_length=8)),
                ('since', models.DateField(verbose_name='Since')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='Note')),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.CharField(max_length=60)),
                ('decide_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=60)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circumstances', to='members.membership')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'NOTED')), fields=['decide_at'], name='circumstance_to_decide')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=('membership', 'kind'), name='one_circumstance_of_a_kind_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'CLOSED')), models.Q(models.Q(('state', 'CLOSED'), _negated=True), ('closed_at', None)), _connector='OR'), name='closed_circumstance_says_when')],
            },
        ),
    ]
