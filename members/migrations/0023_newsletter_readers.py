import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0022_login_sessions'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewsletterReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('FOLLOWING', 'Gets the newsletter'), ('UNSUBSCRIBED', 'Unsubscribed'), ('CLEANED', 'Address does not work')], default='FOLLOWING', max_length=12)),
                ('listed_as', models.EmailField(blank=True, max_length=254)),
                ('chosen_email', models.EmailField(blank=True, max_length=254)),
                ('asked_back_at', models.DateTimeField(null=True)),
                ('sync_due_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='newsletter', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sync_due_at__isnull', False)), fields=['sync_due_at'], name='newsletter_to_tell')],
                'constraints': [models.CheckConstraint(condition=models.Q(('asked_back_at', None), ('state', 'FOLLOWING'), _connector='OR'), name='newsletter_is_asked_back_to_read_it')],
            },
        ),
    ]
