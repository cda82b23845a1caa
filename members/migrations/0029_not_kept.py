from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0028_threads'),
    ]

    operations = [
        migrations.AlterField(
            model_name='circumstance',
            name='kind',
            field=models.CharField(choices=[('FORCE_MAJEURE', 'Force majeure (article 17)'), ('SEIZURE', 'Seizure (article 14.4)'), ('INSOLVENCY', 'Bankruptcy, suspension of payments or debt restructuring (article 14.4)'), ('COMPLAINTS', 'Several complaints (article 11.13)'), ('NOT_KEPT', 'A ruling or settlement that was not kept (articles 11.5 and 13.8)')], max_length=14, verbose_name='What is the matter?'),
        ),
    ]
