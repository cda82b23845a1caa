
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0014_discounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Booked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('1-COMPANY', 'Contact'), ('2-INVOICE', 'Invoice'), ('3-CREDIT', 'Credit note'), ('4-PAYMENT', 'Payment')], max_length=10)),
                ('subject', models.PositiveBigIntegerField()),
                ('remote_id', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('WAITING', 'Waiting'), ('DONE', 'Booked'), ('REFUSED', 'Refused')], default='WAITING', max_length=8)),
                ('due_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'WAITING')), fields=['due_at'], name='to_push_to_the_books')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='booked_once'), models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'WAITING')), models.Q(models.Q(('state', 'WAITING'), _negated=True), ('due_at', None)), _connector='OR'), name='waiting_for_the_books_says_until_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('remote_id', ''), _negated=True), _connector='OR'), name='booked_has_a_number_there')],
            },
        ),
    ]
