
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0012_money_that_goes_back'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('FILED', 'Being looked at'), ('GRANTED', 'Granted'), ('REJECTED', 'Not granted')], default='FILED', max_length=8)),
                ('story', models.TextField()),
                ('filed_at', models.DateTimeField()),
                ('filed_by', models.CharField(max_length=60)),
                ('late', models.BooleanField(default=False)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=60)),
                ('credit_note', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='billing.creditnote')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='billing.invoice')),
            ],
            options={
                'indexes': [models.Index(fields=['filed_at', 'id'], name='objection_by_age')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'FILED')), fields=('invoice',), name='one_open_objection_per_invoice'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'FILED')), models.Q(models.Q(('state', 'FILED'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='decided_objection_was_answered'), models.CheckConstraint(condition=models.Q(models.Q(('credit_note__isnull', False), ('state', 'GRANTED')), models.Q(models.Q(('state', 'GRANTED'), _negated=True), ('credit_note', None)), _connector='OR'), name='granted_objection_has_a_credit_note')],
            },
        ),
    ]
