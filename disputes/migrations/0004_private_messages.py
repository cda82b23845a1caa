from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0003_evidence'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='only_for',
            field=models.CharField(choices=[('SHOP', 'Webshop'), ('CONSUMER', 'Consumer'), ('MEDIATOR', 'Mediator')], default=None, max_length=8, null=True),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('only_for', None), models.Q(('author', 'MEDIATOR'), ('only_for__in', ('SHOP', 'CONSUMER'))), models.Q(('author', models.F('only_for')), ('only_for__in', ('SHOP', 'CONSUMER'))), _connector='OR'), name='private_message_is_between_a_party_and_the_mediator'),
        ),
    ]
