import django.db.models.deletion
import reviews.chain
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0008_devices'),
        ('reviews', '0024_own_sender'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='productreview',
            name='product_review_removed_by_its_writer_is_empty',
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='product_review',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='reviews.productreview'),
        ),
        migrations.AddField(
            model_name='productreview',
            name='held_by_rule',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='productreview',
            name='salt',
            field=models.CharField(blank=True, default='', max_length=64),  # one salt for all rows would be none
        ),
        migrations.AlterField(
            model_name='productreview',
            name='salt',
            field=models.CharField(blank=True, default=reviews.chain.new_salt, max_length=64),
        ),
        migrations.AddField(
            model_name='productreviewversion',
            name='salt',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('published', 'Published'), ('imported', 'Brought from elsewhere'), ('edited', 'Edited'), ('held', 'Put on hold'), ('released', 'Shown again after a look'), ('removed', 'Removed'), ('reinstated', 'Reinstated'), ('removed_by_author', 'Removed by the writer'), ('replied', 'Answered'), ('reply_edited', 'Answer edited'), ('reply_held', 'Answer put on hold'), ('reply_released', 'Answer shown again after a look'), ('reply_removed', 'Answer removed'), ('reply_reinstated', 'Answer reinstated'), ('product_published', 'Product review published'), ('product_edited', 'Product review edited'), ('product_held', 'Product review put on hold'), ('product_released', 'Product review shown again after a look'), ('product_removed', 'Product review removed'), ('product_reinstated', 'Product review reinstated'), ('product_removed_by_author', 'Product review removed by the writer')], max_length=30),
        ),
        migrations.AlterField(
            model_name='ledgerentry',
            name='review',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='reviews.review'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('product_review__isnull', False)), fields=['shop', 'product_review', 'number'], name='ledger_of_product_review'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__startswith', 'product_'), ('product_review__isnull', False), ('review', None)), models.Q(models.Q(('kind__startswith', 'product_'), _negated=True), ('product_review', None), ('review__isnull', False)), _connector='OR'), name='ledger_entry_is_about_one_review'),
        ),
        migrations.AddConstraint(
            model_name='productreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'REMOVED_BY_AUTHOR'), _negated=True), models.Q(('display_name', ''), ('email', ''), ('salt', ''), ('text', ''), ('title', '')), _connector='OR'), name='product_review_removed_by_its_writer_is_empty'),
        ),
    ]
