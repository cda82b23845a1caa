import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0001_disputes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('SHOP', 'Webshop'), ('CONSUMER', 'Consumer'), ('MEDIATOR', 'Mediator')], max_length=8)),
                ('state', models.CharField(choices=[('OPEN', 'Open'), ('ACCEPTED', 'Accepted'), ('DECLINED', 'Declined'), ('COUNTERED', 'Answered by another proposal'), ('WITHDRAWN', 'Withdrawn'), ('EXPIRED', 'Expired')], default='OPEN', max_length=10)),
                ('kind', models.CharField(choices=[('REFUND', 'Money back'), ('REPLACEMENT', 'Another product'), ('REPAIR', 'Repair'), ('DELIVERY', 'Delivery after all'), ('DISCOUNT', 'Part of the money back, and the product is kept'), ('APOLOGY', 'An apology'), ('OTHER', 'Something else')], max_length=12, verbose_name='What do you propose?')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='Amount in euros')),
                ('words', models.TextField(blank=True, verbose_name='Explain')),
                ('do_by', models.DateField(verbose_name='Done on or before')),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='disputes.dispute')),
            ],
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('AGREED', 'Agreed'), ('ASKED', 'Asked whether it was done'), ('LATE', 'Not done yet'), ('DONE', 'Done'), ('BREACHED', 'Not kept')], default='AGREED', max_length=10)),
                ('text', models.TextField()),
                ('shop_signed_at', models.DateTimeField()),
                ('consumer_signed_at', models.DateTimeField()),
                ('do_by', models.DateField()),
                ('next_step_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('dispute', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='settlement', to='disputes.dispute')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='settlement', to='disputes.proposal')),
            ],
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(condition=models.Q(('state', 'OPEN')), fields=['expires_at'], name='proposal_expires'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'OPEN')), fields=('dispute',), name='one_open_proposal_in_a_dispute'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('by__in', ('SHOP', 'CONSUMER'))), name='a_party_proposes'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind__in', ('REFUND', 'DISCOUNT'))), models.Q(models.Q(('kind__in', ('REFUND', 'DISCOUNT')), _negated=True), ('amount', None)), _connector='OR'), name='money_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'OPEN')), models.Q(models.Q(('state', 'OPEN'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='ended_proposal_says_when'),
        ),
        migrations.AddIndex(
            model_name='settlement',
            index=models.Index(condition=models.Q(('next_step_at__isnull', False)), fields=['next_step_at'], name='settlement_next_step'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_step_at__isnull', False), ('state__in', ['AGREED', 'ASKED', 'LATE'])), models.Q(('ended_at__isnull', False), ('next_step_at', None), ('state__in', ['DONE', 'BREACHED'])), _connector='OR'), name='settlement_knows_its_next_step'),
        ),
    ]
