
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0013_objections'),
        ('members', '0025_breaches_and_data_audits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Discount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('partner', models.CharField(blank=True, max_length=120)),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ('periods', models.PositiveSmallIntegerField(null=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('most_uses', models.PositiveIntegerField(null=True)),
                ('uses', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=60)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='discounts', to='billing.plan')),
            ],
        ),
        migrations.CreateModel(
            name='TakenDiscount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('periods_left', models.PositiveSmallIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('given', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10)),
                ('asked', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10)),
                ('discount', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='billing.discount')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discounts', to='members.member')),
            ],
        ),
        migrations.AddConstraint(
            model_name='discount',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z0-9-]{3,20}$')), name='discount_code_can_be_typed'),
        ),
        migrations.AddConstraint(
            model_name='discount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount', None), ('percent__gt', 0), ('percent__lte', 100)), models.Q(('amount__gt', 0), ('percent', None)), _connector='OR'), name='discount_is_percent_or_amount'),
        ),
        migrations.AddConstraint(
            model_name='discount',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='discount_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='discount',
            constraint=models.CheckConstraint(condition=models.Q(('most_uses', None), ('uses__lte', models.F('most_uses')), _connector='OR'), name='discount_is_not_used_too_often'),
        ),
        migrations.AddConstraint(
            model_name='discount',
            constraint=models.CheckConstraint(condition=models.Q(('periods', None), ('periods__gt', 0), _connector='OR'), name='discount_counts_for_something'),
        ),
        migrations.AddConstraint(
            model_name='takendiscount',
            constraint=models.UniqueConstraint(fields=('discount', 'member'), name='discount_once_per_member'),
        ),
        migrations.AddConstraint(
            model_name='takendiscount',
            constraint=models.UniqueConstraint(condition=models.Q(('periods_left__gt', 0)), fields=('member',), name='one_discount_at_a_time_per_member'),
        ),
    ]
