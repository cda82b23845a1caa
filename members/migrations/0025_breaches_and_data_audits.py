import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0024_passkeys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SITE', 'The website with login data was hacked or open to others'), ('CARRIER', 'A data carrier was lost'), ('WRONG_ADDRESS', 'Letters or e-mails went to a wrong address'), ('ATTACK', 'A hack on the computer systems'), ('OTHER', 'Something else')], max_length=14, verbose_name='What kind of breach is it?')),
                ('state', models.CharField(choices=[('OPEN', 'Open'), ('CLOSED', 'Closed')], default='OPEN', max_length=8)),
                ('what', models.TextField(verbose_name='What happened?')),
                ('people', models.TextField(verbose_name='Whose data, and about how many people?')),
                ('categories', models.TextField(verbose_name='Which data?')),
                ('consequences', models.TextField(blank=True, verbose_name='What can it lead to?')),
                ('measures', models.TextField(blank=True, verbose_name='What did we do, and what do we change?')),
                ('known_at', models.DateTimeField(verbose_name='When did we know?')),
                ('noted_at', models.DateTimeField()),
                ('report_due_at', models.DateTimeField()),
                ('reported_at', models.DateTimeField(null=True)),
                ('no_report_because', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'OPEN')), fields=['report_due_at'], name='breach_report_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('report_due_at__gt', models.F('known_at'))), name='breach_has_its_clock'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'OPEN')), models.Q(('closed_at__isnull', False), ('state', 'CLOSED'), models.Q(('measures', ''), _negated=True), models.Q(('reported_at__isnull', False), models.Q(('no_report_because', ''), _negated=True), _connector='OR')), _connector='OR'), name='closed_breach_was_reported_or_says_why_not')],
            },
        ),
        migrations.CreateModel(
            name='BreachLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('DRAFT', 'Not sent'), ('RELEASED', 'Being sent'), ('SENT', 'Sent'), ('DROPPED', 'Not used')], default='DRAFT', max_length=8)),
                ('readers', models.CharField(choices=[('MEMBERS', 'Owners of all members'), ('ADDRESSES', 'The addresses below')], max_length=9, verbose_name='Who gets it?')),
                ('addresses', models.TextField(blank=True, verbose_name='Addresses, one per line')),
                ('text_nl', models.TextField(verbose_name='Text in Dutch')),
                ('text_en', models.TextField(verbose_name='Text in English')),
                ('written_at', models.DateTimeField()),
                ('leaves_at', models.DateTimeField(null=True)),
                ('counted', models.PositiveIntegerField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='members.breach')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('counted', None), ('state__in', ['DRAFT', 'DROPPED'])), models.Q(('counted__gt', 0), ('leaves_at__isnull', False), ('state__in', ['RELEASED', 'SENT'])), _connector='OR'), name='released_breach_letter_was_counted')],
            },
        ),
        migrations.CreateModel(
            name='DataAudit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('REQUESTED', 'Requested'), ('PROPOSED', 'Another day proposed'), ('AGREED', 'Day agreed'), ('DONE', 'Done'), ('WITHDRAWN', 'Withdrawn')], default='REQUESTED', max_length=10)),
                ('suspicion', models.TextField(verbose_name='What makes you doubt how we handle personal data?')),
                ('auditor', models.CharField(max_length=160, verbose_name='Who carries out the audit?')),
                ('of_norea', models.BooleanField(default=False, verbose_name='This auditor is a member of NOREA')),
                ('standard', models.CharField(blank=True, max_length=200, verbose_name='If not: which standard of the same quality?')),
                ('wanted_on', models.DateField(verbose_name='On which day?')),
                ('requested_at', models.DateTimeField()),
                ('requested_by', models.CharField(max_length=60)),
                ('answer_due_at', models.DateTimeField()),
                ('proposed_on', models.DateField(null=True)),
                ('proposal', models.TextField(blank=True)),
                ('agreed_on', models.DateField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('report', models.TextField(blank=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_audits', to='members.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['DONE', 'WITHDRAWN']), _negated=True), fields=('member',), name='data_audit_one_open_per_member'), models.CheckConstraint(condition=models.Q(('of_norea', True), models.Q(('standard', ''), _negated=True), _connector='OR'), name='data_audit_names_its_standard'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['AGREED', 'DONE']), _negated=True), ('agreed_on__isnull', False), _connector='OR'), name='agreed_audit_has_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'PROPOSED'), _negated=True), ('proposed_on__isnull', False), _connector='OR'), name='proposed_audit_has_a_day')],
            },
        ),
    ]
