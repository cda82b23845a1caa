# A shop's orders by fate are asked for with every visit of its pages: neither partial index answers that.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0013_newest_shops'),
        ('reviews', '0032_review_imports'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['shop', 'month'], name='tally_of_shop'),
        ),
    ]
