import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0013_referrers'),
        ('members', '0025_breaches_and_data_audits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='misuse',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fines_proposed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='misuse',
            name='proposed_fine',
            field=models.DecimalField(decimal_places=2, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name='misuseproof',
            name='picture',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='misuseproof',
            name='picture_sha256',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='misuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_by__isnull', True), ('proposed_fine__isnull', True)), models.Q(('proposed_by__isnull', False), ('proposed_fine__isnull', False)), _connector='OR'), name='proposed_fine_says_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='misuseproof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('picture', ''), ('picture_sha256', '')), models.Q(models.Q(('picture', ''), _negated=True), models.Q(('picture_sha256', ''), _negated=True)), _connector='OR'), name='proof_picture_has_its_hash'),
        ),
    ]
