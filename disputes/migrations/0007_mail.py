import django.db.models.deletion
import keurmerk.tokens
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0006_mediators_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='by_mail',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='DisputeMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('SHOP', 'Webshop'), ('CONSUMER', 'Consumer'), ('MEDIATOR', 'Mediator')], max_length=8)),
                ('is_private', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('LANDED', 'In the dispute'), ('WAITING', 'Waiting for its sender'), ('REFUSED', 'Not taken'), ('IGNORED', 'An automatic reply'), ('LAPSED', 'Not confirmed')], max_length=8)),
                ('message_hash', models.CharField(max_length=64)),
                ('token', models.CharField(default=keurmerk.tokens.new_token, max_length=64, unique=True)),
                ('sender', models.EmailField(blank=True, max_length=254)),
                ('text', models.TextField(blank=True)),
                ('files', models.JSONField(default=list)),
                ('received_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='disputes.dispute')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'WAITING')), fields=['expires_at'], name='dispute_mail_to_forget')],
                'constraints': [models.UniqueConstraint(fields=('dispute', 'message_hash'), name='dispute_mail_once_per_message'), models.CheckConstraint(condition=models.Q(('party__in', ['SHOP', 'CONSUMER'])), name='dispute_mail_is_of_a_party'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', False), ('state', 'WAITING')), models.Q(models.Q(('state', 'WAITING'), _negated=True), ('files', []), ('sender', ''), ('settled_at__isnull', False), ('text', '')), _connector='OR'), name='settled_dispute_mail_keeps_no_words')],
            },
        ),
    ]
