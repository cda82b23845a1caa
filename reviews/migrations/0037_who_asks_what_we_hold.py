import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0020_mark_complaints'),
        ('reviews', '0036_partner_reads'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(django.db.models.functions.text.Upper('email'), condition=models.Q(('email', ''), _negated=True), name='invitation_buyer'),
        ),
        migrations.AddIndex(
            model_name='productreview',
            index=models.Index(django.db.models.functions.text.Upper('email'), condition=models.Q(('email', ''), _negated=True), name='product_review_writer'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(django.db.models.functions.text.Upper('email'), condition=models.Q(('email', ''), _negated=True), name='review_writer'),
        ),
    ]
