import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0027_held_establishment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('OPEN', 'Our turn'), ('ANSWERED', 'Answered'), ('CLOSED', 'Closed'), ('MERGED', 'Merged')], default='OPEN', max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('subject', models.CharField(blank=True, max_length=250, verbose_name='Subject')),
                ('language', models.CharField(default='nl', max_length=2)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('is_final', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='members.member')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='members.thread')),
                ('shop', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='members.shop')),
            ],
        ),
        migrations.CreateModel(
            name='ThreadMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('IN', 'From them'), ('OUT', 'From us'), ('NOTE', 'Note for colleagues')], max_length=4)),
                ('sender', models.EmailField(blank=True, max_length=254)),
                ('text', models.TextField(blank=True)),
                ('message_id', models.CharField(blank=True, max_length=250)),
                ('left_out', models.PositiveSmallIntegerField(default=0)),
                ('written_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='members.thread')),
            ],
            options={
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ThreadFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('path', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('PDF', 'PDF'), ('JPEG', 'JPEG'), ('PNG', 'PNG'), ('WEBP', 'WebP')], max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='members.threadmessage')),
            ],
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(fields=['state', '-last_at'], name='thread_list'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('state', 'ANSWERED')), fields=['closes_at'], name='thread_to_close'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state__in', ['OPEN', 'ANSWERED'])), models.Q(('closed_at__isnull', False), ('state__in', ['CLOSED', 'MERGED'])), _connector='OR'), name='thread_that_ended_says_when'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'MERGED'), ('merged_into', None), _connector='XOR'), name='merged_thread_says_into_which'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), ('state', 'ANSWERED'), _connector='OR'), name='only_an_answered_thread_closes_itself'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('is_final', False), ('state', 'CLOSED'), _connector='OR'), name='final_thread_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='threadmessage',
            constraint=models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('message_id',), name='thread_message_arrives_once'),
        ),
    ]
