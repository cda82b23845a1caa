"""News and guides with every version of their text. Their search needs the extension of the register's."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0001_inspections'),
        ('members', '0011_register_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('NEWS', 'News'), ('GUIDE', 'Guide')], max_length=5)),
                ('state', models.CharField(choices=[('DRAFT', 'Draft'), ('PUBLISHED', 'Published'), ('WITHDRAWN', 'Withdrawn')], default='DRAFT', max_length=9)),
                ('slug_nl', models.SlugField(max_length=80, unique=True)),
                ('slug_en', models.SlugField(blank=True, max_length=80)),
                ('published_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('written_at', models.DateTimeField()),
                ('title_nl', models.CharField(max_length=110)),
                ('summary_nl', models.CharField(max_length=300)),
                ('body_nl', models.TextField()),
                ('title_en', models.CharField(blank=True, max_length=110)),
                ('summary_en', models.CharField(blank=True, max_length=300)),
                ('body_en', models.TextField(blank=True)),
                ('audience', models.CharField(choices=[('SHOPS', 'Webshops'), ('CONSUMERS', 'Consumers'), ('BOTH', 'Webshops and consumers')], max_length=9)),
                ('criteria', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ('words_nl', models.TextField(editable=False)),
                ('words_en', models.TextField(editable=False)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='inspections.article')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='live',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.articleversion'),
        ),
        migrations.AddIndex(
            model_name='articleversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words_nl'], name='article_words_nl', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='articleversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words_en'], name='article_words_en', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='article_version_once'),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_nl', ''), _negated=True), models.Q(('summary_nl', ''), _negated=True), models.Q(('body_nl', ''), _negated=True)), name='article_is_there_in_dutch'),
        ),
        migrations.AddConstraint(
            model_name='articleversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body_en', ''), ('summary_en', ''), ('title_en', '')), models.Q(models.Q(('title_en', ''), _negated=True), models.Q(('summary_en', ''), _negated=True), models.Q(('body_en', ''), _negated=True)), _connector='OR'), name='article_is_there_in_english_whole_or_not'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'PUBLISHED')), fields=['kind', '-published_at'], name='article_newest'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('slug_nl', ''), _negated=True), name='article_has_an_address'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(condition=models.Q(('slug_en', ''), _negated=True), fields=('slug_en',), name='article_english_address_once'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'PUBLISHED'), _negated=True), ('live__isnull', False), _connector='OR'), name='published_article_has_a_version'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('changed_at__isnull', True), ('live__isnull', True), ('published_at__isnull', True)), models.Q(('changed_at__isnull', False), ('live__isnull', False), ('published_at__isnull', False)), _connector='OR'), name='article_that_was_read_says_since_when'),
        ),
    ]
