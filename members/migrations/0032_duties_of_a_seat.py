from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0031_duties_of_staff'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('duties', []), ('role', 'OWNER')), models.Q(('role', 'STAFF'), ('duties__len__gte', 1), ('duties__contained_by', ['REVIEWS', 'DISPUTES', 'BILLING', 'READ'])), _connector='OR'), name='seat_is_of_an_owner_or_has_duties'),
        ),
    ]
