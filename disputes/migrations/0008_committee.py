import django.db.models.deletion
import keurmerk.tokens
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0007_mail'),
        ('members', '0029_not_kept'),
        ('reviews', '0037_who_asks_what_we_hold'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('SHOP', 'Webshop'), ('CONSUMER', 'Consumer'), ('MEDIATOR', 'Mediator')], max_length=8)),
                ('item', models.CharField(max_length=30, verbose_name='Which item?')),
                ('state', models.CharField(choices=[('MADE', 'Made'), ('UPHELD', 'Kept out of the file'), ('OVERRULED', 'Shared after all')], default='MADE', max_length=10)),
                ('reason', models.TextField(verbose_name='Why should the committee not see it?')),
                ('made_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, verbose_name='Your answer, for who objects')),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ANNOUNCED', 'To the committee: objections are open'), ('WITHDRAWN', 'Withdrawn'), ('SEALED', 'Ready for the committee'), ('SENT', 'With the committee'), ('DECIDED', 'Decided by the committee'), ('COMPLIED', 'The ruling was complied with'), ('NOT_COMPLIED', 'The ruling was not complied with')], default='ANNOUNCED', max_length=12)),
                ('body', models.CharField(max_length=120)),
                ('fee', models.DecimalField(decimal_places=2, max_digits=8)),
                ('announced_at', models.DateTimeField()),
                ('objections_until', models.DateTimeField()),
                ('share_at', models.DateTimeField()),
                ('key', models.CharField(default=keurmerk.tokens.new_token, max_length=64, unique=True)),
                ('path', models.CharField(blank=True, max_length=120)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('refused', models.CharField(blank=True, max_length=60)),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_how', models.CharField(blank=True, choices=[('HTTP', 'By the connection'), ('HAND', 'By hand')], max_length=4)),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='Reference of the committee')),
            ],
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('CONSUMER', 'For the consumer'), ('PARTLY', 'Partly for the consumer'), ('SHOP', 'For the webshop'), ('INADMISSIBLE', 'The committee does not take it')], max_length=12, verbose_name='What did the committee decide?')),
                ('decided_on', models.DateField(verbose_name='Decided on')),
                ('comply_by', models.DateField(blank=True, null=True, verbose_name='To be done on or before')),
                ('words', models.TextField(blank=True, verbose_name='In short, for both parties')),
                ('path', models.CharField(blank=True, max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(null=True)),
                ('next_step_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='dispute',
            name='open_dispute_has_a_turn_and_a_date',
        ),
        migrations.AlterField(
            model_name='dispute',
            name='state',
            field=models.CharField(choices=[('SHOP_FIRST', 'Between the two of you'), ('MEDIATION', 'Mediation'), ('SETTLED', 'Solved'), ('FAILED', 'No solution'), ('AT_COMMITTEE', 'With the committee'), ('DECIDED', 'Decided by the committee'), ('CLOSED', 'Closed')], default='SHOP_FIRST', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state__in', ['SHOP_FIRST', 'MEDIATION']), ('turn__in', ['SHOP', 'CONSUMER', 'MEDIATOR'])), models.Q(models.Q(('state__in', ['SHOP_FIRST', 'MEDIATION']), _negated=True), ('closed_at__isnull', False), ('due_at', None), ('turn', '')), _connector='OR'), name='open_dispute_has_a_turn_and_a_date'),
        ),
        migrations.AddField(
            model_name='referral',
            name='dispute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referrals', to='disputes.dispute'),
        ),
        migrations.AddField(
            model_name='objection',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='disputes.referral'),
        ),
        migrations.AddField(
            model_name='ruling',
            name='referral',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='ruling', to='disputes.referral'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'ANNOUNCED')), fields=['share_at'], name='referral_to_share'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'WITHDRAWN'), _negated=True), fields=('dispute',), name='one_referral_of_a_dispute_stands'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ANNOUNCED', 'WITHDRAWN']), models.Q(('digest', ''), _negated=True), _connector='OR'), name='referral_has_its_file'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('share_at__gte', models.F('objections_until'))), name='objections_come_first'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('referral', 'by', 'item'), name='one_objection_of_a_party_to_an_item'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('by__in', ['SHOP', 'CONSUMER'])), name='a_party_objects'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'MADE')), models.Q(models.Q(('state', 'MADE'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='decided_objection_says_when'),
        ),
        migrations.AddIndex(
            model_name='ruling',
            index=models.Index(condition=models.Q(('next_step_at__isnull', False)), fields=['next_step_at'], name='ruling_next_step'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(('digest', ''), _negated=True), name='ruling_is_on_paper'),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['CONSUMER', 'PARTLY']), ('comply_by', None), _connector='OR'), name='who_lost_has_nothing_to_get'),
        ),
    ]
