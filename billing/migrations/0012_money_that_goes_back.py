import django.db.models.deletion
import django.db.models.expressions
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0011_arrears_of_before'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='bankentry',
            name='booked_money_is_on_an_invoice',
        ),
        migrations.RemoveConstraint(
            model_name='bankentry',
            name='only_euros_that_came_in_are_booked',
        ),
        migrations.AddField(
            model_name='bankentry',
            name='returns',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returned_by', to='billing.payment'),
        ),
        migrations.AddField(
            model_name='payment',
            name='refunded',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10),
        ),
        migrations.AddField(
            model_name='payment',
            name='returned',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10),
        ),
        migrations.AddField(
            model_name='testbankpayment',
            name='refunds',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='testbankpayment',
            name='returned',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=10),
        ),
        migrations.AddConstraint(
            model_name='bankentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('payment__isnull', False), ('returns', None), ('state', 'BOOKED')), models.Q(('amount__lt', 0), ('payment', None), ('returns__isnull', False), ('state', 'BOOKED')), models.Q(models.Q(('state', 'BOOKED'), _negated=True), ('payment', None), ('returns', None)), _connector='OR'), name='booked_money_is_on_an_invoice'),
        ),
        migrations.AddConstraint(
            model_name='bankentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'BOOKED'), _negated=True), models.Q(('currency', 'EUR'), ('settled_at__isnull', False)), _connector='OR'), name='only_euros_are_booked'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refunded', 0), ('returned', 0)), models.Q(('received__gte', django.db.models.expressions.CombinedExpression(models.F('returned'), '+', models.F('refunded'))), ('refunded__gte', 0), ('returned__gte', 0), ('state', 'PAID')), _connector='OR'), name='no_more_goes_back_than_came'),
        ),
    ]
