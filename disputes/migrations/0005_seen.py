from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0004_private_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='seen_by_consumer_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='seen_by_mediator_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='seen_by_shop_at',
            field=models.DateTimeField(null=True),
        ),
    ]
