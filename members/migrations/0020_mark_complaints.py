import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0019_circumstances'),
    ]

    operations = [
        migrations.CreateModel(
            name='MarkComplaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('FILED', 'Being looked at'), ('JUSTIFIED', 'Justified'), ('UNJUSTIFIED', 'Not justified'), ('REMEDIED', 'Put right'), ('ESCALATED', 'With a mediator or the court')], default='FILED', max_length=12)),
                ('story', models.TextField(verbose_name='What is your complaint, and why?')),
                ('known_on', models.DateField(verbose_name='When did you find out?')),
                ('invoice_number', models.CharField(blank=True, max_length=20, verbose_name='Number of the invoice, if it is about one')),
                ('filed_at', models.DateTimeField()),
                ('filed_by', models.CharField(max_length=60)),
                ('late', models.BooleanField(default=False)),
                ('remedy', models.CharField(blank=True, choices=[('INVOICE_ADJUSTED', 'The invoice is adjusted'), ('IMPROVED', 'What we did is improved or done again, free of charge'), ('REDONE', 'The agreement is carried out anew')], max_length=16)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=60)),
                ('closed_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mark_complaints', to='members.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'FILED')), models.Q(models.Q(('state', 'FILED'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='judged_complaint_was_answered'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['JUSTIFIED', 'REMEDIED']), models.Q(('remedy', ''), _negated=True)), models.Q(('remedy', ''), ('state__in', ['FILED', 'UNJUSTIFIED'])), ('state', 'ESCALATED'), _connector='OR'), name='justified_complaint_has_a_remedy')],
            },
        ),
    ]
