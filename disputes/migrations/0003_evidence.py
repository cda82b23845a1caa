import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0002_proposals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('by', models.CharField(choices=[('SHOP', 'Webshop'), ('CONSUMER', 'Consumer'), ('MEDIATOR', 'Mediator')], max_length=8)),
                ('kind', models.CharField(choices=[('ORDER', 'Order or confirmation'), ('PAYMENT', 'Proof of payment'), ('DELIVERY', 'Delivery or return: tracking, receipt'), ('PHOTO', 'Photo of the product'), ('LETTERS', 'E-mails or chat between you'), ('CONDITIONS', 'Description of the product, conditions, warranty'), ('OTHER', 'Something else')], max_length=10, verbose_name='What is it?')),
                ('shows', models.CharField(max_length=200, verbose_name='What does it show?')),
                ('name', models.CharField(max_length=120)),
                ('path', models.CharField(max_length=120)),
                ('file_kind', models.CharField(choices=[('PDF', 'PDF'), ('JPEG', 'JPEG'), ('PNG', 'PNG'), ('WEBP', 'WebP'), ('TEXT', 'text'), ('MAIL', 'e-mail')], max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='disputes.dispute')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('dispute', 'number'), name='evidence_has_one_number_in_a_dispute'), models.UniqueConstraint(fields=('dispute', 'digest'), name='evidence_is_once_in_a_dispute'), models.CheckConstraint(condition=models.Q(('by__in', ['SHOP', 'CONSUMER', 'MEDIATOR'])), name='evidence_is_of_a_party'), models.CheckConstraint(condition=models.Q(('size__lte', 10485760)), name='evidence_is_small_enough')],
            },
        ),
    ]
