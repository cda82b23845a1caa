import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0029_not_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ASKED', 'Waiting for both'), ('DONE', 'Done'), ('WITHDRAWN', 'Withdrawn'), ('EXPIRED', 'Expired')], default='ASKED', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('giver_confirmed_at', models.DateTimeField(null=True)),
                ('taker_confirmed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SeatOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('OWNER', 'Owner'), ('STAFF', 'Staff')], default='OWNER', max_length=8)),
                ('duties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('REVIEWS', 'Reviews and invitations'), ('DISPUTES', 'Disputes'), ('BILLING', 'Invoices and payments'), ('READ', 'Reading everything')], max_length=8), db_default=models.Value('{}'), default=list, size=None)),
                ('email', models.EmailField(max_length=254, verbose_name='E-mail address')),
                ('state', models.CharField(choices=[('OPEN', 'Waiting for an answer'), ('TAKEN', 'Accepted'), ('DECLINED', 'Declined'), ('WITHDRAWN', 'Withdrawn'), ('EXPIRED', 'Expired')], default='OPEN', max_length=10)),
                ('letters', models.PositiveSmallIntegerField(default=1)),
                ('offered_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='seat',
            name='duties',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('REVIEWS', 'Reviews and invitations'), ('DISPUTES', 'Disputes'), ('BILLING', 'Invoices and payments'), ('READ', 'Reading everything')], max_length=8), db_default=models.Value('{}'), default=list, size=None),
        ),
        migrations.AddField(
            model_name='succession',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_given', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='succession',
            name='shop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successions', to='members.shop'),
        ),
        migrations.AddField(
            model_name='succession',
            name='taker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_taken', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seatoffer',
            name='offered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats_offered', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seatoffer',
            name='shop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seat_offers', to='members.shop'),
        ),
        migrations.AddField(
            model_name='seatoffer',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats_taken', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('shop',), name='succession_one_open_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('taker')), _negated=True), name='succession_is_to_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('giver_confirmed_at__isnull', False), ('taker_confirmed_at__isnull', False)), _connector='OR'), name='succession_is_confirmed_by_both'),
        ),
        migrations.AddConstraint(
            model_name='seatoffer',
            constraint=models.UniqueConstraint(models.F('shop'), django.db.models.functions.text.Lower('email'), condition=models.Q(('state', 'OPEN')), name='seat_offered_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='seatoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'TAKEN'), _negated=True), ('taken_by__isnull', False), _connector='OR'), name='taken_seat_says_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='seatoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('duties', []), ('role', 'OWNER')), models.Q(('role', 'STAFF'), ('duties__len__gte', 1), ('duties__contained_by', ['REVIEWS', 'DISPUTES', 'BILLING', 'READ'])), _connector='OR'), name='offered_seat_is_of_an_owner_or_has_duties'),
        ),
    ]
