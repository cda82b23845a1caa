
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0025_breaches_and_data_audits'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompanyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('REQUESTED', 'Being looked at'), ('GRANTED', 'Changed'), ('REFUSED', 'Not changed'), ('WITHDRAWN', 'Withdrawn')], default='REQUESTED', max_length=9)),
                ('legal_name', models.CharField(max_length=160, verbose_name='Name in the trade register')),
                ('legal_form', models.CharField(choices=[('SOLE_TRADER', 'Sole trader'), ('BV', 'Private company (B.V.)'), ('VOF', 'General partnership (V.O.F.)'), ('FOUNDATION', 'Foundation or association'), ('OTHER', 'Another form')], max_length=12, verbose_name='Legal form')),
                ('kvk_number', models.CharField(max_length=8, verbose_name='KvK number')),
                ('vat_number', models.CharField(blank=True, max_length=20, verbose_name='VAT number')),
                ('why', models.CharField(max_length=300, verbose_name='What changed, and from which day?')),
                ('before', models.JSONField()),
                ('requested_at', models.DateTimeField()),
                ('requested_by', models.CharField(max_length=60)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=60)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='company_changes', to='members.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'REQUESTED')), fields=('member',), name='one_open_company_change_per_member'), models.CheckConstraint(condition=models.Q(('kvk_number__regex', '^\\d{8}$')), name='company_change_kvk_has_eight_digits'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'REQUESTED')), models.Q(models.Q(('state', 'REQUESTED'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='decided_company_change_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'REFUSED'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='refused_change_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Takeover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('REQUESTED', 'Waiting for the new owner'), ('ACCEPTED', 'Being inspected'), ('GRANTED', 'Handed over'), ('REFUSED', 'Not handed over'), ('WITHDRAWN', 'Withdrawn')], default='REQUESTED', max_length=9)),
                ('to_email', models.EmailField(max_length=254, verbose_name='E-mail address of the new owner')),
                ('why', models.CharField(max_length=300, verbose_name='Why, and from which day?')),
                ('gives_notice', models.BooleanField(default=False, verbose_name='End my membership with this term if I have no other webshop')),
                ('requested_at', models.DateTimeField()),
                ('requested_by', models.CharField(max_length=60)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('accepted_from', models.GenericIPAddressField(null=True)),
                ('accepted_documents', models.JSONField(blank=True, default=dict)),
                ('evidence', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=60)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='takeovers_accepted', to=settings.AUTH_USER_MODEL)),
                ('new_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_over', to='members.member')),
                ('old_member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handed_over', to='members.member')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takeovers', to='members.shop')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['REQUESTED', 'ACCEPTED'])), fields=('shop',), name='one_open_takeover_per_shop'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ACCEPTED', 'GRANTED']), _negated=True), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), ('new_member__isnull', False)), _connector='OR'), name='accepted_takeover_says_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'GRANTED'), _negated=True), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='granted_takeover_rests_on_an_inspection'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'REFUSED'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='refused_takeover_says_why')],
            },
        ),
    ]
