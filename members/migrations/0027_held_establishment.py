
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0026_changes_of_company_and_owner'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='held_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('held_at', None), ('state__in', ['PENDING', 'ENDED']), _connector='OR'), name='only_a_new_membership_is_held'),
        ),
    ]
